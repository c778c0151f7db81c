import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmbeddedEngine } from './engine.ts';
import type { SearchResult } from '../port.ts';
import { defaultSettings } from './settings.ts';
import { ask, foundIds, sampleDocument, titled } from './sample-document.ts';

test('a newer version replaces, an older one is ignored, the same may come again', async () => {
  const engine = createEmbeddedEngine();
  await engine.upsert([sampleDocument('p', { version: 5, title: 'Lamp' })]);
  assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 4, title: 'Sofa' })]), { applied_count: 0, stale_count: 1 });
  assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 5, title: 'Lamp' })]), { applied_count: 1, stale_count: 0 });
  assert.deepEqual(await foundIds(engine, 'lamp'), ['p']);
  await engine.upsert([sampleDocument('p', { version: 6, title: 'Chair' })]);
  assert.deepEqual(await foundIds(engine, 'lamp'), []);
  assert.deepEqual(await foundIds(engine, 'chair'), ['p']);
  assert.equal(await engine.documentCount(), 1);
});

test('a removed product stays away from late upserts, and comes back with a newer version', async () => {
  const engine = createEmbeddedEngine();
  await engine.upsert([sampleDocument('p', { version: 3, title: 'Lamp' })]);
  assert.deepEqual(await engine.remove([{ product_id: 'p', version: 2 }]), { applied_count: 0, stale_count: 1 });
  assert.deepEqual(await engine.remove([{ product_id: 'p', version: 4 }, { product_id: 'unseen', version: 9 }]), { applied_count: 2, stale_count: 0 });
  assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 4 }), sampleDocument('unseen', { version: 8 })]), { applied_count: 0, stale_count: 2 });
  assert.equal(await engine.documentCount(), 0);
  assert.equal((await ask(engine, 'lamp')).total_count, 0);
  await engine.upsert([sampleDocument('p', { version: 5, title: 'Lamp' })]);
  assert.deepEqual(await foundIds(engine, 'lamp'), ['p']);
  await engine.clear();
  assert.equal(await engine.documentCount(), 0);
});

test('a change of price, stock, popularity or rating cuts no text', async () => {
  let stemmed = 0;
  const engine = createEmbeddedEngine({ settings: { stem: (word) => { stemmed++; return defaultSettings.stem(word); } } });
  await engine.upsert([sampleDocument('p', { title: 'Lamp' }), sampleDocument('q', { title: 'Lamp', price_minor: 500 })]);
  // So many words that those of p are in no cache any more and would have to be stemmed again.
  const words = (i: number): string => Array.from({ length: 1000 }, (_, n) => `w${i}x${n}`).join(' ');
  await engine.upsert(Array.from({ length: 51 }, (_, i) => sampleDocument(`w${i}`, { title: 'Words', description: words(i) })));
  const before = stemmed;
  await engine.upsert([sampleDocument('p', {
    version: 2, title: 'Lamp', price_minor: 100, is_in_stock: false, popularity: 1, rating_average: 5, rating_count: 2,
    attributes: { color: 'red' }, seller_handles: ['south'],
  })]);
  assert.equal(stemmed, before);
  assert.deepEqual(await foundIds(engine, 'lamp', { sort: 'price_asc' }), ['p', 'q']);
  assert.deepEqual(await foundIds(engine, 'lamp', { filters: [{ field: 'availability', any_of: ['out_of_stock'] }] }), ['p']);
  assert.deepEqual(await foundIds(engine, 'lamp', { filters: [{ field: 'attributes.color', any_of: ['red'] }] }), ['p']);
  assert.deepEqual(await foundIds(engine, 'lamp', { filters: [{ field: 'seller', any_of: ['north'] }] }), ['q']);
});

test('words of removed products are unknown: they are corrected again', async () => {
  const engine = createEmbeddedEngine();
  await engine.upsert(titled('Speakr', 'Speaker'));
  assert.deepEqual(await foundIds(engine, 'speakr'), ['p0']);
  await engine.remove([{ product_id: 'p0', version: 2 }]);
  assert.equal((await ask(engine, 'speakr')).corrected_text, 'speaker');
});

function comparable(result: SearchResult): unknown {
  return { ...result, hits: result.hits.map((hit) => ({ ...hit, score: hit.score.toFixed(9) })), took_ms: 0 };
}

test('after many changes the index ranks, filters and suggests as a fresh one does', async () => {
  const kinds = ['lamp', 'sofa', 'desk', 'chair', 'mirror'];
  const documentAt = (i: number, version: number) => sampleDocument(`p${i}`, {
    version, title: `Acme ${kinds[(i + version) % 5]} model${i % 37} ${version > 1 ? 'renewed' : 'first'}`, description: `for the ${kinds[(i * 3) % 5]}`,
    price_minor: i * 10, attributes: { color: ['red', 'blue', 'green'][(i + version) % 3]!, size: i % 7 }, identifiers: [`sku-${i}-${version}`],
  });
  const changed = createEmbeddedEngine();
  const fresh = createEmbeddedEngine();
  await changed.upsert(Array.from({ length: 1500 }, (_, i) => documentAt(i, 1)));
  for (let i = 0; i < 1500; i += 2) await changed.upsert([documentAt(i, 2)]);
  await changed.remove(Array.from({ length: 100 }, (_, i) => ({ product_id: `p${i}`, version: 3 })));
  await fresh.upsert(Array.from({ length: 1400 }, (_, i) => documentAt(i + 100, i % 2 === 0 ? 2 : 1)));
  for (const text of ['lamp', 'acme lamp', 'red', 'sofa renewed', 'model3 first', 'chiar', 'sku-301-1', 'sku-300-2', 'sku-300-1', '']) {
    const filters = [{ field: 'attributes.color', any_of: ['red', 'blue'] }, { field: 'price_minor', from: 2000, to: 12_000 }];
    const given = { facets: true, highlight: true, page_size: 100, filters };
    assert.deepEqual(comparable(await ask(changed, text, given)), comparable(await ask(fresh, text, given)), text);
  }
  const suggested = (result: { products: unknown; brands: unknown; categories: unknown }) => [result.products, result.brands, result.categories];
  assert.deepEqual(suggested(await changed.suggest({ text: 'la', size: 5 })), suggested(await fresh.suggest({ text: 'la', size: 5 })));
});
