import pg from 'pg';
import { CodedError, fail, JsonText } from '@orinoco/contract';
import { counter, type Logger } from '@orinoco/telemetry';
import type { Sql } from './sql.ts';

export { sql, json, type Sql } from './sql.ts';
export { roleOf, passwordOf, serviceUrl } from './role.ts';

/** Runs statements. Both a database and a transaction are one. */
export interface Queryable {
  many<Row>(statement: Sql<Row>): Promise<Row[]>;
  /** Exactly one row; none is a bug of the caller and throws. */
  one<Row>(statement: Sql<Row>): Promise<Row>;
  maybe<Row>(statement: Sql<Row>): Promise<Row | undefined>;
  /** The number of rows touched. */
  run(statement: Sql<unknown>): Promise<number>;
  /** For statements with one column `json` that PostgreSQL has built; the text is passed through unparsed. */
  text<T>(statement: Sql<{ json: string | null }>): Promise<JsonText<T> | undefined>;
}

/** An open transaction. `poke` wakes the readers of the outbox once it has committed. */
export interface Transaction extends Queryable {
  poke(): void;
}

export interface Database extends Queryable {
  readonly schema: string;
  /** Runs `work` in one transaction; deadlocks and serialization failures are tried again, 3 times at most. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Tells the readers of this schema's outbox that there may be something new. */
  poke(): void;
  onPoke(listener: () => void): void;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly connection_string: string;
  readonly schema: string;
  readonly log: Logger;
  readonly max_connections?: number;
  readonly statement_timeout_ms?: number;
}

// Rows keep the words and shapes of the JSON: bigint is a safe integer (money is far below 2^53), times are ISO 8601.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text.replace(' ', 'T').replace(/\+00$/, 'Z'));

const transient = new Set(['40001', '40P01']);
/**
 * PostgreSQL is going, coming, full, late, locked or out of reach: the same statement may work in a moment. Classes 08
 * (connection), 53 (resources), 57 (intervention) and 58 (system); serialization failures and deadlocks; locks and
 * transactions that took too long; a server that only reads; and what the network says.
 */
const unavailable = /^(08...|53...|57...|58...|40001|40P01|55P03|25P03|25P04|25006|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const statements = counter('orinoco_sql_statements_total', 'SQL statements sent', ['schema']);

/** Opens the pool of one service: its role, its schema on the search path, limits on everything. Connects on first use. */
export function openDatabase(options: DatabaseOptions): Database {
  const { schema, log, max_connections = 10, statement_timeout_ms = 15_000 } = options;
  const pool = new pg.Pool({
    connectionString: options.connection_string,
    application_name: `orinoco ${schema}`,
    options: `-c search_path="${schema}" -c timezone=UTC -c idle_in_transaction_session_timeout=30000 -c lock_timeout=10000`,
    max: max_connections,
    statement_timeout: statement_timeout_ms,
    query_timeout: statement_timeout_ms + 1_000,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  // An idle connection that PostgreSQL closes is dropped by the pool; without a listener the process would end.
  pool.on('error', (error) => log.warn({ schema, error: error.message }, 'database connection lost'));
  // So would it without this one: a connection is handed over inside the reading of its bytes, and the next of them may
  // say that it is over before whoever asked for it has run. What is then asked of it fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));

  const listeners: (() => void)[] = [];
  const poke = () => listeners.forEach((listen) => listen());
  const queryable = queryableOn((query) => pool.query(query), schema);
  const again = <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) => (...args: Args) => renewing(() => call(...args));
  return {
    schema,
    many: again(queryable.many) as Queryable['many'], one: again(queryable.one) as Queryable['one'], maybe: again(queryable.maybe) as Queryable['maybe'], run: again(queryable.run), text: again(queryable.text) as Queryable['text'],
    poke,
    onPoke: (listener) => void listeners.push(listener),
    transaction: (work) => renewing(() => transact(pool, schema, work, poke)),
    close: () => pool.end(),
  };
}

/** How often a statement was prepared anew because its table had changed: a part of its name on the connection. */
const renewals = new Map<string, number>();
/** Statements of one transaction that may each have to be prepared anew. */
const most_renewals = 20;

/** A migration has changed what a prepared `select *` or `returning *` answers. The statement has done nothing. */
function isOutdated(error: unknown): boolean {
  return sqlState(error) === '0A000' && error instanceof Error && error.message.includes('cached plan must not change result type');
}

async function renewing<T>(work: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await work();
    } catch (error) {
      if (count === most_renewals || !isOutdated(error)) throw error;
    }
  }
}

