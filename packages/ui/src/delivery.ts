import { remember } from './remember.ts';

const weekdays = remember(100, (locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }));
const days = remember(100, (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }));
const dates = remember(100, (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }));

const civilDate = (on: string): Date => new Date(`${on.slice(0, 10)}T00:00:00Z`);

/** A civil day (YYYY-MM-DD) as "Tue, Nov 24". */
export const formatDay = (on: string, locale: string): string => weekdays(locale).format(civilDate(on));

// A page of cards names the same few days again and again, and formatRange is the slowest of all formats.
const promises = remember(2_000, (key) => {
  const [earliest_on = '', latest_on = '', locale = ''] = key.split('|');
  return earliest_on === latest_on ? formatDay(latest_on, locale) : days(locale).formatRange(civilDate(earliest_on), civilDate(latest_on));
});

/** The promised days: one day with its weekday, or a range such as "Nov 24 – 27". */
export const formatPromise = (promise: { earliest_on: string; latest_on: string }, locale: string): string =>
  promises(`${promise.earliest_on}|${promise.latest_on}|${locale}`);

/** How long an order still makes the promise: "3 h 12 min"; null when it is over. */
export const formatRemaining = (order_within_ms: number | null): string | null => {
  if (order_within_ms === null || order_within_ms < 60_000) return null;
  const minutes = Math.floor(order_within_ms / 60_000);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
};

/** A timestamp as a day with its year, in UTC. */
export const formatDate = (at: string, locale: string): string => dates(locale).format(new Date(at));
