import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { currencyDigits } from './currencies.ts';
import { allocate, formatMoney, isCurrency, minorDigits, MoneyError, multiplyRate, multiplyRatio, parseDecimal, toDecimal } from './money.ts';

const amount = fc.maxSafeInteger();
const currency = fc.constantFrom(...currencyDigits.keys());
const withCode = (code: string) => (error: unknown) => error instanceof MoneyError && error instanceof RangeError && error.code === code;

describe('currencies', () => {
  it('has the digits of ISO 4217 where Intl has others', () => {
    for (const code of ['COP', 'HUF', 'IDR', 'PKR', 'LBP', 'MGA', 'IRR', 'ALL', 'USD', 'EUR']) assert.equal(minorDigits(code), 2, code);
    for (const code of ['JPY', 'KRW', 'ISK', 'UGX', 'UYI', 'XPF']) assert.equal(minorDigits(code), 0, code);
    for (const code of ['IQD', 'BHD', 'TND']) assert.equal(minorDigits(code), 3, code);
    assert.equal(minorDigits('CLF'), 4);
  });

  it('knows every currency that the runtime names, less those withdrawn or without a minor unit', () => {
    const left = Intl.supportedValuesOf('currency').filter((code) => !isCurrency(code));
    const withdrawn = ['ANG', 'BGN', 'CUC', 'HRK', 'SLL', 'ZWL'];
    const unpriced = ['XDR', 'XSU'];
    assert.deepEqual(left.filter((code) => !withdrawn.includes(code) && !unpriced.includes(code)), []);
  });

  it('refuses codes that are not in use', () => {
    for (const code of ['HRK', 'ZWL', 'XAU', 'XXX', 'usd', '', 'US', 42, null]) assert.equal(isCurrency(code), false, String(code));
    assert.throws(() => minorDigits('DEM'), withCode('currency_unknown'));
  });
});

describe('allocate', () => {
  it('gives leftover units to the largest remainders, the earlier first', () => {
    assert.deepEqual(allocate(100, [1, 1, 1]), [34, 33, 33]);
    assert.deepEqual(allocate(-100, [1, 1, 1]), [-34, -33, -33]);
    assert.deepEqual(allocate(5, [3, 0, 7]), [2, 0, 3]);
    assert.deepEqual(allocate(3, [0, 0]), [2, 1]);
    assert.deepEqual(allocate(0, []), []);
    assert.deepEqual(allocate(-1, [1, 2]), [0, -1]);
  });

  it('sums exactly, keeps each share within one unit of its proportion, and mirrors negatives', () => {
    fc.assert(fc.property(amount, fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 30 }), (amount_minor, weights) => {
      const shares = allocate(amount_minor, weights);
      assert.equal(shares.reduce((sum, share) => sum + BigInt(share), 0n), BigInt(amount_minor));
      assert.deepEqual(allocate(amount_minor === 0 ? 0 : -amount_minor, weights), shares.map((share) => (share === 0 ? 0 : -share)));
      const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
      if (sum === 0n) return;
      for (const [index, share] of shares.entries()) {
        const error = BigInt(Math.abs(share)) * sum - BigInt(Math.abs(amount_minor)) * BigInt(weights[index] ?? 0);
        assert.ok(error < sum && error > -sum, `share ${index}`);
      }
    }), { numRuns: 1000 });
  });

  it('never gives a weight more than itself when the amount is at most the sum of weights', () => {
    fc.assert(fc.property(fc.array(fc.nat(10_000), { minLength: 1, maxLength: 20 }), fc.nat(1000), (weights, permille) => {
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const amount_minor = Math.floor((sum * permille) / 1000);
      if (sum === 0) return;
      assert.ok(allocate(amount_minor, weights).every((share, index) => share <= (weights[index] ?? 0)));
    }));
  });

  it('refuses what it cannot split', () => {
    assert.throws(() => allocate(1, []), withCode('weights_invalid'));
    assert.throws(() => allocate(1, [1, -1]), withCode('weights_invalid'));
    assert.throws(() => allocate(1, [0.5]), withCode('weights_invalid'));
    assert.throws(() => allocate(1.5, [1]), withCode('amount_invalid'));
    assert.throws(() => allocate(Number.NaN, [1]), withCode('amount_invalid'));
  });
});

