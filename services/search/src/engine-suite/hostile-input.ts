import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, foundIds, sampleDocument, titled } from '../engine/sample-document.ts';
import type { SearchEngine } from '../port.ts';

const texts = [
  '😀', '\u0000\u001b[31m', '\ud83d', 'lamp\udc00', 'a'.repeat(10_000), '東京'.repeat(5_000), 'מנורה desk Лампа', '"\\*(.?', '__proto__', 'constructor', '٣٤', 'x '.repeat(5_000),
  '{"match_all":{}}', '*:*', 'title:lamp OR brand:*', '(a+)+$', '.*.*.*.*', '~10 lamp~2', 'lamp^1e300', '_exists_:title', '/.*/', '<script>alert(1)</script>', 'the', 'AND OR NOT', '\u001f\u001e', 'l a m p '.repeat(50),
  'ﷺ'.repeat(300), 'a\u0301'.repeat(4_000), '\u202elamp', '\n\t\r', '-', '1e309', 'null', 'true',
];

/** Text that nobody means: it is answered calmly, and finds no more than it says. */
export function testHostileInput(create: () => Promise<SearchEngine>): void {
  test('any text is answered', async () => {
    const engine = await create();
    await engine.upsert(titled('Desk lamp', '😀 emoji pillow'));
    for (const text of texts) {
      for (const typing of [true, false]) {
        const result = await ask(engine, text, { facets: true, highlight: true, typing });
        assert.ok(result.total_count <= 2, JSON.stringify(text.slice(0, 50)));
      }
      await engine.suggest({ text, size: 10 });
    }
    for (const text of ['😀', '{"match_all":{}}', '*:*', '.*.*.*.*', '/.*/', '-']) assert.equal((await ask(engine, text, { verbatim: true })).total_count, 0, text);
    assert.deepEqual(await foundIds(engine, 'desk😀lamp'), ['p0']);
    assert.deepEqual(await foundIds(engine, '(desk) AND* lamp~', { verbatim: true }), ['p0']);
  });

  test('any document is indexed, and its texts come back as they are', async () => {
    const engine = await create();
    const odd = sampleDocument('odd', {
      title: 'Lamp \ud83d \u0000 "quoted" </em>', description: 'x'.repeat(200_000), brand: '', brand_handle: '', category_path: [], seller_handles: [], created_at: 'never',
      attributes: { 'co.lor': 'a"b', __proto__x: 'y', '': 'empty', 'long': 'z'.repeat(20_000), nan: Number.NaN, infinite: Infinity }, popularity: 7, price_minor: Number.MAX_SAFE_INTEGER,
    });
    assert.deepEqual(await engine.upsert([odd, sampleDocument('even', { title: 'Lamp' })]), { applied_count: 2, stale_count: 0 });
    assert.deepEqual((await foundIds(engine, 'lamp')).toSorted(), ['even', 'odd']);
    assert.deepEqual(await foundIds(engine, '', { filters: [{ field: 'attributes.co.lor', any_of: ['a"b'] }] }), ['odd']);
    const { hits } = await ask(engine, 'quoted', { highlight: true, facets: true });
    assert.deepEqual(hits.map((hit) => hit.highlights?.title), [[[10, 16]]]);
  });

  test('more filters, values and rules than there may be', async () => {
    const engine = await create();
    await engine.upsert(titled('Lamp', 'Sofa'));
    const many = Array.from({ length: 5_000 }, (_, i) => `v${i}`);
    assert.equal((await ask(engine, 'lamp', { facets: true, filters: [{ field: 'brand', any_of: many }] })).total_count, 0);
    assert.equal((await ask(engine, 'lamp', { facets: true, filters: many.map((value) => ({ field: `attributes.${value}`, any_of: [value] })) })).total_count, 0);
    assert.equal((await ask(engine, 'lamp', { merchandising: { pinned_product_ids: many, boosts: many.map((value) => ({ filter: { field: 'brand', any_of: [value] }, factor: 2 })) } })).total_count, 1);
    await engine.configure({ synonyms: many.map((from) => ({ from, to: [from.repeat(50), '', '.*'], is_two_way: true })) });
    assert.deepEqual(await foundIds(engine, 'sofa'), ['p1']);
  });
}
