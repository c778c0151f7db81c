import type { Database } from '@orinoco/database';
import type { Holiday, NamedHoliday } from './calendar.ts';
import type { StockLocation } from './contract.ts';
import { holidaysOf } from './holidays.ts';
import { readSettings, type Rate, type SettingsContent } from './settings-store.ts';

/** What promises are made of, ready to be looked up. */
export interface Settings {
  /** A seller's places, oldest first. */
  readonly locationsOf: (seller_id: string) => readonly StockLocation[];
  readonly location: (stock_location_id: string) => StockLocation | undefined;
  readonly ratesTo: (country: string) => readonly Rate[];
  /** Sellers that have a place, and countries that a rate leads to. */
  readonly seller_ids: readonly string[];
  readonly countries: readonly string[];
  /** Always the same list while nothing changes: what is derived from it is kept by its identity. */
  readonly holidays: readonly Holiday[];
}

export interface SettingsCache {
  current(): Promise<Settings>;
  /** After a change of our own: the next look reads. */
  forget(): void;
}

/** How long another process's change may stay unseen. */
const fresh_ms = 60_000;

/** Keeps the settings in memory. A cold look costs one statement, which everybody who looks meanwhile shares; a warm one none. */
export function openSettings(database: Database, clock: () => Date): SettingsCache {
  let known: { readonly revision: number; readonly year: number; readonly settings: Settings } | undefined;
  let read_at = Number.NEGATIVE_INFINITY;
  let change_count = 0;
  let reading: Promise<Settings> | undefined;
  const read = async (): Promise<Settings> => {
    const [started_at, changes, year, before] = [performance.now(), change_count, clock().getUTCFullYear(), known];
    const { revision, content } = await readSettings(database, before?.year === year ? before.revision : -1);
    const settings = content === null ? before?.settings : settingsOf(content, year);
    if (!settings) throw new Error('The settings came without content');
    // A read that began before our own change must not pass for fresh, nor take the place of a later one.
    if (changes !== change_count) return settings;
    if (content !== null) known = { revision, year, settings };
    read_at = started_at;
    return settings;
  };
  return {
    async current() {
      if (known && performance.now() - read_at < fresh_ms && known.year === clock().getUTCFullYear()) return known.settings;
      const shared = reading ?? read();
      reading = shared;
      return shared.finally(() => { if (reading === shared) reading = undefined; });
    },
    forget() {
      change_count += 1;
      read_at = Number.NEGATIVE_INFINITY;
      reading = undefined;
    },
  };
}

/** The public holidays of a year and the next, in every country that we know them of. */
export function knownHolidays(year: number): NamedHoliday[] {
  return [year, year + 1].flatMap((each) => (['US', 'DE', 'GB', 'CA'] as const).flatMap((country) => holidaysOf(country, each)));
}

function settingsOf({ locations, rates, holidays }: SettingsContent, year: number): Settings {
  const bySeller = Map.groupBy(locations, (location) => location.seller_id);
  const byId = new Map(locations.map((location) => [location.stock_location_id, location]));
  const byCountry = Map.groupBy(rates.flatMap((rate) => [...new Set(rate.countries)].map((country) => ({ country, rate }))), ({ country }) => country);
  const ratesTo = new Map([...byCountry].map(([country, entries]) => [country, entries.map(({ rate }) => rate)]));
  return {
    locationsOf: (seller_id) => bySeller.get(seller_id) ?? [],
    location: (stock_location_id) => byId.get(stock_location_id),
    ratesTo: (country) => ratesTo.get(country) ?? [],
    seller_ids: [...bySeller.keys()],
    countries: [...ratesTo.keys()].toSorted(),
    // Those that are computed hold even before `start` has written them down.
    holidays: [...holidays, ...knownHolidays(year)],
  };
}
