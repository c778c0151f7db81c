import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hasCode } from '@orinoco/contract';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts';

test('amounts where Stripe differs from ISO 4217', () => {
  assert.equal(toStripeAmount(1_234, 'USD'), 1_234);
  assert.equal(toStripeAmount(500, 'JPY'), 500);
  assert.equal(toStripeAmount(500, 'ISK'), 50_000);
  assert.equal(toStripeAmount(500, 'UGX'), 50_000);
  assert.equal(toStripeAmount(50_000, 'MGA'), 500);
  assert.equal(toStripeAmount(12_340, 'KWD'), 12_340);
});

test('an amount that would have to be rounded is refused', () => {
  for (const [amount_minor, currency] of [[12_345, 'KWD'], [50_050, 'MGA'], [10_000, 'CLF'], [Number.MAX_SAFE_INTEGER, 'ISK']] as const) {
    assert.throws(() => toStripeAmount(amount_minor, currency), (error) => hasCode(error, 'amount_not_representable'));
  }
  assert.throws(() => fromStripeAmount(50, 'ISK'), (error) => hasCode(error, 'amount_not_representable'));
});

test('there and back is the same amount', () => {
  const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'ISK', 'UGX', 'MGA', 'KWD', 'BHD');
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), currency, (hundreds, code) => {
    const amount_minor = hundreds * 100;
    assert.equal(fromStripeAmount(toStripeAmount(amount_minor, code), code), amount_minor);
  }));
});
