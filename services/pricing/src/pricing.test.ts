import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode, type InputOf } from '@orinoco/contract';
import { offerSaved } from '@orinoco/catalog/events';
import { sql, type Database } from '@orinoco/database';
import { emit, event, on } from '@orinoco/event';
import { asCustomer, asServiceOf, callAs, openTestDatabase, testLog } from '@orinoco/testing';
import { pricingContract, type Coupon } from './contract.ts';
import { priceChanged } from './events.ts';
import { createPricingService } from './service.ts';
import { firstRates } from './tax-rates.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('pricing');
const day = 86_400_000;
let now = new Date('2026-03-01T12:00:00Z');
const later = (ms: number) => { now = new Date(now.getTime() + ms); };
let statement_count = 0;
const counting: Pick<Database, 'one' | 'many' | 'run'> = {
  one: (statement) => { statement_count++; return database.one(statement); },
  many: (statement) => { statement_count++; return database.many(statement); },
  run: (statement) => { statement_count++; return database.run(statement); },
};
const open = () => createPricingService({ database: { ...database, ...counting }, clock: () => now, log: testLog });
const service = open();
const pricing = connect(pricingContract, { local: service.methods, is_round_trip: true });
const other = connect(pricingContract, { local: open().methods, is_round_trip: true });
const call = () => asServiceOf('order');

const told: { offer_id: string; price_minor: number; list_price_minor: number | null; lowest_price_30d_minor: number | null }[] = [];
const relay = testDatabase.relay([...(service.subscriptions ?? []), { group: 'catalog', database: testDatabase.database('catalog'), handlers: [on(priceChanged, async ({ data }) => void told.push(data))] }]);
async function toldOf(offer_id: string) {
  await relay.drain();
  return told.filter((each) => each.offer_id === offer_id).map((each) => [each.price_minor, each.list_price_minor, each.lowest_price_30d_minor]);
}

const seller_id = randomUUID();
async function priced(price_minor: number, currency = 'EUR'): Promise<string> {
  const offer_id = randomUUID();
  await pricing.setPrices({ prices: [{ offer_id, currency, price_minor }] }, call());
  return offer_id;
}
const setPrice = (offer_id: string, price_minor: number, list_price_minor?: number) => pricing.setPrices({ prices: [{ offer_id, currency: 'EUR', price_minor, ...(list_price_minor === undefined ? {} : { list_price_minor }) }] }, call());

type QuoteInput = InputOf<typeof pricingContract, 'quote'>;
function cart(offers: readonly (readonly [offer_id: string, quantity: number])[], changes: Partial<QuoteInput> = {}): QuoteInput {
  const lines = offers.map(([offer_id, quantity]) => ({ line_id: randomUUID(), offer_id, seller_id, category_ids: [], tax_category: 'standard', quantity }));
  return { currency: 'EUR', destination: { country: 'DE', region: null }, coupon_codes: [], lines, shipping: [{ seller_id, amount_minor: 490 }], ...changes };
}
const quote = (input: QuoteInput) => pricing.quote(input, call());

let code_count = 0;
async function coupon(terms: Partial<Coupon> = {}): Promise<string> {
  const code = `CODE-${++code_count}`;
  await pricing.createCoupon({ code, kind: 'percent', percent_ppm: 100_000, ...terms }, call());
  return code;
}
const redeem = (codes: string[], customer_id: string | null = null, purchase_id: string = randomUUID()) => pricing.redeemCoupons({ purchase_id, codes, customer_id }, call());
const usedCount = async (code: string) => (await database.one(sql<{ used_count: number }>`select used_count from coupons where code = ${code}`)).used_count;
const refuses = (work: Promise<unknown>, code: string) => assert.rejects(work, (error) => hasCode(error, code), code);
const refusesFields = (work: Promise<unknown>, ...pointers: string[]) => assert.rejects(work, (error) => {
  assert.ok(hasCode(error, 'invalid_request'), String(error));
  assert.deepEqual(error.errors?.map((each) => each.pointer), pointers);
  return true;
});
const couponRefused = (work: Promise<unknown>, coupons: unknown[]) => assert.rejects(work, (error) => { assert.ok(hasCode(error, 'coupon_refused'), String(error)); assert.deepEqual(error.extra, { coupons }); return true; });

