const formatters = new Map<string, Intl.DateTimeFormat>();

const dayFormatter = (locale: string, is_weekday_shown: boolean): Intl.DateTimeFormat => {
  const key = `${locale}|${is_weekday_shown}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    // Locales come from the shop's own list, so this map stays as small as that list.
    formatter = new Intl.DateTimeFormat(locale, { ...(is_weekday_shown && { weekday: 'short' }), day: 'numeric', month: 'short', timeZone: 'UTC' });
    formatters.set(key, formatter);
  }
  return formatter;
};

const civilDate = (on: string): Date => new Date(`${on.slice(0, 10)}T00:00:00Z`);

/** A civil day (YYYY-MM-DD) as "Tue, Nov 24". */
export const formatDay = (on: string, locale: string): string => dayFormatter(locale, true).format(civilDate(on));

/** The promised days: one day with its weekday, or a range such as "Nov 24 – 27". */
export const formatPromise = (promise: { earliest_on: string; latest_on: string }, locale: string): string =>
  promise.earliest_on === promise.latest_on ? formatDay(promise.latest_on, locale) : dayFormatter(locale, false).formatRange(civilDate(promise.earliest_on), civilDate(promise.latest_on));

/** How long an order still makes the promise: "3 h 12 min"; null when it is over. */
export const formatRemaining = (order_within_ms: number | null): string | null => {
  if (order_within_ms === null || order_within_ms < 60_000) return null;
  const minutes = Math.floor(order_within_ms / 60_000);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
};

/** A timestamp as a day with its year, in UTC. */
export const formatDate = (at: string, locale: string): string =>
  new Date(at).toLocaleDateString(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
