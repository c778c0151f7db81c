import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Transaction } from '@orinoco/database';
import { counter, withTraceparent, type Logger } from '@orinoco/telemetry';
import type { Envelope, Handler, Subscription } from './event.ts';
import { isBehind, type Cursor, type EventLog } from './log.ts';
import { park, retryDue, waitingKeys } from './failure.ts';

export { localLog, remoteLog, type Cursor, type EventLog } from './log.ts';
export { listFailures, redrive, type Failure } from './failure.ts';

export interface Relay {
  /** Reads and handles what there is until nothing is left; for tests and for shutdown. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

export interface RelayOptions {
  readonly subscriptions: readonly Subscription[];
  readonly logs: readonly EventLog[];
  readonly log: Logger;
  /** How long to sleep when no poke comes: 50 where a producer is in another process, 500 where pokes do the work. */
  readonly poll_ms: number;
}

const handled = counter('orinoco_events_handled_total', 'Events that had their effect', ['consumer_group', 'type']);
const failed = counter('orinoco_events_failed_total', 'Handlers that threw', ['consumer_group', 'type']);

/** Starts one reader per consumer group and producer. A reader never ends: any error is logged, waited out and retried. */
export function startRelay({ subscriptions, logs, log, poll_ms }: RelayOptions): Relay {
  const readers = subscriptions.flatMap((subscription) => readersOf(subscription, logs, log, poll_ms));
  return {
    async drain() {
      for (let moved = true; moved; ) moved = (await Promise.all(readers.map((reader) => reader.catchUp()))).some(Boolean);
    },
    async stop() {
      await Promise.all(readers.map((reader) => reader.stop()));
    },
  };
}

interface Reader { catchUp(): Promise<boolean>; stop(): Promise<void> }

function readersOf(subscription: Subscription, logs: readonly EventLog[], log: Logger, poll_ms: number): Reader[] {
  const producers = new Set(subscription.handlers.map((handler) => handler.definition.type.split('.')[0]!));
  return [...producers].map((producer) => {
    const source = logs.find((candidate) => candidate.producer === producer);
    if (!source) throw new Error(`${subscription.group} listens to ${producer}, whose log is not known here`);
    return startReader(subscription, source, log, poll_ms);
  });
}

function startReader(subscription: Subscription, source: EventLog, log: Logger, poll_ms: number): Reader {
  const stopping = new AbortController();
  let wake: () => void = () => undefined;
  let is_poked = false;
  source.onPoke?.(() => { is_poked = true; wake(); });
  let running: Promise<boolean> | undefined;
  let reached: Cursor = { xid: '0', seq: '0' };
  const reach = (end: Cursor) => { reached = end; };
  const once = async () => {
    // One read at a time: `drain` joins the loop's read and then makes its own, which sees everything committed before.
    let has_moved = false;
    while (running) has_moved = (await running.catch(() => false)) || has_moved;
    running = step(subscription, source, reach).finally(() => { running = undefined; });
    return (await running) || has_moved;
  };
  /** Reads up to what is committed now. A transaction anywhere in the cluster can keep it unreadable for a moment. */
  const catchUp = async () => {
    const head = await source.head?.();
    let has_moved = false;
    for (;;) {
      has_moved = (await once()) || has_moved;
      if (head === undefined || !isBehind(reached, head)) return has_moved;
      await sleep(5);
    }
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      is_poked = false;
      const moved = await once().catch((error: unknown) => {
        log.warn({ consumer_group: subscription.group, producer: source.producer, error: String(error) }, 'events wait');
        return false;
      });
      if (moved || is_poked) continue;
      await Promise.race([sleep(poll_ms * (0.8 + Math.random() * 0.4), undefined, { signal: stopping.signal, ref: false }).catch(() => undefined), new Promise<void>((resolve) => { wake = resolve; })]);
    }
  };
  const ended = loop();
  return { catchUp, stop: async () => { stopping.abort(); wake(); await ended; } };
}

