import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startEmbedded } from '@orinoco/database/embedded';
import { migrate, schemaPlans } from '@orinoco/database/migrate';
import type { Logger } from '@orinoco/telemetry';
import type { ServerSettings } from './config.ts';

/** The folder that holds services/ with their migrations, found from the sources and from the bundle alike. */
export const root = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'services'))) return folder;
  if (dirname(folder) === folder) throw new Error('The folder services/ with the migrations is missing');
  return findRoot(dirname(folder));
}

export interface Cluster {
  readonly admin_url: string;
  readonly stop: () => Promise<void>;
}

interface Claim { readonly pid: number; readonly admin_url: string }

/**
 * The database of this shop: DATABASE_URL, or the embedded one in DATA_DIR, migrated. A task (`is_task`) joins the
 * database of a server that is running; a second server on the same folder is refused.
 */
export async function openCluster(settings: ServerSettings, log: Logger, is_task: boolean): Promise<Cluster> {
  const folder = settings.DATA_DIR;
  mkdirSync(folder, { recursive: true });
  if (settings.DATABASE_URL) {
    const admin_url = settings.DATABASE_URL.reveal();
    await migrate(admin_url, schemaPlans(root));
    return { admin_url, stop: async () => undefined };
  }
  const claim = join(folder, 'server.json');
  const running = runningServer(claim);
  if (running && is_task) return { admin_url: running.admin_url, stop: async () => undefined };
  if (running) throw new Error(`Process ${running.pid} runs this shop already (${folder}). Stop it, or give this one another DATA_DIR and PORT.`);
  const archive = settings.BACKUP_DIR === undefined ? undefined : { folder: settings.BACKUP_DIR, every_ms: settings.BACKUP_EVERY_MS };
  const postgres = await startEmbedded({ folder, log, archive });
  writeFileSync(claim, JSON.stringify({ pid: process.pid, admin_url: postgres.url }), { mode: 0o600 });
  const stop = async () => {
    await postgres.stop();
    rmSync(claim, { force: true });
  };
  try {
    await migrate(postgres.url, schemaPlans(root));
  } catch (error) {
    await stop();
    throw error;
  }
  return { admin_url: postgres.url, stop };
}

function runningServer(file: string): Claim | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const claim = JSON.parse(readFileSync(file, 'utf8')) as Claim;
    process.kill(claim.pid, 0);
    return claim.pid === process.pid ? undefined : claim;
  } catch {
    return undefined;
  }
}
