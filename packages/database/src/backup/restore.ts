import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@orinoco/telemetry';
import { startEmbedded } from '../embedded.ts';
import { giveToServer } from '../owner.ts';
import { restoreCommand, walOf } from './archive.ts';
import { listBackups, type Backup } from './base-backup.ts';
import { copyTree } from './copy-tree.ts';

export interface RestoreOptions {
  /** Folder with base backups and, for a moment after them, the archived log. */
  readonly from: string;
  /** A folder that does not exist or is empty; becomes one that startEmbedded takes. */
  readonly to: string;
  /** The last moment whose commits are wanted; everything that is archived when absent. */
  readonly until?: Date | undefined;
  readonly log: Logger;
}

/** Hours of log can have to be read. */
const recovery_ms = 24 * 3_600_000;

/**
 * Makes a data folder out of the newest backup before `until` and the log after it. Nothing stands at `to` before all is
 * done. Throws, in words for a person, when the moment is not covered.
 */
export async function restore({ from, to, until, log }: RestoreOptions): Promise<Backup> {
  if (existsSync(to) && (await readdir(to)).length > 0) throw new Error(`${to} is not empty. A restore needs a folder of its own.`);
  const backup = await chooseBackup(from, until);
  const unfinished = `${to}.restoring`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await copyTree(join(backup.folder, 'postgres'), join(unfinished, 'postgres'), { onMade: giveToServer });
  await copyFile(join(backup.folder, 'postgres-password'), join(unfinished, 'postgres-password'));
  if (existsSync(join(backup.folder, 'shop'))) await copyTree(join(backup.folder, 'shop'), unfinished);
  await recover(unfinished, from, until, log);
  await rm(join(unfinished, 'postgres.log'), { force: true });
  if (existsSync(to)) await rmdir(to);
  await rename(unfinished, to);
  return backup;
}

async function chooseBackup(from: string, until: Date | undefined): Promise<Backup> {
  const backups = await listBackups(from);
  const [first] = backups;
  if (!first) throw new Error(`There is no backup in ${from}`);
  const chosen = backups.findLast((backup) => until === undefined || Date.parse(backup.ended_at) <= until.getTime());
  if (!chosen) throw new Error(`The first backup in ${from} was finished at ${first.ended_at}; nothing before that can be restored`);
  if (until !== undefined && !existsSync(walOf(from))) throw new Error(`${from} holds no archived log (${walOf(from)}), so its backups can only be restored as they are: leave --until out`);
  return chosen;
}

/** Has the server read the log up to the moment, which ends recovery and begins a timeline of its own. */
async function recover(folder: string, from: string, until: Date | undefined, log: Logger): Promise<void> {
  const signal = join(folder, 'postgres/recovery.signal');
  await writeFile(signal, '', { mode: 0o600 });
  await giveToServer(signal);
  // The server reads this setting before it knows the names of time zones, Z among them.
  const target: Record<string, string> = until === undefined ? {} : { recovery_target_time: until.toISOString().replace('T', ' ').replace('Z', '+00'), recovery_target_action: 'promote' };
  try {
    const server = await startEmbedded({ folder, log, settings: { restore_command: restoreCommand(from), ...target }, ready_within_ms: recovery_ms, reached: [walOf(from)] });
    await server.stop();
  } catch (error) {
    const lines = (await readFile(join(folder, 'postgres.log'), 'utf8').catch(() => '')).split('\n');
    const fatal = lines.findLast((line) => line.includes('FATAL') && !line.includes('the database system is'))?.replace(/^.*FATAL:\s*/, '');
    if (fatal?.includes('before configured recovery target')) throw new Error(`The archived log ends before ${until?.toISOString()}. Choose an earlier moment, or leave --until out to restore all there is.`, { cause: error });
    throw new Error(`PostgreSQL could not recover: ${fatal ?? 'see the cause'}`, { cause: error });
  }
}
