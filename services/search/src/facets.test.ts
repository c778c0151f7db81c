import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presentFacets } from './facets.ts';

const labelsOf = (code: string, ...values: string[]) => {
  const facet = { field: `attributes.${code}`, kind: 'terms' as const, values: values.map((value, index) => ({ value, label: value, count: 100 - index, is_selected: false })) };
  return presentFacets([facet], { attributes: new Map(), sellers: new Map(), currency: 'USD' })[0]?.values.map(({ label }) => label);
};

test('sizes and measures go from small to large, and what has no order by how often it is found', () => {
  assert.deepEqual(labelsOf('size', 'M', 'XL', 'S', 'L', '2XL'), ['S', 'M', 'L', 'XL', '2XL']);
  assert.deepEqual(labelsOf('size', '10', '8', '9.5'), ['8', '9.5', '10']);
  assert.deepEqual(labelsOf('capacity', '12 oz', '6 oz', '8 oz'), ['6 oz', '8 oz', '12 oz']);
  assert.deepEqual(labelsOf('size', '2 lb', '12 oz', '1 lb'), ['2 lb', '12 oz', '1 lb']);
  assert.deepEqual(labelsOf('size', 'M', 'One size', 'S'), ['M', 'One size', 'S']);
  assert.deepEqual(labelsOf('color', 'Red', 'Black'), ['Red', 'Black']);
});
