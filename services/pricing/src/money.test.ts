import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, it, test } from 'node:test';
import fc from 'fast-check';
import { connect, type InputOf } from '@orinoco/contract';
import { parseDecimal } from '@orinoco/money';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import { pricingContract, type Coupon, type Quote } from './contract.ts';
import { createPricingService } from './service.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const service = createPricingService({ database: testDatabase.database('pricing'), clock: () => new Date('2026-03-01T12:00:00Z'), log: testLog });
const pricing = connect(pricingContract, { local: service.methods, is_round_trip: true });
const call = () => asServiceOf('order');

type QuoteInput = InputOf<typeof pricingContract, 'quote'>;
type TaxRate = InputOf<typeof pricingContract, 'saveTaxRates'>['rates'][number];
const sellers = [randomUUID(), randomUUID(), randomUUID()] as const;
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

const rate = fc.record({ tax_category: fc.constantFrom('standard', 'reduced'), region: fc.constantFrom(null, null, 'R'), rate_ppm: fc.integer({ min: 0, max: 300_000 }), is_shipping_taxed: fc.boolean() });
const terms = fc.record({
  kind: fc.constantFrom('percent' as const, 'amount' as const, 'free_shipping' as const), percent_ppm: fc.integer({ min: 1, max: 1_000_000 }), amount_minor: fc.integer({ min: 1, max: 200_000 }), seller: fc.constantFrom(null, 0, 1, 2), is_seller_paying: fc.boolean(), min_subtotal_minor: fc.constantFrom(0, 0, 5_000),
});
const line = fc.record({ seller: fc.nat(2), quantity: fc.integer({ min: 1, max: 99 }), price_minor: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2_000_000 })), tax_category: fc.constantFrom('standard', 'reduced', 'exempt') });
const anyCart = fc.record({
  currency: fc.constantFrom('JPY', 'USD', 'KWD'), is_included: fc.boolean(), rates: fc.array(rate, { maxLength: 4 }), terms: fc.array(terms, { maxLength: 3 }), lines: fc.array(line, { minLength: 1, maxLength: 6 }), shipping: fc.tuple(fc.nat(5_000), fc.nat(5_000), fc.nat(5_000)),
});
type AnyCart = typeof anyCart extends fc.Arbitrary<infer Value> ? Value : never;

let code_count = 0;

/** Saves everything that the cart needs, as operators and sellers do, and answers what checkout asks for. */
async function prepared({ currency, is_included, rates, terms: all, lines, shipping }: AnyCart): Promise<QuoteInput> {
  await pricing.saveTaxRates({ rates: rates.map((each, index): TaxRate => ({ ...each, name: `Tax ${index}`, country: 'XX', is_included })) }, call());
  const coupon_codes: string[] = [];
  for (const { kind, percent_ppm, amount_minor, seller, is_seller_paying, min_subtotal_minor } of all) {
    const code = `M-${++code_count}`;
    const coupon: Coupon = { code, kind, currency, min_subtotal_minor, seller_id: seller === null ? null : (sellers[seller] ?? null), funded_by: is_seller_paying && seller !== null ? 'seller' : 'marketplace', ...(kind === 'percent' ? { percent_ppm } : kind === 'amount' ? { amount_minor } : {}) };
    await pricing.createCoupon(coupon, call());
    coupon_codes.push(code);
  }
  const offers = lines.map((each) => ({ ...each, offer_id: randomUUID(), seller_id: sellers[each.seller] ?? sellers[0] }));
  await pricing.setPrices({ prices: offers.map(({ offer_id, price_minor }) => ({ offer_id, currency, price_minor })) }, call());
  return {
    currency, destination: { country: 'XX', region: 'R' }, coupon_codes,
    lines: offers.map(({ offer_id, seller_id, quantity, tax_category }) => ({ line_id: randomUUID(), offer_id, seller_id, category_ids: [], tax_category, quantity })),
    shipping: sellers.flatMap((seller_id, index) => (offers.some((each) => each.seller_id === seller_id) ? [{ seller_id, amount_minor: shipping[index] ?? 0 }] : [])),
  };
}

/** Every number that stands anywhere in the answer. */
function amountsIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(amountsIn) : [];
}

