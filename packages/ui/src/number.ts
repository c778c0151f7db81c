import { remember } from './remember.ts';

// Making a formatter costs far more than using it, and a page of cards uses it about a hundred times.
const wholes = remember(100, (locale) => new Intl.NumberFormat(locale));
const decimals = remember(100, (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }));

const averages = remember(2_000, (key) => {
  const [value = '0', locale = ''] = key.split('|');
  return decimals(locale).format(Number(value));
});

/** A count with the separators of the locale: 2,847. */
export const formatCount = (count: number, locale: string): string => wholes(locale).format(count);

/** An average with exactly one decimal. */
export const oneDecimal = (value: number, locale: string): string => averages(`${value}|${locale}`);
