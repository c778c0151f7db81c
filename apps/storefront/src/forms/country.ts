import { remember } from '@orinoco/ui/remember.ts';

const names = remember(50, (locale) => new Intl.DisplayNames([locale], { type: 'region' }));

/** A country by its name in the locale; a code that is none is shown as it is. */
export const countryName = (code: string, locale: string): string => (/^[A-Z]{2}$/.test(code) ? (names(locale).of(code) ?? code) : code);
