import type { Runtime } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { Logger } from '@orinoco/telemetry';
import type { SoldOut } from './sold-out.ts';
import { applyBundles, expireHolds, shipDue } from './store.ts';

export interface Sweeping extends Runtime {
  readonly database: Database;
  readonly log: Logger;
  readonly soldOut: SoldOut;
}

const every_ms = 1_000;
const expire_limit = 200;
const ship_limit = 1_000;

/** Gives back what was held too long, ships what a crash left marked, and takes over bundles that it left. Answers how to stop. */
export function startSweeping(sweeping: Sweeping): () => Promise<void> {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await sweep(sweeping, () => stopping.signal.aborted).catch((error: unknown) => sweeping.log.warn({ error: String(error) }, 'expired holds stay for now'));
      await sweeping.sleep(every_ms, stopping.signal);
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}

/** One round: until a batch comes back less than full. */
export async function sweep({ database, clock, soldOut }: Pick<Sweeping, 'database' | 'clock' | 'soldOut'>, isStopping: () => boolean = () => false): Promise<void> {
  for (let count = expire_limit; count >= expire_limit && !isStopping(); ) {
    count = await expireHolds(database, clock(), expire_limit);
    if (count > 0) soldOut.clear();
  }
  for (let count = ship_limit; count >= ship_limit && !isStopping(); ) count = await shipDue(database, ship_limit);
  if (!isStopping() && (await applyBundles(database)) > 0) soldOut.clear();
}
