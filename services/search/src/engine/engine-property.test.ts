import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createEmbeddedEngine } from './engine.ts';
import type { Facet, Filter, SearchDocument, SearchEngine } from '../port.ts';
import { ask, sampleDocument } from './sample-document.ts';

/** So unlike each other that none is a misspelling or a compound of others. */
const WORDS = ['lantern', 'gazebo', 'quilt', 'trombone', 'kayak'];
const CATEGORIES = ['home', 'home/light', 'home/light/lamp', 'home/bed', 'sport', 'sport/water'];

const change = fc.record({
  product: fc.nat(11),
  version: fc.integer({ min: 1, max: 5 }),
  is_removal: fc.boolean(),
  words: fc.subarray(WORDS, { minLength: 1 }),
  category: fc.constantFrom(...CATEGORIES),
  brand_handle: fc.constantFrom('acme', 'nexo', 'umbra'),
  seller_handles: fc.subarray(['north', 'south', 'east'], { minLength: 1 }),
  price_minor: fc.constantFrom(0, 2499, 2500, 4999, 5000, 9999, 10_000, 77_700),
  rating: fc.constantFrom(undefined, 1, 2.5, 3.9, 4, 5),
  condition: fc.constantFrom('new', 'used'),
  is_in_stock: fc.boolean(),
  color: fc.constantFrom(undefined, 'red', 'blue'),
  size: fc.constantFrom(undefined, 1, 2, 3),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function documentOf(change: Change): SearchDocument {
  const steps = change.category.split('/');
  return sampleDocument(`p${change.product}`, {
    version: change.version, title: change.words.join(' '), brand: change.brand_handle, brand_handle: change.brand_handle,
    category_path: steps.map((name, i) => ({ handle: steps.slice(0, i + 1).join('/'), name })),
    seller_handles: change.seller_handles, price_minor: change.price_minor, condition: change.condition, is_in_stock: change.is_in_stock,
    ...change.rating !== undefined && { rating_average: change.rating },
    attributes: { ...change.color && { color: change.color }, ...change.size && { size: change.size } },
  });
}

const termsFilter = (field: string, ...values: string[]): fc.Arbitrary<Filter> => fc.subarray(values, { minLength: 1 }).map((any_of) => ({ field, any_of }));
const rangeFilter = (field: string, ...edges: number[]): fc.Arbitrary<Filter> => {
  const edge = fc.constantFrom(...edges);
  return fc.record({ field: fc.constant(field), from: edge, to: edge }, { requiredKeys: ['field'] });
};
const filter = fc.oneof(
  termsFilter('category', ...CATEGORIES, 'nowhere'), termsFilter('brand', 'acme', 'nexo', 'nobody'), termsFilter('seller', 'north', 'south'),
  termsFilter('condition', 'new', 'used'), termsFilter('availability', 'in_stock', 'out_of_stock'), termsFilter('attributes.color', 'red', 'blue', 'pink'),
  termsFilter('price_minor', '0-2500', '2500-5000', '10000-', '-2500'), rangeFilter('price_minor', 2500, 5000, 9999), termsFilter('rating', '4-', '2-'),
  rangeFilter('rating', 2.5, 4), rangeFilter('attributes.size', 1, 2, 3), termsFilter('unheard_of', 'x'),
);

/** What a field of a document holds, as facet values or numbers. */
function valuesOf(document: SearchDocument, field: string): (string | number)[] {
  switch (field) {
    case 'category': return document.category_path.map((step) => step.handle);
    case 'brand': return [document.brand_handle];
    case 'seller': return document.seller_handles;
    case 'condition': return [document.condition];
    case 'availability': return [document.is_in_stock ? 'in_stock' : 'out_of_stock'];
    case 'price_minor': return document.price_minor === 0 ? [] : [document.price_minor];
    case 'rating': return document.rating_average === undefined ? [] : [document.rating_average];
  }
  const value = document.attributes[field.replace('attributes.', '')];
  return value === undefined ? [] : [field === 'attributes.size' ? Number(value) : String(value)];
}

function holds(value: string | number, wanted: string): boolean {
  if (typeof value === 'string') return value === wanted;
  const [from, to] = wanted.split('-');
  return value >= Number(from || 0) && (!to || value < Number(to));
}

function passes(document: SearchDocument, filter: Filter): boolean {
  const values = valuesOf(document, filter.field);
  if ('any_of' in filter) return values.some((value) => filter.any_of.some((wanted) => holds(value, wanted)));
  return values.some((value) => Number(value) >= (filter.from ?? 0) && Number(value) < (filter.to ?? 1e9));
}

function checkFacet(facet: Facet, documents: SearchDocument[], filters: Filter[]): void {
  const scope = documents.filter((document) => filters.every((each) => each.field === facet.field || passes(document, each)));
  for (const { value, count } of facet.values) {
    const isAttributeNumber = facet.field === 'attributes.size';
    const expected = scope.filter((document) => valuesOf(document, facet.field).some((held) => isAttributeNumber ? String(held) === value : holds(held, value)));
    assert.equal(count, expected.length, `${facet.field} ${value}`);
  }
  if (['brand', 'seller', 'condition', 'availability'].includes(facet.field)) {
    const present = new Set(scope.flatMap((document) => valuesOf(document, facet.field)));
    for (const value of present) assert.ok(facet.values.some((shown) => shown.value === value), `${facet.field} ${value} is not offered`);
  }
}

async function apply(engine: SearchEngine, model: Map<string, SearchDocument | number>, changes: Change[]): Promise<void> {
  for (const change of changes) {
    const document = documentOf(change);
    const known = model.get(document.product_id);
    const version = typeof known === 'number' ? known : known?.version ?? 0;
    if (change.is_removal && change.product % 3 === 0) {
      await engine.remove([{ product_id: document.product_id, version: change.version }]);
      if (change.version >= version) model.set(document.product_id, change.version);
    } else {
      await engine.upsert([document]);
      if (change.version > version || (change.version === version && typeof known !== 'number')) model.set(document.product_id, document);
    }
  }
}

test('totals, hits and facet counts are those of a scan over all documents', async () => {
  const query = fc.record({ word: fc.constantFrom('', ...WORDS), filters: fc.array(filter, { maxLength: 4 }) });
  await fc.assert(fc.asyncProperty(fc.array(change, { maxLength: 40 }), fc.array(query, { minLength: 1, maxLength: 4 }), async (changes, queries) => {
    const engine = createEmbeddedEngine();
    const model = new Map<string, SearchDocument | number>();
    await apply(engine, model, changes);
    const live = [...model.values()].filter((document) => typeof document !== 'number');
    assert.equal(await engine.documentCount(), live.length);
    for (const { word, filters } of queries) {
      const matching = live.filter((document) => document.title.includes(word));
      const expected = matching.filter((document) => filters.every((each) => passes(document, each)));
      const result = await ask(engine, word, { filters, facets: true, page_size: 100, sort: 'price_asc' });
      assert.equal(result.total_count, expected.length);
      const ordered = expected.toSorted((a, b) => (a.price_minor || 1e9) - (b.price_minor || 1e9) || (a.product_id < b.product_id ? -1 : 1));
      assert.deepEqual(result.hits.map((hit) => hit.product_id), ordered.map((document) => document.product_id));
      for (const facet of result.facets) checkFacet(facet, matching, filters);
    }
  }), { numRuns: 300 });
});