/** One batch: retries that are due first, then what is new. Answers whether it got anything done. */
async function step(subscription: Subscription, source: EventLog, reach: (end: Cursor) => void): Promise<boolean> {
  const { group, database, handlers, batch_size = 100 } = subscription;
  const retried = await retryDue(subscription, (envelope, tx) => handleRun(subscription, [envelope], tx));
  const cursor = (await database.maybe(sql<Cursor>`select xid::text, seq::text from event_cursors where consumer_group = ${group} and producer = ${source.producer}`)) ?? { xid: '0', seq: '0' };
  const { envelopes, end } = await source.read(cursor, handlers.map((handler) => handler.definition.type), batch_size);
  const is_new = end.xid !== cursor.xid || end.seq !== cursor.seq;
  if (is_new) {
    await handleBatch(subscription, source.producer, envelopes, end);
    await subscription.afterBatch?.(envelopes);
  }
  reach(end);
  return is_new || retried;
}

/** Tries the batch in one transaction; if any handler throws, once more with a transaction for each event. */
async function handleBatch(subscription: Subscription, producer: string, envelopes: readonly Envelope[], end: Cursor): Promise<void> {
  const { database, group } = subscription;
  const saveCursor = (tx: Pick<Transaction, 'run'>) => tx.run(sql`insert into event_cursors (consumer_group, producer, xid, seq) values (${group}, ${producer}, ${end.xid}::xid8, ${end.seq}::bigint)
    on conflict (consumer_group, producer) do update set xid = excluded.xid, seq = excluded.seq, updated_at = now()`);
  const blocked = envelopes.length === 0 ? new Set<string>() : await waitingKeys(subscription);
  try {
    if (blocked.size > 0) throw new Error('some keys wait');
    await database.transaction(async (tx) => {
      for (const run of runsOf(await firstTime(tx, group, envelopes))) await handleRun(subscription, run, tx);
      await saveCursor(tx);
    });
  } catch {
    for (const envelope of envelopes) await handleAlone(subscription, envelope, blocked);
    await saveCursor(database);
  }
}

async function firstTime(tx: Transaction, group: string, envelopes: readonly Envelope[]): Promise<readonly Envelope[]> {
  if (envelopes.length === 0) return [];
  const fresh = await tx.many(sql<{ event_id: string }>`insert into inbox (consumer_group, event_id) select ${group}, unnest(${envelopes.map((envelope) => envelope.id)}::uuid[]) on conflict do nothing returning event_id`);
  const ids = new Set(fresh.map((row) => row.event_id));
  return envelopes.filter((envelope) => ids.has(envelope.id));
}

async function handleAlone(subscription: Subscription, envelope: Envelope, blocked: Set<string>): Promise<void> {
  if (blocked.has(envelope.partitionkey)) return park(subscription, envelope, 'waits behind an earlier event of the same key', 0);
  try {
    await subscription.database.transaction(async (tx) => {
      const fresh = await firstTime(tx, subscription.group, [envelope]);
      if (fresh.length > 0) await handleRun(subscription, fresh, tx);
    });
  } catch (error) {
    failed.inc({ consumer_group: subscription.group, type: envelope.type });
    blocked.add(envelope.partitionkey);
    await park(subscription, envelope, String(error), 1);
  }
}

/** Neighbours of the same type, in order. */
function runsOf(envelopes: readonly Envelope[]): Envelope[][] {
  const runs: Envelope[][] = [];
  for (const envelope of envelopes) {
    const last = runs.at(-1);
    if (last?.[0]?.type === envelope.type) last.push(envelope);
    else runs.push([envelope]);
  }
  return runs;
}

async function handleRun(subscription: Subscription, run: readonly Envelope[], tx: Transaction): Promise<void> {
  const type = run[0]?.type ?? '';
  const handler: Handler | undefined = subscription.handlers.find((candidate) => candidate.definition.type === type);
  if (!handler) return;
  await withTraceparent(run[0]?.traceparent, () => handler.handle(run as readonly Envelope<never>[], tx));
  handled.inc({ consumer_group: subscription.group, type }, run.length);
}
