import { allocate, multiplyRate, type Rounding } from '@orinoco/money';
import { compareText } from './tax.ts';

export type CouponFunding = 'marketplace' | 'seller';

/** A coupon as it is stored. Absent and null mean "no such condition". */
export interface Coupon {
  readonly code: string;
  readonly kind: 'percent' | 'amount' | 'free_shipping';
  /** For `percent`: parts per million of what is left of a line after earlier coupons. */
  readonly percent_ppm?: number | null;
  /** For `amount`: taken once, spread over the matching lines. */
  readonly amount_minor?: number | null;
  /** Currency of the amounts here; a coupon with amounts is refused in another one. */
  readonly currency?: string | null;
  /** The most that a percentage may take. */
  readonly max_discount_minor?: number | null;
  /** Compared with the matching lines before any discount. */
  readonly min_subtotal_minor?: number | null;
  /** Only this seller's lines and shipping. */
  readonly seller_id?: string | null;
  /** Lines in any of these; null or absent is every line. */
  readonly category_ids?: readonly string[] | null;
  readonly funded_by: CouponFunding;
  readonly starts_at?: Date | string | null;
  /** First moment at which it no longer holds. */
  readonly ends_at?: Date | string | null;
  readonly usage_limit?: number | null;
  readonly used_count?: number | null;
  readonly usage_limit_per_customer?: number | null;
  readonly customer_used_count?: number | null;
  readonly is_first_order_only?: boolean | null;
  /** `false`: alone or not at all. */
  readonly is_combinable?: boolean | null;
}

export type CouponReason =
  | 'duplicate' | 'misconfigured' | 'not_started' | 'expired' | 'used_up' | 'customer_used_up' | 'first_order_only' | 'currency_differs'
  | 'no_matching_lines' | 'below_min_subtotal' | 'not_combinable' | 'nothing_to_discount';

export interface CouponOutcome {
  readonly code: string;
  readonly status: 'applied' | 'refused';
  /** Why it was refused. */
  readonly reason_code?: CouponReason;
  readonly amount_minor: number;
}

export interface Discount {
  readonly code: string;
  readonly amount_minor: number;
  readonly funded_by: CouponFunding;
}

/** A line or a seller's shipping while coupons take from it. */
export interface Discountable {
  readonly key: string;
  readonly seller_id: string;
  readonly category_ids: readonly string[];
  readonly subtotal_minor: number;
  left_minor: number;
  readonly discounts: Discount[];
}

/** What a coupon did to whom, for the trace. `base_minor` is what was left to take from. */
export interface CouponStep {
  readonly step: 'coupon';
  readonly code: string;
  readonly kind: Coupon['kind'];
  readonly base_minor: number;
  readonly amount_minor: number;
  readonly shares: readonly { readonly key: string; readonly amount_minor: number }[];
}

export interface CouponContext {
  readonly now: Date;
  readonly currency: string;
  readonly rounding: Rounding;
  readonly is_first_order: boolean;
}

/**
 * Applies coupons to lines and shipping, which must come sorted by key, and changes them in place. Who is accepted is
 * decided in the order the buyer entered the codes; what each takes in a fixed order (percent, amount, free shipping,
 * then code), so the amounts do not depend on that order. Outcomes come back in the buyer's order.
 */
export function applyCoupons(coupons: readonly Coupon[], lines: readonly Discountable[], shipping: readonly Discountable[], context: CouponContext) {
  const refusals = refuse(coupons, lines, context);
  const accepted = coupons.filter((_, index) => refusals[index] === undefined);
  const steps = accepted.toSorted(byApplication).map((coupon) => take(coupon, lines, shipping, context.rounding));
  const outcomes = coupons.map((coupon, index): CouponOutcome => {
    const { code } = coupon;
    const reason_code = refusals[index];
    if (reason_code !== undefined) return { code, status: 'refused', reason_code, amount_minor: 0 };
    const amount_minor = steps.find((step) => step.code === code)?.amount_minor ?? 0;
    // Shipping may not be chosen yet or cost nothing; the promise of free shipping holds all the same.
    if (amount_minor === 0 && coupon.kind !== 'free_shipping') return { code, status: 'refused', reason_code: 'nothing_to_discount', amount_minor };
    return { code, status: 'applied', amount_minor };
  });
  return { outcomes, steps: steps.filter((step) => outcomes.some((outcome) => outcome.code === step.code && outcome.status === 'applied')) };
}

function refuse(coupons: readonly Coupon[], lines: readonly Discountable[], context: CouponContext): (CouponReason | undefined)[] {
  const accepted: Coupon[] = [];
  const seen = new Set<string>();
  return coupons.map((coupon) => {
    const reason = seen.has(coupon.code) ? 'duplicate' : reasonAgainst(coupon, accepted, lines, context);
    seen.add(coupon.code);
    if (reason === undefined) accepted.push(coupon);
    return reason;
  });
}

