import { systemRuntime, type Runtime } from '@orinoco/contract';
import { json, sql, type Database, type Queryable } from '@orinoco/database';
import { counter, type Logger } from '@orinoco/telemetry';

/** What a step decided. */
export type Outcome<Context> =
  /** Go to another state. `is_saved` says that the step's own transaction has already written it (see `moveStatement`). */
  | { readonly next: string; readonly context?: Partial<Context>; readonly is_saved?: boolean }
  /** Stay and look again later: a long wait is a row, not a sleeping function. */
  | { readonly wait_ms: number; readonly context?: Partial<Context> };

export interface Step<Context> {
  /**
   * Runs again after a crash and possibly on two machines at once, so everything it does elsewhere must be idempotent
   * by the saga's id. A throw means "unknown, try again", never "failed".
   */
  readonly run: (run: SagaRun<Context>) => Promise<Outcome<Context>>;
  /** Write the state down before running. Only decisions need it: a state without it is run again from the last one with. */
  readonly is_checkpoint?: boolean;
}

export interface SagaRun<Context> {
  readonly saga_id: string;
  readonly context: Context;
  readonly attempt_count: number;
  /** Epoch ms until which the caller waits for an answer; background runs get a generous one. */
  readonly deadline: number;
  /** What the steps of this drive leave in memory for each other. Empty after a crash: a step must be able to do without. */
  readonly notes: Map<string, unknown>;
}

export interface SagaDefinition<Context> {
  readonly kind: string;
  readonly initial: string;
  readonly steps: Readonly<Record<string, Step<Context>>>;
  /** States without a step: the run ends there. */
  readonly finals: readonly string[];
}

export interface SagaRow<Context> {
  readonly saga_id: string;
  readonly kind: string;
  readonly state: string;
  readonly is_finished: boolean;
  readonly context: Context;
  readonly attempt_count: number;
  /** Counts the writes: a driver that was overtaken writes nothing (a fence). */
  readonly version: number;
  readonly wake_at: string;
  readonly error: string | null;
}

/** Checks at load that every step's states exist. */
export function defineSaga<Context>(definition: SagaDefinition<Context>): SagaDefinition<Context> {
  if (!(definition.initial in definition.steps)) throw new Error(`${definition.kind} starts in the unknown state ${definition.initial}`);
  return definition;
}

/** How long one process may work on a run before another may take it over. */
const lease_ms = 5_000;
const finished = counter('orinoco_sagas_finished_total', 'Runs that reached a final state', ['kind', 'state']);

export interface Sagas<Context> {
  /**
   * Starts the run unless it exists, and drives it until it ends, waits or fails; answers where it stands.
   * Called again with the same id it joins the run that is there.
   */
  run(saga_id: string, context: Context, deadline: number): Promise<SagaRow<Context>>;
  find(saga_id: string): Promise<SagaRow<Context> | undefined>;
  /** Makes a waiting run look again now: what a webhook does. */
  wake(saga_id: string): Promise<void>;
  /** Takes over runs whose time has come; every process runs one loop. */
  sweep(): Promise<number>;
}

