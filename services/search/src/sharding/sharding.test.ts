import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { hasCode } from '@orinoco/contract';
import { createEmbeddedEngine } from '../engine/engine.ts';
import { sampleDocument } from '../engine/sample-document.ts';
import type { SearchDocument, SearchEngine, SearchQuery, SearchSort } from '../port.ts';
import { createHashRing } from './hash-ring.ts';
import { createShardedEngine, type Shard } from './sharded-engine.ts';
import { startShard } from './threads.ts';

const shards: Shard[] = [];
after(() => Promise.all(shards.map((shard) => shard.close())));

const startThread = (onLost: (error: unknown) => void = () => undefined) => {
  const shard = startShard({ language: 'en' }, onLost);
  shards.push(shard);
  return shard;
};
const local = (): Shard => Object.assign(createEmbeddedEngine(), { close: async () => undefined });

const nouns = ['lamp', 'speaker', 'kettle', 'blanket', 'backpack', 'notebook'];
const adjectives = ['red', 'small', 'warm', 'portable', 'quiet'];
const documents: SearchDocument[] = Array.from({ length: 600 }, (_, i) => sampleDocument(`00000000-0000-4000-8000-${String((i * 7919) % 100_003).padStart(12, '0')}`, {
  title: `${adjectives[i % 5]} ${nouns[i % 6]} ${i}`, price_minor: (i * 37) % 20_000, rating_average: 1 + (i % 9) / 2, rating_count: i % 50, popularity: (i % 100) / 100, created_at: new Date(1_700_000_000_000 + i * 1_000).toISOString(),
  brand: `Brand ${i % 7}`, brand_handle: `brand-${i % 7}`, category_path: [{ handle: `root-${i % 2}`, name: `Root ${i % 2}` }, { handle: `leaf-${i % 6}`, name: `Leaf ${i % 6}` }],
}));
const ask = (given: Partial<SearchQuery>): SearchQuery => ({ page: 1, page_size: 20, sort: 'relevance', filters: [], ...given });
const ids = async (engine: SearchEngine, given: Partial<SearchQuery>) => (await engine.search(ask(given))).hits.map((hit) => hit.product_id);

test('one place less moves only what stood there', () => {
  const keys = Array.from({ length: 5_000 }, (_, i) => `product ${i}`);
  const [four, three] = [createHashRing(['a', 'b', 'c', 'd']), createHashRing(['c', 'a', 'b'])];
  for (const key of keys) if (four.placeOf(key) !== 'd') assert.equal(three.placeOf(key), four.placeOf(key));
  for (const place of four.places) {
    const share = keys.filter((key) => four.placeOf(key) === place).length / keys.length;
    assert.ok(share > .15 && share < .35, `${place} holds ${share}`);
  }
});

test('parts in threads answer what one index answers: counts, facets, every order, every page', async () => {
  const whole = createEmbeddedEngine();
  const parted = createShardedEngine([startThread(), startThread(), startThread()]);
  await whole.upsert(documents);
  assert.deepEqual(await parted.upsert(documents), { applied_count: 600, stale_count: 0 });
  assert.equal(await parted.documentCount(), 600);
  for (const sort of ['price_asc', 'price_desc', 'rating', 'newest', 'popularity'] as SearchSort[]) {
    for (const text of ['', 'lamp', 'red lamp']) assert.deepEqual(await ids(parted, { text, sort, page: 3 }), await ids(whole, { text, sort, page: 3 }), `${sort} ${text}`);
  }
  const query = ask({ text: 'warm', facets: true, filters: [{ field: 'brand', any_of: ['brand-1', 'brand-2'] }] });
  const [a, b] = [await parted.search(query), await whole.search(query)];
  assert.equal(a.total_count, b.total_count);
  const sorted = (result: typeof a) => result.facets.map(({ field, values }) => [field, values.map(({ value, count, is_selected, depth }) => JSON.stringify([value, count, is_selected, depth])).toSorted()]).toSorted();
  assert.deepEqual(sorted(a), sorted(b));
  const tree = a.facets.find((facet) => facet.field === 'category')?.values ?? [];
  assert.deepEqual(tree.map((value) => value.depth), tree.map((value) => (value.value.startsWith('root') ? 0 : 1)));
  const seen = (await Promise.all(Array.from({ length: 6 }, (_, page) => ids(parted, { text: 'warm', page: page + 1 })))).flat();
  assert.deepEqual([new Set(seen).size, seen.length], [120, 120]);
});

test('a misspelled word is corrected alike in all parts, and one that a single part knows is left as it is', async () => {
  const parted = createShardedEngine([local(), local(), local()]);
  await parted.upsert([...documents, sampleDocument('00000000-0000-4000-8000-00000000ffff', { title: 'Lampe Aurora' })]);
  const corrected = await parted.search(ask({ text: 'blankeet' }));
  assert.deepEqual([corrected.corrected_text, corrected.total_count], ['blanket', 100]);
  const rare = await parted.search(ask({ text: 'aurora' }));
  assert.deepEqual([rare.corrected_text, rare.total_count], [undefined, 1]);
});

test('versions hold in every part whatever comes late', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ product: fc.integer({ min: 0, max: 5 }), version: fc.integer({ min: 1, max: 6 }), is_removed: fc.boolean() }), { maxLength: 30 }), async (changes) => {
    const [whole, parted] = [createEmbeddedEngine(), createShardedEngine([local(), local()])];
    for (const { product, version, is_removed } of changes) {
      const product_id = `00000000-0000-4000-8000-00000000000${product}`;
      for (const engine of [whole, parted]) await (is_removed ? engine.remove([{ product_id, version }]) : engine.upsert([sampleDocument(product_id, { title: `lamp ${version}`, version })]));
    }
    assert.deepEqual(await ids(parted, { sort: 'newest' }), await ids(whole, { sort: 'newest' }));
    assert.equal(await parted.documentCount(), await whole.documentCount());
  }), { numRuns: 30 });
});

test('when a thread is lost, whoever waits is told, and so is who owns the index', async () => {
  const lost = Promise.withResolvers<unknown>();
  const shard = startThread(lost.resolve);
  const engine = createShardedEngine([shard]);
  await engine.upsert(documents.slice(0, 3));
  const poisoned = [{ get title() { return () => undefined; } }] as unknown as SearchDocument[];
  await assert.rejects(engine.upsert(poisoned));
  await shard.close();
  await assert.rejects(engine.search(ask({ text: 'lamp' })), (error) => hasCode(error, 'unavailable'));
});
