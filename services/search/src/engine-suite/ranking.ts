import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, foundIds, sampleDocument } from '../engine/sample-document.ts';
import type { Merchandising, SearchDocument, SearchEngine } from '../port.ts';

const nobody: Merchandising = { pinned_product_ids: [], boosts: [] };

/** Orders, pages and what operators decide about them. */
export function testRanking(create: () => Promise<SearchEngine>): void {
  const filled = async (documents: SearchDocument[]) => {
    const engine = await create();
    await engine.upsert(documents);
    return engine;
  };

  test('sorts, with ties by product id and what nobody sells last', async () => {
    const engine = await filled([
      sampleDocument('c', { title: 'Lamp', price_minor: 300, rating_average: 4, rating_count: 1, popularity: .2, created_at: '2026-03-01T00:00:00Z' }),
      sampleDocument('b', { title: 'Lamp', price_minor: 100, rating_average: 4, rating_count: 9, popularity: .9, created_at: '2026-01-01T00:00:00Z' }),
      sampleDocument('a', { title: 'Lamp', price_minor: 300, popularity: .2, created_at: '2026-02-01T00:00:00Z' }),
      sampleDocument('z', { title: 'Lamp', price_minor: 0, rating_average: 4.5, rating_count: 1, created_at: '2025-01-01T00:00:00Z' }),
    ]);
    for (const text of ['', 'lamp']) {
      assert.deepEqual(await foundIds(engine, text, { sort: 'price_asc' }), ['b', 'a', 'c', 'z']);
      assert.deepEqual(await foundIds(engine, text, { sort: 'price_desc' }), ['a', 'c', 'b', 'z']);
      assert.deepEqual(await foundIds(engine, text, { sort: 'rating' }), ['z', 'b', 'c', 'a']);
      assert.deepEqual(await foundIds(engine, text, { sort: 'newest' }), ['c', 'a', 'b', 'z']);
      assert.deepEqual(await foundIds(engine, text, { sort: 'popularity' }), ['b', 'a', 'c', 'z']);
    }
    assert.deepEqual(await foundIds(engine, '  '), ['b', 'a', 'c', 'z'], 'without a text, by popularity');
  });

  test('equal products are ordered by id, and priors decide before that', async () => {
    const lamp = (id: string, given: Partial<SearchDocument> = {}) => sampleDocument(id, { title: 'Lamp', ...given });
    const engine = await filled([lamp('c'), lamp('b'), lamp('a'), lamp('d', { popularity: 1 }), lamp('e', { conversion: 1 })]);
    const silent = { popularity: 0, rating: 0, conversion: 0, freshness: 0 };
    assert.deepEqual(await foundIds(engine, 'lamp', { weights: silent }), ['a', 'b', 'c', 'd', 'e']);
    assert.deepEqual(await foundIds(engine, 'lamp', { weights: { ...silent, popularity: 1 } }), ['d', 'a', 'b', 'c', 'e']);
    assert.deepEqual(await foundIds(engine, 'lamp', { weights: { ...silent, conversion: 1 } }), ['e', 'a', 'b', 'c', 'd']);
    assert.equal((await foundIds(engine, 'lamp', { weights: { popularity: Number.NaN, rating: -5 } })).length, 5);
  });

  test('pages do not overlap, and stay the same when asked again', async () => {
    const engine = await filled(Array.from({ length: 450 }, (_, i) => sampleDocument(`p${String(i).padStart(3, '0')}`, { title: i % 3 === 0 ? 'Red lamp' : 'Lamp red' })));
    for (const text of ['red lamp', '']) {
      const seen: string[] = [];
      for (let page = 1; page <= 5; page++) seen.push(...await foundIds(engine, text, { page, page_size: 100 }));
      assert.equal(seen.length, 450);
      assert.equal(new Set(seen).size, 450);
      assert.deepEqual(await foundIds(engine, text, { page: 3, page_size: 100 }), seen.slice(200, 300));
      assert.deepEqual(await foundIds(engine, text, { page: 21, page_size: 10 }), seen.slice(200, 210));
    }
  });

  test('numbers out of bounds are brought into them', async () => {
    const engine = await filled(Array.from({ length: 120 }, (_, i) => sampleDocument(`p${i}`, { title: 'Lamp' })));
    for (const [page, page_size, count] of [[-3, 1e9, 100], [0, 0, 1], [Number.NaN, Number.NaN, 1], [1.9, 2.9, 2], [1e9, 100, 0], [Infinity, Infinity, 0], [101, 100, 0], [100, 100, 0]] as const) {
      const result = await ask(engine, 'lamp', { page, page_size, facets: true });
      assert.deepEqual([result.hits.length, result.total_count], [count, 120], `${page}, ${page_size}`);
      assert.equal(result.facets.find((facet) => facet.field === 'brand')?.values[0]?.count, 120);
    }
  });

  test('pinned products come first in their order, whether the text finds them or not, where they pass the filters', async () => {
    const engine = await filled([
      ...['a', 'b', 'c', 'd'].map((id) => sampleDocument(id, { title: 'Lamp' })),
      sampleDocument('sofa', { title: 'Sofa' }), sampleDocument('gone', { title: 'Sofa', is_in_stock: false }),
    ]);
    const merchandising = { ...nobody, pinned_product_ids: ['c', 'sofa', 'unknown', 'gone', 'c'] };
    const result = await ask(engine, 'lamp', { merchandising, filters: [{ field: 'availability', any_of: ['in_stock'] }] });
    assert.deepEqual([result.hits.map((hit) => hit.product_id), result.total_count], [['c', 'sofa', 'a', 'b', 'd'], 5]);
    assert.deepEqual(await foundIds(engine, 'lamp', { merchandising, page: 2, page_size: 2, filters: [{ field: 'availability', any_of: ['in_stock'] }] }), ['a', 'b']);
    assert.deepEqual(await foundIds(engine, 'lamp', { merchandising, sort: 'price_asc' }), ['a', 'b', 'c', 'd'], 'in relevance alone');
  });

  test('boosts lift and bury', async () => {
    const engine = await filled(['a', 'b', 'c'].map((id) => sampleDocument(id, { title: 'Lamp', brand_handle: `brand-${id}` })));
    const factorOf = (id: string, factor: number) => ({ filter: { field: 'brand', any_of: [`brand-${id}`] }, factor });
    assert.deepEqual(await foundIds(engine, 'lamp', { merchandising: { ...nobody, boosts: [factorOf('c', 5), factorOf('a', .1)] } }), ['c', 'b', 'a']);
    assert.deepEqual(await foundIds(engine, 'lamp', { merchandising: { pinned_product_ids: ['a'], boosts: [factorOf('c', 5)] } }), ['a', 'c', 'b']);
    assert.equal((await foundIds(engine, 'lamp', { merchandising: { ...nobody, boosts: [factorOf('a', Number.NaN), factorOf('b', -1), factorOf('c', 1e300)] } })).length, 3);
  });
}
