import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleDocument, titled } from '../engine/sample-document.ts';
import type { SearchEngine } from '../port.ts';

/** What is offered while the buyer types. */
export function testSuggestions(create: () => Promise<SearchEngine>): void {
  const shop = async () => {
    const engine = await create();
    const audio = [{ handle: 'electronics', name: 'Electronics' }, { handle: 'speakers', name: 'Bluetooth speakers' }];
    await engine.upsert([
      sampleDocument('a', { title: 'Bluetooth speaker black', brand: 'Blue Note', brand_handle: 'blue-note', category_path: audio }),
      sampleDocument('b', { title: 'Bluetooth speaker red', brand: 'Nexo', brand_handle: 'nexo', category_path: audio, popularity: 1 }),
      sampleDocument('c', { title: 'Bluetooth headphones', brand: 'Nexo', brand_handle: 'nexo' }),
      sampleDocument('d', { title: 'Blue lamp for children', brand: 'Éclat', brand_handle: 'eclat' }),
    ]);
    return engine;
  };

  test('an unfinished word is completed from titles, with what follows it', async () => {
    const { queries, products } = await (await shop()).suggest({ text: 'Blu', size: 6 });
    assert.deepEqual(queries.slice(0, 2), ['bluetooth', 'blue']);
    for (const query of ['bluetooth speaker', 'blue lamp']) assert.ok(queries.includes(query), query);
    assert.deepEqual(new Set(products.map(({ product_id }) => product_id)), new Set(['a', 'b', 'c', 'd']));
  });

  test('a word after another is one that follows it in titles', async () => {
    const engine = await shop();
    assert.deepEqual((await engine.suggest({ text: 'bluetooth s', size: 1 })).queries, ['bluetooth speaker']);
    assert.deepEqual((await engine.suggest({ text: 'bluetooth ', size: 2 })).queries, ['bluetooth speaker', 'bluetooth headphones']);
    assert.ok(!(await engine.suggest({ text: 'lamp ', size: 9 })).queries.includes('lamp for'), 'a stop word ends no query');
  });

  test('categories and brands are found by any of their words, with or without accents', async () => {
    const engine = await shop();
    assert.deepEqual((await engine.suggest({ text: 'speak', size: 5 })).categories, [{ handle: 'speakers', name: 'Bluetooth speakers', count: 2 }]);
    assert.deepEqual((await engine.suggest({ text: 'note', size: 5 })).brands, [{ handle: 'blue-note', name: 'Blue Note', count: 1 }]);
    assert.deepEqual((await engine.suggest({ text: 'nexo', size: 5 })).brands, [{ handle: 'nexo', name: 'Nexo', count: 2 }]);
    assert.deepEqual((await engine.suggest({ text: 'ecl', size: 5 })).brands, [{ handle: 'eclat', name: 'Éclat', count: 1 }]);
    assert.deepEqual((await engine.suggest({ text: 'peakers', size: 5 })).categories, []);
    await engine.remove([{ product_id: 'd', version: 2 }]);
    assert.deepEqual((await engine.suggest({ text: 'ecl', size: 5 })).brands, []);
  });

  test('a misspelled word suggests the correct one; nothing suggests nothing', async () => {
    const engine = await shop();
    const misspelled = await engine.suggest({ text: 'blutooth', size: 5 });
    assert.equal(misspelled.queries[0], 'bluetooth');
    assert.ok(misspelled.products.length > 0);
    assert.deepEqual(await engine.suggest({ text: '  ', size: 5 }), { queries: [], products: [], categories: [], brands: [] });
    assert.deepEqual((await engine.suggest({ text: 'zzz qqq', size: 5 })).products, []);
  });

  test('size bounds every kind, and is bounded itself', async () => {
    const engine = await create();
    await engine.upsert(titled(...Array.from({ length: 100 }, (_, i) => `Lamp lamp${String.fromCharCode(97 + (i % 26))}${i}`)));
    for (const [size, count] of [[1_000, 20], [3, 3], [0, 1], [Number.NaN, 1], [-7, 1]] as const) {
      const { queries, products } = await engine.suggest({ text: 'la', size });
      assert.ok(queries.length <= count);
      assert.equal(products.length, count, String(size));
    }
  });
}
