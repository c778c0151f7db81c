import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Client } from 'pg';
import { hasCode } from '@orinoco/contract';
import { orderContract } from '@orinoco/order/contract';
import { buy, findOffers, type Offered } from '../buying.ts';
import { freePort } from '../free-port.ts';
import { settingsOf } from '../shop-database.ts';
import { startShopProcess, type ShopProcess } from '../shop-process.ts';
import { createVisitor, waitFor, type Visitor } from '../visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'orinoco-restore-'));
const backups = join(folder, 'backups, "all" of 100 %');
const env = { DEMO_PRODUCTS: '30', BACKUP_DIR: backups, BACKUP_EVERY_MS: '1000' };
const main = join(import.meta.dirname, '../../../apps/server/src/main.ts');
let shop: ShopProcess | undefined;
after(async () => {
  await shop?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A task as `npm run` starts it. */
async function run(data: string, ...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'] ?? '', ...settingsOf(join(folder, data), 0), ...env, LOG_LEVEL: 'error' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

/** A task that has to succeed. */
async function done(data: string, ...args: readonly string[]): Promise<void> {
  const { code, output } = await run(data, ...args);
  assert.equal(code, 0, output);
}

/** Until what was written up to now is in the archive. */
async function archived(data: string): Promise<void> {
  const { admin_url } = JSON.parse(readFileSync(join(folder, data, 'server.json'), 'utf8')) as { admin_url: string };
  const client = new Client({ connectionString: admin_url });
  await client.connect();
  try {
    const { rows: [now] } = await client.query<{ wal: string }>('select pg_walfile_name(pg_current_wal_lsn()) as wal');
    await waitFor('the log to be archived', async () => existsSync(join(backups, 'wal', now?.wal ?? 'none')), 60_000);
  } finally {
    await client.end();
  }
}

/** The machine is gone, with everything on it. */
async function lose(data: string): Promise<void> {
  const postgres_pid = Number(readFileSync(join(folder, data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  await shop?.kill();
  shop = undefined;
  process.kill(postgres_pid, 'SIGQUIT');
  await waitFor('the database to end', async () => !existsSync(join('/proc', String(postgres_pid))) || !existsSync(join(folder, data, 'postgres/postmaster.pid')));
  rmSync(join(folder, data), { recursive: true, force: true, maxRetries: 5 });
}

const exists = (visitor: Visitor, order_group_id: string) => visitor.call(orderContract, 'getOrderGroup', { order_group_id }).then(({ orders }) => orders.length > 0, (error: unknown) => {
  if (hasCode(error, 'order_not_found', 'order_group_not_found', 'not_found')) return false;
  throw error;
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const port = await freePort();
let offers: readonly Offered[] = [];
const bought: string[] = [];
let noted = new Date(0);
// The same person throughout: its cookie is signed with a secret that has to come back as well.
const visitor = createVisitor(`http://127.0.0.1:${port}`);

test('a shop that is lost comes back as of a moment, with what was bought by then and nothing later', async () => {
  shop = await startShopProcess(join(folder, 'first'), port, env);
  offers = await findOffers(visitor, 1);
  bought.push(await buy(visitor, offers));
  await done('first', '--task=backup');
  bought.push(await buy(visitor, offers));
  await pause(50);
  noted = new Date();
  await pause(50);
  bought.push(await buy(visitor, offers));
  await archived('first');
  await lose('first');
  await done('second', '--task=restore', '--from', backups, '--to', join(folder, 'second'), '--until', noted.toISOString());
  shop = await startShopProcess(join(folder, 'second'), port, env);
  assert.deepEqual(await Promise.all(bought.map((id) => exists(visitor, id))), [true, true, false]);
  bought.push(await buy(visitor, offers));
  assert.ok(existsSync(join(folder, 'second', 'secrets.json')));
});

test('what was restored is backed up and restored again, in its own line of time', async () => {
  await done('second', '--task=backup', '--keep', '1');
  bought.push(await buy(visitor, offers));
  await archived('second');
  await lose('second');
  await done('third', '--task=restore', '--from', backups, '--to', join(folder, 'third'));
  shop = await startShopProcess(join(folder, 'third'), port, env);
  assert.deepEqual(await Promise.all(bought.map((id) => exists(visitor, id))), [true, true, false, true, true]);
});

test('a restore that cannot be is refused in words, and leaves nothing', async () => {
  const restore = (to: string, ...more: readonly string[]) => run('none', '--task=restore', '--from', backups, '--to', join(folder, to), ...more);
  const cases = [
    [await restore('third'), /is not empty/], [await restore('fourth', '--until', noted.toISOString()), /nothing before that can be restored/], [await restore('fourth', '--until', '2026-11-22 10:30'), /with its zone/],
    [await run('none', '--task=restore', '--from', join(folder, 'nothing'), '--to', join(folder, 'fourth')), /There is no backup in/], [await restore('fourth', '--until', new Date(Date.now() + 3_600_000).toISOString()), /in the future/],
  ] as const;
  for (const [{ code, output }, words] of cases) {
    assert.equal(code, 1);
    assert.match(output, words);
  }
  assert.ok(!existsSync(join(folder, 'fourth')));
});
