import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { asServiceOf, callAs, testLog } from '@orinoco/testing';
import { localLog } from '@orinoco/event/relay';
import { chooseEngines } from './engines.ts';
import { openProductIndex } from './product-index.ts';
import { openSearchShop, until } from './search-testing.ts';

const shop = await openSearchShop();
after(() => shop.close());
const call = callAs({ kind: 'anonymous' });
const operator = asServiceOf('test');
const { seller_id } = shop;

const rate = (countries: string[], max_days: number) => ({ shipping_rate_id: randomUUID(), name: 'Standard', seller_id: null, origin_country: null, countries, amount_minor: 500, per_kg_minor: 0, free_over_minor: null, currency: 'USD', min_days: 1, max_days, delivers_on_weekends: false, carrier: 'local' });
const place = { stock_location_id: randomUUID(), seller_id, name: 'Warehouse', country: 'US', region: 'NY', city: 'New York', postal_code: '10003', time_zone: 'America/New_York', cutoff: '17:00', handling_days: 1, open_weekdays: [1, 2, 3, 4, 5] };

async function titles(client: typeof shop.client, ...filters: string[]): Promise<string[]> {
  return (await client.search({ text: 'lamp', filters }, call)).listings.map((listing) => listing.title);
}

test('products are found by where and how soon they are delivered, and again when a seller delivers otherwise', async () => {
  await shop.sell('blue-lamp', 'Blue Lamp', 'lamps', 'acme');
  const { client } = await shop.start();
  assert.deepEqual(await titles(client, 'ships_to:DE'), ['Blue Lamp'], 'who has not said where he delivers is not ruled out');
  assert.deepEqual(await titles(client, 'delivery:..7'), []);
  await shop.fulfillment.saveStockLocations({ locations: [place] }, operator);
  await shop.fulfillment.saveShippingRates({ rates: [rate(['US', 'CA'], 2), { ...rate(['US'], 1), amount_minor: 1_500 }] }, operator);
  await shop.stop();

  const second = await shop.start(shop.open());
  // One day for the offer, one for the place, two under way.
  await until(async () => (await titles(second.client, 'delivery:..5')).length === 1);
  assert.deepEqual([await titles(second.client, 'delivery:..3'), await titles(second.client, 'ships_to:DE'), await titles(second.client, 'ships_to:CA')], [[], [], ['Blue Lamp']]);
  const { facets } = await second.client.search({ text: 'lamp' }, call);
  assert.deepEqual(facets.find((facet) => facet.field === 'delivery')?.values.map(({ label, count }) => [label, count]), [['Within 4 working days', 1], ['Within 6 working days', 1], ['Within 10 working days', 1]]);
});

test('an index is made anew when sellers deliver otherwise, and only then', async () => {
  let [state, days, created_count] = ['one', 3, 0];
  const engines = chooseEngines({ log: testLog });
  const index = openProductIndex({
    catalog: shop.catalog, log_of_catalog: localLog('catalog', shop.testDatabase.database('catalog')), engines: { create: (...given) => { created_count += 1; return engines.create(...given); } },
    knowledge: { conversionOf: () => undefined, reachOf: () => ({ seller_id, delivery_days: days, countries: [] }), get state() { return state; } },
  });
  const isThereWithin = async (limit: number) => (await index.engine().search({ text: 'lamp', filters: [{ field: 'delivery_days', from: 0, to: limit + 1 }], sort: 'relevance', page: 1, page_size: 1 })).total_count > 0;
  await index.renew();
  await index.load();
  await index.renew();
  assert.deepEqual([await isThereWithin(3), await isThereWithin(4), created_count], [false, true, 1]);
  [state, days] = ['two', 1];
  await index.renew();
  assert.deepEqual([await isThereWithin(2), created_count], [true, 2]);
  await index.close();
});