test('a cart in a country whose prices contain tax, and in a state where tax comes on top', async () => {
  const offer_id = await priced(11_900);
  const german = await quote(cart([[offer_id, 1]]));
  assert.deepEqual(german.totals, { subtotal_minor: 11_900, discount_minor: 0, shipping_minor: 490, tax_minor: 1_978, total_minor: 12_390 });
  assert.equal(german.is_tax_included, true);
  assert.equal(german.is_tax_estimated, false);
  assert.deepEqual(german.lines[0]?.taxes, [{ name: 'VAT 19 %', rate_ppm: 190_000, tax_minor: 1_900 }]);
  assert.ok(german.trace.length > 0 && german.trace.some((row) => row.step === 'total' && row.detail.includes('123.90 EUR')));

  const dollars = await priced(10_000, 'USD');
  const texan = await quote(cart([[dollars, 2]], { currency: 'USD', destination: { country: 'US', region: 'TX' }, shipping: [] }));
  assert.deepEqual(texan.totals, { subtotal_minor: 20_000, discount_minor: 0, shipping_minor: 0, tax_minor: 1_250, total_minor: 21_250 });
  assert.equal(texan.is_tax_included, false);
});

test('without a destination tax is unknown, and where no rate is known it is nothing', async () => {
  const offer_id = await priced(1_000);
  const nowhere = await quote(cart([[offer_id, 3]], { destination: null }));
  assert.equal(nowhere.is_tax_estimated, true);
  const untaxed = await quote(cart([[offer_id, 3]], { destination: { country: 'AQ', region: null } }));
  assert.equal(untaxed.is_tax_estimated, false);
  for (const { totals, is_tax_included } of [nowhere, untaxed]) assert.deepEqual([totals.tax_minor, totals.total_minor, is_tax_included], [0, 3_490, false]);
});

test('a quote is one statement', async () => {
  const offer_id = await priced(1_000);
  const input = cart([[offer_id, 1]], { coupon_codes: [await coupon()] });
  await quote(input);
  statement_count = 0;
  await quote(input);
  assert.equal(statement_count, 1);
  await quote(cart([], { shipping: [] }));
  assert.equal(statement_count, 2);
});

test('a missing price names its offers; a price in another currency is missing', async () => {
  const [known, dollars, unknown] = [await priced(1_000), await priced(1_000, 'USD'), randomUUID()];
  await assert.rejects(quote(cart([[known, 1], [dollars, 1], [unknown, 2]])), (error) => { assert.ok(hasCode(error, 'price_not_found')); assert.deepEqual(error.extra, { offer_ids: [dollars, unknown] }); return true; });
  await refuses(quote(cart([], {})), 'invalid_request');
});

test('codes apply however they are typed; each that does not says why, in the order given', async () => {
  const offer_id = await priced(10_000);
  const [tenth, mine, once, over, big] = [await coupon(), await coupon({ usage_limit_per_customer: 1 }), await coupon({ usage_limit: 1 }), await coupon({ ends_at: '2026-01-01T00:00:00Z' }), await coupon({ min_subtotal_minor: 20_000, currency: 'EUR' })];
  await redeem([once]);
  const customer_id = randomUUID();
  const ask = (coupon_codes: string[], customer: string | null) => quote(cart([[offer_id, 1]], { coupon_codes, customer_id: customer, shipping: [] }));
  const answer = await ask(['NOPE', ` ${tenth.toLowerCase()} `, mine, once, over, big], null);
  assert.deepEqual(answer.coupons.map(({ code, status, reason_code, amount_minor }) => [code, status, reason_code, amount_minor]), [
    ['NOPE', 'refused', 'coupon_not_found', 0], [tenth, 'applied', null, 1_000], [mine, 'refused', 'sign_in_required', 0], [once, 'refused', 'used_up', 0], [over, 'refused', 'expired', 0], [big, 'refused', 'below_min_subtotal', 0],
  ]);
  assert.equal(answer.totals.total_minor, 9_000);
  assert.equal((await ask([mine], customer_id)).totals.discount_minor, 1_000);
  await redeem([mine], customer_id);
  assert.equal((await ask([mine], customer_id)).coupons[0]?.reason_code, 'customer_used_up');
  assert.equal((await ask([mine], randomUUID())).coupons[0]?.status, 'applied');
});

test('fifty checkouts at once for the last use of a code: exactly one gets it', async () => {
  const [code, free] = [await coupon({ usage_limit: 1 }), await coupon()];
  const answers = await Promise.allSettled(Array.from({ length: 50 }, (_, index) => (index % 2 ? pricing : other).redeemCoupons({ purchase_id: randomUUID(), codes: index % 3 ? [code, free] : [free, code], customer_id: null }, call())));
  assert.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 1);
  for (const answer of answers) if (answer.status === 'rejected') assert.ok(hasCode(answer.reason, 'coupon_refused'), String(answer.reason));
  assert.deepEqual([await usedCount(code), await usedCount(free)], [1, 1]);
});

test('a customer’s own limit holds at once too', async () => {
  const code = await coupon({ usage_limit_per_customer: 2 });
  const customer_id = randomUUID();
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => redeem([code], customer_id)));
  assert.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 2);
  await couponRefused(redeem([code], customer_id), [{ code, reason_code: 'customer_used_up' }]);
  await couponRefused(redeem([code]), [{ code, reason_code: 'sign_in_required' }]);
  await redeem([code], randomUUID());
  assert.equal(await usedCount(code), 3);
});

