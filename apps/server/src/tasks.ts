import { seedMarketplace } from '@orinoco/demo/seed';
import { importFile } from './import/import.ts';
import { createLogger } from '@orinoco/telemetry';
import { openCluster } from './cluster.ts';
import { compose, serviceNames } from './compose.ts';
import type { ServerSettings } from './config.ts';
import { noOutside } from './no-outside.ts';

export interface TaskArguments {
  readonly positionals: readonly string[];
  readonly products?: string | undefined;
  readonly seed?: string | undefined;
  readonly seller?: string | undefined;
  readonly format?: string | undefined;
  readonly 'dry-run'?: boolean | undefined;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly keep?: string | undefined;
}

/**
 * Work on the shop's data from the command line. It joins the database of a shop that is running, whose pages and
 * search follow within a second, or opens the database by itself.
 */
export async function runTask(task: string, settings: ServerSettings, given: TaskArguments): Promise<void> {
  const log = createLogger({ level: settings.LOG_LEVEL === 'info' ? 'warn' : settings.LOG_LEVEL });
  const tell = (line: string) => process.stdout.write(`${line}\n`);
  if (task === 'backup' || task === 'restore') {
    const { backUpShop, restoreShop } = await import('./operations/backup-task.ts');
    return task === 'backup' ? backUpShop(settings, given, { log, tell }) : restoreShop(given, { log, tell });
  }
  const cluster = await openCluster(settings, log, true);
  if (task === 'migrate') {
    tell('The database is up to date.');
    return cluster.stop();
  }
  const marketplace = compose({ admin_url: cluster.admin_url, log, local: serviceNames, urls: {}, service_token: '', shop_url: settings.PUBLIC_URL ?? '', mail_from: settings.MAIL_FROM, ...noOutside });
  try {
    if (task === 'seed') {
      const did = await seedMarketplace(marketplace.clients, { drain: () => marketplace.start([]).drain(), seed: wholeNumber(given.seed, 42, 'seed'), product_count: wholeNumber(given.products, settings.DEMO_PRODUCTS, 'products'), now: new Date(), tell });
      if (!did) tell('This shop has products already; seed fills an empty one. Choose another DATA_DIR.');
    } else if (task === 'import') {
      const [file] = given.positionals;
      if (file === undefined) throw new Error('Name a file: npm run import -- FILE [--dry-run] [--seller=HANDLE] [--format=jsonl|shopify|google]');
      await importFile(marketplace.clients, { file, is_dry_run: given['dry-run'] ?? false, seller_handle: given.seller ?? 'imports', format: given.format, tell });
    } else throw new Error(`There is no task ${task}; there are seed, import, migrate, backup and restore`);
  } finally {
    await marketplace.stop();
    await cluster.stop();
  }
}

function wholeNumber(text: string | undefined, otherwise: number, name: string): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number`);
  return Number(text);
}
