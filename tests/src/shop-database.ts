import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startServer } from '@orinoco/server';
import { readSettings } from '@orinoco/server/config';
import { startTestCluster, templateName, testLog } from '@orinoco/testing';
import { freePort } from './free-port.ts';

export interface ShopDatabase {
  /** The administrator's URL. */
  readonly url: string;
  close(): Promise<void>;
}

/** A database that the small demo has been poured into; made by the first test file that asks, copied by all. */
const filledName = 'orinoco_demo_template';
const fillingName = 'orinoco_demo_filling';
/** Any number that nobody else locks with. */
const lock = 7_313_021;

/** A database with the small demo in it. Under `npm test` a copy in the shared cluster, else in a cluster of its own. */
export async function openShopDatabase(): Promise<ShopDatabase> {
  const shared = process.env['TEST_DATABASE_URL'];
  const cluster = shared === undefined ? await startTestCluster() : { url: shared, stop: async () => undefined };
  const name = `shop_${randomUUID().replaceAll('-', '')}`;
  await withAdmin(cluster.url, async (admin) => {
    await admin.query(`select pg_advisory_lock(${lock})`);
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [filledName]);
    if (rowCount === 0) await fill(admin, cluster.url);
    await admin.query(`create database ${name} template ${filledName}`);
  });
  return {
    url: urlOf(cluster.url, name),
    close: async () => {
      await withAdmin(cluster.url, (admin) => admin.query(`drop database ${name} with (force)`));
      await cluster.stop();
    },
  };
}

/** Starts a shop once, so that it fills itself, and keeps what it has made. */
async function fill(admin: Client, cluster_url: string): Promise<void> {
  await admin.query(`drop database if exists ${fillingName} with (force)`);
  await admin.query(`create database ${fillingName} template ${templateName}`);
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-filling-'));
  try {
    const server = await startServer(readSettings({ ...settingsOf(folder, await freePort()), DATABASE_URL: urlOf(cluster_url, fillingName) }), { log: testLog });
    await server.drain();
    await server.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${fillingName}'`);
  await admin.query(`alter database ${fillingName} rename to ${filledName}`);
}

/** Parcels that move only when a test moves them. */
const standing_still_ms = 86_400_000;

/** Settings of a small shop, without limits on how often it may be asked. */
export function settingsOf(folder: string, port: number): Record<string, string> {
  return { DATA_DIR: folder, PORT: String(port), DEMO_PRODUCTS: '300', DEMO_STEP_MS: String(standing_still_ms), RATE_FACTOR: '0', LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent' };
}

function urlOf(cluster_url: string, name: string): string {
  const url = new URL(cluster_url);
  url.pathname = `/${name}`;
  return url.href;
}

async function withAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