function checkSums({ lines, sellers: parts, totals, is_tax_included, coupons }: Quote): void {
  for (const each of lines) {
    assert.equal(each.subtotal_minor, each.quantity * each.unit_price_minor);
    assert.equal(sum(each.discounts.map((discount) => discount.amount_minor)), each.discount_minor);
    assert.ok(each.discount_minor <= each.subtotal_minor, 'no discount is more than the price');
    assert.equal(sum(each.taxes.map((tax) => tax.tax_minor)), each.tax_minor, 'tax parts re-add');
    assert.equal(each.total_minor, each.subtotal_minor - each.discount_minor + (is_tax_included ? 0 : each.tax_minor));
  }
  for (const part of parts) {
    const own = lines.filter((each) => each.seller_id === part.seller_id);
    const shipping_minor = part.shipping_minor + (is_tax_included ? 0 : part.shipping_tax_minor);
    assert.deepEqual([part.subtotal_minor, part.discount_minor, part.tax_minor, part.total_minor], [sum(own.map((each) => each.subtotal_minor)), sum(own.map((each) => each.discount_minor)), sum(own.map((each) => each.tax_minor)) + part.shipping_tax_minor, sum(own.map((each) => each.total_minor)) + shipping_minor]);
    assert.equal(part.total_minor, part.subtotal_minor - part.discount_minor + part.shipping_minor + (is_tax_included ? 0 : part.tax_minor));
  }
  for (const field of ['subtotal_minor', 'discount_minor', 'shipping_minor', 'tax_minor', 'total_minor'] as const) assert.equal(sum(parts.map((part) => part[field])), totals[field], field);
  assert.equal(sum(coupons.map((coupon) => coupon.amount_minor)), totals.discount_minor + sum(parts.map((part) => part.shipping_discount_minor)), 'what codes take is what is taken off');
}

/** Reads the sentences of the explanation and adds them up again. */
function checkTrace({ currency, trace, totals, lines, coupons }: Quote): void {
  const amounts = (detail: string) => [...detail.matchAll(new RegExp(`(\\d+(?:\\.\\d+)?) ${currency}`, 'g'))].map((match) => parseDecimal(match[1] ?? '', currency));
  const of = (name: string) => trace.filter(({ step }) => step === name).map(({ detail }) => amounts(detail));
  assert.equal(sum(of('line_subtotal').map((each) => each.at(-1) ?? NaN)), totals.subtotal_minor);
  const taxes = [...of('line_tax'), ...of('shipping_tax')];
  assert.equal(sum(taxes.flatMap(([, ...parts]) => parts)), totals.tax_minor);
  assert.equal(sum(of('line_tax').map(([base]) => base ?? NaN)), totals.subtotal_minor - totals.discount_minor);
  assert.equal(sum(of('shipping_tax').map(([base]) => base ?? NaN)), totals.shipping_minor);
  for (const [taken = NaN, base = NaN, ...shares] of of('coupon')) assert.ok(taken <= base && sum(shares) === taken, 'the shares of a code are what it takes');
  assert.equal(sum(of('coupon').map(([taken]) => taken ?? NaN)), sum(coupons.map((coupon) => coupon.amount_minor)));
  assert.equal(sum(of('seller_total').map(([total]) => total ?? NaN)), totals.total_minor);
  assert.deepEqual(of('total'), [[totals.subtotal_minor, totals.discount_minor, totals.shipping_minor, totals.tax_minor, totals.total_minor]]);
  assert.equal(of('line_tax').length, lines.length);
}

test('any cart, codes, taxes and currency, through the service: lines, parts, totals and explanation re-add; nothing is negative', async () => {
  await fc.assert(fc.asyncProperty(anyCart, async (cart) => {
    const input = await prepared(cart);
    const quoted = await pricing.quote(input, call());
    assert.ok(amountsIn(quoted).every((amount) => Number.isSafeInteger(amount) && amount >= 0), 'every amount is a whole number from 0 up');
    checkSums(quoted);
    checkTrace(quoted);
    for (const { discounts, seller_id } of quoted.lines) {
      for (const { code, funded_by } of discounts) {
        const { seller, is_seller_paying } = cart.terms[input.coupon_codes.indexOf(code)] ?? assert.fail();
        assert.equal(funded_by, is_seller_paying && seller !== null ? 'seller' : 'marketplace');
        if (seller !== null) assert.equal(seller_id, sellers[seller], "a seller's code takes from nobody else");
      }
    }
    const again = await pricing.quote({ ...input, lines: input.lines.toReversed(), shipping: input.shipping.toReversed() }, call());
    assert.deepEqual([again.totals, again.sellers, again.lines.toReversed()], [quoted.totals, quoted.sellers, quoted.lines], 'the order of lines makes no difference');
  }), { numRuns: 60, endOnFailure: true });
});

