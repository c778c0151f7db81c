import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, foundIds, sampleDocument } from '../engine/sample-document.ts';
import type { Facet, Filter, SearchDocument, SearchEngine } from '../port.ts';

const home = { handle: 'home', name: 'Home' };
const lamps = { handle: 'lamps', name: 'Lamps' };
const beds = { handle: 'beds', name: 'Beds' };
const garden = { handle: 'garden', name: 'Garden' };

const products: SearchDocument[] = [
  sampleDocument('a', { title: 'Red lamp', brand: 'Éclat', brand_handle: 'eclat', seller_handles: ['north', 'south'], category_path: [home, lamps], price_minor: 2_499, rating_average: 4.6, rating_count: 9, condition: 'new', attributes: { color: 'red', watt: 5 }, delivery_days: 1, ships_to: ['US', 'CA'] }),
  sampleDocument('b', { title: 'Blue lamp', brand: 'Éclat', brand_handle: 'eclat', seller_handles: ['south'], category_path: [home, lamps], price_minor: 2_500, rating_average: 4, rating_count: 2, condition: 'refurbished', attributes: { color: 'blue', watt: 12.5 }, delivery_days: 4, is_in_stock: false }),
  sampleDocument('c', { title: 'Green lamp', brand: 'Nexo', brand_handle: 'nexo', seller_handles: ['west'], category_path: [garden], price_minor: 12_000, rating_average: 2.5, rating_count: 1, attributes: { color: 'green', watt: 60 }, ships_to: [] }),
  sampleDocument('d', { title: 'Oak bed', brand: 'Nexo', brand_handle: 'nexo', seller_handles: ['west'], category_path: [home, beds], price_minor: 0, currency: 'EUR', attributes: { color: 'blue', is_foldable: true } }),
];

const counted = (facet: Facet | undefined): Record<string, number> => Object.fromEntries((facet?.values ?? []).map(({ value, count }) => [value, count]));

