import { currencyDigits } from './currencies.ts';

/**
 * Money is an integer count of minor units of an ISO 4217 currency, at most 2^53-1 in size. Nothing here rounds in
 * floating point; products that leave the safe range go through BigInt.
 */
export type MoneyErrorCode = 'currency_unknown' | 'amount_invalid' | 'amount_too_large' | 'weights_invalid' | 'rate_invalid' | 'locale_invalid';
export type Rounding = 'half_up' | 'half_even';

/** What a caller did wrong, as a code. A `RangeError`, so that a mistake that nobody catches still reads as one. */
export class MoneyError extends RangeError {
  readonly code: MoneyErrorCode;

  constructor(code: MoneyErrorCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = 'MoneyError';
    this.code = code;
  }
}

export function isCurrency(code: unknown): code is string {
  return typeof code === 'string' && currencyDigits.has(code);
}

/** Decimals of a currency by ISO 4217: 0 to 4. Throws `currency_unknown`. */
export function minorDigits(currency: string): number {
  const digits = currencyDigits.get(currency);
  if (digits === undefined) throw new MoneyError('currency_unknown', `${JSON.stringify(currency)} is no active ISO 4217 currency`);
  return digits;
}

/**
 * Splits an amount by whole, non-negative weights with the largest-remainder method: each share is its exact
 * proportion rounded down or up by at most one unit, and the shares sum to the amount exactly. Equal remainders go to
 * the earlier weight. All weights zero means equal weights. A negative amount is the mirror image of the positive one.
 * Throws `amount_invalid`, `weights_invalid`.
 */
export function allocate(amount_minor: number, weights: readonly number[]): number[] {
  requireAmount(amount_minor);
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new MoneyError('weights_invalid', 'weights must be whole numbers from zero up');
  }
  if (weights.length === 0) {
    if (amount_minor === 0) return [];
    throw new MoneyError('weights_invalid', 'there is nobody to give the amount to');
  }
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  const parts = sum === 0n ? weights.map(() => 1n) : weights.map(BigInt);
  const whole = sum === 0n ? BigInt(weights.length) : sum;
  const size = BigInt(Math.abs(amount_minor));

  const shares = parts.map((part) => (size * part) / whole);
  const remainders = parts.map((part) => (size * part) % whole);
  const left = Number(size - shares.reduce((total, share) => total + share, 0n));
  const byRemainder = remainders.map((_, index) => index).sort((a, b) => compare(remainders[b] ?? 0n, remainders[a] ?? 0n) || a - b);
  for (const index of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares.map((share) => withSign(Number(share), amount_minor < 0));
}

/** `amount × rate` with the rate in parts per million (82500 is 8.25 %). Halves: see `multiplyRatio`. */
export function multiplyRate(amount_minor: number, rate_ppm: number, rounding: Rounding = 'half_up'): number {
  return multiplyRatio(amount_minor, rate_ppm, 1_000_000, rounding);
}

/**
 * `amount × numerator / denominator`, exact before one rounding. `half_up` takes halves away from zero, so a refund
 * mirrors its charge; `half_even` takes them to the even neighbour. Throws `amount_invalid`, `rate_invalid`,
 * `amount_too_large`.
 */
export function multiplyRatio(amount_minor: number, numerator: number, denominator: number, rounding: Rounding = 'half_up'): number {
  requireAmount(amount_minor);
  if (!Number.isSafeInteger(numerator) || numerator < 0 || !Number.isSafeInteger(denominator) || denominator <= 0) {
    throw new MoneyError('rate_invalid', `${numerator}/${denominator} is no ratio of whole numbers`);
  }
  const size = Math.abs(amount_minor);
  const product = size * numerator;
  const quotient = Number.isSafeInteger(product)
    ? roundSmall(product, denominator, rounding)
    : Number(roundLarge(BigInt(size) * BigInt(numerator), BigInt(denominator), rounding));
  if (!Number.isSafeInteger(quotient)) throw new MoneyError('amount_too_large', 'the product is more than 2^53-1 minor units');
  return withSign(quotient, amount_minor < 0);
}

