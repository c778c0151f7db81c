import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmbeddedEngine } from './engine.ts';
import type { Facet, Filter, SearchDocument } from '../port.ts';
import { ask, sampleDocument } from './sample-document.ts';

async function facetsOf(documents: SearchDocument[], filters: Filter[] = [], text = ''): Promise<Map<string, Facet>> {
  const engine = createEmbeddedEngine();
  await engine.upsert(documents);
  const { facets } = await ask(engine, text, { facets: true, filters });
  return new Map(facets.map((facet) => [facet.field, facet]));
}

const counted = (facet: Facet | undefined): (string | number)[][] => (facet?.values ?? []).map(({ value, count }) => [value, count]);

const home = { handle: 'home', name: 'Home' };
const lamps = { handle: 'lamps', name: 'Lamps' };
const beds = { handle: 'beds', name: 'Beds' };
const garden = { handle: 'garden', name: 'Garden' };

test('price ranges follow the currency, ratings are cumulative', async () => {
  const documents = [2499, 2500, 9999, 10_000].map((price_minor, i) => sampleDocument(`p${i}`, { price_minor, rating_average: i + 1.5 }));
  const facets = await facetsOf(documents);
  assert.deepEqual(counted(facets.get('price_minor')), [['0-2500', 1], ['2500-5000', 1], ['5000-10000', 1], ['10000-', 1]]);
  assert.deepEqual(counted(facets.get('rating')), [['4-', 1], ['3-', 2], ['2-', 3], ['1-', 4]]);
  const yen = await facetsOf([sampleDocument('p', { price_minor: 30, currency: 'JPY' })]);
  assert.deepEqual(yen.get('price_minor')?.values, [{ value: '25-50', label: '25–50', count: 1, is_selected: false }]);
  const own = await facetsOf(documents, [{ field: 'price_minor', from: 2000, to: 3000 }]);
  assert.deepEqual(own.get('price_minor')?.values.at(-1), { value: '2000-3000', label: '2000-3000', count: 2, is_selected: true });
});

test('the category tree opens along the selection and keeps its siblings', async () => {
  const documents = [
    ...['a', 'b', 'c'].map((id) => sampleDocument(id, { category_path: [home, lamps] })),
    sampleDocument('d', { category_path: [home, beds] }),
    ...['e', 'f'].map((id) => sampleDocument(id, { category_path: [garden] })),
  ];
  const tree = (facet: Facet | undefined) => facet?.values.map(({ value, count, depth, is_selected }) => [value, count, depth, is_selected]);
  assert.deepEqual(tree((await facetsOf(documents)).get('category')), [['home', 4, 0, false], ['garden', 2, 0, false]]);
  assert.deepEqual(tree((await facetsOf(documents, [{ field: 'category', any_of: ['beds'] }])).get('category')), [
    ['home', 4, 0, false], ['lamps', 3, 1, false], ['beds', 1, 1, true], ['garden', 2, 0, false],
  ]);
  assert.deepEqual(tree((await facetsOf(documents.slice(0, 4))).get('category')), [['home', 4, 0, false], ['lamps', 3, 1, false], ['beds', 1, 1, false]]);
});

test('attributes become facets when a category leads and they tell matches apart', async () => {
  const lamp = (i: number, attributes: SearchDocument['attributes']): SearchDocument => sampleDocument(`p${i}`, { category_path: [home, lamps], attributes });
  const documents = Array.from({ length: 100 }, (_, i) => lamp(i, { color: i % 2 ? 'red' : 'blue', watt: (i % 3) * 10, serial: i, shape: 'round', ...i < 10 && { rare: i % 2 === 0 } }));
  const facets = await facetsOf(documents);
  assert.deepEqual(counted(facets.get('attributes.color')), [['blue', 50], ['red', 50]]);
  assert.deepEqual(counted(facets.get('attributes.watt')), [['0', 34], ['10', 33], ['20', 33]]);
  for (const code of ['serial', 'shape', 'rare']) assert.equal(facets.has(`attributes.${code}`), false, code);
  const rare = await facetsOf(documents, [{ field: 'attributes.rare', any_of: ['true'] }]);
  assert.deepEqual(rare.get('attributes.rare')?.values, [
    { value: 'false', label: 'false', count: 5, is_selected: false }, { value: 'true', label: 'true', count: 5, is_selected: true },
  ]);
});

test('a selected value stays visible without matches, and no facets come unasked', async () => {
  const facets = await facetsOf([sampleDocument('p')], [{ field: 'brand', any_of: ['gone'] }]);
  assert.deepEqual(counted(facets.get('brand')), [['acme', 1], ['gone', 0]]);
  const engine = createEmbeddedEngine();
  await engine.upsert([sampleDocument('p')]);
  assert.deepEqual((await ask(engine, '')).facets, []);
});
