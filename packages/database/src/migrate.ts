import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { kindOf, statementsOf } from './migration-text.ts';
import { passwordOf, roleOf } from './role.ts';

/** The schema of one service and the folders of `.sql` files that build it, platform folders first. */
export interface SchemaPlan {
  readonly schema: string;
  /** Folder path with the name it is remembered by. */
  readonly folders: readonly { readonly name: string; readonly path: string }[];
}

/** The folders that build each service's schema, the gateway's too: the platform's first, then its own. `root` holds packages/ and services/. */
export function schemaPlans(root: string): SchemaPlan[] {
  const owners = [...readdirSync(join(root, 'services')), 'gateway'];
  return owners.map((schema) => {
    const own = schema === 'gateway' ? join(root, 'gateway/migrations') : join(root, 'services', schema, 'migrations');
    const folders = [{ name: 'event', path: join(root, 'packages/event/migrations') }, { name: 'saga', path: join(root, 'packages/saga/migrations') }, { name: schema, path: own }];
    return { schema, folders: folders.filter((folder) => existsSync(folder.path)) };
  });
}

const lockKey = 72_616_133;

/**
 * Brings every schema up to date: makes role and schema, then applies each file once, in order. Safe to run from several processes at once. A schema that is ahead of these files
 * is left as it is. Throws when a file that was applied has been edited.
 * @returns the names of the files that were applied now
 */
export async function migrate(admin_url: string, plans: readonly SchemaPlan[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: admin_url, application_name: 'orinoco migrate' });
  // The statement under way fails by itself; without a listener the process would end.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await takeTurn(client);
    await client.query(`create schema if not exists orinoco;
      create table if not exists orinoco.migrations (schema text not null, name text not null, checksum text not null, applied_at timestamptz not null default now(), primary key (schema, name))`);
    const applied: string[] = [];
    for (const plan of plans) applied.push(...(await migrateSchema(client, admin_url, plan)));
    return applied;
  } finally {
    await client.end();
  }
}

/** How long to wait for a process that migrates. A long backfill belongs before a rollout: `--task=migrate`. */
const turn_wait_ms = 15 * 60_000;

/**
 * One process at a time; the lock is gone with its connection. Asked again and again, because a session that waits in
 * a statement holds a snapshot, and an index made concurrently waits for every snapshot: both would wait for ever.
 */
async function takeTurn(client: pg.Client): Promise<void> {
  for (let waited_ms = 0; waited_ms < turn_wait_ms; waited_ms += 200) {
    const { rows: [answer] } = await client.query<{ is_ours: boolean }>('select pg_try_advisory_lock($1) as is_ours', [lockKey]);
    if (answer?.is_ours === true) return;
    await sleep(200);
  }
  throw new Error(`Another process has been migrating this database for ${turn_wait_ms / 60_000} minutes`);
}

async function migrateSchema(client: pg.Client, admin_url: string, plan: SchemaPlan): Promise<string[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from orinoco.migrations where schema = $1', [plan.schema]);
  if (rows.length === 0) await prepareSchema(client, plan.schema, decodeURIComponent(new URL(admin_url).password));
  const known = new Map(rows.map((row) => [row.name, row.checksum]));
  const applied: string[] = [];
  for (const file of await filesOf(plan)) {
    const checksum = known.get(file.name);
    if (checksum === file.checksum) continue;
    if (checksum !== undefined) throw new Error(`The migration ${plan.schema}: ${file.name} was edited after it had been applied. Restore it and add a new file.`);
    await applyFile(client, plan.schema, file);
    applied.push(`${plan.schema}: ${file.name}`);
  }
  return applied;
}

async function filesOf(plan: SchemaPlan): Promise<MigrationFile[]> {
  const files = [];
  for (const folder of plan.folders) {
    for (const name of (await readdir(folder.path)).filter((file) => file.endsWith('.sql')).sort()) {
      const text = await readFile(`${folder.path}/${name}`, 'utf8');
      files.push({ name: `${folder.name}/${name}`, text, checksum: createHash('sha256').update(text).digest('hex') });
    }
  }
  return files;
}

