import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchDocument, SearchResult } from '../port.ts';
import { createEmbeddedEngine, restoreEmbeddedEngine, type EmbeddedSearchEngine } from './engine.ts';
import { ask, sampleDocument } from './sample-document.ts';
import { SnapshotRefused, type SnapshotFault } from './snapshot.ts';

const kinds = ['lamp', 'sofa', 'desk', 'chair', 'mirror'];

function documentAt(i: number, version = 1): SearchDocument {
  return sampleDocument(`p${i}`, {
    version, title: `Brand ${i % 4} ${kinds[i % 5]} model${i % 37} 128GB`, description: `Krämer for the ${kinds[(i * 3) % 5]}`, price_minor: i * 10, rating_average: i % 5 + .5,
    attributes: { color: ['red', 'blue', 'green'][i % 3]!, size: i % 7 }, identifiers: [`sku-${i}`], ships_to: i % 2 === 0 ? ['DE'] : ['FR', 'US'],
    brand: `Brand ${i % 4}`, brand_handle: `b${i % 4}`, delivery_days: i % 9, conversion: i % 10 / 100,
  });
}

async function shop(): Promise<EmbeddedSearchEngine> {
  const engine = createEmbeddedEngine();
  await engine.upsert(Array.from({ length: 400 }, (_, i) => documentAt(i)));
  await engine.upsert([{ ...documentAt(7, 2), title: 'renamed chaise' }]);
  await engine.remove([{ product_id: 'p3', version: 5 }]);
  return engine;
}

function comparable(result: SearchResult): unknown {
  return { ...result, took_ms: 0 };
}

test('a restored engine answers and changes as the one it was taken from', async () => {
  const engine = await shop();
  const restored = restoreEmbeddedEngine(engine.snapshot());
  const compare = async (): Promise<void> => {
    assert.equal(await restored.documentCount(), await engine.documentCount());
    for (const text of ['lamp', 'sofa model3', 'chiar', 'sku-301', 'brand 2 lamp', 'renamed', 'krämer desk', '128 gb', '', 'mod']) {
      const given = { facets: true, highlight: true, page_size: 100, typing: true, filters: [{ field: 'attributes.color', any_of: ['red', 'blue'] }, { field: 'ships_to', any_of: ['DE'] }] };
      assert.deepEqual(comparable(await ask(restored, text, given)), comparable(await ask(engine, text, given)), text);
      assert.deepEqual(await restored.suggest({ text, size: 5 }), await engine.suggest({ text, size: 5 }), text);
    }
  };
  await compare();
  for (const each of [engine, restored]) {
    assert.deepEqual(await each.upsert([documentAt(3, 4)]), { applied_count: 0, stale_count: 1 }, 'what was removed stays away');
    await each.upsert([documentAt(1000), documentAt(11, 3)]);
    await each.remove([{ product_id: 'p12', version: 9 }]);
  }
  await compare();
});

function fault(bytes: Uint8Array, options = {}): SnapshotFault | undefined {
  try {
    restoreEmbeddedEngine(bytes, options);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof SnapshotRefused);
    return error.fault;
  }
}

test('bytes that are damaged, of another format or of other settings are refused', async () => {
  const bytes = (await shop()).snapshot();
  assert.equal(fault(bytes), undefined);
  assert.equal(fault(bytes.subarray(0, bytes.length - 8)), 'damaged');
  for (const at of [20, bytes.length >> 1, bytes.length - 1]) {
    const changed = bytes.slice();
    changed[at]! ^= 1;
    assert.equal(fault(changed), 'damaged', String(at));
  }
  const newer = bytes.slice();
  newer[4]!++;
  assert.equal(fault(newer), 'other_format');
  assert.equal(fault(new Uint8Array(3)), 'no_snapshot');
  assert.equal(fault(new TextEncoder().encode('something else altogether')), 'no_snapshot');
  assert.equal(fault(bytes, { language: 'de' }), 'other_settings');
  assert.equal(fault(bytes, { settings: { purpose_words: ['under'] } }), 'other_settings');
  assert.equal(fault(bytes, { settings: { phrase: 2 } }), undefined, 'ranking does not change the index');
});

test('an empty engine has a snapshot too, at any place in memory', async () => {
  const bytes = createEmbeddedEngine().snapshot();
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const restored = restoreEmbeddedEngine(shifted.subarray(3));
  await restored.upsert([documentAt(1)]);
  assert.equal((await ask(restored, 'sofa')).total_count, 1);
});
