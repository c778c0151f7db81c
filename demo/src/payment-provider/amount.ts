// ISO 4217 minor units, where they are not two. Not from Intl, whose CLDR digits differ (COP, HUF, IQD and others).
const decimals: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((currency) => [currency, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((currency) => [currency, 3] as const),
  ...'CLF UYW'.split(' ').map((currency) => [currency, 4] as const),
]);

/** An amount of minor units as a person reads it, for example `$12.30`. */
export function amountText(amount_minor: number, currency: string): string {
  const digits = decimals.get(currency) ?? 2;
  const text = `${amount_minor}`.padStart(digits + 1, '0');
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  const options = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  // A decimal string keeps every digit; a number would not beyond 2^53.
  return new Intl.NumberFormat('en-US', options).format(decimal as Intl.StringNumericLiteral);
}