async function prepareSchema(client: pg.Client, schema: string, admin_password: string): Promise<void> {
  const role = roleOf(schema);
  const password = client.escapeLiteral(passwordOf(schema, admin_password));
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  await client.query(`${rowCount === 0 ? 'create' : 'alter'} role ${role} login password ${password} nosuperuser nocreatedb nocreaterole noinherit`);
  await client.query(`create schema if not exists "${schema}";
    revoke all on schema "${schema}" from public;
    grant usage on schema "${schema}" to ${role};
    alter default privileges in schema "${schema}" grant select, insert, update, delete on tables to ${role};
    alter default privileges in schema "${schema}" grant usage, select on sequences to ${role};
    alter default privileges in schema "${schema}" grant execute on functions to ${role};`);
}

interface MigrationFile { readonly name: string; readonly text: string; readonly checksum: string }

/**
 * Applies one file and remembers it. A file is a transaction; one that begins with `-- migrate: statement by statement`
 * is not, for what PostgreSQL refuses there (`create index concurrently if not exists`), and one that begins with
 * `-- migrate: in batches` is a single statement that is repeated, each time in a transaction of its own, until it
 * touches no row. Both kinds can be cut off anywhere and begun again.
 */
async function applyFile(client: pg.Client, schema: string, file: MigrationFile): Promise<void> {
  const kind = kindOf(file.text);
  try {
    if (kind === 'statements') await applyStatements(client, schema, file.text);
    if (kind === 'batches') await applyBatches(client, schema, file.text);
    await inTransaction(client, schema, async () => {
      if (kind === 'transaction') await client.query(file.text);
      await client.query('insert into orinoco.migrations (schema, name, checksum) values ($1, $2, $3)', [schema, file.name, file.checksum]);
    });
  } catch (error) {
    throw new Error(`The migration ${schema}: ${file.name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Requests queue behind a statement that waits for a lock, so it gives up soon and tries again, this often. */
const lock_wait_ms = 2_000;
const most_lock_attempts = 60;
const busy = new Set(['55P03', '40P01']);

async function inTransaction<T>(client: pg.Client, schema: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    await client.query('begin');
    try {
      await client.query(`set local search_path = "${schema}", public`);
      await client.query(`set local lock_timeout = ${lock_wait_ms}`);
      const result = await work();
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      const is_busy = error instanceof Error && 'code' in error && busy.has(String(error.code));
      if (!is_busy || attempt === most_lock_attempts) throw error;
      await sleep(100 + Math.random() * 400);
    }
  }
}

async function applyStatements(client: pg.Client, schema: string, text: string): Promise<void> {
  await client.query(`set search_path = "${schema}", public`);
  try {
    await dropBroken(client, schema, text);
    for (const statement of statementsOf(text)) await client.query(statement);
  } finally {
    await client.query('reset search_path');
  }
}

/** An index whose making was cut off stays behind, is kept up to date and never used; `if not exists` would take it for done. */
async function dropBroken(client: pg.Client, schema: string, text: string): Promise<void> {
  const names = [...text.matchAll(/\bindex\s+concurrently\s+if\s+not\s+exists\s+"?(\w+)"?/gi)].map((match) => match[1] ?? '');
  const { rows } = await client.query<{ name: string }>(`select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = any($2) and not i.indisvalid`, [schema, names]);
  for (const { name } of rows) await client.query(`drop index concurrently if exists "${schema}"."${name}"`);
}

/** A backfill is endless when what it does is not what it looks for. */
const most_batches = 1_000_000;
/** Leaves the disk and the replicas to the shop for a moment. */
const batch_pause_ms = 20;

async function applyBatches(client: pg.Client, schema: string, text: string): Promise<void> {
  const [statement, ...more] = statementsOf(text);
  if (statement === undefined || more.length > 0) throw new Error('A file that is applied in batches holds exactly one statement');
  for (let count = 0; count < most_batches; count++) {
    const { rowCount } = await inTransaction(client, schema, () => client.query(statement));
    if (rowCount === 0) return;
    await sleep(batch_pause_ms);
  }
  throw new Error(`The backfill has not come to an end after ${most_batches} batches`);
}
