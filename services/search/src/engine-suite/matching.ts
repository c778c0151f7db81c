import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, foundIds, sampleDocument, titled } from '../engine/sample-document.ts';
import type { SearchDocument, SearchEngine } from '../port.ts';

/** What a text finds, and what it is taken for. */
export function testMatching(create: () => Promise<SearchEngine>): void {
  const filled = async (documents: SearchDocument[]) => {
    const engine = await create();
    await engine.upsert(documents);
    return engine;
  };

  test('a word finds its plural, its accents and its case, in the title and beside it', async () => {
    const engine = await filled([
      ...titled('Bluetooth Speakers', 'Café Crème Mug', 'Desk Lamp'),
      sampleDocument('described', { title: 'Gadget', description: 'plays records', brand: 'Nexo', category_path: [{ handle: 'audio', name: 'Turntables' }] }),
    ]);
    assert.deepEqual(await foundIds(engine, 'SPEAKER'), ['p0']);
    assert.deepEqual(await foundIds(engine, 'cafe creme'), ['p1']);
    assert.deepEqual(await foundIds(engine, 'lämps'), ['p2']);
    for (const text of ['record', 'nexo', 'turntable', 'nexo records']) assert.deepEqual(await foundIds(engine, text), ['described'], text);
    assert.equal((await ask(engine, 'sofa bed')).total_count, 0);
  });

  test('all words must be there, however many products have one', async () => {
    const engine = await filled([...titled(...Array.from({ length: 15 }, () => 'Red lamp')), ...Array.from({ length: 5 }, (_, i) => sampleDocument(`blue${i}`, { title: 'Blue lamp' }))]);
    const { total_count, is_relaxed } = await ask(engine, 'red lamp');
    assert.deepEqual([total_count, is_relaxed], [15, false]);
  });

  test('compounds are found glued and split', async () => {
    const engine = await filled(titled('Gaming headset', 'Air conditioner', 'SSD 500 GB', 'Memory 256GB'));
    assert.deepEqual(await foundIds(engine, 'head set'), ['p0']);
    assert.deepEqual(await foundIds(engine, 'airconditioner'), ['p1']);
    assert.deepEqual(await foundIds(engine, '500gb'), ['p2']);
    assert.equal((await foundIds(engine, '256 gb'))[0], 'p3');
  });

  test('misspelled words are corrected and the correction is told; numbers and known words are not', async () => {
    const engine = await filled(titled('Bluetooth speaker', 'Bluetooth speakers black', 'RTX 2070 card', 'Sneaker'));
    const result = await ask(engine, 'Blutooth  speakr');
    assert.equal(result.corrected_text, 'bluetooth  speaker');
    assert.equal(result.total_count, 2);
    assert.equal((await ask(engine, '2060')).total_count, 0);
    const known = await ask(engine, 'sneaker');
    assert.deepEqual([known.total_count, known.corrected_text], [1, undefined]);
    assert.equal((await ask(engine, 'speakers')).corrected_text, undefined);
    assert.equal((await ask(engine, 'wluetooth')).corrected_text, 'bluetooth', 'the first letter may be wrong too');
  });

  test('taken word for word, nothing is corrected', async () => {
    const engine = await filled(titled('Bluetooth speaker', 'Sneaker'));
    const result = await ask(engine, 'speakr', { verbatim: true });
    assert.deepEqual([result.total_count, result.corrected_text], [0, undefined]);
    assert.equal((await ask(engine, 'speaker', { verbatim: true })).total_count, 1);
  });

  test('the last word is completed only while typing, and only until a space', async () => {
    const engine = await filled(titled('Bluetooth speaker', 'Keyboard'));
    assert.deepEqual(await foundIds(engine, 'bluetooth spe', { typing: true }), ['p0']);
    assert.deepEqual(await foundIds(engine, 'k', { typing: true }), ['p1']);
    assert.deepEqual(await foundIds(engine, 'k ', { typing: true }), []);
    assert.deepEqual(await foundIds(engine, 'k'), []);
  });

  test('an identifier comes first, however it is written', async () => {
    const engine = await filled([
      sampleDocument('named', { title: 'WD 2000 X drive, WD2000X compatible' }),
      sampleDocument('exact', { title: 'Disk', identifiers: ['WD-2000/X', '4006381333931'] }),
    ]);
    for (const text of ['wd2000x', 'WD 2000x', 'drive wd-2000/x']) assert.equal((await foundIds(engine, text))[0], 'exact', text);
    assert.deepEqual(await foundIds(engine, ' 4006381333931 '), ['exact']);
    assert.equal((await ask(engine, '400638133393')).total_count, 0);
    await engine.upsert([sampleDocument('exact', { version: 2, title: 'Disk', identifiers: ['other-1'] })]);
    assert.equal((await foundIds(engine, 'wd2000x'))[0], 'named');
    assert.deepEqual(await foundIds(engine, 'OTHER 1'), ['exact']);
  });

  test('with few full matches the most frequent word is given up, and full matches lead every order', async () => {
    const engine = await filled([
      sampleDocument('full', { title: 'Black gaming chair', price_minor: 9000 }),
      sampleDocument('gaming', { title: 'Gaming desk', price_minor: 100 }),
      ...Array.from({ length: 20 }, (_, i) => sampleDocument(`black${i}`, { title: 'Black thing' })),
    ]);
    const result = await ask(engine, 'black gaming');
    assert.deepEqual([result.hits.map((hit) => hit.product_id), result.is_relaxed], [['full', 'gaming'], true]);
    for (const sort of ['price_asc', 'price_desc', 'newest'] as const) assert.deepEqual(await foundIds(engine, 'black gaming', { sort }), ['full', 'gaming'], sort);
    assert.equal((await ask(engine, 'gaming')).is_relaxed, false);
  });

  test('operators’ synonyms: one-way, two-way, of several words, replaced as a whole', async () => {
    const engine = await filled(titled('Zorb', 'Blender', 'Kitchen machine', 'Sofa'));
    await engine.configure({ synonyms: [{ from: 'zorb', to: ['blender', 'kitchen machine'], is_two_way: false }, { from: 'seat thing', to: ['sofa'], is_two_way: true }] });
    assert.deepEqual((await foundIds(engine, 'zorb')).toSorted(), ['p0', 'p1', 'p2']);
    assert.deepEqual(await foundIds(engine, 'blender'), ['p1']);
    assert.deepEqual(await foundIds(engine, 'seat thing'), ['p3']);
    await engine.configure({ synonyms: [{ from: 'zorb', to: ['sofa'], is_two_way: true }] });
    assert.deepEqual((await foundIds(engine, 'zorb')).toSorted(), ['p0', 'p3']);
    assert.deepEqual((await foundIds(engine, 'sofa')).toSorted(), ['p0', 'p3']);
    await engine.configure({ synonyms: [] });
    assert.deepEqual(await foundIds(engine, 'zorb'), ['p0']);
  });

  test('highlights are spans of the title in UTF-16', async () => {
    const engine = await filled([...titled('Wireless Crème-Speakers (JBL)', '😀 <b>Wireless</b> lamp'), sampleDocument('other', { title: 'Gadget', description: 'wireless' })]);
    const spans = new Map((await ask(engine, 'wireless', { highlight: true })).hits.map((hit) => [hit.product_id, hit.highlights?.title]));
    assert.deepEqual([spans.get('p0'), spans.get('p1'), spans.get('other')], [[[0, 8]], [[6, 14]], []]);
    const [hit] = (await ask(engine, 'creme speaker', { highlight: true })).hits;
    assert.deepEqual(hit?.highlights?.title, [[9, 14], [15, 23]]);
    assert.deepEqual((await ask(engine, 'speakrs', { highlight: true })).hits[0]?.highlights?.title, [[15, 23]], 'what a misspelled word was taken for');
    assert.deepEqual((await ask(engine, 'wirel', { highlight: true, typing: true })).hits.find(({ product_id }) => product_id === 'p1')?.highlights?.title, [[6, 14]]);
    assert.deepEqual((await ask(engine, '', { highlight: true })).hits[0]?.highlights?.title, []);
    assert.equal((await ask(engine, 'speaker')).hits[0]?.highlights, undefined);
  });
}
