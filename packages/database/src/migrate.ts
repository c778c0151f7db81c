import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
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
 * Brings every schema up to date: makes role and schema, then applies each file once, in order, in a transaction of
 * its own. Safe to run from several processes at once. Throws when a file that was applied has been edited.
 * @returns the names of the files that were applied now
 */
export async function migrate(admin_url: string, plans: readonly SchemaPlan[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: admin_url, application_name: 'orinoco migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(`create schema if not exists orinoco;
      create table if not exists orinoco.migrations (schema text not null, name text not null, checksum text not null, applied_at timestamptz not null default now(), primary key (schema, name))`);
    const applied: string[] = [];
    for (const plan of plans) applied.push(...(await migrateSchema(client, admin_url, plan)));
    return applied;
  } finally {
    await client.end();
  }
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

async function filesOf(plan: SchemaPlan): Promise<{ name: string; text: string; checksum: string }[]> {
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

async function applyFile(client: pg.Client, schema: string, file: { name: string; text: string; checksum: string }): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local search_path = "${schema}", public`);
    await client.query(file.text);
    await client.query('insert into orinoco.migrations (schema, name, checksum) values ($1, $2, $3)', [schema, file.name, file.checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`The migration ${schema}: ${file.name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