/** A cart of one seller with one rate. */
async function quoteOf(prices: readonly (readonly [price_minor: number, quantity: number])[], { rate_ppm = 230_000, is_included = false, currency = 'EUR', codes = [], seller_ids = prices.map(() => sellers[0] as string) }: { rate_ppm?: number; is_included?: boolean; currency?: string; codes?: readonly Omit<Coupon, 'code'>[]; seller_ids?: readonly string[] } = {}): Promise<Quote> {
  await pricing.saveTaxRates({ rates: [{ name: 'VAT', country: 'XX', region: null, tax_category: 'standard', rate_ppm, is_included, is_shipping_taxed: true }] }, call());
  const coupon_codes = codes.map(() => `R-${++code_count}`);
  for (const [index, coupon] of codes.entries()) await pricing.createCoupon({ ...coupon, code: coupon_codes[index] ?? '' }, call());
  const lines = prices.map(([price_minor, quantity], index) => ({ line_id: randomUUID(), offer_id: randomUUID(), seller_id: seller_ids[index] ?? '', category_ids: [], tax_category: 'standard', quantity, price_minor }));
  await pricing.setPrices({ prices: lines.map(({ offer_id, price_minor }) => ({ offer_id, currency, price_minor })) }, call());
  const quoted = await pricing.quote({ currency, destination: { country: 'XX', region: null }, coupon_codes, lines: lines.map(({ price_minor: _price, ...each }) => each), shipping: [] }, call());
  checkSums(quoted);
  checkTrace(quoted);
  return quoted;
}
const tenth = { kind: 'percent', percent_ppm: 100_000 } as const;

// What is open, or was for long, in the trackers of others. The cases are theirs.
describe('immune to', () => {
  it('Medusa #14818, #14817, #13734: a total of 34.116425: what is charged has no fraction of a cent, and is what stands on the order', async () => {
    for (const [price_minor, quantity, rate_ppm] of [[2_774, 1, 229_950], [999, 3, 82_500], [1, 7, 333_333], [1_995, 13, 66_250]] as const) {
      for (const is_included of [true, false]) {
        const { totals } = await quoteOf([[price_minor, quantity]], { rate_ppm, is_included, codes: [{ kind: 'percent', percent_ppm: 333_333 }] });
        assert.ok(Object.values(totals).every(Number.isSafeInteger));
      }
    }
  });

  it('Vendure #3091, #2662, #3003: a subtotal that drifts with the quantity: a discount is prorated on the line, whatever the quantity', async () => {
    for (const quantity of [1, 2, 3, 7, 25, 99, 999]) {
      const { lines } = await quoteOf([[999, quantity]], { codes: [tenth] });
      assert.equal(lines[0]?.discount_minor, Math.round((999 * quantity) / 10), `${quantity} units`);
    }
  });

  it('Saleor #12348: 4 x 2.50 at 23 percent: 2.30 on top and 1.87 inside, by the rule that is stated: rounded once a line', async () => {
    assert.equal((await quoteOf([[250, 4]])).totals.tax_minor, 230);
    assert.equal((await quoteOf([[250, 4]], { is_included: true })).totals.tax_minor, 187);
    assert.equal((await quoteOf([[250, 1], [250, 1], [250, 1], [250, 1]])).totals.tax_minor, 4 * 58, 'four lines are rounded four times');
  });

  it('Saleor #12923: two lines of one product keep their own prices', async () => {
    const { lines, totals } = await quoteOf([[1_000, 2], [700, 3]]);
    assert.deepEqual([lines.map((each) => [each.unit_price_minor, each.subtotal_minor, each.tax_minor]), totals.subtotal_minor], [[[1_000, 2_000, 460], [700, 2_100, 483]], 4_100]);
  });

  it('Medusa #13265: a fixed 50 000 VND that became 50 000 percent: an amount is an amount, and never more than there is', async () => {
    const fixed = { kind: 'amount', amount_minor: 50_000, currency: 'VND' } as const;
    assert.equal((await quoteOf([[80_000, 1]], { currency: 'VND', rate_ppm: 0, codes: [fixed] })).totals.total_minor, 30_000);
    assert.equal((await quoteOf([[30_000, 1]], { currency: 'VND', rate_ppm: 0, codes: [fixed] })).totals.total_minor, 0);
  });

  it('Medusa #14934, #14432: a discount on a price that contains tax is taken from that price, and tax from what is left', async () => {
    const { totals } = await quoteOf([[11_900, 1]], { rate_ppm: 190_000, is_included: true, codes: [tenth] });
    assert.deepEqual(totals, { subtotal_minor: 11_900, discount_minor: 1_190, shipping_minor: 0, tax_minor: 1_710, total_minor: 10_710 });
    const fixed = await quoteOf([[11_900, 1]], { rate_ppm: 190_000, is_included: true, codes: [{ kind: 'amount', amount_minor: 1_190, currency: 'EUR' }] });
    assert.deepEqual(fixed.totals, totals);
  });

  it("Vendure #4117: a seller's promotion that leaks to other orders after the split: it takes from that seller's lines alone, with who pays", async () => {
    const { lines, sellers: parts } = await quoteOf([[1_000, 1], [1_000, 1], [1_000, 1]], { seller_ids: sellers, codes: [{ ...tenth, seller_id: sellers[1], funded_by: 'seller' }, { kind: 'amount', amount_minor: 100, currency: 'EUR' }] });
    assert.deepEqual(lines.map((each) => each.discounts.filter((discount) => discount.funded_by === 'seller').map((discount) => discount.amount_minor)), [[], [100], []]);
    assert.equal(sum(parts.map((part) => part.discount_minor)), 200);
  });
});
