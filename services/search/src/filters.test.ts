import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { CodedError } from '@orinoco/contract';
import { presentFacets } from './facets.ts';
import { parseFilters, rangeFilterValue } from './filters.ts';
import { normalQuery } from './query-log.ts';

function pointerOf(filters: string[]): string | undefined {
  try {
    parseFilters(undefined, filters);
  } catch (error) {
    return error instanceof CodedError && error.code === 'invalid_request' ? error.errors?.[0]?.pointer : String(error);
  }
  return undefined;
}

test('values of one field are alternatives, ranges include both ends', () => {
  assert.deepEqual(parseFilters('lamps', ['brand:acme', 'brand:nexo', 'brand:acme', 'price:2500..5000', 'price:..999', 'rating:4..', 'rating:..3.5', 'condition:new', 'attribute.color:Red: dark', 'attribute.range:a..b', 'delivery:..2', 'ships_to:DE']), [
    { field: 'category', any_of: ['lamps'] }, { field: 'brand', any_of: ['acme', 'nexo'] }, { field: 'price_minor', any_of: ['2500-5001', '-1000'] }, { field: 'rating', any_of: ['4-', '-3.51'] },
    { field: 'condition', any_of: ['new'] }, { field: 'attributes.color', any_of: ['Red: dark'] }, { field: 'attributes.range', any_of: ['a..b'] }, { field: 'delivery_days', any_of: ['-3'] }, { field: 'ships_to', any_of: ['DE'] },
  ]);
  assert.deepEqual(parseFilters(undefined, ['attribute.weight:1.5..', 'attribute.height:..-2']), [{ field: 'attributes.weight', from: 1.5 }, { field: 'attributes.height', to: -2 + 2e-9 }]);
});

test('what is no filter is named by its place', () => {
  const wrong = ['brand', ':acme', 'brand:', 'brand: ', 'colour:red', 'category:lamps', 'price:5', 'price:..', 'price:a..b', 'price:5..1', 'price:1..2..3', 'price:-5..5', 'price:1.5..2', 'rating:five..', 'condition:broken', 'availability:yes', 'delivery:soon', 'delivery:2', 'ships_to:Germany', 'attribute.:x', '__proto__:x', 'constructor:x'];
  for (const filter of wrong) assert.equal(pointerOf(['brand:acme', filter]), '/filters/1', filter);
  assert.equal(pointerOf(['attribute.w:1..2', 'attribute.w:3..4']), '/filters/1');
  assert.equal(pointerOf(['attribute.w:1..2', 'attribute.w:3']), '/filters/1');
  assert.equal(pointerOf(Array.from({ length: 31 }, (_, i) => `attribute.a${i}:1`)), '/filters');
});

test('no text makes the parser fail otherwise', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.tuple(fc.constantFrom('price', 'rating', 'attribute.x', 'brand'), fc.string()).map((parts) => parts.join(':')));
  fc.assert(fc.property(fc.array(text, { maxLength: 5 }), (filters) => pointerOf(filters)?.startsWith('/filters') ?? true), { numRuns: 100 });
});

test('the value of a range facet, sent back as a filter, selects that range', () => {
  const edge = fc.option(fc.nat(10_000), { nil: undefined });
  fc.assert(fc.property(edge, edge, (from, width) => {
    fc.pre(from !== undefined || width !== undefined);
    const engine_value = `${from ?? ''}-${width === undefined ? '' : (from ?? 0) + width + 1}`;
    const [filter] = parseFilters(undefined, [`price:${rangeFilterValue('price', engine_value)}`]);
    assert.deepEqual(filter, { field: 'price_minor', any_of: [engine_value] });
  }));
  assert.deepEqual(['4-', '-3.51', '2-4.01'].map((value) => rangeFilterValue('rating', value)), ['4..', '..3.5', '2..4']);
});

test('facets are named for people', () => {
  const value = (text: string, label = text, is_selected = false) => ({ value: text, label, count: 1, is_selected });
  const facets = presentFacets([
    { field: 'price_minor', kind: 'ranges', values: ['0-2500', '2500-5000', '10000-', '1000-1235', '-500'].map((each) => value(each)) }, { field: 'rating', kind: 'ranges', values: [value('4-')] },
    { field: 'seller', kind: 'terms', values: [value('north-star'), value('acme')] }, { field: 'brand', kind: 'terms', values: [value('', ''), value('nexo', 'Nexo')] }, { field: 'availability', kind: 'terms', values: [value('in_stock')] }, { field: 'delivery_days', kind: 'ranges', values: ['-2', '-3'].map((each) => value(each)) },
    { field: 'attributes.weight', kind: 'terms', values: [value('5')] }, { field: 'attributes.is_dimmable', kind: 'terms', values: [value('true')] }, { field: 'attributes.secret', kind: 'terms', values: [value('1')] }, { field: 'condition', kind: 'terms', values: [] },
  ], { attributes: new Map([['weight', { label: 'Weight', unit: 'kg', is_filterable: true }], ['secret', { label: 'Secret', unit: null, is_filterable: false }]]), sellers: new Map([['acme', 'ACME Inc.']]), currency: 'USD' });
  assert.deepEqual(facets.map((facet) => [facet.field, facet.label, ...facet.values.map((each) => `${each.value}=${each.label}`)]), [
    ['price', 'Price', '0..2499=Up to $25', '2500..4999=$25 to $50', '10000..=$100 and up', '1000..1234=$10 to $12.34', '..499=Up to $5'], ['rating', 'Customer rating', '4..=4 stars and up'],
    ['seller', 'Seller', 'north-star=North star', 'acme=ACME Inc.'], ['brand', 'Brand', 'nexo=Nexo'], ['availability', 'Availability', 'in_stock=In stock'], ['delivery', 'Delivery', '..1=Within a working day', '..2=Within 2 working days'], ['attribute.weight', 'Weight', '5=5 kg'], ['attribute.is_dimmable', 'Is dimmable', 'true=Yes'],
  ]);
});

test('queries have one spelling that PostgreSQL takes', () => {
  assert.equal(normalQuery('  USB\u0000  Ｃａｂｌｅ\n'), 'usb cable');
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
    const normal = normalQuery(text);
    return normal.length <= 100 && normal.isWellFormed() && !/\p{Cc}/u.test(normal) && normal === normal.trim();
  }));
});
