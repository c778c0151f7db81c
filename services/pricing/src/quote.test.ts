import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CodedError } from '@orinoco/contract';
import fc from 'fast-check';
import type { Coupon } from './coupon.ts';
import { explainTrace } from './quote-trace.ts';
import { quote, type Quote, type QuoteInput, type QuoteLineInput } from './quote.ts';
import type { TaxRate } from './tax.ts';

const now = new Date('2026-05-01T12:00:00Z');
const vat: TaxRate = { rate_id: 'xx-vat', name: 'VAT', country: 'XX', tax_category: 'standard', rate_ppm: 190_000, is_shipping_taxed: true };

function cart(changes: Partial<QuoteInput> = {}): QuoteInput {
  return { currency: 'EUR', now, destination: { country: 'XX' }, lines: [], shipping: [], coupons: [], tax_rates: [vat], prices_include_tax: true, rounding: 'line', ...changes };
}

function line(line_id: string, changes: Partial<QuoteLineInput> = {}): QuoteLineInput {
  return { line_id, offer_id: `offer-${line_id}`, seller_id: 's1', quantity: 1, unit_price_minor: 1000, tax_category: 'standard', ...changes };
}

const percent = (code: string, percent_ppm: number, changes: Partial<Coupon> = {}): Coupon => ({ code, kind: 'percent', percent_ppm, funded_by: 'marketplace', ...changes });
const amount = (code: string, amount_minor: number, changes: Partial<Coupon> = {}): Coupon => ({ code, kind: 'amount', amount_minor, funded_by: 'marketplace', ...changes });

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const sellers = ['s1', 's2', 's3'];
const price = fc.oneof(fc.nat(20), fc.nat(100_000), fc.nat(1_000_000_000));

const randomLine = (line_id: string) => fc.record({
  line_id: fc.constant(line_id), offer_id: fc.constant(`offer-${line_id}`), seller_id: fc.constantFrom(...sellers), category_ids: fc.subarray(['books', 'toys']),
  quantity: fc.integer({ min: 1, max: 99 }), unit_price_minor: price, tax_category: fc.constantFrom('standard', 'reduced', 'exempt'),
});

const randomCoupon = (code: string): fc.Arbitrary<Coupon> => fc.record({
  code: fc.constant(code),
  kind: fc.constantFrom('percent' as const, 'amount' as const, 'free_shipping' as const),
  percent_ppm: fc.integer({ min: 1, max: 1_000_000 }),
  amount_minor: fc.integer({ min: 1, max: 500_000 }),
  max_discount_minor: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: null }),
  min_subtotal_minor: fc.option(fc.nat(100_000), { nil: null }),
  seller_id: fc.option(fc.constantFrom(...sellers), { nil: null }),
  category_ids: fc.option(fc.constantFrom(['books'], ['books', 'toys']), { nil: null }),
  funded_by: fc.constantFrom('marketplace' as const, 'seller' as const),
  is_combinable: fc.constantFrom(true, true, true, false),
});

const randomRates = fc.subarray([
  { ...vat, rate_ppm: 82_500 },
  { ...vat, rate_id: 'xx-city', rate_ppm: 12_345, region: 'R', is_shipping_taxed: false },
  { ...vat, rate_id: 'xx-low', tax_category: 'reduced', rate_ppm: 55_000 },
  { ...vat, rate_id: 'yy-vat', country: 'YY' },
]);

const randomCart: fc.Arbitrary<QuoteInput> = fc.record({
  currency: fc.constantFrom('JPY', 'EUR', 'KWD'),
  now: fc.constant(now),
  destination: fc.constantFrom({ country: 'XX', region: 'R' }, { country: 'XX' }, { country: 'ZZ' }),
  lines: fc.subarray(ids, { minLength: 0 }).chain((chosen) => fc.tuple(...chosen.map(randomLine))),
  shipping_amounts: fc.array(fc.nat(5000), { minLength: 3, maxLength: 3 }),
  coupons: fc.subarray(['K1', 'K2', 'K3', 'K4']).chain((chosen) => fc.tuple(...chosen.map(randomCoupon))),
  tax_rates: randomRates,
  prices_include_tax: fc.boolean(),
  rounding: fc.constant('line' as const),
  rounding_mode: fc.constantFrom('half_up' as const, 'half_even' as const),
}).map(({ shipping_amounts, ...rest }) => ({
  ...rest,
  shipping: sellers.flatMap((seller_id, index) => (rest.lines.some((each) => each.seller_id === seller_id) ? [{ seller_id, amount_minor: shipping_amounts[index] ?? 0 }] : [])),
}));

