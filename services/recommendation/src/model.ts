import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { Database } from '@orinoco/database';
import type { Cursor } from '@orinoco/event/relay';
import { RecommendationEngine } from './engine/engine.ts';
import { readLog } from './store.ts';

const learned_days = 180;
/** Learning a page holds the process up for some milliseconds. */
const page_size = 1_000;

/** The engine of this process with the place in the log of interactions up to which it has learned. */
export interface Model {
  engine(): RecommendationEngine;
  /** Learns what is new; answers whether there may be more at once. */
  follow(): Promise<boolean>;
  /** Learns everything anew beside the running engine, then swaps it in. */
  rebuild(): Promise<RecommendationEngine>;
}

interface Learned { readonly engine: RecommendationEngine; cursor: Cursor }

/**
 * Every process reads the interactions of all of them as a log, into its own memory and with its own cursor: a shared
 * one would leave each with a part. The log is read in one order always, so an engine that followed it and one built
 * from it are the same.
 */
export function createModel(database: Database, clock: () => Date): Model {
  let current = fresh();
  let rebuilding: Promise<RecommendationEngine> | undefined;

  const learnPage = async (learned: Learned, since: string): Promise<boolean> => {
    const rows = await readLog(database, learned.cursor, since, page_size);
    for (const row of rows) learned.engine.learn({ ...row, purchase_id: row.basket_id });
    const last = rows.at(-1);
    if (last) learned.cursor = { xid: last.xid, seq: last.seq };
    return rows.length === page_size;
  };
  const since = () => new Date(clock().getTime() - learned_days * 86_400_000).toISOString();
  const rebuildOnce = async () => {
    const learned = fresh();
    const from = since();
    while (await learnPage(learned, from)) await yieldToOthers();
    learned.engine.refresh();
    current = learned;
    return learned.engine;
  };
  let following: Promise<boolean> | undefined;
  const followOnce = async () => {
    const learned = current;
    const has_more = await learnPage(learned, since());
    learned.engine.refresh();
    return has_more;
  };
  return {
    engine: () => current.engine,
    follow: () => (following ??= followOnce().finally(() => { following = undefined; })),
    rebuild: () => (rebuilding ??= rebuildOnce().finally(() => { rebuilding = undefined; })),
  };
}

function fresh(): Learned {
  return { engine: new RecommendationEngine(), cursor: { xid: '0', seq: '0' } };
}
