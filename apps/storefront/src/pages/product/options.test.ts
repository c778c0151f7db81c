import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { Variant } from '../../types.ts';
import { optionLinks } from './options.ts';

const variant = (color: string, size: string, is_available = true): Variant => ({
  variant_id: `${color}-${size}`, sku: `${color}-${size}`, option_values: { color, size }, media_key: 'k', url: `/p/x?variant=${color}-${size}`, is_available, price_minor: 100,
});
const options = [
  { code: 'color', label: 'Color', values: [{ value: 'red', color: '#f00' }, { value: 'blue' }, { value: 'green' }] },
  { code: 'size', label: 'Size', values: [{ value: 'S' }, { value: 'M' }] },
];
const redSmall = variant('red', 'S');
const variants = [redSmall, variant('red', 'M', false), variant('blue', 'M')];

test('a value leads to the variant that keeps the other choices', () => {
  const [, size] = optionLinks({ options, variants }, redSmall);
  assert.deepEqual(size?.values.map(({ value, url, is_selected, is_available }) => ({ value, url, is_selected, is_available })), [
    { value: 'S', url: '/p/x?variant=red-S', is_selected: true, is_available: true },
    { value: 'M', url: '/p/x?variant=red-M', is_selected: false, is_available: false },
  ]);
});

test('a combination that does not exist leads to the nearest one and is marked', () => {
  const [color] = optionLinks({ options, variants }, redSmall);
  const blue = color?.values.find(({ value }) => value === 'blue');
  assert.equal(blue?.url, '/p/x?variant=blue-M');
  assert.equal(blue?.is_available, false);
});

test('a value without any variant is left out', () => {
  const [color] = optionLinks({ options, variants }, redSmall);
  assert.deepEqual(color?.values.map(({ value }) => value), ['red', 'blue']);
});
