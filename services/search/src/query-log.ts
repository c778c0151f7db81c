import { createHash } from 'node:crypto';
import type { Database } from '@orinoco/database';
import { createNearQueries } from './near-queries.ts';
import * as store from './store.ts';

const most_waiting = 5_000;
const most_popular = 10_000;
const least_count = 3;
const popular_days = 30;
export const kept_days = 400;
const longest = 100;
const forget_batches = 20;

/** One search of a text: what was found, and by whom, as far as that is known. */
export interface Search { readonly total_count: number; readonly subject_id: string | null }

export interface QueryLog {
  /** Counts a search; never waits. */
  record(text: string, search: Search): void;
  /** Remembers that somebody has searched a text, without counting a search. */
  recordSubject(text: string, subject_id: string | null): void;
  flush(): Promise<void>;
  /** Reads what was popular in the last 30 days. */
  refresh(): Promise<void>;
  /** Popular texts that begin so, most searched first; with no beginning the most popular of all. */
  startingWith(prefix: string, limit: number): string[];
  /** Popular texts that look alike. */
  near(text: string, limit: number): string[];
  forget(): Promise<void>;
}

type Count = Omit<store.QueryCount, 'text'>;

/** What people search for: counted in memory, written in batches, read back as suggestions. */
export function openQueryLog(database: Database, clock: () => Date): QueryLog {
  let waiting = new Map<string, Count>();
  let subjects = new Map<string, store.QuerySubject>();
  let popular: store.PopularQuery[] = [];
  let nearby = createNearQueries([]);
  const dayBefore = (days: number) => new Date(clock().getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const add = (text: string, search_count: number, zero_result_count: number) => {
    const known = waiting.get(text);
    if (!known && waiting.size >= most_waiting) return;
    waiting.set(text, { search_count: (known?.search_count ?? 0) + search_count, zero_result_count: (known?.zero_result_count ?? 0) + zero_result_count });
  };
  const addSubject = (subject: store.QuerySubject) => {
    if (subjects.size < most_waiting) subjects.set(subject.subject_key, subject);
  };
  const recordSubject = (text: string, subject_id: string | null) => {
    const normal = keptQuery(text);
    if (normal !== null && subject_id !== null) addSubject({ text: normal, subject_key: subjectKey(normal, subject_id) });
  };
  return {
    record(text, { total_count, subject_id }) {
      const normal = keptQuery(text);
      if (normal !== null) add(normal, 1, total_count === 0 ? 1 : 0);
      recordSubject(text, subject_id);
    },
    recordSubject,
    async flush() {
      const [counts, seen] = [[...waiting].map(([text, count]) => ({ text, ...count })), [...subjects.values()]];
      if (counts.length + seen.length === 0) return;
      [waiting, subjects] = [new Map(), new Map()];
      await Promise.all([
        store.countQueries(database, counts, dayBefore(0)).catch((error: unknown) => {
          for (const { text, search_count, zero_result_count } of counts) add(text, search_count, zero_result_count);
          throw error;
        }),
        store.rememberSubjects(database, seen, dayBefore(0)).catch((error: unknown) => {
          seen.forEach(addSubject);
          throw error;
        }),
      ]);
    },
    async refresh() {
      const read = await store.popularQueries(database, dayBefore(popular_days), least_count, most_popular);
      nearby = createNearQueries(read.map((each) => each.text));
      popular = read.toSorted((a, b) => (a.text < b.text ? -1 : 1));
    },
    startingWith: (prefix, limit) => popularStartingWith(popular, normalQuery(prefix), limit),
    near: (text, limit) => nearby.near(normalQuery(text), limit),
    async forget() {
      for (let batch = 0; batch < forget_batches; batch++) if ((await store.forgetQueries(database, dayBefore(kept_days))) === 0) return;
    },
  };
}

/** One spelling of what people type: lower case, single spaces, no control characters (PostgreSQL refuses NUL), cut. */
export function normalQuery(text: string): string {
  return text.slice(0, longest * 4).toWellFormed().normalize('NFKC').toLowerCase().replaceAll(/[\p{Cc}\s]+/gu, ' ').trim().slice(0, longest).toWellFormed().trim();
}

/**
 * The spelling under which a text is kept, or null for what is not kept: nothing, and what may be about a person. That is
 * an e-mail address, or nine digits and more in a row, however they are grouped: telephones, cards, accounts.
 */
export function keptQuery(text: string): string | null {
  const normal = normalQuery(text);
  const is_personal = /\S@\S+\.\S/.test(normal) || /\p{Nd}(?:[\s().+\-/]{0,3}\p{Nd}){8}/u.test(normal);
  return normal === '' || is_personal ? null : normal;
}

/** The same for one person and text, and nothing else can be told from it. */
function subjectKey(text: string, subject_id: string): string {
  return createHash('sha256').update(`${subject_id}\n${text}`).digest('base64url').slice(0, 22);
}

/** `popular` is sorted by text, so that all that begin the same stand together. */
function popularStartingWith(popular: readonly store.PopularQuery[], prefix: string, limit: number): string[] {
  let [low, high] = [0, popular.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (popular[middle]!.text < prefix) low = middle + 1;
    else high = middle;
  }
  const found: store.PopularQuery[] = [];
  for (let at = low; at < popular.length && popular[at]!.text.startsWith(prefix); at++) found.push(popular[at]!);
  return found.toSorted((a, b) => b.search_count - a.search_count || (a.text < b.text ? -1 : 1)).slice(0, limit).map((each) => each.text);
}
