import type { Actor } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { counter } from '@orinoco/telemetry';
import * as store from './event-store.ts';
import { keptQuery } from './query-log.ts';
import type { SearchEvent } from './report-shapes.ts';

const most_shows = 50_000;
const most_texts = 5_000;
const most_clicks = 5_000;
const most_subjects = 20_000;
/** Places beyond this count as this. */
const last_position = 100;
/** A search this soon after another, with nothing clicked between, is another try at the same wish. */
const reformulation_ms = 60_000;
const kept_click_days = 30;
const forget_batches = 20;
const day_ms = 86_400_000;

const dropped = counter('orinoco_search_events_dropped_total', 'Search events that were not recorded because too many waited');

/** What pages of results tell: counted in memory, written together. A crash loses what came since the last write. */
export interface SearchEvents {
  record(event: SearchEvent, subject_id: string | null): void;
  flush(): Promise<void>;
  forget(): Promise<void>;
}

/** Whose searches and clicks these are; nobody's for anonymous visitors and services. */
export function subjectOf(actor: Actor): string | null {
  if (actor.kind === 'customer') return actor.customer_id;
  return actor.kind === 'guest' ? actor.guest_id : null;
}

export function openSearchEvents(database: Database, clock: () => Date): SearchEvents {
  let waiting = emptyBatch();
  const lastSearches = createLastSearches();
  const today = () => clock().toISOString().slice(0, 10);
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    const batch = waiting;
    if (sizeOf(batch) === 0) return;
    waiting = emptyBatch();
    await database.transaction(async (tx) => {
      await store.addShows(tx, [...batch.shows.values()], today());
      await store.addViews(tx, [...batch.views.values()], today());
      await store.addClicks(tx, [...batch.clicks.values()]);
      await store.addReformulations(tx, [...batch.reformulations.values()], today());
    }).catch((error: unknown) => {
      waiting = joined(batch, waiting);
      throw error;
    });
  };
  return {
    record({ text, page, kind, total_count, products }, subject_id) {
      const kept = keptQuery(text);
      if (kept === null) return;
      if (kind === 'click') {
        if (subject_id !== null) lastSearches.click(subject_id, kept);
        for (const { product_id, position } of products) addClick(waiting, { subject_id, product_id: product_id.toLowerCase(), text: kept, position: Math.min(position, last_position), clicked_at: clock().toISOString() });
        return;
      }
      if (page === 1) count(waiting.views, kept, { text: kept, view_count: 1, zero_view_count: total_count === 0 ? 1 : 0 }, addViews, most_texts);
      const before = page === 1 && subject_id !== null ? lastSearches.search(subject_id, kept, clock().getTime()) : null;
      if (before !== null) count(waiting.reformulations, `${before}\n${kept}`, { from_text: before, to_text: kept, seen_count: 1 }, addTries, most_texts);
      for (const product of products) {
        const shown = { text: kept, product_id: product.product_id.toLowerCase(), position: Math.min(product.position, last_position), shown_count: 1 };
        count(waiting.shows, `${kept}\n${shown.product_id}\n${shown.position}`, shown, addShows, most_shows);
      }
    },
    flush() {
      // One after the other: who waits for a write waits for those before it too.
      const written = writing.then(write);
      writing = written.catch(() => undefined);
      return written;
    },
    async forget() {
      const before = new Date(clock().getTime() - kept_click_days * day_ms).toISOString();
      for (let batch = 0; batch < forget_batches; batch++) if ((await store.forgetClicks(database, before)) === 0) return;
    },
  };
}

interface Batch {
  readonly shows: Map<string, store.ShownCount>;
  readonly views: Map<string, store.ViewCount>;
  readonly reformulations: Map<string, store.ReformulationCount>;
  readonly clicks: Map<string, store.Click>;
}

function emptyBatch(): Batch {
  return { shows: new Map(), views: new Map(), reformulations: new Map(), clicks: new Map() };
}

function sizeOf({ shows, views, reformulations, clicks }: Batch): number {
  return shows.size + views.size + reformulations.size + clicks.size;
}

type Add<Row> = (known: Row, more: Row) => Row;
const addShows: Add<store.ShownCount> = (known, more) => ({ ...known, shown_count: known.shown_count + more.shown_count });
const addViews: Add<store.ViewCount> = (known, more) => ({ ...known, view_count: known.view_count + more.view_count, zero_view_count: known.zero_view_count + more.zero_view_count });
const addTries: Add<store.ReformulationCount> = (known, more) => ({ ...known, seen_count: known.seen_count + more.seen_count });

/** Adds to what waits under a key; new keys beyond `limit` are dropped. */
function count<Row>(rows: Map<string, Row>, key: string, row: Row, add: Add<Row>, limit: number): void {
  const known = rows.get(key);
  if (known !== undefined) rows.set(key, add(known, row));
  else if (rows.size < limit) rows.set(key, row);
  else dropped.inc();
}

/** The first click of a person, text and product is the one that counts. Whoever cannot be told apart is one person until the next write. */
function addClick({ clicks }: Batch, click: store.Click): void {
  const key = `${click.subject_id ?? ''}\n${click.product_id}\n${click.text}`;
  if (clicks.has(key)) return;
  if (clicks.size < most_clicks) clicks.set(key, click);
  else dropped.inc();
}

function joined(older: Batch, newer: Batch): Batch {
  for (const [key, row] of newer.shows) count(older.shows, key, row, addShows, most_shows);
  for (const [key, row] of newer.views) count(older.views, key, row, addViews, most_texts);
  for (const [key, row] of newer.reformulations) count(older.reformulations, key, row, addTries, most_texts);
  for (const click of newer.clicks.values()) addClick(older, click);
  return older;
}

interface LastSearch { readonly text: string; readonly searched_ms: number; readonly has_clicked: boolean }

/** The last search of each person, of those who searched last. Known to this process alone: whose next request goes to another is not followed. */
function createLastSearches() {
  const last = new Map<string, LastSearch>();
  const remember = (subject_id: string, search: LastSearch) => {
    last.delete(subject_id);
    last.set(subject_id, search);
    const [oldest] = last.keys();
    if (last.size > most_subjects && oldest !== undefined) last.delete(oldest);
  };
  return {
    /** Answers the text that this one was typed instead of, or null. */
    search(subject_id: string, text: string, now_ms: number): string | null {
      const before = last.get(subject_id);
      remember(subject_id, { text, searched_ms: now_ms, has_clicked: false });
      const is_another_try = before && !before.has_clicked && before.text !== text && now_ms - before.searched_ms <= reformulation_ms;
      return is_another_try ? before.text : null;
    },
    click(subject_id: string, text: string): void {
      const before = last.get(subject_id);
      if (before?.text === text) remember(subject_id, { ...before, has_clicked: true });
    },
  };
}
