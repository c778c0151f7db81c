import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmbeddedEngine, type EmbeddedEngineOptions } from './engine.ts';
import type { SearchDocument, SearchEngine } from '../port.ts';
import { ask, foundIds, sampleDocument, titled } from './sample-document.ts';

async function engineWith(documents: SearchDocument[], options: EmbeddedEngineOptions = {}): Promise<SearchEngine> {
  const engine = createEmbeddedEngine(options);
  await engine.upsert(documents);
  return engine;
}

test('a word finds its plural, its accents and its case', async () => {
  const engine = await engineWith(titled('Bluetooth Speakers', 'Café Crème Mug', 'Desk Lamp'));
  assert.deepEqual(await foundIds(engine, 'SPEAKER'), ['p0']);
  assert.deepEqual(await foundIds(engine, 'cafe creme'), ['p1']);
  assert.deepEqual(await foundIds(engine, 'lämps'), ['p2']);
  assert.equal((await ask(engine, 'sofa bed')).total_count, 0);
});

test('the title weighs more than the description, side by side more than apart', async () => {
  const engine = await engineWith([
    sampleDocument('apart', { title: 'Stand for phone', description: '' }),
    sampleDocument('described', { title: 'Gadget', description: 'a phone stand among other things that are in here' }),
    sampleDocument('beside', { title: 'Phone stand' }),
  ], { settings: { purpose_words: [] } });
  assert.deepEqual(await foundIds(engine, 'phone stand'), ['beside', 'apart', 'described']);
});

test('what a product is for counts less than what it is', async () => {
  const engine = await engineWith(titled('Bag for notebook', 'Thin notebook'));
  assert.deepEqual(await foundIds(engine, 'notebook'), ['p1', 'p0']);
});

test('compounds are found glued and split', async () => {
  const engine = await engineWith(titled('Gaming headset', 'Air conditioner', 'SSD 500 GB', 'Memory 256GB'));
  assert.deepEqual(await foundIds(engine, 'head set'), ['p0']);
  assert.deepEqual(await foundIds(engine, 'airconditioners'), ['p1']);
  assert.deepEqual(await foundIds(engine, '500gb'), ['p2']);
  assert.deepEqual(await foundIds(engine, '256 gb'), ['p3'], 'a number is not given up for its unit');
});

test('synonyms work one way, below the word itself', async () => {
  const settings = { synonyms: [{ from: 'tvs', to: ['television', 'smart screen'], is_two_way: false }] };
  const engine = await engineWith(titled('Television', 'TV', 'Smart screen', 'Smart lamp'), { settings });
  const [first, ...others] = await foundIds(engine, 'tv');
  assert.equal(first, 'p1');
  assert.deepEqual(others.toSorted(), ['p0', 'p2']);
  assert.deepEqual(await foundIds(engine, 'television'), ['p0']);
});

test('misspelled words are corrected and the correction is told; numbers and known words are not', async () => {
  const engine = await engineWith(titled('Bluetooth speaker', 'Bluetooth speakers black', 'RTX 2070 card', 'Sneaker'));
  const result = await ask(engine, 'Blutooth  speakr');
  assert.equal(result.corrected_text, 'bluetooth  speaker');
  assert.equal(result.total_count, 2);
  assert.equal((await ask(engine, '2060')).total_count, 0);
  const known = await ask(engine, 'sneaker');
  assert.deepEqual([known.total_count, known.corrected_text], [1, undefined]);
  assert.equal((await ask(engine, 'qqqqqq speaker')).total_count, 2);
});

test('the last word is completed only while typing, and only until a space', async () => {
  const engine = await engineWith(titled('Bluetooth speaker', 'Keyboard'));
  assert.deepEqual(await foundIds(engine, 'bluetooth spe', { typing: true }), ['p0']);
  assert.deepEqual(await foundIds(engine, 'k', { typing: true }), ['p1']);
  assert.deepEqual(await foundIds(engine, 'k ', { typing: true }), []);
  assert.deepEqual(await foundIds(engine, 'k'), []);
});

test('an identifier comes first, however it is written', async () => {
  const engine = await engineWith([
    sampleDocument('named', { title: 'WD 2000 X drive, WD2000X compatible' }),
    sampleDocument('exact', { title: 'Disk', identifiers: ['WD-2000/X', '4006381333931'] }),
  ]);
  assert.equal((await foundIds(engine, 'wd2000x'))[0], 'exact');
  assert.equal((await foundIds(engine, 'drive wd-2000/x'))[0], 'exact');
  assert.deepEqual(await foundIds(engine, ' 4006381333931 '), ['exact']);
  assert.equal((await ask(engine, '400638133393')).total_count, 0);
  await engine.upsert([sampleDocument('exact', { version: 2, title: 'Disk', identifiers: ['other-1'] })]);
  assert.equal((await foundIds(engine, 'wd2000x'))[0], 'named');
  assert.deepEqual(await foundIds(engine, 'OTHER 1'), ['exact']);
});

