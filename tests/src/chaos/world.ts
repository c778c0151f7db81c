import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Pool } from 'pg';
import { startEmbedded } from '@orinoco/database/embedded';
import { startPaymentProvider } from '@orinoco/demo/payment-provider';
import { testLog } from '@orinoco/testing';
import { freePort } from '../free-port.ts';
import { startShopProcess, type ShopProcess } from '../shop-process.ts';
import { mountSmallDisk, type SmallDisk } from './disk.ts';
import { hasToxiproxy, openWire, type Wire } from './toxiproxy.ts';

/** Everything a shop needs around it, each part able to break on its own. */
export interface World {
  readonly url: string;
  /** The process id of the shop, or undefined while it is dead. */
  pid(): number | undefined;
  /** The end of what the shop has printed: why it ended, if it did. */
  lastWords(): string;
  killShop(): Promise<void>;
  startShop(): Promise<void>;
  readonly postgres_pid: () => number | undefined;
  readonly wire: Wire | string;
  readonly disk: SmallDisk | string;
  /** Looks at the shop's database past the proxy, as its administrator. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The provider's own books; they outlive every kill. */
  readonly provider: DatabaseSync;
  readonly provider_url: string;
  /** Failures that the shop took for its own, as its log has them: what, and how often. */
  readonly failures: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly has_wire: boolean;
  readonly has_small_disk: boolean;
  readonly product_count: number;
  /** Real flushes are slow and a killed process loses nothing without them; a power cut is not what is tried. */
  readonly is_fsync: boolean;
}

/** What a small cluster grows to in an hour of purchases, and little more. */
const disk_mb = 1_024;
/** Again and again, for as long as a shop may be away. */
const retry_delays_ms = [0, 200, 500, 1_000, 2_000, 3_000, ...Array.from({ length: 20 }, () => 4_000)];

export async function openWorld({ has_wire, has_small_disk, product_count, is_fsync }: WorldOptions): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-chaos-'));
  chmodSync(folder, 0o755);
  const closing: (() => Promise<unknown> | unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async () => { for (const each of closing.splice(0).toReversed()) await each(); };
  try {
    const cluster = join(folder, 'cluster');
    mkdirSync(cluster);
    const disk = has_small_disk ? mountSmallDisk(cluster, disk_mb) : 'the disk was not asked for';
    if (typeof disk !== 'string') closing.push(disk.unmount);
    const flush = is_fsync ? 'on' : 'off';
    const postgres = await startEmbedded({ folder: cluster, log: testLog, settings: { fsync: flush, full_page_writes: flush, max_connections: '250', shared_buffers: '128MB', max_wal_size: '128MB' } });
    closing.push(postgres.stop);
    const wire = !has_wire ? 'the network was not asked for' : hasToxiproxy() ? await openWire(Number(new URL(postgres.url).port)) : 'toxiproxy is not in .cache/bin';
    if (typeof wire !== 'string') closing.push(wire.close);
    const pool = new Pool({ connectionString: postgres.url, max: 3, connectionTimeoutMillis: 3_000 });
    pool.on('error', () => undefined);
    closing.push(() => pool.end());
    const port = await freePort();
    const { provider_url, provider, env } = await openProvider(folder, port, closing);
    const database_url = new URL(postgres.url);
    if (typeof wire !== 'string') database_url.port = String(wire.port);
    let shop: ShopProcess | undefined;
    const shopEnv = { ...env, DATABASE_URL: database_url.href, DEMO_PRODUCTS: String(product_count), RATE_FACTOR: '0', LOG_LEVEL: 'error' };
    const failures = new Map<string, number>();
    const startShop = async () => { shop = await startShopProcess(folder, port, shopEnv, (text) => noteFailures(text, failures)); };
    closing.push(() => shop?.stop());
    await startShop();
    return {
      url: `http://127.0.0.1:${port}`, wire, disk, provider, provider_url, failures, startShop, close,
      pid: () => (shop !== undefined && isAlive(shop.pid) ? shop.pid : undefined),
      lastWords: () => shop?.output().slice(-4_000) ?? '',
      killShop: async () => { const dying = shop; shop = undefined; await dying?.kill(); },
      postgres_pid: postgres.pid,
      query: async <Row extends object>(text: string, values: readonly unknown[] = []) => (await pool.query<Row>(text, [...values])).rows,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function noteFailures(text: string, failures: Map<string, number>): void {
  for (const line of text.split('\n').filter((each) => each.includes('"code":"internal"'))) {
    const [, route = ''] = /"route":"([^"]*)"/.exec(line) ?? [];
    const [, reason = line.slice(0, 300)] = /"message":"((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
    const what = `${reason.slice(0, 200)} (${route})`;
    failures.set(what, (failures.get(what) ?? 0) + 1);
  }
}

async function openProvider(folder: string, shop_port: number, closing: (() => Promise<unknown> | unknown)[]) {
  const api_key = randomBytes(24).toString('base64url');
  const webhook_secret = `whsec_${randomBytes(32).toString('base64')}`;
  const file = join(folder, 'provider.sqlite');
  const outside = await startPaymentProvider({ host: '127.0.0.1', port: 0, file, webhook_url: `http://127.0.0.1:${shop_port}/webhooks/payments/local`, webhook_secret, api_key, clock: Date.now, retry_delays_ms });
  closing.push(outside.close);
  const provider = new DatabaseSync(file, { readOnly: true });
  closing.push(() => provider.close());
  return { provider_url: outside.url, provider, env: { PAYMENT_PROVIDER_URL: outside.url, PAYMENT_PROVIDER_API_KEY: api_key, PAYMENT_PROVIDER_WEBHOOK_SECRET: webhook_secret } };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