type Run = (query: pg.QueryConfig) => Promise<pg.QueryResult>;

function queryableOn(run: Run, schema: string): Queryable {
  const execute = async (statement: Sql<unknown>) => {
    statements.inc({ schema });
    const { name, text, values } = statement;
    const renewal = renewals.get(name) ?? 0;
    try {
      return await run({ name: renewal === 0 ? name : `${name}.${renewal}`, text, values: values as unknown[] });
    } catch (error) {
      if (isOutdated(error) && (renewals.get(name) ?? 0) === renewal) renewals.set(name, renewal + 1);
      throw asCoded(error);
    }
  };
  return {
    many: async <Row>(statement: Sql<Row>) => (await execute(statement)).rows as Row[],
    maybe: async <Row>(statement: Sql<Row>) => (await execute(statement)).rows[0] as Row | undefined,
    one: async <Row>(statement: Sql<Row>) => {
      const row = (await execute(statement)).rows[0] as Row | undefined;
      if (row === undefined) throw new Error(`No row where exactly one was expected: ${statement.text.slice(0, 200)}`);
      return row;
    },
    run: async (statement) => (await execute(statement)).rowCount ?? 0,
    text: async <T>(statement: Sql<{ json: string | null }>) => {
      const row = (await execute(statement)).rows[0] as { json: string | null } | undefined;
      return row?.json == null ? undefined : new JsonText<T>(row.json);
    },
  };
}

async function transact<T>(pool: pg.Pool, schema: string, work: (tx: Transaction) => Promise<T>, poke: () => void): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transactOnce(pool, schema, work, poke);
    } catch (error) {
      if (attempt === 3 || !transient.has(sqlState(error) ?? '')) throw error;
    }
  }
}

async function transactOnce<T>(pool: pg.Pool, schema: string, work: (tx: Transaction) => Promise<T>, poke: () => void): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw asCoded(error);
  });
  let hasNews = false;
  let is_broken = false;
  const onLost = () => { is_broken = true; };
  client.on('error', onLost);
  const queryable = queryableOn((query) => client.query(query), schema);
  try {
    await client.query('begin');
    const result = await work({ ...queryable, poke: () => { hasNews = true; } });
    await client.query('commit');
    if (hasNews) poke();
    return result;
  } catch (error) {
    is_broken ||= await client.query('rollback').then(() => false, () => true);
    throw asCoded(error);
  } finally {
    client.off('error', onLost);
    client.release(is_broken);
  }
}

/** SQLSTATE or system error code of a failure, looking through our own wrapping. */
export function sqlState(error: unknown): string | undefined {
  const source = error instanceof CodedError ? error.cause : error;
  return source instanceof Error && 'code' in source && typeof source.code === 'string' ? source.code : undefined;
}

/** The constraint that refused a row (`unique_violation`, `check_violation`, `foreign_key_violation`), or undefined. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!sqlState(error)?.startsWith('23')) return undefined;
  const source = error instanceof CodedError ? error.cause : error;
  return source instanceof Error && 'constraint' in source ? String(source.constraint) : undefined;
}

function asCoded(error: unknown): unknown {
  if (error instanceof CodedError) return error;
  const code = sqlState(error);
  const is_connection = error instanceof Error && /timeout exceeded when trying to connect|Connection terminated|Query read timeout|is not queryable/.test(error.message);
  return (code !== undefined && unavailable.test(code)) || is_connection ? fail('unavailable', { cause: error }) : error;
}
