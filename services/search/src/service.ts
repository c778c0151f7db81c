import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { asService, fail, serviceCall, type Call, type Client, type InputOf, type OutputOf } from '@orinoco/contract';
import type { catalogContract, Listing } from '@orinoco/catalog/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import type { EventLog } from '@orinoco/event/relay';
import type { Logger } from '@orinoco/telemetry';
import type { searchContract } from './contract.ts';
import { createEmbeddedEngine } from './engine/engine.ts';
import { searchLimits, type SearchEngine, type SearchHit } from './port.ts';
import { presentFacets } from './facets.ts';
import { parseFilters } from './filters.ts';
import { createNames } from './names.ts';
import { openProductIndex, type ProductIndex } from './product-index.ts';
import { openQueryLog } from './query-log.ts';

export interface SearchDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly catalog: Client<typeof catalogContract>;
  /** Followed with a cursor in this process, since the index is in this process too. */
  readonly log_of_catalog: EventLog;
  /** Makes an empty engine, at the start and for every rebuild; the one in this process when absent. */
  readonly createEngine?: () => SearchEngine;
}

export interface SearchService extends RunningService<typeof searchContract> {
  readonly start: () => () => Promise<void>;
  /** Whether the whole catalogue is in the index. */
  isReady(): boolean;
}

const default_page_size = 24;
const default_suggestions = 8;
const patience_ms = 2_000;
const suggest_patience_ms = 300;
const look_every_ms = 200;
const retry_after_ms = 1_000;
const write_every_ms = 5_000;
const refresh_every_ms = 60_000;

/** Finds products. The index is a projection of the catalogue in the memory of each process. */
export function createSearchService({ database, clock, log, catalog, log_of_catalog, createEngine = createEmbeddedEngine }: SearchDependencies): SearchService {
  const index = openProductIndex({ catalog, log_of_catalog, createEngine });
  const queries = openQueryLog(database, clock);
  const names = createNames();
  const ready = Promise.withResolvers<void>();
  let is_ready = false;

  const waitUntilReady = async (ms: number) => {
    if (!is_ready) await Promise.race([ready.promise, sleep(ms, undefined, { ref: false })]);
    if (!is_ready) throw fail('unavailable', { detail: 'The product index is being loaded', retry_after_s: 2 });
  };
  const listingsOf = async (hits: readonly { product_id: string }[], call: Call): Promise<Listing[]> => {
    if (hits.length === 0) return [];
    const { listings } = await catalog.getListings({ product_ids: hits.map((hit) => hit.product_id) }, asService(call, 'search'));
    names.learnSellers(listings);
    return listings;
  };
  const refreshNames = async () => names.learnAttributes((await catalog.listCategories({}, serviceCall('search', randomUUID(), Date.now() + 5_000))).categories);

  return {
    methods: {
      async search(input, call) {
        const asked = boundedQuery(input);
        await waitUntilReady(patience_ms);
        const { hits, total_count, facets, corrected_text = null, is_relaxed, took_ms } = await index.engine().search({ ...asked, facets: true, highlight: true });
        const listings = await listingsOf(hits, call);
        if (asked.page === 1 && asked.filters.length === 0) queries.record(asked.text, total_count);
        return {
          listings, highlights: highlightsOf(hits, listings), total_count, page: asked.page, page_count: Math.ceil(Math.min(total_count, searchLimits.page_depth) / asked.page_size),
          facets: presentFacets(facets, { ...names, currency: listings[0]?.currency ?? 'USD' }), corrected_text, is_relaxed, took_ms: Math.round(took_ms * 100) / 100,
        };
      },
      async suggest({ text, limit = default_suggestions }, call): Promise<OutputOf<typeof searchContract, 'suggest'>> {
        await waitUntilReady(suggest_patience_ms);
        const found = await index.engine().suggest({ text: text.toWellFormed(), size: limit });
        const listings = await listingsOf(found.products, call);
        const texts = new Set([...queries.startingWith(text, limit), ...found.queries.map((query) => query.slice(0, 200))]);
        return { queries: [...texts].slice(0, limit), categories: found.categories.map(({ handle, name }) => ({ handle, name })), brands: found.brands.filter(({ handle }) => handle !== '').map(({ handle, name }) => ({ handle, name })), listings };
      },
      async rebuild() {
        await waitUntilReady(patience_ms);
        return { product_count: await index.rebuild() };
      },
    },
    isReady: () => is_ready,
    start() {
      const stopping = new AbortController();
      const { signal } = stopping;
      const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
      const attempt = (work: () => Promise<unknown>, message: string) => work().then(() => true, (error: unknown) => {
        if (!signal.aborted) log.warn({ error: String(error) }, message);
        return false;
      });
      const every = async (ms: number, work: () => Promise<unknown>) => {
        for (await pause(ms); !signal.aborted; await pause(ms)) await attempt(work, 'search statistics wait');
      };
      const run = async () => {
        while (!signal.aborted && !(await attempt(() => index.load(), 'the product index could not be loaded'))) await pause(retry_after_ms);
        if (signal.aborted) return;
        is_ready = true;
        ready.resolve();
        await followLog(index, log_of_catalog, { signal, pause, attempt });
      };
      const refresh = () => Promise.all([refreshNames(), queries.refresh(), queries.forget()]);
      const ended = [run(), attempt(refresh, 'search statistics wait'), every(write_every_ms, () => queries.flush()), every(refresh_every_ms, refresh)];
      return async () => {
        stopping.abort();
        await Promise.all(ended);
        await attempt(() => queries.flush(), 'the last search statistics are lost');
      };
    },
  };
}

interface Loop { readonly signal: AbortSignal; pause(ms: number): Promise<unknown>; attempt(work: () => Promise<unknown>, message: string): Promise<boolean> }

/** Applies changes as they come: at a poke where the catalogue is in this process, by looking where it is not. */
async function followLog(index: ProductIndex, log_of_catalog: EventLog, { signal, pause, attempt }: Loop): Promise<void> {
  let wake: () => void = () => undefined;
  log_of_catalog.onPoke?.(() => wake());
  while (!signal.aborted) {
    const news = new Promise<void>((resolve) => { wake = resolve; });
    let has_more = false;
    const is_fine = await attempt(async () => { has_more = await index.follow(); }, 'changes of the catalogue wait');
    if (!is_fine) await pause(retry_after_ms);
    else if (!has_more) await Promise.race([pause(look_every_ms), news]);
  }
}

function boundedQuery({ text = '', category, filters = [], sort, page = 1, page_size = default_page_size }: InputOf<typeof searchContract, 'search'>) {
  if ((page - 1) * page_size >= searchLimits.page_depth) throw fail('page_too_deep', { detail: `Pages end after ${searchLimits.page_depth} products` });
  return { text: text.slice(0, searchLimits.text_characters * 4).toWellFormed().trim().slice(0, searchLimits.text_characters).toWellFormed(), filters: parseFilters(category, filters), sort: sort ?? 'relevance', page, page_size };
}

/** Where the words stand in the titles. A title that has changed since it was indexed gets none beyond its end. */
function highlightsOf(hits: readonly SearchHit[], listings: readonly Listing[]): Record<string, [number, number][]> {
  const titles = new Map(listings.map((listing) => [listing.product_id, listing.title]));
  return Object.fromEntries(hits.flatMap(({ product_id, highlights }) => {
    const spans = (highlights?.title ?? []).filter(([, end]) => end <= (titles.get(product_id)?.length ?? 0)).slice(0, 50);
    return spans.length === 0 ? [] : [[product_id, spans]];
  }));
}
