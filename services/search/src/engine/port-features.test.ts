import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchDocument } from '../port.ts';
import { createEmbeddedEngine, type EmbeddedSearchEngine } from './engine.ts';
import { ask, foundIds, sampleDocument, titled } from './sample-document.ts';

async function engineWith(documents: SearchDocument[]): Promise<EmbeddedSearchEngine> {
  const engine = createEmbeddedEngine();
  await engine.upsert(documents);
  return engine;
}

test('operators\' synonyms have several words on either side, one way or two', async () => {
  const engine = await engineWith(titled('Hoodie', 'Hooded sweatshirt', 'Power strip', 'Extension block with switch', 'Sweatshirt'));
  await engine.configure({ synonyms: [
    { from: 'hooded sweatshirt', to: ['hoodie'], is_two_way: true },
    { from: 'multi plug', to: ['power strip', 'extension block switch'], is_two_way: false },
  ] });
  assert.deepEqual((await foundIds(engine, 'hoodies')).toSorted(), ['p0', 'p1']);
  assert.deepEqual(await foundIds(engine, 'hooded sweatshirt'), ['p1', 'p0', 'p4']);
  assert.deepEqual((await foundIds(engine, 'multi plug')).toSorted(), ['p2', 'p3']);
  assert.deepEqual(await foundIds(engine, 'power strip'), ['p2']);
  await engine.configure({ synonyms: [] });
  assert.deepEqual(await foundIds(engine, 'hoodie'), ['p0']);
});

test('verbatim words are not corrected', async () => {
  const engine = await engineWith(titled('Speaker', 'Lamp'));
  assert.equal((await ask(engine, 'speakr')).corrected_text, 'speaker');
  const verbatim = await ask(engine, 'speakr', { verbatim: true });
  assert.deepEqual([verbatim.total_count, verbatim.corrected_text], [0, undefined]);
});

test('quoted words stand side by side in the title, or else anywhere', async () => {
  const engine = await engineWith(titled('Lamp red big', 'Big red lamp', 'Red lamp', 'The boys'));
  assert.deepEqual((await foundIds(engine, '"red lamp"')).toSorted(), ['p1', 'p2']);
  assert.deepEqual(await foundIds(engine, 'big “red lamp”'), ['p1']);
  assert.deepEqual(await foundIds(engine, '"the boys"'), ['p3']);
  const apart = await ask(engine, '"red big lamp"');
  assert.deepEqual([apart.total_count, apart.is_relaxed], [2, true]);
  assert.equal((await ask(engine, '"lamb"')).corrected_text, undefined);
  assert.equal((await ask(engine, '17" lamp')).total_count, 3);
});

test('priors order what the text does not', async () => {
  const engine = await engineWith([
    sampleDocument('plain', { title: 'Lamp', created_at: '2025-01-01' }),
    sampleDocument('loved', { title: 'Lamp', created_at: '2025-01-01', rating_average: 5, rating_count: 200 }),
    sampleDocument('hated', { title: 'Lamp', created_at: '2025-01-01', rating_average: 1, rating_count: 200 }),
    sampleDocument('bought', { title: 'Lamp', created_at: '2025-01-01', conversion: .2 }),
    sampleDocument('known', { title: 'Lamp', created_at: '2025-01-01', popularity: 1 }),
    sampleDocument('new', { title: 'Lamp', created_at: '2026-01-01' }),
  ]);
  const none = { popularity: 0, rating: 0, conversion: 0, freshness: 0 };
  const first = async (weights: object): Promise<string | undefined> => (await foundIds(engine, 'lamp', { weights: { ...none, ...weights } }))[0];
  assert.equal(await first({ rating: 1 }), 'loved');
  assert.equal(await first({ conversion: 1 }), 'bought');
  assert.equal(await first({ popularity: 1 }), 'known');
  assert.equal(await first({ freshness: 1 }), 'new');
  assert.equal(await first({}), 'bought', 'by id when nothing weighs');
  assert.equal((await foundIds(engine, 'lamp', { weights: { ...none, rating: 1 } })).at(-1), 'hated');
  assert.equal((await ask(engine, 'lamp', { weights: { popularity: Number.NaN, rating: 1e9, conversion: -5 } })).hits.length, 6);
});