function reasonAgainst(coupon: Coupon, accepted: readonly Coupon[], lines: readonly Discountable[], { now, currency, is_first_order }: CouponContext): CouponReason | undefined {
  if (!isConfigured(coupon)) return 'misconfigured';
  const now_ms = now.getTime();
  if (now_ms < timeOf(coupon.starts_at, -Infinity)) return 'not_started';
  if (now_ms >= timeOf(coupon.ends_at, Infinity)) return 'expired';
  if ((coupon.used_count ?? 0) >= (coupon.usage_limit ?? Infinity)) return 'used_up';
  if ((coupon.customer_used_count ?? 0) >= (coupon.usage_limit_per_customer ?? Infinity)) return 'customer_used_up';
  if (coupon.is_first_order_only === true && !is_first_order) return 'first_order_only';
  if ((coupon.currency ?? currency) !== currency) return 'currency_differs';
  const matching = lines.filter((line) => isMatch(coupon, line));
  if (matching.length === 0) return 'no_matching_lines';
  const subtotal_minor = sumOf(matching.map((line) => line.subtotal_minor));
  if (subtotal_minor < (coupon.min_subtotal_minor ?? 0)) return 'below_min_subtotal';
  if (subtotal_minor === 0 && coupon.kind !== 'free_shipping') return 'nothing_to_discount';
  if (accepted.length > 0 && [coupon, ...accepted].some((each) => each.is_combinable === false)) return 'not_combinable';
  return undefined;
}

function isConfigured(coupon: Coupon): boolean {
  const isCount = (value: number | null | undefined, max = Number.MAX_SAFE_INTEGER) => Number.isSafeInteger(value) && (value ?? 0) > 0 && (value ?? 0) <= max;
  const isCap = coupon.max_discount_minor == null || isCount(coupon.max_discount_minor);
  if (coupon.kind === 'percent') return isCount(coupon.percent_ppm, 1_000_000) && isCap;
  return coupon.kind === 'amount' ? isCount(coupon.amount_minor) : coupon.kind === 'free_shipping';
}

function timeOf(value: Date | string | null | undefined, absent: number): number {
  if (value == null) return absent;
  return typeof value === 'string' ? Date.parse(value) : value.getTime();
}

function isMatch(coupon: Coupon, line: Discountable): boolean {
  const isSeller = (coupon.seller_id ?? null) === null || coupon.seller_id === line.seller_id;
  const categories = coupon.category_ids ?? null;
  return isSeller && (categories === null || line.category_ids.some((category_id) => categories.includes(category_id)));
}

function take(coupon: Coupon, lines: readonly Discountable[], shipping: readonly Discountable[], rounding: Rounding): CouponStep {
  const matching = lines.filter((line) => isMatch(coupon, line));
  const sellers = new Set(matching.map((line) => line.seller_id));
  const from = coupon.kind === 'free_shipping' ? shipping.filter((each) => sellers.has(each.seller_id)) : matching;
  const base_minor = sumOf(from.map((each) => each.left_minor));
  const amounts = amountsOf(coupon, from.map((each) => each.left_minor), rounding);
  const shares: { key: string; amount_minor: number }[] = [];
  for (const [index, each] of from.entries()) {
    const amount_minor = amounts[index] ?? 0;
    if (amount_minor === 0) continue;
    each.left_minor -= amount_minor;
    each.discounts.push({ code: coupon.code, amount_minor, funded_by: coupon.funded_by });
    shares.push({ key: each.key, amount_minor });
  }
  return { step: 'coupon', code: coupon.code, kind: coupon.kind, base_minor, amount_minor: sumOf(shares.map((share) => share.amount_minor)), shares };
}

function amountsOf(coupon: Coupon, left: readonly number[], rounding: Rounding): readonly number[] {
  if (coupon.kind === 'free_shipping') return left;
  if (coupon.kind === 'amount') return allocate(Math.min(coupon.amount_minor ?? 0, sumOf(left)), left);
  const amounts = left.map((amount_minor) => multiplyRate(amount_minor, coupon.percent_ppm ?? 0, rounding));
  const cap_minor = coupon.max_discount_minor ?? Infinity;
  return sumOf(amounts) > cap_minor ? allocate(cap_minor, amounts) : amounts;
}

const kindOrder: readonly Coupon['kind'][] = ['percent', 'amount', 'free_shipping'];

function byApplication(a: Coupon, b: Coupon): number {
  return kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) || compareText(a.code, b.code);
}

export function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount_minor) => sum + amount_minor, 0);
}
