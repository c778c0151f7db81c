import { allocate, multiplyRatio } from '@orinoco/money';
import type { Money } from './payment.ts';

/** One side of a journal: debit is positive, credit negative. Integer minor units. */
export interface LedgerPart {
  readonly account: string;
  readonly amount_minor: number;
}

export type LedgerMovement =
  | { readonly kind: 'capture'; readonly order: Money }
  /** `standing`: what the order's capture and its earlier refunds have left on each account. */
  | { readonly kind: 'refund'; readonly amount_minor: number; readonly standing: readonly LedgerPart[] };

const clearing = 'provider_clearing';

/**
 * The entries that book a movement of money; they sum to zero, and none is zero. A capture gives the seller what is
 * left of the amount after tax and commission, and what the marketplace has paid of the discount. A refund takes from
 * each account its share of what stands there, by largest remainder, so that refunds of the whole leave nothing.
 */
export function journalFor(movement: LedgerMovement): LedgerPart[] {
  const parts = movement.kind === 'capture' ? captureParts(movement.order) : refundParts(movement.amount_minor, movement.standing);
  return parts.filter((part) => part.amount_minor !== 0);
}

function captureParts({ seller_id, amount_minor, tax_minor, commission_minor, marketplace_discount_minor }: Money): LedgerPart[] {
  return [
    { account: clearing, amount_minor },
    { account: `seller:${seller_id}`, amount_minor: -(amount_minor - tax_minor - commission_minor + marketplace_discount_minor) },
    { account: 'commission_revenue', amount_minor: -commission_minor },
    { account: 'tax_payable', amount_minor: -tax_minor },
    { account: 'marketing_expense', amount_minor: marketplace_discount_minor },
  ];
}

/** Throws a RangeError when more is asked for than stands: the caller has limits, so that is a bug. */
function refundParts(amount_minor: number, standing: readonly LedgerPart[]): LedgerPart[] {
  const whole_minor = standing.find((part) => part.account === clearing)?.amount_minor ?? 0;
  if (amount_minor > whole_minor) throw new RangeError(`${amount_minor} is more than the ${whole_minor} that stand on the books`);
  const debits = standing.filter((part) => part.amount_minor > 0 && part.account !== clearing);
  const credits = standing.filter((part) => part.amount_minor < 0);
  const backDebits = debits.map((part) => ({ account: part.account, amount_minor: whole_minor === 0 ? part.amount_minor : multiplyRatio(part.amount_minor, amount_minor, whole_minor) }));
  const total_minor = backDebits.reduce((sum, part) => sum + part.amount_minor, amount_minor);
  const backCredits = allocate(total_minor, credits.map((part) => -part.amount_minor));
  return [
    { account: clearing, amount_minor: -amount_minor },
    ...backDebits.map(({ account, amount_minor: share_minor }) => ({ account, amount_minor: -share_minor })),
    ...credits.map(({ account }, index) => ({ account, amount_minor: backCredits[index] ?? 0 })),
  ];
}
