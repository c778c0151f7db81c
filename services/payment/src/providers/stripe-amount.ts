import { fail } from '@orinoco/contract';

// Where Stripe's smallest unit is not that of ISO 4217 (docs.stripe.com/currencies, "Special cases" and "Zero-decimal").
const timesHundred: ReadonlySet<string> = new Set(['ISK', 'UGX']);
const byHundred: ReadonlySet<string> = new Set(['MGA']);
// Three decimals: the last digit must be 0.
const inTens: ReadonlySet<string> = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);
const refused: ReadonlySet<string> = new Set(['CLF', 'UYW']);

/**
 * ISO 4217 minor units as Stripe wants them.
 * @throws `amount_not_representable` where that would change the amount: rounding is for the price list to decide
 */
export function toStripeAmount(amount_minor: number, currency: string): number {
  const refuse = (detail: string) => fail('amount_not_representable', { detail });
  if (refused.has(currency)) throw refuse(`${currency} has four decimals`);
  if (inTens.has(currency) && amount_minor % 10 !== 0) throw refuse(`${currency} amounts end in 0`);
  if (byHundred.has(currency) && amount_minor % 100 !== 0) throw refuse(`${currency} has no decimals here`);
  const amount = timesHundred.has(currency) ? amount_minor * 100 : byHundred.has(currency) ? amount_minor / 100 : amount_minor;
  if (!Number.isSafeInteger(amount)) throw refuse('the amount is too large');
  return amount;
}

/** The other way. A fraction that ISO 4217 cannot say is an error of the books, and refused. */
export function fromStripeAmount(amount: number, currency: string): number {
  if (timesHundred.has(currency)) {
    if (amount % 100 !== 0) throw fail('amount_not_representable', { detail: `${currency} has no decimals` });
    return amount / 100;
  }
  return byHundred.has(currency) ? amount * 100 : amount;
}
