import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Checkout } from '@orinoco/order/contract';
import { agreedTotal, stepOf } from './loader.ts';

const at = (missing: Checkout['missing'], is_paid_for: boolean, wanted: string | null) => stepOf({ missing, shipping_address: null }, is_paid_for, wanted);

test('a checkout opens at the first section that needs something, and goes no further when asked', () => {
  assert.equal(at(['email', 'shipping_address', 'delivery'], false, null), 'address');
  assert.equal(at(['email'], false, 'review'), 'address');
  assert.equal(at(['delivery'], true, 'review'), 'delivery');
  assert.equal(at([], false, 'review'), 'payment');
  assert.equal(at([], true, null), 'review');
});

test('whoever wants to change something can go back', () => {
  assert.equal(at([], true, 'address'), 'address');
  assert.equal(at([], true, 'payment'), 'payment');
  assert.equal(at([], true, 'nonsense'), 'review');
});

test('the total that was shown is the one that is agreed to', () => {
  assert.equal(agreedTotal('0190a5c6-0000-7000-8000-000000000000.6289'), 6_289);
  assert.equal(agreedTotal('0190a5c6-0000-7000-8000-000000000000'), undefined);
  assert.equal(agreedTotal('x.-5'), undefined);
});
