import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allocate, minorDigits, multiplyRate, parseDecimal, toDecimal } from './money.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const currency = fc.constantFrom('JPY', 'USD', 'KWD');
const amount = fc.oneof(fc.nat(20), fc.nat(1_000_000), fc.nat(2 ** 45));

describe('amounts that are split and given back', () => {
  it('lose nothing when what was split is split again: a purchase into orders, an order into lines', () => {
    fc.assert(fc.property(amount, fc.array(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }), (amount_minor, groups) => {
      const orders = allocate(amount_minor, groups.map(sum));
      const lines = orders.flatMap((order_minor, index) => allocate(order_minor, groups[index] ?? []));
      assert.equal(sum(lines), amount_minor);
      assert.ok(lines.every((line) => line >= 0));
    }), { numRuns: 1000 });
  });

  it('come back whole in any parts: each part takes its share of what is left, and the last leaves nothing', () => {
    fc.assert(fc.property(fc.array(amount, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(1000), { maxLength: 8 }), (shares, permille) => {
      let left = shares;
      for (const part of [...permille, 1000]) {
        const back = allocate(Math.min(sum(left), multiplyRate(sum(left), part * 1000)), left);
        assert.ok(back.every((each, index) => each >= 0 && each <= (left[index] ?? 0)), 'no part gives back more than it has');
        left = left.map((each, index) => each - (back[index] ?? 0));
      }
      assert.deepEqual(left, shares.map(() => 0));
    }), { numRuns: 1000 });
  });

  it('are never discounted beyond themselves by a rate of at most 100 percent, and grow with the rate', () => {
    fc.assert(fc.property(amount, fc.nat(1_000_000), fc.nat(1_000_000), (amount_minor, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)].map((rate_ppm) => multiplyRate(amount_minor, rate_ppm)) as [number, number];
      assert.ok(low >= 0 && low <= high && high <= amount_minor);
    }), { numRuns: 1000 });
  });

  it('mean the same in text whatever their decimals: 0, 2 or 3', () => {
    fc.assert(fc.property(amount, amount, currency, (a, b, code) => {
      assert.equal(parseDecimal(toDecimal(a, code), code) + parseDecimal(toDecimal(b, code), code), parseDecimal(toDecimal(a + b, code), code));
      assert.equal(toDecimal(a, code).split('.')[1]?.length ?? 0, minorDigits(code));
    }), { numRuns: 1000 });
  });
});