/** Filters, and what is counted for choosing them. */
export function testFacets(create: () => Promise<SearchEngine>): void {
  const filled = async (documents = products) => {
    const engine = await create();
    await engine.upsert(documents);
    return engine;
  };
  const facetsOf = async (engine: SearchEngine, filters: Filter[] = [], text = '') => new Map((await ask(engine, text, { facets: true, filters })).facets.map((facet) => [facet.field, facet]));

  test('each filter keeps what it names', async () => {
    const engine = await filled();
    const expected: [Filter, string[]][] = [
      [{ field: 'brand', any_of: ['eclat'] }, ['a', 'b']],
      [{ field: 'seller', any_of: ['north', 'west'] }, ['a', 'c', 'd']],
      [{ field: 'category', any_of: ['home'] }, ['a', 'b', 'd']],
      [{ field: 'category', any_of: ['beds', 'garden'] }, ['c', 'd']],
      [{ field: 'condition', any_of: ['refurbished'] }, ['b']],
      [{ field: 'availability', any_of: ['out_of_stock'] }, ['b']],
      [{ field: 'availability', any_of: ['in_stock', 'out_of_stock'] }, ['a', 'b', 'c', 'd']],
      [{ field: 'currency', any_of: ['EUR'] }, ['d']],
      [{ field: 'attributes.color', any_of: ['blue', 'red'] }, ['a', 'b', 'd']],
      [{ field: 'attributes.is_foldable', any_of: ['true'] }, ['d']],
      [{ field: 'attributes.watt', any_of: ['12.5'] }, ['b']],
      [{ field: 'attributes.watt', from: 5, to: 60 }, ['a', 'b']],
      [{ field: 'attributes.watt', from: 6 }, ['b', 'c']],
      [{ field: 'attributes.watt', to: 12.5 }, ['a']],
      [{ field: 'price_minor', from: 2_500 }, ['b', 'c']],
      [{ field: 'price_minor', to: 2_500 }, ['a']],
      [{ field: 'price_minor', any_of: ['0-2500', '10000-'] }, ['a', 'c']],
      [{ field: 'rating', any_of: ['4-'] }, ['a', 'b']],
      [{ field: 'rating', from: 2, to: 4 }, ['c']],
    ];
    for (const [filter, ids] of expected) {
      const found = await ask(engine, '', { filters: [filter] });
      assert.deepEqual([found.hits.map((hit) => hit.product_id).toSorted(), found.total_count], [ids, ids.length], JSON.stringify(filter));
    }
  });

  test('what variants can be had in is found, filtered by and counted, each product once a value', async () => {
    const shirt = (id: string, title: string, color: string[], size: string[]) => sampleDocument(id, { title, category_path: [home, beds], options: { color, size } });
    const engine = await filled([shirt('x', 'Linen sheet', ['Red', 'Blue'], ['S', 'M', 'L']), shirt('y', 'Cotton sheet', ['Blue'], ['M']), shirt('z', 'Silk sheet', ['Green'], ['S', 'S'])]);
    assert.deepEqual(await foundIds(engine, 'red sheet', { as_shard: 'strict' }), ['x']);
    assert.deepEqual((await foundIds(engine, '', { filters: [{ field: 'attributes.color', any_of: ['Blue'] }] })).toSorted(), ['x', 'y']);
    assert.deepEqual(await foundIds(engine, '', { filters: [{ field: 'attributes.color', any_of: ['Blue'] }, { field: 'attributes.size', any_of: ['L'] }] }), ['x']);
    const facets = await facetsOf(engine, [{ field: 'attributes.color', any_of: ['Red'] }], 'sheet');
    assert.deepEqual([counted(facets.get('attributes.color')), counted(facets.get('attributes.size'))], [{ Blue: 2, Green: 1, Red: 1 }, { L: 1, M: 1, S: 1 }]);
    // Gone from the shelf is gone from the search.
    await engine.upsert([sampleDocument('x', { title: 'Linen sheet', category_path: [home, beds], options: { color: ['Blue'], size: ['S'] }, version: 2 })]);
    assert.deepEqual(await foundIds(engine, '', { filters: [{ field: 'attributes.color', any_of: ['Red'] }] }), []);
    assert.deepEqual(await foundIds(engine, 'red'), []);
  });

  test('filters by the days of delivery and by country', async () => {
    const engine = await filled();
    assert.deepEqual(await foundIds(engine, '', { filters: [{ field: 'delivery_days', to: 4 }] }), ['a']);
    assert.deepEqual((await foundIds(engine, '', { filters: [{ field: 'delivery_days', any_of: ['1-2', '4-'] }] })).toSorted(), ['a', 'b']);
    assert.deepEqual((await foundIds(engine, '', { filters: [{ field: 'ships_to', any_of: ['CA'] }] })).toSorted(), ['a', 'b', 'd'], 'those without a list go everywhere');
    assert.deepEqual((await foundIds(engine, '', { filters: [{ field: 'ships_to', any_of: ['DE'] }] })).toSorted(), ['b', 'd']);
  });

  test('filters are joined by AND, also on one field and with a text', async () => {
    const engine = await filled();
    assert.deepEqual(await foundIds(engine, '', { filters: [{ field: 'brand', any_of: ['eclat'] }, { field: 'attributes.color', any_of: ['blue'] }] }), ['b']);
    assert.deepEqual(await foundIds(engine, 'lamp', { filters: [{ field: 'category', any_of: ['home'] }, { field: 'price_minor', from: 2_500 }] }), ['b']);
    assert.deepEqual(await foundIds(engine, '', { filters: [{ field: 'price_minor', from: 2_499 }, { field: 'price_minor', to: 2_500 }] }), ['a']);
  });

  test('what nobody knows matches nothing', async () => {
    const engine = await filled();
    const unknown: Filter[] = [
      { field: 'brand', any_of: ['gone'] }, { field: 'brand', any_of: [] }, { field: 'color', any_of: ['red'] }, { field: '__proto__', any_of: ['a'] }, { field: 'title', any_of: ['Red lamp'] },
      { field: 'attributes.', any_of: ['x'] }, { field: 'attributes.gone', any_of: ['x'] }, { field: 'attributes.color', from: 1 }, { field: 'brand', from: 1 },
      { field: 'price_minor', any_of: ['cheap', '-', '', '1-2-3'] }, { field: 'price_minor', from: Number.NaN }, { field: 'price_minor', from: Infinity }, { field: 'rating', to: -Infinity },
      { field: 'availability', any_of: ['maybe'] }, { field: 'attributes.color', any_of: ['\ud83d', '.*'] }, { field: '_id', any_of: ['a'] },
    ];
    for (const filter of unknown) {
      const { total_count } = await ask(engine, '', { filters: [filter], facets: true });
      assert.equal(total_count, 0, JSON.stringify(filter));
    }
    assert.equal((await ask(engine, '', { filters: [{ field: 'price_minor', from: -Infinity, to: Infinity }] })).total_count, 3, 'an open range takes all that have a price');
  });

  test('facets are counted over what passes, and leave their own filter out', async () => {
    const engine = await filled();
    const all = await facetsOf(engine);
    assert.deepEqual(all.get('brand')?.values, [{ value: 'eclat', label: 'Éclat', count: 2, is_selected: false }, { value: 'nexo', label: 'Nexo', count: 2, is_selected: false }]);
    assert.deepEqual(counted(all.get('seller')), { south: 2, west: 2, north: 1 });
    assert.deepEqual(counted(all.get('condition')), { new: 3, refurbished: 1 });
    assert.deepEqual(counted(all.get('availability')), { in_stock: 3, out_of_stock: 1 });
    const chosen = await facetsOf(engine, [{ field: 'brand', any_of: ['eclat'] }]);
    assert.deepEqual(chosen.get('brand')?.values.map(({ value, count, is_selected }) => [value, count, is_selected]), [['eclat', 2, true], ['nexo', 2, false]]);
    assert.deepEqual(counted(chosen.get('seller')), { south: 2, north: 1 });
    const both = await facetsOf(engine, [{ field: 'brand', any_of: ['nexo'] }, { field: 'seller', any_of: ['south'] }]);
    assert.deepEqual([counted(both.get('brand')), counted(both.get('seller')), both.has('condition')], [{ eclat: 2, nexo: 0 }, { west: 2, south: 0 }, false]);
    const texted = await facetsOf(engine, [{ field: 'brand', any_of: ['eclat'] }], 'lamp');
    assert.deepEqual(counted(texted.get('brand')), { eclat: 2, nexo: 1 });
  });

  test('prices, ratings: cumulative or not, in the currency of most, with what is selected', async () => {
    const engine = await filled();
    const facets = await facetsOf(engine);
    assert.deepEqual(counted(facets.get('price_minor')), { '0-2500': 1, '2500-5000': 1, '10000-': 1 });
    assert.deepEqual(facets.get('price_minor')?.values[0], { value: '0-2500', label: '0–25', count: 1, is_selected: false });
    assert.deepEqual(counted(facets.get('rating')), { '4-': 2, '3-': 2, '2-': 3, '1-': 3 });
    const own = await facetsOf(engine, [{ field: 'price_minor', any_of: ['2000-3000'] }]);
    assert.deepEqual(own.get('price_minor')?.values.at(-1), { value: '2000-3000', label: '2000-3000', count: 2, is_selected: true });
    assert.equal(own.get('price_minor')?.values.find(({ value }) => value === '10000-')?.count, 1);
    const yen = await filled([30, 30, 70].map((price_minor, i) => sampleDocument(`p${i}`, { price_minor, currency: 'JPY' })));
    assert.deepEqual(counted((await facetsOf(yen)).get('price_minor')), { '25-50': 2, '50-100': 1 });
  });

  test('prices that all fall into one range are cut into quarters', async () => {
    const engine = await filled(Array.from({ length: 12 }, (_, i) => sampleDocument(`p${i}`, { price_minor: 20_000 + i * 1_000 })));
    const { values } = (await facetsOf(engine)).get('price_minor') ?? { values: [] };
    assert.deepEqual(values, [['-23000', '–230', 3], ['23000-26000', '230–260', 3], ['26000-29000', '260–290', 3], ['29000-', '290–', 3]].map(([value, label, count]) => ({ value, label, count, is_selected: false })));
    const chosen = (await facetsOf(engine, [{ field: 'price_minor', any_of: ['23000-26000'] }])).get('price_minor')?.values ?? [];
    assert.deepEqual(chosen.filter((value) => value.is_selected).map(({ value, count }) => [value, count]), [['23000-26000', 3]]);
  });

  test('delivery is counted up to some days', async () => {
    const engine = await filled([1, 1, 4, 20].map((delivery_days, i) => sampleDocument(`p${i}`, { delivery_days })).concat(sampleDocument('unknown')));
    assert.deepEqual(counted((await facetsOf(engine)).get('delivery_days')), { '-2': 2, '-3': 2, '-5': 3, '-7': 3, '-11': 3 });
  });

  test('the category tree opens along the selection, in pre-order', async () => {
    const documents = [
      ...['a', 'b', 'c'].map((id) => sampleDocument(id, { category_path: [home, lamps] })),
      sampleDocument('d', { category_path: [home, beds] }),
      ...['e', 'f'].map((id) => sampleDocument(id, { title: 'Spade', category_path: [garden] })),
    ];
    const engine = await filled(documents);
    const tree = async (filters: Filter[], text = '') => (await facetsOf(engine, filters, text)).get('category')?.values.map(({ value, label, count, depth, is_selected }) => [value, label, count, depth, is_selected]);
    assert.deepEqual(await tree([]), [['home', 'Home', 4, 0, false], ['garden', 'Garden', 2, 0, false]]);
    const opened = [['home', 'Home', 4, 0, false], ['lamps', 'Lamps', 3, 1, false], ['beds', 'Beds', 1, 1, true], ['garden', 'Garden', 2, 0, false]];
    assert.deepEqual(await tree([{ field: 'category', any_of: ['beds'] }]), opened);
    assert.deepEqual(await tree([{ field: 'category', any_of: ['beds'] }], 'spade'), [['garden', 'Garden', 2, 0, false], ['home', 'Home', 0, 0, false], ['beds', 'Beds', 0, 1, true]]);
  });

  test('attributes become facets when a category leads and they tell matches apart', async () => {
    const lamp = (i: number): SearchDocument => sampleDocument(`p${i}`, { category_path: [home, lamps], attributes: { color: i % 2 ? 'red' : 'blue', watt: (i % 3) * 10, serial: i, shape: 'round', ...i < 10 && { rare: i % 2 === 0 } } });
    const engine = await filled(Array.from({ length: 100 }, (_, i) => lamp(i)));
    const facets = await facetsOf(engine);
    assert.deepEqual(facets.get('attributes.color')?.values.map(({ value, count }) => [value, count]), [['blue', 50], ['red', 50]]);
    assert.deepEqual(facets.get('attributes.watt')?.values.map(({ value, count }) => [value, count]), [['0', 34], ['10', 33], ['20', 33]]);
    for (const code of ['serial', 'shape', 'rare']) assert.equal(facets.has(`attributes.${code}`), false, code);
    const rare = await facetsOf(engine, [{ field: 'attributes.rare', any_of: ['true'] }, { field: 'attributes.color', any_of: ['blue'] }]);
    assert.deepEqual(rare.get('attributes.rare')?.values, [{ value: 'true', label: 'true', count: 5, is_selected: true }]);
    assert.deepEqual(counted(rare.get('attributes.color')), { blue: 5 });
  });

  test('selected values stay visible without matches, rare ones among many, and no facets come unasked', async () => {
    const engine = await filled(Array.from({ length: 60 }, (_, i) => sampleDocument(`p${i}`, { brand: `Brand ${i % 30}`, brand_handle: `brand-${i % 30}` })).concat(sampleDocument('rare', { brand: 'Rare', brand_handle: 'rare' })));
    const facets = await facetsOf(engine, [{ field: 'brand', any_of: ['rare', 'gone'] }]);
    const values = facets.get('brand')?.values ?? [];
    assert.deepEqual(values.slice(-2), [{ value: 'rare', label: 'Rare', count: 1, is_selected: true }, { value: 'gone', label: 'gone', count: 0, is_selected: true }]);
    assert.equal(values.length, 22);
    assert.deepEqual((await ask(engine, '')).facets, []);
  });
}