test('codes are used up all or none, once a purchase, and given back once', async () => {
  const [a, b, over, early] = [await coupon({ usage_limit: 2 }), await coupon(), await coupon({ ends_at: '2026-01-01T00:00:00Z' }), await coupon({ starts_at: '2027-01-01T00:00:00Z' })];
  await couponRefused(redeem([a, over, 'NOPE', early]), [{ code: over, reason_code: 'expired' }, { code: 'NOPE', reason_code: 'coupon_not_found' }, { code: early, reason_code: 'not_started' }]);
  assert.equal(await usedCount(a), 0);
  const purchase_id = randomUUID();
  await Promise.all(Array.from({ length: 10 }, () => redeem([a, b.toLowerCase(), a], null, purchase_id)));
  assert.deepEqual([await usedCount(a), await usedCount(b)], [1, 1]);
  await Promise.all(Array.from({ length: 5 }, () => pricing.releaseCoupons({ purchase_id }, call())));
  assert.deepEqual([await usedCount(a), await usedCount(b)], [0, 0]);
  await couponRefused(redeem([a], null, purchase_id), [{ code: a, reason_code: 'purchase_undone' }]);
  await redeem([]);
  await pricing.releaseCoupons({ purchase_id: randomUUID() }, call());
});

test('using and giving back at once leaves exact counts', async () => {
  const codes = [await coupon({ usage_limit: 5 }), await coupon({ usage_limit: 5 }), await coupon()];
  const bought = await Promise.all(Array.from({ length: 40 }, async (_, index) => {
    const purchase_id = randomUUID();
    const is_used = await redeem(index % 2 ? codes : codes.toReversed(), null, purchase_id).then(() => true, () => false);
    if (is_used && index % 3 === 0) await pricing.releaseCoupons({ purchase_id }, call());
    return is_used && index % 3 !== 0;
  }));
  const expected = bought.filter(Boolean).length;
  assert.ok(expected > 0 && expected <= 5);
  assert.deepEqual(await Promise.all(codes.map(usedCount)), [expected, expected, expected]);
});

test('making codes: what cannot work is refused field by field', async () => {
  const made = await pricing.createCoupon({ code: 'WELCOME', kind: 'amount', amount_minor: 500, currency: 'EUR', starts_at: '2026-01-01T00:00:00Z', usage_limit: 3 }, call());
  assert.deepEqual(made, { code: 'WELCOME', kind: 'amount', percent_ppm: null, amount_minor: 500, currency: 'EUR', min_subtotal_minor: 0, seller_id: null, category_ids: [], is_first_order_only: false, funded_by: 'marketplace', usage_limit: 3, usage_limit_per_customer: null, starts_at: '2026-01-01T00:00:00Z', ends_at: null });
  assert.deepEqual((await pricing.listCoupons({ page_size: 1 }, call())).coupons, [made]);
  await refuses(pricing.createCoupon({ code: 'WELCOME', kind: 'free_shipping' }, call()), 'coupon_exists');
  const create = (terms: Partial<Coupon>) => pricing.createCoupon({ code: 'BROKEN', kind: 'percent', percent_ppm: 1, ...terms }, call());
  await refusesFields(create({ percent_ppm: 0 }), '/percent_ppm');
  await refusesFields(create({ kind: 'amount', percent_ppm: null }), '/amount_minor', '/currency');
  await refusesFields(create({ kind: 'free_shipping' }), '/percent_ppm');
  await refusesFields(create({ amount_minor: 5, currency: 'XXQ' }), '/amount_minor', '/currency');
  await refusesFields(create({ min_subtotal_minor: 5 }), '/currency');
  await refusesFields(create({ funded_by: 'seller' }), '/seller_id');
  await refusesFields(create({ code: 'no', starts_at: 'soon' }), '/code', '/starts_at');
  await refusesFields(create({ starts_at: '2026-02-01T00:00:00Z', ends_at: '2026-02-01T00:00:00Z' }), '/ends_at');
});