const sum = <T>(of: readonly T[], field: (each: T) => number) => of.reduce((total, each) => total + field(each), 0);
const always = (check: (input: QuoteInput, result: Quote) => void, numRuns = 2000) => fc.assert(fc.property(randomCart, (input) => check(input, quote(input))), { numRuns });

describe('any cart', () => {
  it('adds up: lines, shipping, sellers and totals', () => {
    always((_, { lines, sellers: parts, totals }) => {
      assert.equal(sum(lines, (each) => each.total_minor) + sum(parts, (each) => each.shipping_total_minor), totals.total_minor);
      for (const field of ['subtotal_minor', 'discount_minor', 'shipping_minor', 'tax_minor', 'total_minor'] as const) assert.equal(sum(parts, (each) => each[field]), totals[field], field);
      assert.equal(sum(lines, (each) => each.subtotal_minor), totals.subtotal_minor);
      assert.equal(sum(lines, (each) => each.discount_minor), totals.discount_minor);
      for (const each of lines) {
        assert.equal(each.subtotal_minor, each.quantity * each.unit_price_minor);
        assert.equal(sum(each.discounts, (discount) => discount.amount_minor), each.discount_minor);
        assert.equal(sum(each.taxes, (tax) => tax.tax_minor), each.tax_minor);
      }
      for (const each of parts) {
        assert.equal(sum(each.shipping_taxes, (tax) => tax.tax_minor), each.shipping_tax_minor);
        assert.equal(sum(each.shipping_discounts, (discount) => discount.amount_minor), each.shipping_discount_minor);
      }
    });
  });

  it('never discounts more than there is, and never goes below zero', () => {
    always((_, { lines, sellers: parts, totals }) => {
      for (const each of lines) assert.ok(each.discount_minor >= 0 && each.discount_minor <= each.subtotal_minor && each.tax_minor >= 0 && each.total_minor >= 0);
      for (const each of parts) assert.ok(Object.values(each).every((value) => typeof value !== 'number' || (Number.isSafeInteger(value) && value >= 0)));
      assert.ok(Object.values(totals).every((value) => Number.isSafeInteger(value) && value >= 0));
    });
  });

  it('takes tax out of inclusive prices and puts it on exclusive ones', () => {
    always((input, { totals, lines }) => {
      const goods_minor = totals.subtotal_minor - totals.discount_minor + totals.shipping_minor;
      assert.equal(totals.total_minor, input.prices_include_tax ? goods_minor : goods_minor + totals.tax_minor);
      if (input.prices_include_tax) assert.equal(quote({ ...input, tax_rates: [] }).totals.total_minor, totals.total_minor);
      for (const each of lines) assert.equal(each.taxable_minor + (input.prices_include_tax ? each.tax_minor : 0), each.subtotal_minor - each.discount_minor);
    });
  });

  it('gets the same tax from the net price as from the gross one, to the unit', () => {
    fc.assert(fc.property(fc.nat(10_000_000), fc.integer({ min: 0, max: 300_000 }), (unit_price_minor, rate_ppm) => {
      const tax_rates = [{ ...vat, rate_ppm }];
      const gross = quote(cart({ lines: [line('a', { unit_price_minor })], tax_rates })).lines[0];
      const net = quote(cart({ lines: [line('a', { unit_price_minor: gross?.taxable_minor ?? -1 })], tax_rates, prices_include_tax: false })).lines[0];
      assert.ok(Math.abs((net?.total_minor ?? NaN) - unit_price_minor) <= 1);
    }), { numRuns: 1000 });
  });

  it('does not depend on the order of lines and shipping', () => {
    always((input, result) => {
      const turned = quote({ ...input, lines: input.lines.toReversed(), shipping: input.shipping.toReversed(), tax_rates: input.tax_rates.toReversed() });
      assert.deepEqual({ ...turned, lines: turned.lines.toReversed() }, result);
    });
  });

  it('takes the same amounts whichever combinable code was entered first', () => {
    always((input) => {
      const coupons = input.coupons.map((coupon) => ({ ...coupon, is_combinable: true }));
      const result = quote({ ...input, coupons });
      const turned = quote({ ...input, coupons: coupons.toReversed() });
      assert.deepEqual([turned.totals, turned.lines, turned.coupons.toReversed()], [result.totals, result.lines, result.coupons]);
    }, 1000);
  });

  it('splits by seller without a difference where no coupon spans sellers', () => {
    always((input) => {
      const coupons = input.coupons.flatMap((coupon) => (coupon.seller_id == null ? [] : [{ ...coupon, is_combinable: true }]));
      const whole = quote({ ...input, coupons });
      for (const seller of whole.sellers) {
        const own = quote({
          ...input, lines: input.lines.filter((each) => each.seller_id === seller.seller_id), shipping: input.shipping.filter((each) => each.seller_id === seller.seller_id),
          coupons: coupons.filter((coupon) => coupon.seller_id === seller.seller_id),
        });
        assert.deepEqual(own.sellers, [seller]);
      }
    }, 1000);
  });

  it('is not moved by a coupon that does not apply', () => {
    const dead = fc.constantFrom<Partial<Coupon>>(
      { ends_at: '2026-05-01T12:00:00Z' }, { starts_at: '2026-05-01T12:00:01Z' }, { seller_id: 'nobody' }, { category_ids: ['none'] }, { min_subtotal_minor: Number.MAX_SAFE_INTEGER },
      { usage_limit: 5, used_count: 5 }, { usage_limit_per_customer: 1, customer_used_count: 1 }, { currency: 'USD' }, { percent_ppm: null },
    );
    fc.assert(fc.property(randomCart, dead, fc.nat(4), (input, why, place) => {
      const coupons = input.coupons.toSpliced(place, 0, percent('DEAD', 500_000, { is_combinable: false, ...why }));
      const { coupons: before, trace: _trace, ...rest } = quote(input);
      const { coupons: after, trace: _longer, ...same } = quote({ ...input, coupons });
      assert.deepEqual(same, rest);
      assert.deepEqual(after.filter((outcome) => outcome.code !== 'DEAD'), before);
      assert.equal(after.find((outcome) => outcome.code === 'DEAD')?.status, 'refused');
    }), { numRuns: 2000 });
  });

  it('explains itself: applied amounts are in coupons, lines, shipping and trace alike', () => {
    always((input, { lines, sellers: parts, coupons, totals, trace }) => {
      assert.equal(sum(coupons, (outcome) => outcome.amount_minor), totals.discount_minor + totals.shipping_discount_minor);
      for (const outcome of coupons) {
        const taken = [...lines.flatMap((each) => each.discounts), ...parts.flatMap((each) => each.shipping_discounts)].filter((each) => each.code === outcome.code);
        assert.equal(sum(taken, (each) => each.amount_minor), outcome.amount_minor);
        const step = trace.find((each) => each.step === 'coupon' && each.code === outcome.code);
        assert.equal(step?.step === 'coupon' ? step.amount_minor : 0, outcome.amount_minor);
        assert.equal(outcome.status === 'refused', outcome.reason_code !== undefined);
      }
      assert.deepEqual(trace.at(-1), { step: 'total', ...totals });
      assert.equal(trace.filter((each) => each.step === 'line_tax').length, input.lines.length);
    }, 1000);
  });
});