/** The engine for one kind of saga in the database of the service that owns it. */
export function openSagas<Context extends object>(database: Database, definition: SagaDefinition<Context>, log: Logger, runtime: Runtime = systemRuntime): Sagas<Context> {
  const { kind } = definition;
  const engine: Engine<Context> = { database, definition, log, runtime };
  const find = (saga_id: string) => database.maybe(sql<SagaRow<Context>>`select saga_id, kind, state, is_finished, context, attempt_count, version, wake_at, error from sagas where kind = ${kind} and saga_id = ${saga_id}`);
  return {
    find,
    async run(saga_id, context, deadline) {
      const started = await database.maybe(sql<SagaRow<Context>>`insert into sagas (kind, saga_id, state, context, wake_at) values (${kind}, ${saga_id}, ${definition.initial}, ${json(context)}, now() + make_interval(secs => ${lease_ms / 1000}))
        on conflict (kind, saga_id) do update set wake_at = excluded.wake_at, version = sagas.version + 1 where not sagas.is_finished and sagas.wake_at <= now()
        returning saga_id, kind, state, is_finished, context, attempt_count, version, wake_at, error`);
      if (started) return drive(engine, started, deadline);
      return waitFor(find, saga_id, deadline, runtime);
    },
    async wake(saga_id) {
      await database.run(sql`update sagas set wake_at = now() where kind = ${kind} and saga_id = ${saga_id} and not is_finished and wake_at > now() + make_interval(secs => ${lease_ms / 1000})`);
    },
    async sweep() {
      const due = await database.many(sql<SagaRow<Context>>`update sagas set wake_at = now() + make_interval(secs => ${lease_ms / 1000}), version = version + 1
        where kind = ${kind} and saga_id in (select saga_id from sagas where kind = ${kind} and not is_finished and wake_at <= now() order by wake_at limit 50 for update skip locked)
        returning saga_id, kind, state, is_finished, context, attempt_count, version, wake_at, error`);
      await Promise.all(due.map((row) => drive(engine, row, runtime.clock().getTime() + 30_000)));
      return due.length;
    },
  };
}

/** Somebody else drives the run: look until it ends, waits for long, or the caller's time is over. */
async function waitFor<Context>(find: (saga_id: string) => Promise<SagaRow<Context> | undefined>, saga_id: string, deadline: number, { clock, sleep }: Runtime): Promise<SagaRow<Context>> {
  for (let pause_ms = 10; ; pause_ms = Math.min(pause_ms * 2, 200)) {
    const row = await find(saga_id);
    if (!row) throw new Error(`The saga ${saga_id} is gone`);
    const is_waiting = Date.parse(row.wake_at) - clock().getTime() > lease_ms;
    if (row.is_finished || is_waiting || clock().getTime() + pause_ms > deadline) return row;
    await sleep(pause_ms);
  }
}

interface Engine<Context> {
  readonly database: Database;
  readonly definition: SagaDefinition<Context>;
  readonly log: Logger;
  readonly runtime: Runtime;
}

async function drive<Context extends object>({ database, definition, log, runtime }: Engine<Context>, start: SagaRow<Context>, deadline: number): Promise<SagaRow<Context>> {
  const notes = new Map<string, unknown>();
  let row = start;
  while (!row.is_finished) {
    const step = definition.steps[row.state];
    if (!step) throw new Error(`${definition.kind} has no step for the state ${row.state}`);
    let outcome: Outcome<Context>;
    try {
      outcome = await step.run({ saga_id: row.saga_id, context: row.context, attempt_count: row.attempt_count, deadline, notes });
    } catch (error) {
      log.warn({ saga: definition.kind, saga_id: row.saga_id, state: row.state, attempt_count: row.attempt_count, err: error }, 'saga step will be tried again');
      return postpone(database, row, String(error), runtime.random());
    }
    const context = { ...row.context, ...outcome.context };
    if ('wait_ms' in outcome) return wait(database, { ...row, context }, outcome.wait_ms);
    row = await move(database, definition, { ...row, context }, outcome);
  }
  finished.inc({ kind: definition.kind, state: row.state });
  return row;
}

async function move<Context extends object>(database: Database, definition: SagaDefinition<Context>, row: SagaRow<Context>, outcome: { next: string; is_saved?: boolean }): Promise<SagaRow<Context>> {
  const is_finished = definition.finals.includes(outcome.next);
  const next: SagaRow<Context> = { ...row, state: outcome.next, is_finished, attempt_count: 0, error: null };
  const is_checkpoint = is_finished || definition.steps[outcome.next]?.is_checkpoint === true;
  if (outcome.is_saved || !is_checkpoint) return next;
  const saved = await database.maybe(sql<SagaRow<Context>>`update sagas set state = ${next.state}, is_finished = ${is_finished}, context = ${json(next.context)}, attempt_count = 0, error = null, version = version + 1, updated_at = now(), wake_at = now() + make_interval(secs => ${lease_ms / 1000})
    where kind = ${row.kind} and saga_id = ${row.saga_id} and version = ${row.version} returning saga_id, kind, state, is_finished, context, attempt_count, version, wake_at, error`);
  return saved ?? overtaken(database, row);
}

