import { copyFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { backup as backupSqlite, DatabaseSync } from 'node:sqlite';
import { backUp, copyTree, prune } from '@orinoco/database/backup';
import { restore } from '@orinoco/database/restore';
import type { Logger } from '@orinoco/telemetry';
import { openCluster } from '../cluster.ts';
import type { ServerSettings } from '../config.ts';

interface Surroundings { readonly log: Logger; readonly tell: (line: string) => void }
interface BackUpArguments { readonly to?: string | undefined; readonly keep?: string | undefined }
interface RestoreArguments { readonly from?: string | undefined; readonly to?: string | undefined; readonly until?: string | undefined }

/** Of the data folder: the database goes its own way, and the rest is about the process that runs. */
const left_out = /^(postgres(\..*)?|postgres-password|postgres\.log|server\.json|initdb-password)$/;

/** `--task=backup [--to DIR] [--keep N]`: database, pictures and secrets of a shop that runs or not. */
export async function backUpShop(settings: ServerSettings, given: BackUpArguments, { log, tell }: Surroundings): Promise<void> {
  if (settings.DATABASE_URL) throw new Error('This shop uses a PostgreSQL of its own (DATABASE_URL). Back that up with its own tools: see docs/operations/backup.md.');
  const to = given.to === undefined ? settings.BACKUP_DIR : resolve(given.to);
  if (to === undefined) throw new Error('Say where to: npm run backup -- --to DIR, or set BACKUP_DIR');
  if (given.keep !== undefined && !/^[1-9]\d{0,3}$/.test(given.keep)) throw new Error('--keep takes the number of backups to keep');
  const cluster = await openCluster(settings, log, true);
  try {
    const { folder, ended_at } = await backUp({ admin_url: cluster.admin_url, data_folder: settings.DATA_DIR, to, copyMore: (target) => copyShop(settings.DATA_DIR, target) });
    tell(`${folder}\nholds the shop as of ${ended_at}.`);
    tell(settings.BACKUP_DIR !== undefined && resolve(settings.BACKUP_DIR) === to ? 'With the log that follows it, any later moment can be restored.' : 'It can be restored as it is. For any later moment, run the shop with BACKUP_DIR and back up into that folder.');
    if (given.keep !== undefined) tell(`${(await prune(to, Number(given.keep))).length} files and folders of older backups were removed.`);
  } finally {
    await cluster.stop();
  }
}

/** Pictures are never changed and secrets hardly ever; the sandbox's files are databases that somebody may be writing to. */
async function copyShop(data_folder: string, target: string): Promise<void> {
  const copy = async (source: string, file: string) => {
    if (!source.endsWith('.sqlite')) return copyFile(source, file);
    const database = new DatabaseSync(source, { readOnly: true });
    try {
      await backupSqlite(database, file);
    } finally {
      database.close();
    }
  };
  await copyTree(data_folder, target, { copy, isWanted: (path) => !left_out.test(path.split('/')[0] ?? '') && !/\.sqlite-(wal|shm|journal)$/.test(path) && !path.endsWith('/') });
}

/** `--task=restore --from DIR --to DATA_DIR [--until TIME]`: makes a data folder that the shop can be started with. */
export async function restoreShop({ from, to, until }: RestoreArguments, { log, tell }: Surroundings): Promise<void> {
  if (from === undefined || to === undefined) throw new Error('npm run restore -- --from DIR --to DATA_DIR [--until 2026-11-22T10:30:00Z]');
  const backup = await restore({ from: resolve(from), to: resolve(to), until: until === undefined ? undefined : momentOf(until), log });
  tell(`${resolve(to)} holds the shop${until === undefined ? ' with everything that was saved' : ` as of ${until}`}, from ${backup.folder}.`);
  tell(`Start it with DATA_DIR=${resolve(to)} npm start, and back it up at once: older backups belong to the time before.`);
}

/** With its zone, since a wrong hour loses or brings back an hour of orders. */
function momentOf(text: string): Date {
  const moment = new Date(text);
  if (!/(Z|[+-]\d{2}:?\d{2})$/.test(text) || Number.isNaN(moment.getTime())) throw new Error('--until takes a time with its zone, such as 2026-11-22T10:30:00Z');
  if (moment.getTime() > Date.now()) throw new Error('--until lies in the future');
  return moment;
}
