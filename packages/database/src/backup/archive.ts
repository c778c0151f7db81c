import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { giveToServer } from '../owner.ts';

/** Where a running cluster sends its write-ahead log, so that it can be restored as of any moment after a base backup. */
export interface Archive {
  /** Holds the base backups and `wal/`. */
  readonly folder: string;
  /** What was written is in the archive after this time at the latest: a segment is closed although it is not full. */
  readonly every_ms: number;
}

export const walOf = (folder: string) => join(folder, 'wal');

/** One word of a shell command; `%` is PostgreSQL's own. */
const quoted = (path: string) => (process.platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`).replaceAll('%', '%%');

/** Settings that turn archiving on. */
export function archiveSettings({ folder, every_ms }: Archive): Record<string, string> {
  const target = `${quoted(walOf(folder))}${process.platform === 'win32' ? '\\' : '/'}%f`;
  // A copy that a crash has cut short may not look finished, and one that a crash kept from being noted is there already.
  const copy = process.platform === 'win32'
    ? `fc /b "%p" ${target} >nul 2>nul || copy /y "%p" ${target}`
    : `cmp -s "%p" ${target} || { test ! -e ${target} && cp "%p" ${target}.part && sync ${target}.part && mv ${target}.part ${target}; }`;
  return { archive_mode: 'on', archive_command: copy, archive_timeout: `${Math.max(1, Math.round(every_ms / 1_000))}s` };
}

/** The command that fetches a segment back. Without an archive there is none to fetch. */
export function restoreCommand(folder: string): string {
  if (!existsSync(walOf(folder))) return process.platform === 'win32' ? 'exit 1' : 'false';
  const source = `${quoted(walOf(folder))}${process.platform === 'win32' ? '\\' : '/'}%f`;
  return process.platform === 'win32' ? `copy ${source} "%p"` : `cp ${source} "%p"`;
}

/**
 * Makes the archive's folder. A cluster that was restored is on a timeline of its own, of which the archive has to
 * know before the first segment: otherwise a later restore would follow the one that was left.
 */
export async function openArchive(cluster: string, { folder }: Archive): Promise<void> {
  const wal = walOf(folder);
  await mkdir(wal, { recursive: true, mode: 0o700 });
  await giveToServer(wal);
  const names = await readdir(join(cluster, 'pg_wal')).catch(() => []);
  for (const name of names.filter((each) => each.endsWith('.history') && !existsSync(join(wal, each)))) {
    await copyFile(join(cluster, 'pg_wal', name), join(wal, `${name}.part`));
    await giveToServer(join(wal, `${name}.part`));
    await rename(join(wal, `${name}.part`), join(wal, name));
  }
}
