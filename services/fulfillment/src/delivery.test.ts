import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode } from '@orinoco/contract';
import { sql, type Database } from '@orinoco/database';
import { asCustomer } from '@orinoco/testing';
import { fulfillmentContract, type StockLocation } from './contract.ts';
import { bestLocation, priceOf } from './delivery.ts';
import { call, location, openFulfillmentTest, rate } from './fulfillment-testing.ts';
import { knownHolidays } from './settings.ts';

// A Tuesday, 11:00 in New York.
const { database, fulfillment, service, create, close } = await openFulfillmentTest(() => new Date('2026-06-16T15:00:00Z'));
after(close);

const saveLocations = (...locations: StockLocation[]) => fulfillment.saveStockLocations({ locations }, call());
const line = (changes: object = {}) => ({ offer_id: randomUUID(), quantity: 1, handling_days: 0, weight_g: 300, unit_price_minor: 2_000, ...changes });

const seller_id = randomUUID();
const currency = 'USD';
const rates = [
  rate({ name: 'Express', amount_minor: 1_500, min_days: 1, max_days: 1 }), rate({ name: 'Standard', amount_minor: 500, free_over_minor: 5_000 }), rate({ name: 'Economy', amount_minor: 500, min_days: 5, max_days: 8 }),
  rate({ name: 'Heavy', amount_minor: 0, per_kg_minor: 2_000 }), rate({ name: 'Europe', countries: ['DE', 'FR'], amount_minor: 2_500, min_days: 5, max_days: 9 }), rate({ name: 'Euro', currency: 'EUR' }),
  rate({ name: 'From Germany', origin_country: 'DE', amount_minor: 1 }), rate({ name: 'Of another seller', seller_id: randomUUID(), amount_minor: 2 }),
];

test('a place gets its options, cheapest first, then fastest; dates as the calendar says', async () => {
  await saveLocations(location(seller_id));
  await fulfillment.saveShippingRates({ rates }, call());
  const { parcels } = await fulfillment.quoteDelivery({ parcels: [{ seller_id, lines: [line()] }], destination: { country: 'US' }, currency }, call());
  assert.deepEqual(parcels[0]?.options.map(({ name, amount_minor, earliest_on, latest_on }) => [name, amount_minor, earliest_on, latest_on]), [
    // Handling is a day, and Friday the 19th is Juneteenth.
    ['Standard', 500, '2026-06-22', '2026-06-24'], ['Economy', 500, '2026-06-25', '2026-06-30'], ['Heavy', 600, '2026-06-22', '2026-06-24'], ['Express', 1_500, '2026-06-18', '2026-06-18'],
  ]);
  assert.equal(parcels[0]?.options[0]?.order_within_ms, 6 * 3_600_000);
});

test('the slowest line, the whole weight and the sum of a parcel count', async () => {
  const lines = [line({ quantity: 2 }), line({ handling_days: 2, weight_g: 1_000, unit_price_minor: 1_000 })];
  const { parcels } = await fulfillment.quoteDelivery({ parcels: [{ seller_id, lines }], destination: { country: 'US' }, currency }, call());
  assert.deepEqual(parcels[0]?.options.map(({ name, amount_minor, earliest_on }) => [name, amount_minor, earliest_on]), [['Standard', 0, '2026-06-24'], ['Economy', 500, '2026-06-29'], ['Express', 1_500, '2026-06-23'], ['Heavy', 3_200, '2026-06-24']]);
});

test('a product is promised what its checkout will offer', async () => {
  for (const changes of [{}, { handling_days: 3 }, { unit_price_minor: 9_000 }, { weight_g: 12_000 }]) {
    const one = line(changes);
    for (const country of ['US', 'DE']) {
      const { promises } = await fulfillment.promiseOffers({ offers: [{ ...one, seller_id, price_minor: one.unit_price_minor }].map(({ offer_id, seller_id: owner, handling_days, weight_g, price_minor }) => ({ offer_id, seller_id: owner, handling_days, weight_g, price_minor })), destination: { country }, currency }, call());
      const { parcels } = await fulfillment.quoteDelivery({ parcels: [{ seller_id, lines: [one] }], destination: { country }, currency }, call());
      const best = parcels[0]?.options[0];
      assert.ok(best);
      assert.deepEqual(promises, [{ offer_id: one.offer_id, earliest_on: best.earliest_on, latest_on: best.latest_on, order_within_ms: best.order_within_ms, shipping_minor: best.amount_minor, shipping_rate_id: best.shipping_rate_id, rate_name: best.name }]);
    }
  }
});