test('prices keep their history; the lowest is that of the 30 days before the present one began', async () => {
  const offer_id = await priced(1_000);
  later(20 * day);
  await setPrice(offer_id, 1_200);
  later(10 * day);
  await setPrice(offer_id, 900, 1_200);
  await setPrice(offer_id, 900, 1_200);
  later(25 * day);
  await setPrice(offer_id, 900);
  later(10 * day);
  await setPrice(offer_id, 1_100);
  later(31 * day);
  await setPrice(offer_id, 800);
  assert.deepEqual(await toldOf(offer_id), [[1_000, null, null], [1_200, null, null], [900, 1_200, 1_000], [900, null, 1_000], [1_100, null, 900], [800, null, 1_100]]);
  const history = await pricing.getPriceHistory({ offer_id, currency: 'EUR' }, callAs({ kind: 'anonymous' }));
  assert.equal(history.lowest_price_30d_minor, 1_100);
  assert.deepEqual(history.prices.map((price) => price.price_minor), [800, 1_100, 900, 1_200, 1_000]);
  assert.equal(history.prices[0]?.until_at, null);
  for (const [index, price] of history.prices.entries()) if (index > 0) assert.equal(price.until_at, history.prices[index - 1]?.from_at);
  assert.deepEqual(await pricing.getPriceHistory({ offer_id: randomUUID(), currency: 'EUR' }, callAs({ kind: 'anonymous' })), { lowest_price_30d_minor: null, prices: [] });
});

test('a price that was in force for no time leaves no trace, and the same prices at once one event', async () => {
  const offer_id = await priced(1_000);
  await setPrice(offer_id, 1_100);
  await setPrice(offer_id, 1_000);
  assert.deepEqual((await pricing.getPriceHistory({ offer_id, currency: 'EUR' }, call())).prices.length, 1);
  later(1_000);
  await Promise.all(Array.from({ length: 10 }, () => setPrice(offer_id, 700)));
  assert.equal((await toldOf(offer_id)).length, 4);
});

test('a thousand prices at once; what is wrong is refused as a whole', async () => {
  const prices = Array.from({ length: 1_000 }, (_, index) => ({ offer_id: randomUUID(), currency: 'EUR', price_minor: index + 1, list_price_minor: index + 2 }));
  assert.deepEqual(await pricing.setPrices({ prices }, call()), { price_count: 1_000 });
  const [first, second] = prices;
  assert.ok(first && second);
  await refusesFields(pricing.setPrices({ prices: [first, { ...second, list_price_minor: second.price_minor }, first, { ...first, currency: 'QQQ' }] }, call()), '/prices/1/list_price_minor', '/prices/2', '/prices/3/currency');
  assert.deepEqual(await pricing.setPrices({ prices: [] }, call()), { price_count: 0 });
});

test('a seller prices its own offers only', async () => {
  const [own, foreign, unknown] = [randomUUID(), randomUUID(), randomUUID()];
  const stranger = randomUUID();
  const saved = (offer_id: string, by: string) => event(offerSaved, offer_id, { offer_id, variant_id: randomUUID(), product_id: randomUUID(), seller_id: by, seller_sku: 'S', components: [], status: 'active', handling_days: 1 });
  await testDatabase.database('catalog').transaction((tx) => emit(tx, saved(own, seller_id), saved(foreign, stranger)));
  await relay.drain();
  const set = (offer_ids: string[], who = asCustomer(randomUUID(), { seller_ids: [seller_id] }), named?: string) => pricing.setPrices({ prices: offer_ids.map((offer_id) => ({ offer_id, currency: 'EUR', price_minor: 5 })), ...(named === undefined ? {} : { seller_id: named }) }, who);
  await set([own]);
  await set([own], undefined, seller_id);
  for (const offer_id of [foreign, unknown]) await assert.rejects(set([own, offer_id]), (error) => hasCode(error, 'forbidden') && error.errors?.[0]?.pointer === '/prices/1/offer_id');
  await refuses(set([foreign], undefined, stranger), 'forbidden');
  await refuses(set([foreign], call(), seller_id), 'forbidden');
  await set([own, foreign, unknown], asCustomer(randomUUID(), { is_operator: true }));
  await set([own, unknown], call(), seller_id);
});

test('the tax table starts with the standard one, can be replaced, and others see it within a minute', async () => {
  const offer_id = await priced(1_000);
  const tax = async (client = pricing) => (await client.quote(cart([[offer_id, 1]], { shipping: [] }), call())).totals.tax_minor;
  assert.deepEqual([await tax(), await tax(other)], [160, 160]);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from tax_rates`)).count, firstRates().length);
  const rate = { name: 'VAT', country: 'DE', region: null, tax_category: 'standard', rate_ppm: 100_000, is_included: false, is_shipping_taxed: true };
  await refusesFields(pricing.saveTaxRates({ rates: [rate, rate, { ...rate, name: 'City', is_included: true }] }, call()), '/rates/1/name', '/rates/2/is_included');
  assert.deepEqual(await pricing.saveTaxRates({ rates: [rate] }, call()), { rate_count: 1 });
  assert.equal(await tax(), 100);
  assert.equal(await tax(other), 160);
  later(60_000);
  assert.equal(await tax(other), 100);
  await Promise.all([pricing.saveTaxRates({ rates: [rate] }, call()), other.saveTaxRates({ rates: [rate] }, call())]);
});
