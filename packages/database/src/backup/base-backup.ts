import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { walOf } from './archive.ts';
import { copyTree } from './copy-tree.ts';

export { copyTree } from './copy-tree.ts';

/** What a finished backup says of itself, in `backup.json`. Times are ISO 8601, UTC. */
export interface BackupNote {
  readonly begun_at: string;
  /** From here on the backup can be restored. */
  readonly ended_at: string;
  /** The first segment of the log that it needs; older ones are needed by older backups alone. */
  readonly first_wal: string;
  readonly system_identifier: string;
  readonly server_version: string;
}

export interface Backup extends BackupNote { readonly folder: string }

export interface BackUpOptions {
  /** The administrator's URL of the running embedded cluster. */
  readonly admin_url: string;
  /** Its folder, as startEmbedded has it: `postgres/` and the password are in it. */
  readonly data_folder: string;
  /** Holds the base backups; the archive's folder, when the log is archived. */
  readonly to: string;
  /** Copies what belongs to the shop beside the database, into a folder that it is given. */
  readonly copyMore?: (folder: string) => Promise<void>;
}

/** What a server makes anew, or what is only true of the process that runs. */
const left_out = new Set(['postmaster.pid', 'postmaster.opts', 'pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans', 'current_logfiles']);
const passing = /(^|\/)(pgsql_tmp|pg_internal\.init)[^/]*$/;
/** Folders have to be there, if empty: asked with a slash at their end. */
const isWanted = (path: string) => path.endsWith('/') || (!left_out.has(path) && !passing.test(path));

/**
 * Copies the cluster while it runs. The pages that change meanwhile are made whole by the log, of which the part from
 * the backup's beginning to its end goes along: a backup can be restored by itself, and with the archive as of any later moment.
 */
export async function backUp(options: BackUpOptions): Promise<Backup> {
  const client = new pg.Client({ connectionString: options.admin_url, application_name: 'orinoco backup' });
  // The statement under way fails by itself; without a listener the process would end.
  client.on('error', () => undefined);
  await client.connect();
  const unfinished = join(options.to, `unfinished-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(join(unfinished, 'postgres'), { recursive: true, mode: 0o700 });
    const note = await copyRunning(client, options, unfinished);
    await copyFile(join(options.data_folder, 'postgres-password'), join(unfinished, 'postgres-password'));
    await options.copyMore?.(join(unfinished, 'shop'));
    await writeFile(join(unfinished, 'backup.json'), `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600 });
    // On disk before it has the name of a finished one.
    if (process.platform !== 'win32') spawnSync('sync');
    const folder = join(options.to, `base-${note.ended_at.replace(/\.\d+|[-:]/g, '')}-${unfinished.slice(-4)}`);
    await rename(unfinished, folder);
    return { ...note, folder };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/** The server's own time: it is what commits are stamped with. */
const now_ms = 'ceil(extract(epoch from clock_timestamp()) * 1000)::float8';

async function copyRunning(client: pg.Client, { data_folder }: BackUpOptions, unfinished: string): Promise<BackupNote> {
  const source = join(data_folder, 'postgres');
  const target = join(unfinished, 'postgres');
  const { rows: [server] } = await client.query<{ system_identifier: string; server_version: string; begun_at_ms: number }>(`select system_identifier::text, current_setting('server_version') as server_version, ${now_ms} as begun_at_ms from pg_control_system()`);
  if (!server) throw new Error('The server does not say what it is');
  // Keeps the log since the beginning from being recycled; gone with this connection.
  await client.query(`select pg_create_physical_replication_slot($1, true, true)`, [`backup_${randomBytes(6).toString('hex')}`]);
  const { rows: [begin] } = await client.query<{ first_wal: string }>(`select pg_walfile_name(pg_backup_start('orinoco', true)) as first_wal`);
  await copyTree(source, target, { isWanted });
  const { rows: [end] } = await client.query<{ labelfile: string; spcmapfile: string; last_wal: string; ended_at_ms: number }>(`select labelfile, spcmapfile, pg_walfile_name(lsn) as last_wal, ${now_ms} as ended_at_ms from pg_backup_stop(false)`);
  if (!begin || !end) throw new Error('The server does not say where the backup begins and ends');
  await writeFile(join(target, 'backup_label'), end.labelfile, { mode: 0o600 });
  if (end.spcmapfile.trim() !== '') throw new Error('This cluster has tablespaces of its own: back it up with pg_basebackup');
  const segments = (await readdir(join(source, 'pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name) && name >= begin.first_wal && name <= end.last_wal);
  if (!segments.includes(begin.first_wal)) throw new Error(`The log's segment ${begin.first_wal} is gone`);
  for (const name of segments) await copyFile(join(source, 'pg_wal', name), join(target, 'pg_wal', name));
  return { begun_at: new Date(server.begun_at_ms).toISOString(), ended_at: new Date(end.ended_at_ms).toISOString(), first_wal: begin.first_wal, system_identifier: server.system_identifier, server_version: server.server_version };
}

/** Finished backups in a folder, oldest first. */
export async function listBackups(folder: string): Promise<Backup[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('base-'));
  const backups = await Promise.all(names.map(async (name) => ({ ...(JSON.parse(await readFile(join(folder, name, 'backup.json'), 'utf8')) as BackupNote), folder: join(folder, name) })));
  return backups.toSorted((a, b) => Date.parse(a.ended_at) - Date.parse(b.ended_at));
}

/** Removes all but the newest backups, and the log that they do not need. Answers what was removed. */
export async function prune(folder: string, kept_count: number): Promise<string[]> {
  const backups = await listBackups(folder);
  const kept = backups.slice(-Math.max(1, kept_count));
  const [oldest] = kept;
  if (!oldest) return [];
  // The first eight digits are the timeline, which does not order segments.
  const isOlder = (name: string) => /^[0-9A-F]{24}/.test(name) && name.slice(8, 24) < oldest.first_wal.slice(8);
  const removed = [...backups.slice(0, -kept.length).map((backup) => backup.folder), ...(await readdir(walOf(folder)).catch(() => [])).filter(isOlder).map((name) => join(walOf(folder), name))];
  for (const path of removed) await rm(path, { recursive: true, force: true });
  return removed;
}