test('with no full match the least informative word is given up, and full matches lead every order', async () => {
  const engine = await engineWith([
    sampleDocument('full', { title: 'Black gaming chair', price_minor: 9000 }),
    sampleDocument('gaming', { title: 'Gaming desk', price_minor: 100 }),
    ...Array.from({ length: 20 }, (_, i) => sampleDocument(`black${i}`, { title: 'Black thing' })),
  ]);
  assert.deepEqual(await foundIds(engine, 'black gaming'), ['full', 'gaming']);
  assert.deepEqual(await foundIds(engine, 'black gaming', { sort: 'price_asc' }), ['full', 'gaming']);
});

test('sorts, with ties by product id', async () => {
  const engine = await engineWith([
    sampleDocument('c', { price_minor: 300, rating_average: 4, rating_count: 1, popularity: .2, created_at: '2026-03-01' }),
    sampleDocument('b', { price_minor: 100, rating_average: 4, rating_count: 9, popularity: .9, created_at: '2026-01-01' }),
    sampleDocument('a', { price_minor: 300, popularity: .2, created_at: '2026-02-01' }),
  ]);
  assert.deepEqual(await foundIds(engine, '', { sort: 'price_asc' }), ['b', 'a', 'c']);
  assert.deepEqual(await foundIds(engine, '', { sort: 'price_desc' }), ['a', 'c', 'b']);
  assert.deepEqual(await foundIds(engine, '', { sort: 'rating' }), ['b', 'c', 'a']);
  assert.deepEqual(await foundIds(engine, '', { sort: 'newest' }), ['c', 'a', 'b']);
  assert.deepEqual(await foundIds(engine, '', { sort: 'popularity' }), ['b', 'a', 'c']);
  assert.deepEqual(await foundIds(engine, '  '), ['b', 'a', 'c']);
});

test('popularity decides between equal texts', async () => {
  const engine = await engineWith([sampleDocument('a', { title: 'Lamp' }), sampleDocument('b', { title: 'Lamp', popularity: 1 })]);
  assert.deepEqual(await foundIds(engine, 'lamp'), ['b', 'a']);
});

test('highlights are spans of the title', async () => {
  const engine = await engineWith(titled('Wireless Crème-Speakers (JBL)', 'ワイヤレスイヤホン 黒'));
  const [hit] = (await ask(engine, 'creme speaker', { highlight: true })).hits;
  assert.deepEqual(hit?.highlights?.title, [[9, 14], [15, 23]]);
  const [japanese] = (await ask(engine, 'イヤホン', { highlight: true })).hits;
  assert.equal(japanese?.product_id, 'p1');
  assert.deepEqual(japanese?.highlights?.title.at(-1), [5, 9]);
  assert.equal((await ask(engine, 'speaker')).hits[0]?.highlights, undefined);
});

test('Japanese, Chinese, Korean and Cyrillic titles are found by a part', async () => {
  const engine = await engineWith(titled('東京タワー模型', '智能手机保护壳', '블루투스 스피커', 'Беспроводные наушники'));
  assert.deepEqual(await foundIds(engine, 'タワー'), ['p0']);
  assert.deepEqual(await foundIds(engine, '手机'), ['p1']);
  assert.deepEqual(await foundIds(engine, '스피커'), ['p2']);
  assert.deepEqual(await foundIds(engine, 'НАУШНИКИ'), ['p3']);
});

test('any text is answered calmly', async () => {
  const engine = await engineWith(titled('Desk lamp', '😀 emoji pillow'));
  const texts = [
    '😀', '\u0000\u001b[31m', '\ud83d', 'a'.repeat(100_000), '東京'.repeat(500), 'מנורה desk Лампа', '"\\*(.?', '__proto__', 'constructor',
    '٣٤', 'x '.repeat(5000),
  ];
  for (const text of texts) {
    const result = await ask(engine, text, { facets: true, highlight: true, typing: true });
    assert.ok(result.total_count >= 0);
    await engine.suggest({ text, size: 10 });
  }
  assert.equal((await ask(engine, '😀')).total_count, 0);
  assert.deepEqual(await foundIds(engine, 'desk😀lamp'), ['p0']);
});

test('pages are bounded and do not overlap', async () => {
  const engine = await engineWith(Array.from({ length: 450 }, (_, i) => sampleDocument(`p${i}`, { title: i % 3 === 0 ? 'Red lamp' : 'Lamp red' })));
  const seen: string[] = [];
  for (let page = 1; page <= 5; page++) seen.push(...await foundIds(engine, 'red lamp', { page, page_size: 100 }));
  assert.equal(seen.length, 450);
  assert.equal(new Set(seen).size, 450);
  assert.deepEqual(await foundIds(engine, 'lamp', { page: 101, page_size: 100 }), []);
  assert.equal((await foundIds(engine, 'lamp', { page: -3, page_size: 1e9 })).length, 100);
  assert.equal((await foundIds(engine, 'lamp', { page: Number.NaN, page_size: Number.NaN })).length, 1);
});
