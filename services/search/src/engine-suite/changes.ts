import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, foundIds, sampleDocument, titled } from '../engine/sample-document.ts';
import type { SearchEngine } from '../port.ts';

/** The order of versions, removals, and starting over. */
export function testChanges(create: () => Promise<SearchEngine>): void {
  test('a newer version replaces, an older one is ignored, the same may come again', async () => {
    const engine = await create();
    assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 5, title: 'Lamp' })]), { applied_count: 1, stale_count: 0 });
    assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 4, title: 'Sofa' }), sampleDocument('q', { version: 1, title: 'Desk' })]), { applied_count: 1, stale_count: 1 });
    assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 5, title: 'Lamp' })]), { applied_count: 1, stale_count: 0 });
    assert.deepEqual(await foundIds(engine, 'lamp'), ['p']);
    assert.deepEqual(await foundIds(engine, 'sofa'), []);
    await engine.upsert([sampleDocument('p', { version: 6, title: 'Chair' })]);
    assert.deepEqual(await foundIds(engine, 'lamp'), []);
    assert.deepEqual(await foundIds(engine, 'chair'), ['p']);
    assert.equal(await engine.documentCount(), 2);
  });

  test('within one call the newest version wins, wherever it stands', async () => {
    const engine = await create();
    const result = await engine.upsert([sampleDocument('p', { version: 1, title: 'Lamp' }), sampleDocument('p', { version: 3, title: 'Chair' }), sampleDocument('p', { version: 2, title: 'Sofa' })]);
    assert.deepEqual(result, { applied_count: 2, stale_count: 1 });
    assert.deepEqual(await foundIds(engine, 'chair'), ['p']);
  });

  test('a removed product stays away from late upserts, and comes back with a newer version', async () => {
    const engine = await create();
    await engine.upsert([sampleDocument('p', { version: 3, title: 'Lamp' })]);
    assert.deepEqual(await engine.remove([{ product_id: 'p', version: 2 }]), { applied_count: 0, stale_count: 1 });
    assert.deepEqual(await foundIds(engine, 'lamp'), ['p']);
    assert.deepEqual(await engine.remove([{ product_id: 'p', version: 4 }, { product_id: 'unseen', version: 9 }]), { applied_count: 2, stale_count: 0 });
    assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 4, title: 'Lamp' }), sampleDocument('unseen', { version: 8 })]), { applied_count: 0, stale_count: 2 });
    assert.equal(await engine.documentCount(), 0);
    assert.deepEqual(await foundIds(engine, 'lamp'), []);
    await engine.upsert([sampleDocument('p', { version: 5, title: 'Lamp' })]);
    assert.deepEqual(await foundIds(engine, 'lamp'), ['p']);
  });

  test('a product is removed by the version that it has', async () => {
    const engine = await create();
    await engine.upsert([sampleDocument('p', { version: 3 })]);
    assert.deepEqual(await engine.remove([{ product_id: 'p', version: 3 }]), { applied_count: 1, stale_count: 0 });
    assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 3 })]), { applied_count: 0, stale_count: 1 });
    assert.equal(await engine.documentCount(), 0);
  });

  test('nothing is changed by nothing', async () => {
    const engine = await create();
    assert.deepEqual(await engine.upsert([]), { applied_count: 0, stale_count: 0 });
    assert.deepEqual(await engine.remove([]), { applied_count: 0, stale_count: 0 });
    const { total_count, hits, is_relaxed } = await ask(engine, 'lamp', { facets: true, highlight: true });
    assert.deepEqual([total_count, hits, is_relaxed], [0, [], false]);
  });

  test('a cleared engine has forgotten documents and versions', async () => {
    const engine = await create();
    await engine.upsert([sampleDocument('p', { version: 7, title: 'Lamp' })]);
    await engine.remove([{ product_id: 'q', version: 7 }]);
    await engine.clear();
    assert.equal(await engine.documentCount(), 0);
    assert.deepEqual(await engine.upsert([sampleDocument('p', { version: 1, title: 'Desk' }), sampleDocument('q', { version: 1, title: 'Desk' })]), { applied_count: 2, stale_count: 0 });
    assert.deepEqual((await foundIds(engine, 'desk')).toSorted(), ['p', 'q']);
  });

  test('many documents at once', async () => {
    const engine = await create();
    assert.deepEqual(await engine.upsert(titled(...Array.from({ length: 1_234 }, (_, i) => `Lamp number${i}`))), { applied_count: 1_234, stale_count: 0 });
    assert.equal((await ask(engine, 'lamp')).total_count, 1_234);
    assert.deepEqual(await foundIds(engine, 'number777'), ['p777']);
  });
}