test('pinned products lead in their order, are counted once, and only where they pass', async () => {
  const engine = await engineWith([...titled('Lamp', 'Lamp', 'Lamp shade', 'Sofa'), sampleDocument('off', { title: 'Lamp', is_in_stock: false })]);
  const merchandising = { pinned_product_ids: ['p3', 'p2', 'off', 'nobody', 'p3'], boosts: [] };
  const filters = [{ field: 'availability', any_of: ['in_stock'] }];
  const result = await ask(engine, 'lamp', { merchandising, filters });
  assert.deepEqual(result.hits.map((hit) => hit.product_id), ['p3', 'p2', 'p0', 'p1']);
  assert.equal(result.total_count, 4);
  assert.deepEqual((await foundIds(engine, 'lamp', { merchandising, filters, page: 2, page_size: 1 })), ['p2']);
  assert.equal((await ask(engine, 'lamp', { merchandising, filters, sort: 'price_asc' })).total_count, 3, 'no pins where price orders');
  assert.deepEqual((await foundIds(engine, '', { merchandising })).slice(0, 3), ['p3', 'p2', 'off']);
});

test('boosts lift and bury', async () => {
  const engine = await engineWith(['acme', 'nexo', 'zed'].map((brand) => sampleDocument(brand, { title: 'Lamp', brand, brand_handle: brand })));
  const boost = (brand: string, factor: number) => ({ filter: { field: 'brand', any_of: [brand] }, factor });
  const ordered = (boosts: ReturnType<typeof boost>[], text = 'lamp') => foundIds(engine, text, { merchandising: { pinned_product_ids: [], boosts } });
  assert.deepEqual(await ordered([]), ['acme', 'nexo', 'zed']);
  assert.deepEqual(await ordered([boost('zed', 3), boost('acme', .5)]), ['zed', 'nexo', 'acme']);
  assert.deepEqual(await ordered([boost('nexo', 2)], ''), ['nexo', 'acme', 'zed']);
  assert.deepEqual(await ordered([boost('nexo', Number.NaN), boost('zed', -1), boost('none', 9)]), ['acme', 'nexo', 'zed']);
});

test('delivery time and country are filtered, and delivery time is counted', async () => {
  const engine = await engineWith([
    sampleDocument('soon', { delivery_days: 1, ships_to: ['DE', 'FR'] }), sampleDocument('later', { delivery_days: 4, ships_to: ['US'] }),
    sampleDocument('unknown'), sampleDocument('nowhere', { ships_to: [] }),
  ]);
  const ids = async (filter: object): Promise<string[]> => (await foundIds(engine, '', { filters: [filter as never] })).toSorted();
  assert.deepEqual(await ids({ field: 'delivery_days', any_of: ['-3'] }), ['soon']);
  assert.deepEqual(await ids({ field: 'delivery_days', from: 2, to: 5 }), ['later']);
  assert.deepEqual(await ids({ field: 'ships_to', any_of: ['DE'] }), ['soon', 'unknown']);
  assert.deepEqual(await ids({ field: 'ships_to', any_of: ['XX'] }), ['unknown']);
  await engine.upsert([sampleDocument('later', { version: 2, delivery_days: 1 })]);
  const { facets } = await ask(engine, '', { facets: true });
  assert.deepEqual(facets.find((facet) => facet.field === 'delivery_days')?.values.map(({ value, count }) => [value, count]), [['-2', 2], ['-3', 2], ['-5', 2], ['-7', 2], ['-11', 2]]);
});

test('prices in one range are cut into quarters', async () => {
  const engine = await engineWith(Array.from({ length: 40 }, (_, i) => sampleDocument(`p${i}`, { price_minor: 20_000 + i * 1000 })));
  const facetOf = async (any_of: string[]) => (await ask(engine, '', { facets: true, filters: any_of.length > 0 ? [{ field: 'price_minor', any_of }] : [] })).facets.find((facet) => facet.field === 'price_minor');
  const values = (await facetOf([]))?.values ?? [];
  assert.deepEqual(values.map(({ value, count }) => [value, count]), [['-30000', 10], ['30000-40000', 10], ['40000-50000', 10], ['50000-', 10]]);
  const selected = await facetOf(['30000-40000']);
  assert.deepEqual(selected?.values.map(({ count, is_selected }) => [count, is_selected]), [[10, false], [10, true], [10, false], [10, false]]);
});
