import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@orinoco/database';
import { emit, event } from '@orinoco/event';
import type { Logger } from '@orinoco/telemetry';
import { listingChanged } from './events.ts';
import { decideListing } from './listing.ts';
import { countListed, hasStale, loadSources, markAllStale, markBestSellers, takeStale, writeListings } from './listing-store.ts';
import { takeTurn } from './turn-store.ts';

/** Products decided in one transaction: large enough to be quick, small enough that nobody waits long for a turn. */
const batch_size = 500;
const poll_ms = 200;

export interface Listings {
  /** Decides every product that is stale now; answers when all are done. */
  refresh(): Promise<void>;
  /** Decides every product anew; answers how many are listed. */
  rebuild(): Promise<number>;
  /** Refreshes whenever something becomes stale, until it is stopped. */
  start(): () => Promise<void>;
}

/** The projection that hot pages read. One refresh runs at a time in a process; processes take turns in the database. */
export function openListings(database: Database, log: Logger): Listings {
  let queue: Promise<void> = Promise.resolve();
  const refresh = () => {
    const turn = queue.then(() => refreshAll(database));
    queue = turn.catch(() => undefined);
    return turn;
  };
  return {
    refresh,
    async rebuild() {
      await database.transaction(async (tx) => {
        await takeTurn(tx);
        await markAllStale(tx);
      });
      await refresh();
      return countListed(database);
    },
    start: () => startLoop(database, log, refresh),
  };
}

async function refreshAll(database: Database): Promise<void> {
  while (await hasStale(database)) await refreshBatch(database);
}

async function refreshBatch(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    await takeTurn(tx);
    const product_ids = await takeStale(tx, batch_size);
    if (product_ids.length === 0) return;
    const sources = await loadSources(tx, product_ids);
    const written = await writeListings(tx, sources.map(decideListing));
    if (written.length === 0) return;
    await markBestSellers(tx, [...new Set(sources.flatMap((source) => [...source.path_ids, ...source.old_category_ids]))]);
    await emit(tx, ...written.filter((row) => row.is_news).map(({ product_id, handle, version, is_listed }) => event(listingChanged, product_id, { product_id, handle, version, is_listed })));
  });
}

function startLoop(database: Database, log: Logger, refresh: () => Promise<void>): () => Promise<void> {
  const stopping = new AbortController();
  let is_poked = false;
  let wake: () => void = () => undefined;
  database.onPoke(() => { is_poked = true; wake(); });
  const loop = async () => {
    while (!stopping.signal.aborted) {
      is_poked = false;
      await refresh().catch((error: unknown) => log.warn({ error: String(error) }, 'listings wait'));
      if (is_poked) continue;
      const timer = sleep(poll_ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      await Promise.race([timer, new Promise<void>((resolve) => { wake = resolve; })]);
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    wake();
    await ended;
  };
}
