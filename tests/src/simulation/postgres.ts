import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { auditSchema } from './audit.ts';
import { readSource } from './mutation.ts';
import { openWire, type Answer, type Wire } from './wire.ts';

const root = join(import.meta.dirname, '../../..');
const schemas = ['order', 'payment', 'inventory', 'audit'] as const;
export type SchemaName = (typeof schemas)[number];

/** PostgreSQL inside this process, with the real schemas, and time and ids that the simulation decides. */
export interface Postgres {
  /** Empties every table and begins the ids anew: a seed finds the same whatever ran before. */
  reset(seed: string): Promise<void>;
  /** Runs one statement by itself; with `prologue` it also opens a transaction first, in which `now` must not change. */
  execute(schema: SchemaName, name: string, text: string, values: readonly unknown[], now: number, prologue?: 'begin'): Answer;
  end(how: 'commit' | 'rollback'): void;
  /** How often something was written since the last reset. */
  write_count(): number;
  /** A look from outside at all schemas, whose names must be written out. */
  look<Row>(text: string, values?: readonly unknown[]): Row[];
  close(): Promise<void>;
}

/**
 * Everything that PostgreSQL would take from its surroundings comes from these. They are found before those of the same
 * name in pg_catalog, since pg_catalog is named last in the search path: column defaults and functions bind to them.
 */
const surroundings = `
  create schema simulated;
  create sequence simulated.ids;
  create function simulated.now() returns timestamptz language sql stable as $$ select current_setting('simulated.now')::timestamptz $$;
  create function simulated.clock_timestamp() returns timestamptz language sql volatile as $$ select current_setting('simulated.now')::timestamptz $$;
  create function simulated.uuidv7() returns uuid language sql volatile as $$
    select (lpad(to_hex((extract(epoch from current_setting('simulated.now')::timestamptz) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n & 4095), 3, '0') || '8' || substr(md5(n::text || current_setting('simulated.seed')), 1, 15))::uuid from nextval('simulated.ids') as n $$;
  create function simulated.gen_random_uuid() returns uuid language sql volatile as $$ select simulated.uuidv7() $$;
  create function simulated.random() returns double precision language sql volatile as $$ select (('x' || substr(md5(nextval('simulated.ids')::text || current_setting('simulated.seed')), 1, 8))::bit(32)::bigint & 2147483647) / 2147483648.0::double precision $$;
  set timezone = 'UTC';
  set synchronous_commit = off;
  set plan_cache_mode = force_generic_plan;
  set simulated.now = '2026-01-01';
  set simulated.seed = '';
`;

// The schema comes first, since what is created goes there.
const pathOf = (schema: SchemaName) => `"${schema}", simulated, pg_catalog`;

