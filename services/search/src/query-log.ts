import type { Database } from '@orinoco/database';
import * as store from './store.ts';

const most_waiting = 5_000;
const most_popular = 10_000;
const least_count = 3;
const popular_days = 30;
const longest = 100;

export interface QueryLog {
  /** Counts a search; never waits. */
  record(text: string, total_count: number): void;
  flush(): Promise<void>;
  /** Reads what was popular in the last 30 days. */
  refresh(): Promise<void>;
  /** Popular texts that begin so, most searched first. */
  startingWith(prefix: string, limit: number): string[];
  forget(): Promise<void>;
}

/** What people search for: counted in memory, written in batches, read back as suggestions. */
export function openQueryLog(database: Database, clock: () => Date): QueryLog {
  let waiting = new Map<string, { search_count: number; zero_result_count: number }>();
  let popular: { text: string; search_count: number }[] = [];
  const dayBefore = (days: number) => new Date(clock().getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const add = (text: string, search_count: number, zero_result_count: number) => {
    const known = waiting.get(text);
    if (!known && waiting.size >= most_waiting) return;
    waiting.set(text, { search_count: (known?.search_count ?? 0) + search_count, zero_result_count: (known?.zero_result_count ?? 0) + zero_result_count });
  };
  return {
    record(text, total_count) {
      const normal = normalQuery(text);
      if (normal !== '') add(normal, 1, total_count === 0 ? 1 : 0);
    },
    async flush() {
      if (waiting.size === 0) return;
      const counts = [...waiting].map(([text, count]) => ({ text, ...count }));
      waiting = new Map();
      await store.countQueries(database, counts, dayBefore(0)).catch((error: unknown) => {
        for (const { text, search_count, zero_result_count } of counts) add(text, search_count, zero_result_count);
        throw error;
      });
    },
    async refresh() {
      popular = (await store.popularQueries(database, dayBefore(popular_days), least_count, most_popular)).toSorted((a, b) => (a.text < b.text ? -1 : 1));
    },
    startingWith: (prefix, limit) => popularStartingWith(popular, normalQuery(prefix), limit),
    forget: async () => void (await store.forgetQueries(database, dayBefore(400))),
  };
}

/** One spelling of what people type: lower case, single spaces, no control characters (PostgreSQL refuses NUL), cut. */
export function normalQuery(text: string): string {
  return text.slice(0, longest * 4).toWellFormed().normalize('NFKC').toLowerCase().replaceAll(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, longest).toWellFormed().trim();
}

/** `popular` is sorted by text, so that all that begin the same stand together. */
function popularStartingWith(popular: readonly { text: string; search_count: number }[], prefix: string, limit: number): string[] {
  let [low, high] = [0, popular.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (popular[middle]!.text < prefix) low = middle + 1;
    else high = middle;
  }
  const found: { text: string; search_count: number }[] = [];
  for (let at = low; at < popular.length && popular[at]!.text.startsWith(prefix); at++) found.push(popular[at]!);
  return found.toSorted((a, b) => b.search_count - a.search_count || (a.text < b.text ? -1 : 1)).slice(0, limit).map((each) => each.text);
}
