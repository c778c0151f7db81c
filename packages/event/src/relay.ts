import { systemRuntime, type Runtime } from '@orinoco/contract';
import { sql, type Transaction } from '@orinoco/database';
import { counter, withTraceparent, type Logger } from '@orinoco/telemetry';
import type { Envelope, Handler, Subscription } from './event.ts';
import { isBehind, type Cursor, type EventLog } from './log.ts';
import { park, retryDue, waitingKeys } from './failure.ts';

export { isBehind, localLog, remoteLog, type Cursor, type EventLog } from './log.ts';
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
  /** How long to sleep when no poke comes: 50 where a producer is in another process, 2,000 where pokes do the work. */
  readonly poll_ms: number;
  readonly runtime?: Runtime;
}

const handled = counter('orinoco_events_handled_total', 'Events that had their effect', ['consumer_group', 'type']);
const failed = counter('orinoco_events_failed_total', 'Handlers that threw', ['consumer_group', 'type']);

/** A reader looks by itself this often, whatever it is told; it is also how a cursor passes what its group does not want. */
const look_every_ms = 30_000;
/** Failures are looked for this often; sooner while some are known to wait. */
const failures_every_ms = 5_000;
const waiting_failures_every_ms = 100;

/**
 * Starts one reader per consumer group and producer, and one watcher per producer that wakes the readers whose types of
 * event have come: an idle shop asks each log one question, not one for every group. A reader never ends: any error is
 * logged, waited out and retried.
 */
export function startRelay({ subscriptions, logs, log, poll_ms, runtime = systemRuntime }: RelayOptions): Relay {
  const stopping = new AbortController();
  const surroundings: Surroundings = { log, poll_ms, runtime, signal: stopping.signal };
  const retriers = subscriptions.map((subscription) => startRetrier(subscription, surroundings));
  const readers = subscriptions.flatMap((subscription, index) => readersOf(subscription, logs, surroundings, () => retriers[index]?.wake()));
  const watchers = [...Map.groupBy(readers, (reader) => reader.source)].map(([source, own]) => watch(source, own, surroundings));
  return {
    async drain() {
      for (let moved = true; moved; ) moved = (await Promise.all([...readers.map((reader) => reader.catchUp()), ...retriers.map((retrier) => retrier.retry())])).some(Boolean);
    },
    async stop() {
      stopping.abort();
      await Promise.all([...readers.map((reader) => reader.ended), ...retriers.map((retrier) => retrier.ended), ...watchers]);
    },
  };
}

interface Surroundings { readonly log: Logger; readonly poll_ms: number; readonly runtime: Runtime; readonly signal: AbortSignal }

interface Reader {
  readonly source: EventLog;
  readonly types: ReadonlySet<string>;
  /** Where it stands; absent until it has read once. */
  reached(): Cursor | undefined;
  wake(): void;
  catchUp(): Promise<boolean>;
  readonly ended: Promise<void>;
}

function readersOf(subscription: Subscription, logs: readonly EventLog[], surroundings: Surroundings, onParked: () => void): Reader[] {
  const types = subscription.handlers.map((handler) => handler.definition.type);
  const producers = Map.groupBy(types, (type) => type.split('.')[0] ?? '');
  return [...producers].map(([producer, own]) => {
    const source = logs.find((candidate) => candidate.producer === producer);
    if (!source) throw new Error(`${subscription.group} listens to ${producer}, whose log is not known here`);
    return startReader(subscription, source, new Set(own), surroundings, onParked);
  });
}

/** Ends a wait before its time is up; rung while nobody waits, it ends the next one. The end of the relay rings them all. */
function createBell({ runtime, signal }: Surroundings) {
  let ringing = new AbortController();
  const ring = () => ringing.abort();
  signal.addEventListener('abort', ring, { once: true });
  return {
    ring,
    /** Answers whether it was rung. */
    async wait(ms: number): Promise<boolean> {
      await runtime.sleep(ms, ringing.signal);
      const is_rung = ringing.signal.aborted;
      if (!signal.aborted) ringing = new AbortController();
      return is_rung;
    },
  };
}

function startReader(subscription: Subscription, source: EventLog, types: ReadonlySet<string>, surroundings: Surroundings, onParked: () => void): Reader {
  const { log, poll_ms, runtime, signal } = surroundings;
  const bell = createBell(surroundings);
  let running: Promise<boolean> | undefined;
  let reached: Cursor | undefined;
  const once = async () => {
    // One read at a time: `drain` joins the loop's read and then makes its own, which sees everything committed before.
    let has_moved = false;
    while (running) has_moved = (await running.catch(() => false)) || has_moved;
    running = step(subscription, source, types, onParked, (end) => { reached = end; }).finally(() => { running = undefined; });
    return (await running) || has_moved;
  };
  /** Reads up to what is committed now. A transaction anywhere in the cluster can keep it unreadable for a moment. */
  const catchUp = async () => {
    const head = await source.head?.();
    let has_moved = false;
    for (;;) {
      has_moved = (await once()) || has_moved;
      if (head === undefined || !isBehind(reached ?? start, head)) return has_moved;
      await runtime.sleep(5);
    }
  };
  const loop = async () => {
    while (!signal.aborted) {
      const outcome = await once().catch((error: unknown) => {
        log.warn({ consumer_group: subscription.group, producer: source.producer, error: String(error) }, 'events wait');
        return 'failed' as const;
      });
      if (outcome === 'failed') await runtime.sleep(poll_ms * (0.8 + runtime.random() * 0.4), signal);
      else if (!outcome) await bell.wait(look_every_ms * (0.8 + runtime.random() * 0.4));
    }
  };
  return { source, types, reached: () => reached, wake: bell.ring, catchUp, ended: loop() };
}

