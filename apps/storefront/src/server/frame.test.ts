import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cart } from '@orinoco/cart/contract';
import { contextWith } from '../fixtures/clients.ts';
import { cartCount } from './frame.ts';

const cart: Cart = { cart_id: 'bought', status: 'open', currency: 'USD', customer_id: null, coupon_codes: [], lines: [], saved_lines: [], quantity_count: 3, subtotal_minor: 0, has_problems: false, updated_at: '2026-01-01T00:00:00Z' };
const visitor = { actor: { kind: 'guest' as const, guest_id: 'g' }, name: null, locale: null, currency: null };
const countWith = (cart_id: string, ordered_cart_id: string | null) => cartCount(contextWith({ cart: { getCurrentCart: async () => ({ ...cart, cart_id }) } }, { visitor, ordered_cart_id }));

test('a cart that was bought a moment ago counts nothing, the next one counts again', async () => {
  assert.equal(await countWith('bought', null), 3);
  assert.equal(await countWith('bought', 'bought'), 0);
  assert.equal(await countWith('next', 'bought'), 3);
});

test('a cart that cannot be asked for is unknown, and somebody who never came has none', async () => {
  assert.equal(await cartCount(contextWith({}, { visitor })), null);
  assert.equal(await cartCount(contextWith({})), 0);
});