/** Writes a state down. A step that must move in the same transaction as its change calls it there and answers `is_saved`. */
export async function moveStatement(queryable: Queryable, to: { kind: string; saga_id: string; state: string; is_finished: boolean; context: object }): Promise<boolean> {
  return (await queryable.run(sql`update sagas set state = ${to.state}, is_finished = ${to.is_finished}, context = ${json(to.context)}, attempt_count = 0, error = null, version = version + 1, updated_at = now()
    where kind = ${to.kind} and saga_id = ${to.saga_id} and not is_finished`)) > 0;
}

async function wait<Context>(database: Database, row: SagaRow<Context>, wait_ms: number): Promise<SagaRow<Context>> {
  const saved = await database.maybe(sql<SagaRow<Context>>`update sagas set state = ${row.state}, context = ${json(row.context)}, attempt_count = 0, error = null, version = version + 1, updated_at = now(), wake_at = now() + make_interval(secs => ${wait_ms / 1000})
    where kind = ${row.kind} and saga_id = ${row.saga_id} and version = ${row.version} returning saga_id, kind, state, is_finished, context, attempt_count, version, wake_at, error`);
  return saved ?? overtaken(database, row);
}

/** Steps are retried for ever, from 0.1 s to 1 minute apart: money and stock are never left half-way. */
async function postpone<Context>(database: Database, row: SagaRow<Context>, error: string, chance: number): Promise<SagaRow<Context>> {
  const pause_s = Math.min(0.1 * 2 ** row.attempt_count, 60) * (1 + chance / 5);
  const saved = await database.maybe(sql<SagaRow<Context>>`update sagas set state = ${row.state}, context = ${json(row.context)}, attempt_count = attempt_count + 1, version = version + 1, error = ${error.slice(0, 2_000)}, updated_at = now(), wake_at = now() + make_interval(secs => ${pause_s})
    where kind = ${row.kind} and saga_id = ${row.saga_id} and version = ${row.version} returning saga_id, kind, state, is_finished, context, attempt_count, version, wake_at, error`);
  return saved ?? overtaken(database, row);
}

/** The lease ran out and another process drives this run now: answer where it stands. */
function overtaken<Context>(database: Database, row: SagaRow<Context>): Promise<SagaRow<Context>> {
  return database.one(sql<SagaRow<Context>>`select saga_id, kind, state, is_finished, context, attempt_count, version, wake_at, error from sagas where kind = ${row.kind} and saga_id = ${row.saga_id}`);
}

/** Writes down that a run shall begin, in the transaction that made it necessary; a sweeper picks it up. Once an id. */
export async function startSaga(tx: Queryable, kind: string, initial: string, saga_id: string, context: object): Promise<void> {
  await tx.run(sql`insert into sagas (kind, saga_id, state, context) values (${kind}, ${saga_id}, ${initial}, ${json(context)}) on conflict do nothing`);
}

/** Runs the sweepers until stopped, a quarter of a second apart, with jitter so that processes do not march in step. */
export function startSweeper(sagas: readonly Pick<Sagas<object>, 'sweep'>[], log: Logger, { random, sleep }: Runtime = systemRuntime): () => Promise<void> {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      for (const kind of sagas) await kind.sweep().catch((error: unknown) => log.warn({ error: String(error) }, 'the saga sweeper waits'));
      await sleep(250 + random() * 100, stopping.signal);
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}