export async function openPostgres(): Promise<Postgres> {
  const pglite = await openEmpty();
  await pglite.exec(surroundings);
  for (const schema of schemas) {
    await pglite.exec(`create role orinoco_${schema}; create schema "${schema}"; set search_path = ${pathOf(schema)}`);
    for (const file of migrationsOf(schema)) await pglite.exec(readSource(file));
    if (schema === 'audit') await pglite.exec(auditSchema);
  }
  const { rows } = await pglite.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = any($1) order by 1`, [schemas]);
  const sequences = await pglite.query<{ name: string }>(`select format('%I.%I', schemaname, sequencename) as name from pg_sequences order by 1`);
  return postgresOn(pglite, openWire(pglite), rows.map((row) => row.name), sequences.rows.map((row) => row.name));
}

/** An empty cluster. Making one takes seconds, so that it is kept beside the other caches. */
async function openEmpty(): Promise<PGlite> {
  const { version } = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.resolve('@electric-sql/pglite'))), '../package.json'), 'utf8')) as { version: string };
  const folder = join(root, '.cache/simulation');
  const path = join(folder, `pglite-${version}.tar`);
  if (existsSync(path)) return PGlite.create({ loadDataDir: new Blob([readFileSync(path)]) });
  const pglite = await PGlite.create();
  const dump = await pglite.dumpDataDir('none');
  mkdirSync(folder, { recursive: true });
  // Renamed into place: two processes may do this at once.
  writeFileSync(`${path}.${process.pid}.${threadId}`, Buffer.from(await dump.arrayBuffer()));
  renameSync(`${path}.${process.pid}.${threadId}`, path);
  return pglite;
}

function migrationsOf(schema: SchemaName): string[] {
  return ['packages/event/migrations', 'packages/saga/migrations', `services/${schema}/migrations`].filter((folder) => existsSync(join(root, folder))).flatMap((folder) => readdirSync(join(root, folder)).filter((name) => name.endsWith('.sql')).toSorted().map((name) => join(root, folder, name)));
}

const both = { name: 'settle both', text: `select set_config('simulated.now', $1, false), set_config('search_path', $2, false)` };
const clock = { name: 'settle clock', text: `select set_config('simulated.now', $1, false)` };
const begin = { name: 'begin', text: 'begin', values: [] };

/** Whether it only reads tables, and whatever the time: asked again before anything is written, it answers the same, and is not asked. */
const purity = new Map<string, boolean>();
function isPure(text: string): boolean {
  const known = purity.get(text);
  if (known !== undefined) return known;
  const is_pure = /^\s*select\b/.test(text) && /\bfrom\b/.test(text) && !/now\(\)|for update/.test(text);
  purity.set(text, is_pure);
  return is_pure;
}

/**
 * Background loops that look for work, and when there is some to be found if nobody writes: asked again before that, they
 * are answered that there is none. Half of all statements are such looks.
 */
interface Sweep {
  readonly of: RegExp;
  /** When the first row is due; null where time alone brings nothing. */
  readonly due: string | null;
  /** What it takes for now, epoch ms, where that is not PostgreSQL's. */
  readonly at?: (values: readonly unknown[]) => number;
}
const sweeps: readonly Sweep[] = [
  { of: /^update sagas set wake_at = now\(\) \+/, due: 'select min(wake_at) as due_at from sagas where not is_finished' },
  { of: /^select expire_holds\(/, due: `select min(expires_at) as due_at from reservations where status = 'held'`, at: ([now]) => (now as Date).getTime() },
  { of: /^select (ship_due|apply_bundles)\(/, due: null },
];
interface Idle { readonly answer: Answer; readonly until: number }

const sweepOf = new Map<string, Sweep | null>();
function findSweep(text: string): Sweep | null {
  const known = sweepOf.get(text);
  if (known !== undefined) return known;
  const sweep = sweeps.find(({ of }) => of.test(text)) ?? null;
  sweepOf.set(text, sweep);
  return sweep;
}

/** Whether a look for work has found none, for sure. */
function hasDoneNothing(text: string, { rows, row_count }: Answer): boolean {
  if (/^\s*select\b/.test(text)) return rows[0]?.['moved_count'] === 0 || /\bfrom\b/.test(text);
  return row_count === 0 && /^\s*(update|delete|insert)\b/.test(text);
}

/** Rows for which no order was asked come as they lie on the disk, which what was played before has a hand in. */
function inOrder(text: string, answer: Answer): Answer {
  if (answer.rows.length < 2 || (/^\s*select\b/.test(text) && /\border by\b/.test(text))) return answer;
  const keyed = answer.rows.map((row) => ({ row, key: JSON.stringify(row) }));
  return { ...answer, rows: keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ row }) => row) };
}

const memory = <T>(): Record<SchemaName, Map<string, T>> => ({ order: new Map(), payment: new Map(), inventory: new Map(), audit: new Map() });

const thorough_every = Number(process.env['THOROUGH'] ?? 25);

function postgresOn(pglite: PGlite, wire: Wire, tables: readonly string[], sequences: readonly string[]): Postgres {
  let reset_count = 0;
  let write_count = 0;
  const answers = memory<Answer>();
  const idle = memory<Idle>();
  /** What was remembered of a schema is old. */
  const forget = (schema: SchemaName) => {
    write_count += 1;
    answers[schema].clear();
    idle[schema].clear();
  };
  let path: SchemaName | null = null;
  let time = 0;
  const settle = (schema: SchemaName, now: number) => {
    if (path === schema && time === now) return [];
    const iso = new Date(now).toISOString();
    const settled = path === schema ? { ...clock, values: [iso] } : { ...both, values: [iso, pathOf(schema)] };
    [path, time] = [schema, now];
    return [settled];
  };
  /** Asked in the schema that was settled just now. */
  const dueAt = (schema: SchemaName, { due }: Sweep) => {
    const due_at = due === null ? null : wire.execute({ name: `${schema} due`, text: due, values: [] }).rows[0]?.['due_at'];
    return typeof due_at === 'string' ? Date.parse(due_at) : due_at instanceof Date ? due_at.getTime() : Infinity;
  };
  return {
    async reset(seed) {
      path = null;
      schemas.forEach(forget);
      write_count = 0;
      // Truncating costs ten times as much, in files and in plans to be made anew; what deleting leaves must not pile up.
      const is_thorough = reset_count % thorough_every === 0;
      const empty = is_thorough ? `truncate ${tables.join(', ')}; checkpoint` : `set session_replication_role = replica; ${tables.map((table) => `delete from ${table}`).join('; ')}; set session_replication_role = origin`;
      reset_count += 1;
      await pglite.exec(`${empty}; ${sequences.map((sequence) => `select setval('${sequence}', 1, false)`).join('; ')}; set simulated.seed = '${seed.replaceAll("'", '')}'`);
    },
    execute(schema, name, text, values, now, prologue) {
      try {
        const statement = { name: `${schema} ${name}`, text, values };
        const is_pure = isPure(text);
        const key = is_pure && !prologue ? `${statement.name} ${JSON.stringify(values)}` : null;
        const known = key === null ? undefined : answers[schema].get(key);
        if (known) return known;
        const sweep = prologue ? null : findSweep(text);
        const idling = sweep && idle[schema].get(`${text} ${sweep.at ? '' : JSON.stringify(values)}`);
        if (idling && (sweep.at?.(values) ?? now) < idling.until) return idling.answer;
        const settled = settle(schema, is_pure && !prologue ? time : now);
        // What is prepared first must find its own schema's tables.
        if (settled.length > 0 && !wire.isPrepared(statement.name)) wire.execute(...settled.splice(0));
        const answer = inOrder(text, wire.execute(...settled, ...(prologue ? [begin] : []), statement));
        if (key !== null) answers[schema].set(key, answer);
        else if (!hasDoneNothing(text, answer)) forget(schema);
        else if (sweep) idle[schema].set(`${text} ${sweep.at ? '' : JSON.stringify(values)}`, { answer, until: dueAt(schema, sweep) });
        return answer;
      } catch (error) {
        path = null;
        throw error;
      }
    },
    end(how) {
      // What was settled in the same transaction is taken back with it.
      if (how === 'rollback') {
        path = null;
        schemas.forEach(forget);
      }
      wire.execute({ name: how, text: how, values: [] });
    },
    write_count: () => write_count,
    look: <Row>(text: string, values: readonly unknown[] = []) => wire.execute({ name: text.slice(0, 40) + text.length, text, values }).rows as Row[],
    close: () => pglite.close(),
  };
}
