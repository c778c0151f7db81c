import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { startPaymentProvider } from '@orinoco/demo/payment-provider';
import { freePort } from '../free-port.ts';
import { openShopDatabase, settingsOf } from '../shop-database.ts';
import { waitFor } from '../visitor.ts';
import { startBalancer, type Balancer } from './balancer.ts';

const root = join(import.meta.dirname, '../../..');

export interface Replica {
  readonly url: string;
  /** Answers how the process ended: 0 when it did so by itself. */
  leave(): Promise<number | null>;
  /** Tells it to end, and does not wait. */
  tellToLeave(): void;
}

/** A process that does not end by itself within this time has failed. */
const leaving_ms = 20_000;

export async function startReplica(folder: string, port: number, env: Readonly<Record<string, string>>): Promise<Replica> {
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts')], { env: { PATH: process.env['PATH'] ?? '', ...settingsOf(folder, port), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output = (output + chunk.toString()).slice(-20_000); });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const url = `http://127.0.0.1:${port}`;
  let is_told = false;
  // A second signal would have it leave in a hurry.
  const tellToLeave = () => {
    if (!is_told) child.kill('SIGTERM');
    is_told = true;
  };
  await waitFor('a replica to be ready', async () => {
    if (child.exitCode !== null) throw new Error(`The replica ended: ${output}`);
    return (await fetch(`${url}/readyz`).catch(() => null))?.ok;
  }, 120_000);
  return {
    url,
    tellToLeave,
    async leave() {
      tellToLeave();
      const timer = setTimeout(() => child.kill('SIGKILL'), leaving_ms);
      const [code] = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

export interface Replicas {
  readonly database_url: string;
  readonly balancer: Balancer;
  /** The processes that run; `start` puts a new one in the place of one that has left. */
  readonly running: Replica[];
  start(index: number): Promise<void>;
  close(): Promise<void>;
}

/** Two processes of one shop behind a balancer, with one database and one payment provider. */
export async function startReplicas(env: Readonly<Record<string, string>>): Promise<Replicas> {
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-replicas-'));
  const database = await openShopDatabase();
  await fillShelves(database.url);
  const [front = 0, ...ports] = [await freePort(), await freePort(), await freePort()];
  const secrets = { PAYMENT_PROVIDER_API_KEY: randomBytes(24).toString('base64url'), PAYMENT_PROVIDER_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}` };
  const front_url = `http://127.0.0.1:${front}`;
  const provider = await startPaymentProvider({ host: '127.0.0.1', port: 0, file: join(folder, 'provider.sqlite'), webhook_url: `${front_url}/webhooks/payments/local`, webhook_secret: secrets.PAYMENT_PROVIDER_WEBHOOK_SECRET, api_key: secrets.PAYMENT_PROVIDER_API_KEY, clock: Date.now });
  const shared = { ...secrets, DATABASE_URL: database.url, PAYMENT_PROVIDER_URL: provider.url, PUBLIC_URL: front_url, SERVICE_TOKEN: randomBytes(24).toString('base64url'), GUEST_SECRET: randomBytes(24).toString('base64url'), DEMO: 'false', ...env };
  const running: Replica[] = [];
  const start = async (index: number) => { running[index] = await startReplica(join(folder, String(index)), ports[index] ?? 0, shared); };
  await start(0);
  await start(1);
  const balancer = await startBalancer(front, ports);
  return {
    database_url: database.url, balancer, running, start,
    async close() {
      await balancer.close();
      await Promise.all(running.map((replica) => replica.leave()));
      await provider.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Buyers who never stop would soon have bought the demo's few of everything. */
async function fillShelves(database_url: string): Promise<void> {
  const client = new Client({ connectionString: database_url });
  await client.connect();
  try {
    await client.query('update inventory.stock_levels set on_hand = on_hand + 1000000 where on_hand > 0');
  } finally {
    await client.end();
  }
}

export interface Load {
  /** Until so many more purchases were made. */
  more(purchase_count: number): Promise<void>;
  stop(): Promise<{ readonly looks: number; readonly purchases: number; readonly failures: readonly string[] }>;
}

/** Buyers in a process of their own, which a busy test does not hold up. */
export function startLoad(url: string, visitor_count: number): Load {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.ts'), url, String(visitor_count)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let last = { looks: 0, purchases: 0, failures: [] as string[] };
  createInterface({ input: child.stdout }).on('line', (line) => { last = { ...last, ...(JSON.parse(line) as typeof last) }; });
  return {
    async more(purchase_count) {
      const wanted = last.purchases + purchase_count;
      await waitFor(`${wanted} purchases`, async () => last.purchases >= wanted || child.exitCode !== null, 120_000);
    },
    async stop() {
      child.stdin.end();
      await ended;
      return last;
    },
  };
}