describe('multiplyRate', () => {
  it('rounds halves as told, and away from zero by default', () => {
    assert.equal(multiplyRate(250, 10_000, 'half_up'), 3);
    assert.equal(multiplyRate(250, 10_000, 'half_even'), 2);
    assert.equal(multiplyRate(350, 10_000, 'half_even'), 4);
    assert.equal(multiplyRate(-250, 10_000), -3);
    assert.equal(multiplyRate(-250, 10_000, 'half_even'), -2);
    assert.equal(multiplyRate(-1, 1), 0);
  });

  it('equals exact rational arithmetic everywhere in the safe range', () => {
    fc.assert(fc.property(amount, fc.nat(1_000_000), fc.constantFrom('half_up' as const, 'half_even' as const), (amount_minor, rate_ppm, rounding) => {
      const exact = BigInt(Math.abs(amount_minor)) * BigInt(rate_ppm);
      const result = BigInt(Math.abs(multiplyRate(amount_minor, rate_ppm, rounding))) * 1_000_000n;
      const error = result - exact;
      assert.ok(error <= 500_000n && error >= -500_000n);
      if (error === 500_000n && rounding === 'half_even') assert.equal((result / 1_000_000n) % 2n, 0n);
      if (rounding === 'half_up') assert.notEqual(error, -500_000n);
    }), { numRuns: 2000 });
  });

  it('takes the same way for small and large products', () => {
    fc.assert(fc.property(fc.nat(1_000_000), fc.nat(1000), fc.integer({ min: 1, max: 1000 }), (amount_minor, numerator, denominator) => {
      // Both terms scaled up push the product past 2^53 and must not change the quotient.
      const scale = 9_000_000_000;
      for (const rounding of ['half_up', 'half_even'] as const) {
        assert.equal(multiplyRatio(amount_minor, numerator * scale, denominator * scale, rounding), multiplyRatio(amount_minor, numerator, denominator, rounding));
      }
    }));
  });

  it('refuses rates that are none and products that do not fit', () => {
    assert.throws(() => multiplyRate(1, 0.5), withCode('rate_invalid'));
    assert.throws(() => multiplyRate(1, -1), withCode('rate_invalid'));
    assert.throws(() => multiplyRatio(1, 1, 0), withCode('rate_invalid'));
    assert.throws(() => multiplyRatio(Number.MAX_SAFE_INTEGER, 3, 2), withCode('amount_too_large'));
  });
});

describe('decimal text', () => {
  it('comes back as it went, for every currency', () => {
    fc.assert(fc.property(amount, currency, (amount_minor, code) => {
      assert.equal(parseDecimal(toDecimal(amount_minor, code), code), amount_minor);
    }), { numRuns: 1000 });
  });

  it('fills decimals and reads signs', () => {
    assert.equal(parseDecimal('12.34', 'USD'), 1234);
    assert.equal(parseDecimal('12.3', 'USD'), 1230);
    assert.equal(parseDecimal('+12', 'BHD'), 12_000);
    assert.equal(parseDecimal('-0.00', 'EUR'), 0);
    assert.equal(toDecimal(-5, 'BHD'), '-0.005');
    assert.equal(toDecimal(1234, 'JPY'), '1234');
  });

  it('refuses anything else with a code', () => {
    for (const text of ['', '12.345', '1,234.00', '.5', '5.', '1e3', ' 1', '0x10', 'NaN', '١٢']) assert.throws(() => parseDecimal(text, 'USD'), withCode('amount_invalid'), text);
    assert.throws(() => parseDecimal('1.5', 'JPY'), withCode('amount_invalid'));
    assert.throws(() => parseDecimal('99999999999999999', 'USD'), withCode('amount_too_large'));
    assert.throws(() => parseDecimal('1', 'ABC'), withCode('currency_unknown'));
  });
});

describe('formatMoney', () => {
  const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

  it('shows ISO decimals, whatever CLDR would show', () => {
    assert.equal(formatMoney(123456, 'USD', 'en-US'), '$1,234.56');
    assert.equal(plain(formatMoney(123456, 'EUR', 'de-DE')), '1.234,56 €');
    assert.equal(plain(formatMoney(123456, 'HUF', 'hu-HU')), '1234,56 Ft');
    assert.equal(formatMoney(1234, 'JPY', 'ja-JP'), '￥1,234');
    assert.equal(plain(formatMoney(-1500, 'KWD', 'en-US')), '-KWD 1.500');
  });

  it('keeps the last unit of amounts that a double cannot hold', () => {
    assert.equal(formatMoney(Number.MAX_SAFE_INTEGER, 'USD', 'en-US'), '$90,071,992,547,409.91');
  });

  it('refuses a locale that is none', () => {
    assert.throws(() => formatMoney(1, 'USD', 'not a locale'), withCode('locale_invalid'));
  });
});