/**
 * `('12.34', 'USD')` → 1234. Takes what `toDecimal` writes and forms and feeds send: an optional sign, digits, and at
 * most as many decimals as the currency has (`'12.340'` is refused for USD: nobody knows what was meant).
 * Throws `currency_unknown`, `amount_invalid`, `amount_too_large`.
 */
export function parseDecimal(text: string, currency: string): number {
  const digits = minorDigits(currency);
  const match = /^([+-]?)(\d{1,20})(?:\.(\d{1,4}))?$/.exec(text);
  const fraction = match?.[3] ?? '';
  if (match === null || fraction.length > digits) {
    throw new MoneyError('amount_invalid', `${JSON.stringify(text.slice(0, 40))} is no amount with up to ${digits} decimals`);
  }
  const amount_minor = Number(BigInt(`${match[2]}${fraction.padEnd(digits, '0')}`));
  if (!Number.isSafeInteger(amount_minor)) throw new MoneyError('amount_too_large', `${text} is more than 2^53-1 minor units`);
  return withSign(amount_minor, match[1] === '-');
}

/** 1234 USD → `'12.34'`, 1234 JPY → `'1234'`, -5 BHD → `'-0.005'`: the form of feeds, JSON-LD and provider APIs. */
export function toDecimal(amount_minor: number, currency: string): string {
  requireAmount(amount_minor);
  const digits = minorDigits(currency);
  const text = Math.abs(amount_minor).toString().padStart(digits + 1, '0');
  const sign = amount_minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const maxFormatters = 500;
const formatters = new Map<string, Intl.NumberFormat>();

/** What a person reads, in a BCP 47 locale: `'$12.34'`, `'12,34 €'`. Throws `currency_unknown`, `locale_invalid`. */
export function formatMoney(amount_minor: number, currency: string, locale: string): string {
  // Intl reads a decimal string exactly; a number would lose the cents of large amounts.
  return formatterFor(currency, locale).format(toDecimal(amount_minor, currency) as Intl.StringNumericLiteral);
}

function formatterFor(currency: string, locale: string): Intl.NumberFormat {
  const key = `${currency} ${locale}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const digits = minorDigits(currency);
  const formatter = createFormatter(locale, { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
  // Locales come from requests: without a bound anybody could fill the memory with formatters.
  if (formatters.size >= maxFormatters) formatters.clear();
  formatters.set(key, formatter);
  return formatter;
}

function createFormatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locale, options);
  } catch (cause) {
    if (cause instanceof RangeError) throw new MoneyError('locale_invalid', `${JSON.stringify(locale.slice(0, 40))} is no BCP 47 locale`);
    throw cause;
  }
}

function roundSmall(product: number, denominator: number, rounding: Rounding): number {
  const remainder = product % denominator;
  const down = (product - remainder) / denominator;
  const rest = denominator - remainder;
  const isUp = remainder > rest || (remainder === rest && (rounding === 'half_up' || down % 2 === 1));
  return isUp ? down + 1 : down;
}

function roundLarge(product: bigint, denominator: bigint, rounding: Rounding): bigint {
  const remainder = product % denominator;
  const down = product / denominator;
  const twice = remainder * 2n;
  const isUp = twice > denominator || (twice === denominator && (rounding === 'half_up' || down % 2n === 1n));
  return isUp ? down + 1n : down;
}

function requireAmount(amount_minor: number): void {
  if (!Number.isSafeInteger(amount_minor)) throw new MoneyError('amount_invalid', `${amount_minor} is no whole number of minor units`);
}

/** Never -0: it prints as "-0" in places and `Object.is` tells it from 0 in tests. */
function withSign(size: number, isNegative: boolean): number {
  return isNegative && size !== 0 ? -size : size;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
