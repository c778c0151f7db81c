import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, serviceCall, type Client } from '@orinoco/contract';
import type { catalogContract } from '@orinoco/catalog/contract';
import type { fulfillmentContract } from '@orinoco/fulfillment/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import type { EventLog } from '@orinoco/event/relay';
import type { Logger } from '@orinoco/telemetry';
import type { searchContract } from './contract.ts';
import { createConversions } from './conversions.ts';
import { chooseEngines, type EngineOptions } from './engines.ts';
import { searchSubscription } from './handlers.ts';
import { openEmbeddingStore } from './meaning/embedding-store.ts';
import { embeddingProvider, type EmbeddingChoice } from './meaning/providers.ts';
import { createNames } from './names.ts';
import { openProductIndex, type ProductIndex } from './product-index.ts';
import { openQueryLog } from './query-log.ts';
import { createReaches } from './reaches.ts';
import { reportMethods } from './report.ts';
import { openSearchEvents, subjectOf } from './search-events.ts';
import { searchingMethods } from './searching.ts';
import { createSteering } from './steering.ts';

export interface IndexOptions extends Omit<EngineOptions, 'log' | 'meaning'> {
  /** The model for ordering by meaning as well. */
  readonly embeddings?: EmbeddingChoice;
  /** ISO 3166: to where delivery times are counted; `US` when absent. */
  readonly country?: string;
}

export interface SearchDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly catalog: Client<typeof catalogContract>;
  readonly fulfillment: Pick<Client<typeof fulfillmentContract>, 'listDeliveryReach'>;
  /** Followed with a cursor in this process, since the index is in this process too. */
  readonly log_of_catalog: EventLog;
  /** Where the index lives and what orders it; by words, in this thread, and nowhere else, when absent. */
  readonly index?: IndexOptions;
}

export interface SearchService extends RunningService<typeof searchContract> {
  readonly start: () => () => Promise<void>;
  /** Whether the whole catalogue is in the index. */
  isReady(): boolean;
}

const rebuild_patience_ms = 2_000;
const look_every_ms = 200;
const retry_after_ms = 1_000;
const write_every_ms = 5_000;
const refresh_every_ms = 60_000;
const keep_every_ms = 600_000;

/** Finds products, and learns from what people make of the results. The index is a projection of the catalogue in the memory of each process. */
export function createSearchService({ database, clock, log, catalog, fulfillment, log_of_catalog, index: { embeddings, country = 'US', ...chosen } = {} }: SearchDependencies): SearchService {
  const conversions = createConversions(database, clock);
  const reaches = createReaches(fulfillment, country);
  const engines = chooseEngines({ ...chosen, log, ...(embeddings ? { meaning: { provider: embeddingProvider(embeddings), store: openEmbeddingStore(database) } } : {}) });
  const index = openProductIndex({ catalog, log_of_catalog, engines, knowledge: { conversionOf: conversions.of, reachOf: reaches.of, get state() { return reaches.state; } } });
  const steering = createSteering({ database, catalog, clock, configure: index.configure });
  const queries = openQueryLog(database, clock);
  const events = openSearchEvents(database, clock);
  const names = createNames();
  const ready = Promise.withResolvers<void>();
  let is_ready = false;

  const waitUntilReady = async (ms: number) => {
    if (!is_ready) await Promise.race([ready.promise, sleep(ms, undefined, { ref: false })]);
    if (!is_ready) throw fail('unavailable', { detail: 'The product index is being loaded', retry_after_s: 2 });
  };
  const refreshNames = async () => names.learnAttributes((await catalog.listCategories({}, serviceCall('search', randomUUID(), Date.now() + 5_000))).categories);
  const flush = () => Promise.all([queries.flush(), events.flush()]);
  const refresh = () => Promise.all([refreshNames(), queries.refresh(), queries.forget(), events.forget(), steering.refresh(), conversions.refresh(), reaches.refresh().then(index.renew)]);

  return {
    methods: {
      ...searchingMethods({ catalog, index, steering, queries, names, waitUntilReady }),
      async recordSearchEvents(event, call) {
        const subject_id = subjectOf(call.actor);
        events.record(event, subject_id);
        queries.recordSubject(event.text, subject_id);
        return { is_done: true };
      },
      ...reportMethods(database, clock, steering),
      getSearchSynonyms: () => steering.readSynonyms(),
      saveSearchSynonyms: (list) => steering.saveSynonyms(list),
      getSearchRules: () => steering.readRules(),
      saveSearchRules: (list, call) => steering.saveRules(list, call),
      getSearchWeights: () => steering.readWeights(),
      saveSearchWeights: (saved) => steering.saveWeights(saved),
      async rebuild() {
        await waitUntilReady(rebuild_patience_ms);
        return { product_count: await index.rebuild() };
      },
    },
    subscriptions: [searchSubscription(database, () => events.flush())],
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
        // What operators decided and what conversions and deliveries are known come into the index with the products.
        await attempt(() => Promise.all([steering.refresh(), conversions.refresh()]), 'search is not steered yet');
        await attempt(reaches.refresh, 'search does not know yet how sellers deliver');
        while (!signal.aborted && !(await attempt(() => index.load(), 'the product index could not be loaded'))) await pause(retry_after_ms);
        if (signal.aborted) return;
        is_ready = true;
        ready.resolve();
        await followLog(index, log_of_catalog, { signal, pause, attempt });
      };
      const ended = [run(), attempt(refresh, 'search statistics wait'), every(write_every_ms, flush), every(refresh_every_ms, refresh), every(keep_every_ms, () => index.keep())];
      return async () => {
        stopping.abort();
        await Promise.all(ended);
        await attempt(flush, 'the last search statistics are lost');
        await attempt(() => index.keep(), 'the product index is not kept');
        await index.close();
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