test('no place, no rate, no currency: no options and no promise', async () => {
  for (const [seller, country, money] of [[randomUUID(), 'US', 'USD'], [seller_id, 'JP', 'USD'], [seller_id, 'US', 'JPY']] as const) {
    const { parcels } = await fulfillment.quoteDelivery({ parcels: [{ seller_id: seller, lines: [line()] }], destination: { country }, currency: money }, call());
    assert.deepEqual(parcels, [{ seller_id: seller, options: [] }]);
    const { promises } = await fulfillment.promiseOffers({ offers: [{ offer_id: randomUUID(), seller_id: seller, handling_days: 0, weight_g: 0, price_minor: 1 }], destination: { country }, currency: money }, call());
    assert.deepEqual(promises, []);
  }
});

test('settings cost one statement cold, none warm, and a change of our own is seen at once', async () => {
  let asked_count = 0;
  const counted: Database = { ...database, one: (statement) => { asked_count += 1; return database.one(statement); }, many: (statement) => { asked_count += 1; return database.many(statement); }, maybe: (statement) => { asked_count += 1; return database.maybe(statement); } };
  const cold = connect(fulfillmentContract, { local: create({ database: counted }).methods, is_round_trip: true });
  const ask = () => cold.quoteDelivery({ parcels: [{ seller_id, lines: [line()] }], destination: { country: 'US' }, currency }, call());
  await Promise.all([ask(), ask(), ask()]);
  assert.equal(asked_count, 1);
  await ask();
  assert.equal(asked_count, 1);
  await cold.saveShippingRates({ rates: [rate({ name: 'New', amount_minor: 3 })] }, call());
  assert.equal((await ask()).parcels[0]?.options[0]?.name, 'New');
});

test('a place in the country of the buyer is taken first', () => {
  const [here, there] = [location(seller_id, { country: 'DE' }), location(seller_id)];
  assert.equal(bestLocation([here, there], 'US'), there);
  assert.equal(bestLocation([here, there], 'FR'), here);
  assert.equal(bestLocation([], 'US'), undefined);
});

test('kilograms are charged by the gram, and not at all when delivery is free', () => {
  const priced = { amount_minor: 100, per_kg_minor: 250, free_over_minor: 1_000 };
  assert.equal(priceOf(priced, { subtotal_minor: 999, weight_g: 1_502 }), 476);
  assert.equal(priceOf(priced, { subtotal_minor: 1_000, weight_g: 1_502 }), 0);
});

test('a seller saves its own places only', async () => {
  const own = asCustomer(randomUUID(), { seller_ids: [seller_id] });
  const stranger = randomUUID();
  const foreign = location(stranger);
  await saveLocations(foreign);
  assert.deepEqual(await fulfillment.saveStockLocations({ locations: [location(seller_id, { country: 'CA', time_zone: 'America/Toronto' })] }, own), { location_count: 1 });
  const forbidden = (error: unknown) => hasCode(error, 'forbidden');
  await assert.rejects(fulfillment.saveStockLocations({ locations: [foreign] }, own), forbidden);
  await assert.rejects(fulfillment.saveStockLocations({ locations: [location(seller_id), { ...foreign, seller_id }] }, own), forbidden);
  assert.equal((await database.one(sql<{ seller_id: string }>`select seller_id from stock_locations where stock_location_id = ${foreign.stock_location_id}`)).seller_id, stranger);
});

test('settings that make no sense are refused', async () => {
  const twice = location(seller_id);
  const wrong = [
    () => saveLocations(location(seller_id, { time_zone: 'Mars/Base' })), () => saveLocations(location(seller_id, { open_weekdays: [] })), () => saveLocations(twice, twice),
    () => fulfillment.saveShippingRates({ rates: [rate({ min_days: 3, max_days: 2 })] }, call()), () => fulfillment.saveShippingRates({ rates: [rate({ countries: [] })] }, call()),
  ];
  for (const save of wrong) await assert.rejects(save(), (error) => hasCode(error, 'invalid_request'));
});

test('the holidays of this year and the next are written down at the start, once', async () => {
  for (const _time of [1, 2]) {
    const stop = service.start?.();
    await stop?.();
  }
  const count = new Set(knownHolidays(2026).map(({ country, date }) => `${country} ${date}`)).size;
  assert.deepEqual(await database.one(sql<{ count: number; countries: string[] }>`select count(*) as count, array_agg(distinct country::text) as countries from holidays`), { count, countries: ['CA', 'DE', 'GB', 'US'] });
});
