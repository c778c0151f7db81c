import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { callAs } from '@orinoco/testing';
import { sql } from '@orinoco/database';
import { openSearchShop, until } from './search-testing.ts';

const shop = await openSearchShop();
const folder = mkdtempSync(join(tmpdir(), 'orinoco-search-'));
after(async () => {
  await shop.close();
  rmSync(folder, { recursive: true, force: true });
});
const call = callAs({ kind: 'anonymous' });

/** Another process of the service, and how often it read the whole catalogue. */
async function process(index: Parameters<typeof shop.open>[0]) {
  let whole_count = 0;
  const catalog: typeof shop.catalog = { ...shop.catalog, getSearchableProducts: (input, its_call) => {
    if (input.product_ids === undefined) whole_count += 1;
    return shop.catalog.getSearchableProducts(input, its_call);
  } };
  const { client } = await shop.start(shop.open(index, catalog));
  const find = async (text: string) => (await client.search({ text }, call)).listings.map((listing) => listing.title);
  return { find, wholeReads: () => whole_count };
}

test('a kept index spares the next start the whole catalogue, and what changed meanwhile is there', async () => {
  await shop.sell('blue-lamp', 'Blue Lamp', 'lamps', 'acme');
  const first = await process({ snapshot_folder: folder });
  assert.deepEqual([await first.find('lamp'), first.wholeReads()], [['Blue Lamp'], 1]);
  await shop.stop();
  await shop.sell('red-lamp', 'Red Lamp', 'lamps', 'nexo');
  const second = await process({ snapshot_folder: folder });
  assert.deepEqual([(await second.find('lamp')).toSorted(), second.wholeReads()], [['Blue Lamp', 'Red Lamp'], 0]);
  await shop.stop();
});

test('a damaged index, one of another language or of another catalogue is not taken', async () => {
  const other = await process({ snapshot_folder: folder, catalogue_name: 'another' });
  assert.equal(other.wholeReads(), 1);
  const german = await process({ snapshot_folder: folder, language: 'de' });
  assert.equal(german.wholeReads(), 1);
  await shop.stop();
  const [name = ''] = readdirSync(folder).filter((file) => file.startsWith('en-') && file.endsWith('.index'));
  const bytes = readFileSync(join(folder, name));
  bytes[bytes.length - 20]! ^= 1;
  for (const file of readdirSync(folder).filter((each) => each.endsWith('.index'))) writeFileSync(join(folder, file), bytes);
  const damaged = await process({ snapshot_folder: folder });
  assert.deepEqual([(await damaged.find('lamp')).toSorted(), damaged.wholeReads()], [['Blue Lamp', 'Red Lamp'], 1]);
  await shop.stop();
});

test('an index in threads answers and follows like one in this thread', async () => {
  const threads = await process({ thread_count: 2 });
  assert.deepEqual((await threads.find('lamp')).toSorted(), ['Blue Lamp', 'Red Lamp']);
  await shop.sell('green-lamp', 'Green Lamp', 'lamps', 'acme');
  await until(async () => (await threads.find('lamp')).length === 3);
  await shop.stop();
});

test('with a model, products get their vectors, which a later start finds', async () => {
  const model = await process({ embeddings: { kind: 'local' } });
  assert.equal((await model.find('lamp')).length, 3);
  const count = async () => (await shop.database.one(sql<{ count: number }>`select count(*) as count from product_embeddings`)).count;
  await until(async () => (await count()) === 3);
  await shop.stop();
});