const start: Cursor = { xid: '0', seq: '0' };

/** Reads a log once for all its readers, and wakes those that it brings something for. */
async function watch(source: EventLog, readers: readonly Reader[], surroundings: Surroundings): Promise<void> {
  const { log, poll_ms, runtime, signal } = surroundings;
  const bell = createBell(surroundings);
  source.onPoke?.(bell.ring);
  const types = [...new Set(readers.flatMap((reader) => [...reader.types]))];
  let cursor: Cursor | undefined;
  const look = async (): Promise<boolean> => {
    if (cursor === undefined) {
      // What a reader has reached is safe to start from. The others are behind it, or have just looked: they look again.
      cursor = furthest(readers);
      if (cursor) for (const reader of readers) reader.wake();
      return false;
    }
    const { envelopes, end } = await source.read(cursor, types, 1_000);
    if (end.xid === cursor.xid && end.seq === cursor.seq) return false;
    const news = new Set(envelopes.map((envelope) => envelope.type));
    for (const reader of readers) if (!news.isDisjointFrom(reader.types)) reader.wake();
    cursor = end;
    return true;
  };
  for (let hidden_ms = 0; !signal.aborted; ) {
    const has_moved = await look().catch((error: unknown) => {
      if (!signal.aborted) log.warn({ producer: source.producer, error: String(error) }, 'a log cannot be watched');
      return false;
    });
    if (cursor === undefined) {
      await bell.wait(10);
    } else if (has_moved) {
      hidden_ms = 5;
    } else {
      // What was announced is committed, but an older transaction that still runs may hide it for a moment.
      const is_rung = await bell.wait(hidden_ms > 0 && hidden_ms < poll_ms ? hidden_ms : poll_ms * (0.8 + runtime.random() * 0.4));
      hidden_ms = is_rung ? 5 : hidden_ms * 2;
    }
  }
}

function furthest(readers: readonly Reader[]): Cursor | undefined {
  const places = readers.map((reader) => reader.reached());
  if (places.some((place) => place === undefined)) return undefined;
  return places.reduce((far, place) => (far && place && isBehind(far, place) ? place : far));
}

interface Retrier { retry(): Promise<boolean>; wake(): void; readonly ended: Promise<void> }

/** Gives events that failed another try when their time has come. */
function startRetrier(subscription: Subscription, surroundings: Surroundings): Retrier {
  const { log, runtime, signal } = surroundings;
  const bell = createBell(surroundings);
  let are_waiting = true;
  const retry = () => retryDue(subscription, (envelope, tx) => handleRun(subscription, [envelope], tx), runtime.random);
  const loop = async () => {
    while (!signal.aborted) {
      const has_succeeded = await retry().catch((error: unknown) => {
        if (!signal.aborted) log.warn({ consumer_group: subscription.group, error: String(error) }, 'failed events wait');
        return false;
      });
      if (has_succeeded) continue;
      are_waiting = await waitingKeys(subscription).then((keys) => keys.size > 0, () => are_waiting);
      await bell.wait(are_waiting ? waiting_failures_every_ms : failures_every_ms * (0.8 + runtime.random() * 0.4));
    }
  };
  return { retry, wake: bell.ring, ended: loop() };
}

/** One batch of what is new. Answers whether it got anything done. */
async function step(subscription: Subscription, source: EventLog, types: ReadonlySet<string>, onParked: () => void, reach: (end: Cursor) => void): Promise<boolean> {
  const { group, database, batch_size = 100 } = subscription;
  const cursor = (await database.maybe(sql<Cursor>`select xid::text, seq::text from event_cursors where consumer_group = ${group} and producer = ${source.producer}`)) ?? start;
  const { envelopes, end } = await source.read(cursor, [...types], batch_size);
  const is_new = end.xid !== cursor.xid || end.seq !== cursor.seq;
  if (is_new) {
    await handleBatch(subscription, source.producer, envelopes, end, onParked);
    await subscription.afterBatch?.(envelopes);
  }
  reach(end);
  return is_new;
}

/** Tries the batch in one transaction; if any handler throws, once more with a transaction for each event. */
async function handleBatch(subscription: Subscription, producer: string, envelopes: readonly Envelope[], end: Cursor, onParked: () => void): Promise<void> {
  const { database, group } = subscription;
  const saveCursor = (tx: Pick<Transaction, 'run'>) => tx.run(sql`insert into event_cursors (consumer_group, producer, xid, seq) values (${group}, ${producer}, ${end.xid}::xid8, ${end.seq}::bigint)
    on conflict (consumer_group, producer) do update set xid = excluded.xid, seq = excluded.seq, updated_at = now() where (event_cursors.xid, event_cursors.seq) < (excluded.xid, excluded.seq)`);
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
    onParked();
  }
}

async function firstTime(tx: Transaction, group: string, envelopes: readonly Envelope[]): Promise<readonly Envelope[]> {
  if (envelopes.length === 0) return [];
  const fresh = await tx.many(sql<{ event_id: string }>`insert into inbox (consumer_group, event_id) select ${group}, unnest(${envelopes.map((envelope) => envelope.id)}::uuid[]) on conflict do nothing returning event_id`);
  const ids = new Set(fresh.map((row) => row.event_id));
  // Taken out as they are met: a log that repeats itself may have the same event twice in one batch.
  return envelopes.filter((envelope) => ids.delete(envelope.id));
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
