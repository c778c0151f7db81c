import { multiplyRate } from '@orinoco/money';

/** `seller_id` or `category_id` null: for all of them. `rate_ppm` is parts per million. */
export interface Rule {
  readonly commission_rule_id: string;
  readonly seller_id: string | null;
  readonly category_id: string | null;
  readonly rate_ppm: number;
  readonly fixed_minor: number;
  readonly min_minor: number;
  readonly currency: string;
}

export interface CommissionLine {
  readonly line_id: string;
  readonly seller_id: string;
  /** From the root down to the product's own. */
  readonly category_ids: readonly string[];
  readonly amount_minor: number;
}

export interface CommissionQuote {
  readonly line_id: string;
  readonly commission_minor: number;
  readonly rate_ppm: number;
  /** Null when no rule fits; the commission is zero then. */
  readonly commission_rule_id: string | null;
}

export type RuleIndex = ReadonlyMap<string, Rule>;

/** Rules by what they are for, so that a line asks at most two times for each of its categories. */
export function indexRules(rules: readonly Rule[]): RuleIndex {
  return new Map(rules.map((rule) => [keyOf(rule.currency, rule.seller_id, rule.category_id), rule]));
}

/**
 * The commission of each line. The most specific rule counts: seller and category (the nearest category first), then
 * seller, then category, then the rule for everybody. It is the rate of the amount, rounded half up, plus the fixed
 * part, at least the minimum and never more than the amount.
 */
export function quoteCommissions(rules: RuleIndex, currency: string, lines: readonly CommissionLine[]): CommissionQuote[] {
  return lines.map(({ line_id, seller_id, category_ids, amount_minor }) => {
    const rule = ruleFor(rules, currency, seller_id, category_ids);
    if (!rule) return { line_id, commission_minor: 0, rate_ppm: 0, commission_rule_id: null };
    const wanted_minor = Math.max(rule.min_minor, multiplyRate(amount_minor, rule.rate_ppm) + rule.fixed_minor);
    return { line_id, commission_minor: Math.min(wanted_minor, amount_minor), rate_ppm: rule.rate_ppm, commission_rule_id: rule.commission_rule_id };
  });
}

function ruleFor(rules: RuleIndex, currency: string, seller_id: string, category_ids: readonly string[]): Rule | undefined {
  const nearest_first = category_ids.toReversed();
  for (const seller of [seller_id, null]) {
    for (const category of [...nearest_first, null]) {
      const rule = rules.get(keyOf(currency, seller, category));
      if (rule) return rule;
    }
  }
  return undefined;
}

function keyOf(currency: string, seller_id: string | null, category_id: string | null): string {
  return `${currency} ${seller_id?.toLowerCase() ?? '*'} ${category_id?.toLowerCase() ?? '*'}`;
}
