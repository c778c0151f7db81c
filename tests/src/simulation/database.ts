import { fail, JsonText } from '@orinoco/contract';
import { sqlState, type Database, type Queryable, type Transaction } from '@orinoco/database';
import type { Answer } from './wire.ts';
import type { SchemaName } from './postgres.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/** A statement as `sql` makes it; its rows are what it says they are. */
interface Statement { readonly name: string; readonly text: string; readonly values: readonly unknown[] }

/** PGlite has one connection: an open transaction has it, and everybody else queues. */
export interface Lock {
  is_free(): boolean;
  acquire(owner: Process, onTurn: () => void): void;
  release(): void;
}

export function createLock(): Lock {
  const waiting: { readonly owner: Process; readonly onTurn: () => void }[] = [];
  let is_free = true;
  return {
    is_free: () => is_free,
    acquire(owner, onTurn) {
      if (!is_free) return void waiting.push({ owner, onTurn });
      is_free = false;
      onTurn();
    },
    release() {
      is_free = true;
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        if (!next.owner.is_alive) continue;
        is_free = false;
        return next.onTurn();
      }
    },
  };
}

/** The database of one service as one process sees it: the real statements, at times and with faults that the seed decides. */
export function simulatedDatabase(world: World, owner: Process, schema: SchemaName): Database {
  const listeners: (() => void)[] = [];
  const poke = () => listeners.forEach((listen) => listen());
  return {
    schema,
    ...queryableOn((statement) => alone(world, owner, schema, statement)),
    poke,
    onPoke: (listener) => void listeners.push(listener),
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await transactOnce(world, owner, schema, work, poke);
        } catch (error) {
          if (attempt === 3 || !isTransient(error)) throw error;
        }
      }
    },
    close: () => Promise.resolve(),
  };
}

const isTransient = (error: unknown) => ['40001', '40P01'].includes(sqlState(error) ?? '');
const lost = () => fail('unavailable', { cause: new Error('the connection is lost') });
const deadlock = () => fail('unavailable', { cause: Object.assign(new Error('deadlock detected'), { code: '40P01' }) });

/** The way there: short, and now and then long. */
function wayOf({ chance, faults }: World): number {
  return faults.strikes('sql_slow') ? chance.delay(400) : chance.between(0, 3);
}

function labelOf({ text }: Statement): string {
  return text.slice(0, 60).replace(/\s+/g, ' ');
}

/** Asks the database to do something; what it does happens there and then, and the answer comes later or never. */
function later<T>(world: World, owner: Process, label: string, work: (answer: (act: () => void) => void, resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const answer = (act: () => void) => void world.scheduler.after(world.chance.between(0, 1), owner, 'answered', act);
    world.scheduler.after(wayOf(world), owner, label, () => work(answer, resolve, reject));
  });
}

/** A statement that is its own transaction. */
function alone(world: World, owner: Process, schema: SchemaName, statement: Statement): Promise<Answer> {
  const { lock, postgres, scheduler, faults } = world;
  return later(world, owner, `${schema}: ${labelOf(statement)}`, (answer, resolve, reject) => {
    const fault = faults.which(['sql_not_applied', 'sql_lost']);
    if (fault === 'sql_not_applied') return answer(() => reject(lost()));
    lock.acquire(owner, () => {
      let outcome: () => void;
      try {
        const done = postgres.execute(schema, statement.name, statement.text, statement.values, scheduler.now());
        scheduler.note(`  ${done.row_count}`);
        outcome = fault === 'sql_lost' ? () => reject(lost()) : () => resolve(done);
      } catch (error) {
        outcome = () => reject(error);
      }
      lock.release();
      answer(outcome);
    });
  });
}

async function transactOnce<T>(world: World, owner: Process, schema: SchemaName, work: (tx: Transaction) => Promise<T>, poke: () => void): Promise<T> {
  const { lock, postgres, scheduler, faults } = world;
  let has_news = false;
  let started_at: number | null = null;
  let is_broken = false;
  let forget: (() => void) | undefined;
  const close = (how: 'commit' | 'rollback') => {
    if (started_at === null) return;
    forget?.();
    started_at = null;
    try {
      postgres.end(how);
    } finally {
      lock.release();
    }
  };
  /** The transaction is gone, and the connection with it. */
  const broken = (error: unknown) => {
    is_broken = true;
    close('rollback');
    return error;
  };
  const within = (statement: Statement) => later<Answer>(world, owner, `${schema} in a transaction: ${labelOf(statement)}`, (answer, resolve, reject) => {
    if (is_broken) return answer(() => reject(lost()));
    const fault = faults.which(['sql_not_applied', 'sql_deadlock']);
    if (fault !== null) {
      const error = broken(fault === 'sql_deadlock' ? deadlock() : lost());
      return answer(() => reject(error));
    }
    const run = () => {
      const is_first = started_at === null;
      if (is_first) {
        started_at = scheduler.now();
        forget = owner.onDeath(() => close('rollback'));
      }
      try {
        const done = postgres.execute(schema, statement.name, statement.text, statement.values, started_at ?? 0, is_first ? 'begin' : undefined);
        scheduler.note(`  ${done.row_count}`);
        answer(() => resolve(done));
      } catch (error) {
        answer(() => reject(broken(error)));
      }
    };
    if (started_at === null) lock.acquire(owner, run);
    else run();
  });
  try {
    const result = await work({ ...queryableOn(within), poke: () => { has_news = true; } });
    if (is_broken) throw lost();
    if (started_at !== null) {
      await later<void>(world, owner, `${schema}: commit`, (answer, resolve, reject) => {
        const fault = faults.which(['commit_not_applied', 'commit_lost']);
        try {
          close(fault === 'commit_not_applied' ? 'rollback' : 'commit');
        } catch (error) {
          return answer(() => reject(error));
        }
        answer(() => (fault === null ? resolve() : reject(lost())));
      });
    }
    if (has_news) poke();
    return result;
  } catch (error) {
    broken(error);
    throw error;
  }
}

function queryableOn(execute: (statement: Statement) => Promise<Answer>): Queryable {
  return {
    many: async <Row>(statement: Statement) => (await execute(statement)).rows as Row[],
    maybe: async <Row>(statement: Statement) => (await execute(statement)).rows[0] as Row | undefined,
    one: async <Row>(statement: Statement) => {
      const row = (await execute(statement)).rows[0] as Row | undefined;
      if (row === undefined) throw new Error(`No row where exactly one was expected: ${statement.text.slice(0, 200)}`);
      return row;
    },
    run: async (statement) => (await execute(statement)).row_count,
    text: async <T>(statement: Statement) => {
      const row = (await execute(statement)).rows[0] as { json: string | null } | undefined;
      return row?.json == null ? undefined : new JsonText<T>(row.json);
    },
  };
}
