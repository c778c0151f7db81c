import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Client } from 'pg';
import { migrate } from '@orinoco/database/migrate';
import { complete, cards, findOffers, prepare } from '../buying.ts';
import { createVisitor, waitFor } from '../visitor.ts';
import { startLoad, startReplicas } from './replicas.ts';

/** A shop of two processes that is restarted and migrated while people buy. */
const shop = await startReplicas({ DRAIN_MS: '1500' });
const folder = mkdtempSync(join(tmpdir(), 'orinoco-upgrade-'));
after(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});
const url = shop.balancer.url;

/** Leaves one process after the other and puts a new one in its place, with buyers all the while. */
async function roll(buyers: ReturnType<typeof startLoad>, indices: readonly number[]): Promise<void> {
  for (const index of indices) {
    assert.equal(await shop.running[index]?.leave(), 0);
    await buyers.more(2);
    await shop.start(index);
    await buyers.more(2);
  }
}

test('a process that is told to end says so, and finishes what was begun', async () => {
  const [replica] = shop.running;
  assert.ok(replica);
  const offers = await findOffers(createVisitor(url), 1);
  // Two at once, so that one of them is with the process that leaves: the balancer takes turns.
  const purchases = await Promise.all([1, 2].map(async () => {
    const visitor = createVisitor(url);
    return { visitor, checkout: await prepare(visitor, offers) };
  }));
  const answers = purchases.map(({ visitor, checkout }) => complete(visitor, checkout, cards.slow));
  const before = await fetch(`${replica.url}/v1/listings`);
  assert.notEqual(before.headers.get('connection'), 'close');
  replica.tellToLeave();
  await waitFor('it to say that it is not ready', async () => (await fetch(`${replica.url}/readyz`)).status === 503);
  const late = await fetch(`${replica.url}/v1/listings`);
  assert.deepEqual([late.status, late.headers.get('connection')], [200, 'close']);
  assert.deepEqual((await Promise.all(answers)).map((answer) => answer.status), ['placed', 'placed']);
  assert.equal(await replica.leave(), 0);
  await assert.rejects(fetch(`${replica.url}/readyz`));
  await shop.start(0);
});

test('a rolling restart under load fails no request', async (t) => {
  const buyers = startLoad(url, 3);
  t.after(buyers.stop);
  await buyers.more(3);
  await roll(buyers, [0, 1]);
  const { failures, looks, purchases } = await buyers.stop();
  assert.deepEqual([failures, shop.balancer.failures], [[], []]);
  assert.ok(purchases >= 9 && looks > purchases, `${looks} looks and ${purchases} purchases`);
});

const files: readonly (readonly [string, string])[] = [
  ['0002_risk_expand.sql', `alter table payments add column risk_score smallint;
    alter table payment_operations add column risk_score smallint`],
  ['0003_risk_index.sql', '-- migrate: statement by statement\ncreate index concurrently if not exists payments_risk_score on payments (risk_score) where risk_score > 50;'],
  ['0004_risk_backfill.sql', '-- migrate: in batches\nupdate payments set risk_score = 0 where payment_id in (select payment_id from payments where risk_score is null limit 2)'],
];
const cartFiles: readonly (readonly [string, string])[] = [['0002_note_expand.sql', "alter table cart_lines add column note text not null default ''"]];

/** The next release's files, applied as it would apply them before its first process starts. */
async function release(schema: string, next: readonly (readonly [string, string])[]): Promise<string[]> {
  const path = mkdtempSync(join(folder, `${schema}-`));
  for (const [name, text] of next) writeFileSync(join(path, name), text);
  return migrate(shop.database_url, [{ schema, folders: [{ name: 'next', path }] }]);
}

test('the schema goes ahead, processes start anew, and the schema is cut back: buyers notice nothing', async (t) => {
  const buyers = startLoad(url, 3);
  t.after(buyers.stop);
  await buyers.more(3);
  assert.equal((await release('payment', files)).length, 3);
  assert.equal((await release('cart', cartFiles)).length, 1);
  await buyers.more(4);
  // These sources know nothing of the new columns: they are the old release, and run on the new schema.
  await roll(buyers, [0]);
  await release('payment', [...files, ['0005_risk_contract.sql', 'alter table payments drop column risk_score; alter table payment_operations drop column risk_score']]);
  await buyers.more(4);
  const { failures } = await buyers.stop();
  assert.deepEqual([failures, shop.balancer.failures], [[], []]);
  await settled();
});

/** Nothing that the purchases set going has failed on the way. */
async function settled(): Promise<void> {
  const client = new Client({ connectionString: shop.database_url });
  await client.connect();
  try {
    for (const schema of ['order', 'payment', 'cart', 'inventory', 'fulfillment']) {
      const { rows } = await client.query(`select consumer_group, error from "${schema}".event_failures`);
      assert.deepEqual(rows, [], schema);
    }
  } finally {
    await client.end();
  }
}
