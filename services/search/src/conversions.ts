import type { Database } from '@orinoco/database';
import * as store from './report-store.ts';

const counted_days = 90;
/** A product counts as having been shown this often with the shop's average beside what was seen. */
const assumed_shows = 100;
const most_products = 2_000_000;

/** How likely it is that who sees a product in results buys it, as this process last read it. */
export interface Conversions {
  /** Undefined while nobody knows. */
  of(product_id: string): number | undefined;
  /** Computes them when nobody has today, and reads them when they are new. */
  refresh(): Promise<void>;
}

export function createConversions(database: Database, clock: () => Date): Conversions {
  let known = new Map<string, number>();
  let read_of: string | null = null;
  return {
    of: (product_id) => known.get(product_id),
    async refresh() {
      const today = clock().toISOString().slice(0, 10);
      const computed_on = await store.conversionsComputedOn(database);
      if (computed_on !== today) await store.computeConversions(database, new Date(clock().getTime() - counted_days * 86_400_000).toISOString().slice(0, 10), today, assumed_shows);
      if (read_of === today) return;
      known = new Map((await store.readConversions(database, most_products)).map(({ product_id, conversion }) => [product_id, conversion]));
      read_of = today;
    },
  };
}