describe('known carts', () => {
  it('rounds 4 x 2.50 at 23 percent on the line: 1.87 inside, 2.30 on top', () => {
    const tax_rates = [{ ...vat, rate_ppm: 230_000 }];
    const lines = [line('a', { quantity: 4, unit_price_minor: 250 })];
    assert.equal(quote(cart({ lines, tax_rates })).totals.tax_minor, 187);
    assert.equal(quote(cart({ lines, tax_rates, prices_include_tax: false })).totals.tax_minor, 230);
  });

  it('prorates a discount on the line, so that quantity does not drift', () => {
    const result = quote(cart({ lines: [line('a', { quantity: 25, unit_price_minor: 999 })], coupons: [percent('TEN', 100_000)] }));
    assert.equal(result.totals.discount_minor, 2498);
  });

  it('spreads an amount over lines with who pays, before the split', () => {
    const lines = [line('a', { seller_id: 's1', unit_price_minor: 1000 }), line('b', { seller_id: 's2', unit_price_minor: 1000 }), line('c', { seller_id: 's2', unit_price_minor: 1000 })];
    const result = quote(cart({ lines, coupons: [amount('FIVE', 500), percent('S2', 100_000, { seller_id: 's2', funded_by: 'seller' })] }));
    assert.deepEqual(result.lines.map((each) => each.discounts), [
      [{ code: 'FIVE', amount_minor: 178, funded_by: 'marketplace' }],
      [{ code: 'S2', amount_minor: 100, funded_by: 'seller' }, { code: 'FIVE', amount_minor: 161, funded_by: 'marketplace' }],
      [{ code: 'S2', amount_minor: 100, funded_by: 'seller' }, { code: 'FIVE', amount_minor: 161, funded_by: 'marketplace' }],
    ]);
    assert.deepEqual(result.sellers.map((each) => each.discount_minor), [178, 522]);
  });

  it('reads a fixed amount as an amount in a currency without decimals', () => {
    const result = quote(cart({ currency: 'VND', lines: [line('a', { unit_price_minor: 80_000 })], coupons: [amount('BIG', 50_000)] }));
    assert.equal(result.totals.total_minor, 30_000);
  });

  it('gives free shipping for the sellers it matches, and taxes only what is charged', () => {
    const lines = [line('a', { seller_id: 's1' }), line('b', { seller_id: 's2' })];
    const shipping = [{ seller_id: 's1', amount_minor: 500 }, { seller_id: 's2', amount_minor: 700 }];
    const free: Coupon = { code: 'SHIP', kind: 'free_shipping', seller_id: 's2', funded_by: 'seller' };
    const result = quote(cart({ lines, shipping, coupons: [free], prices_include_tax: false }));
    assert.deepEqual(result.sellers.map((each) => [each.shipping_minor, each.shipping_tax_minor, each.total_minor]), [[500, 95, 1785], [0, 0, 1190]]);
    assert.deepEqual(result.coupons, [{ code: 'SHIP', status: 'applied', amount_minor: 700 }]);
  });

  it('taxes shipping by what is in the parcel', () => {
    const tax_rates = [vat, { ...vat, rate_id: 'xx-low', tax_category: 'reduced', rate_ppm: 70_000 }];
    const lines = [line('a', { unit_price_minor: 3000 }), line('b', { unit_price_minor: 1000, tax_category: 'reduced' })];
    const result = quote(cart({ lines, tax_rates, shipping: [{ seller_id: 's1', amount_minor: 400 }], prices_include_tax: false }));
    assert.deepEqual(result.sellers[0]?.shipping_taxes.map((tax) => [tax.rate_id, tax.tax_minor]), [['xx-low', 7], ['xx-vat', 57]]);
  });

  it('says why each coupon was refused', () => {
    const lines = [line('a', { category_ids: ['books', 'novels'] })];
    const coupons = [
      percent('OK', 1_000_000), percent('OK', 10), percent('LONE', 100_000, { is_combinable: false }), amount('MIN', 100, { min_subtotal_minor: 1001 }), amount('USD', 100, { currency: 'USD' }),
      percent('SOON', 10_000, { starts_at: new Date('2026-06-01T00:00:00Z') }), percent('GONE', 10_000, { ends_at: now }), percent('TOYS', 10_000, { category_ids: ['toys'] }), amount('LATE', 100),
      percent('BAD', 1_000_001), percent('USED', 10_000, { usage_limit: 1, used_count: 1 }), percent('MINE', 10_000, { usage_limit_per_customer: 1, customer_used_count: 1 }), amount('FIRST', 100, { is_first_order_only: true }),
    ];
    assert.deepEqual(quote(cart({ lines, coupons })).coupons.map((outcome) => outcome.reason_code ?? outcome.amount_minor), [
      1000, 'duplicate', 'not_combinable', 'below_min_subtotal', 'currency_differs', 'not_started', 'expired', 'no_matching_lines', 'nothing_to_discount', 'misconfigured', 'used_up', 'customer_used_up', 'first_order_only',
    ]);
  });

  it('lets a first order use what is for first orders only', () => {
    const coupons = [amount('FIRST', 100, { is_first_order_only: true })];
    assert.equal(quote(cart({ lines: [line('a')], coupons, is_first_order: true })).totals.discount_minor, 100);
  });

  it('explains itself in sentences', () => {
    const result = quote(cart({ lines: [line('a', { quantity: 2 })], coupons: [amount('FIVE', 500), percent('OLD', 1, { ends_at: now })], shipping: [{ seller_id: 's1', amount_minor: 300 }] }));
    assert.deepEqual(explainTrace(result.trace, 'EUR').map((each) => each.detail), [
      'Line a: 2 x 10.00 EUR = 20.00 EUR',
      'OLD refused: expired',
      'FIVE (amount) takes 5.00 EUR of 20.00 EUR: 5.00 EUR from a',
      'Line a: tax inside 15.00 EUR: VAT 19 % 2.39 EUR',
      'Shipping of s1: tax inside 3.00 EUR: VAT 19 % 0.48 EUR',
      'Seller s1: 18.00 EUR',
      '20.00 EUR - 5.00 EUR discount + 3.00 EUR shipping, tax 2.87 EUR: 18.00 EUR',
    ]);
  });

  it('caps a percentage', () => {
    const lines = [line('a', { unit_price_minor: 10_000 }), line('b', { unit_price_minor: 5000 })];
    assert.deepEqual(quote(cart({ lines, coupons: [percent('HALF', 500_000, { max_discount_minor: 1000 })] })).lines.map((each) => each.discount_minor), [667, 333]);
  });

  it('prices an empty cart at nothing', () => {
    assert.deepEqual(quote(cart()).totals, { subtotal_minor: 0, discount_minor: 0, shipping_minor: 0, shipping_discount_minor: 0, tax_minor: 0, total_minor: 0 });
  });

  it('names every field that is wrong', () => {
    const bad = cart({ lines: [line('a', { quantity: 0 }), line('a', { unit_price_minor: 1.5 })], shipping: [{ seller_id: 'other', amount_minor: -1 }] });
    assert.throws(() => quote(bad), (error) => error instanceof CodedError && error.code === 'invalid_request' && assert.deepEqual(
      error.errors?.map(({ pointer, code }) => [pointer, code]),
      [['/lines/0/quantity', 'quantity_invalid'], ['/lines/1/line_id', 'duplicate'], ['/lines/1/unit_price_minor', 'amount_invalid'], ['/shipping/0/seller_id', 'seller_unknown'], ['/shipping/0/amount_minor', 'amount_invalid']],
    ) === undefined);
    assert.throws(() => quote(cart({ currency: 'XXX' })), (error) => error instanceof CodedError && error.errors?.[0]?.code === 'currency_unknown');
    assert.throws(() => quote(cart({ lines: [line('a', { quantity: 999, unit_price_minor: Number.MAX_SAFE_INTEGER })] })), (error) => error instanceof CodedError && error.errors?.[0]?.code === 'amount_too_large');
  });
});
