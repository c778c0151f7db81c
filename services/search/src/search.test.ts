import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { connect, hasCode, type Call, type Client } from '@orinoco/contract';
import { catalogContract } from '@orinoco/catalog/contract';
import { createCatalogService } from '@orinoco/catalog/service';
import { sql } from '@orinoco/database';
import { emit, event, type OutgoingEvent } from '@orinoco/event';
import { localLog } from '@orinoco/event/relay';
import { stockChanged } from '@orinoco/inventory/events';
import { priceChanged } from '@orinoco/pricing/events';
import { ratingChanged } from '@orinoco/review/events';
import { sellerChanged } from '@orinoco/seller/events';
import { asGuest, asServiceOf, callAs, openTestDatabase, testLog } from '@orinoco/testing';
import { searchContract } from './contract.ts';
import { openFulfillment } from './search-testing.ts';
import { createSearchService } from './service.ts';

const testDatabase = await openTestDatabase();
const clock = () => new Date('2026-06-01T12:00:00Z');
const catalogService = createCatalogService({ database: testDatabase.database('catalog'), clock, log: testLog });
const catalog = connect(catalogContract, { local: catalogService.methods, is_round_trip: true });
const relay = testDatabase.relay(catalogService.subscriptions ?? []);
const database = testDatabase.database('search');
const open = (its_catalog: Client<typeof catalogContract> = catalog) => createSearchService({ database, clock, log: testLog, catalog: its_catalog, fulfillment: openFulfillment(testDatabase.database('fulfillment'), clock), log_of_catalog: localLog('catalog', testDatabase.database('catalog')) });
const service = open();
const search = connect(searchContract, { local: service.methods, is_round_trip: true });
const call = callAs({ kind: 'anonymous' });
const operator = asServiceOf('test');
const refuses = (work: Promise<unknown>, code: string) => assert.rejects(work, (error) => hasCode(error, code), code);
const stops: (() => Promise<void>)[] = [];
after(async () => {
  for (const stop of stops) await stop();
  await testDatabase.close();
});

/** Waits until something that happens in the background has happened; the test run's own limit ends it if it never does. */
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(20);
}
async function publish(...events: readonly OutgoingEvent[]): Promise<void> {
  for (const each of events) await testDatabase.database(each.type.split('.')[0] ?? '').transaction((tx) => emit(tx, each));
  await relay.drain();
  await catalogService.subscriptions?.[0]?.afterBatch?.([]);
}

const [north, south] = [randomUUID(), randomUUID()];
interface Goods { title: string; category?: string; brand?: string | null; price_minor?: number; seller_id?: string; attributes?: Record<string, string | number | boolean>; count?: number }
const offers = new Map<string, string>();
/** A listed product with one priced offer in stock; answers its id. */
async function sell(handle: string, { title, category = 'lamps', brand = 'acme', price_minor = 2000, seller_id = north, attributes = {}, count = 50 }: Goods): Promise<string> {
  const [product_id, offer_id] = [randomUUID(), randomUUID()];
  offers.set(handle, offer_id);
  const saved = await catalog.saveProducts({ products: [{ product_id, handle, title, description: '', brand_handle: brand, category_handle: category, attributes, media: [{ media_key: `${handle}.webp`, alt: '' }], variants: [{ sku: handle.toUpperCase(), option_values: {}, weight_g: 100 }] }] }, operator);
  assert.deepEqual(saved.errors, []);
  const { errors } = await catalog.saveOffers({ offers: [{ offer_id, seller_id, seller_sku: handle, sku: handle.toUpperCase() }] }, operator);
  assert.deepEqual(errors, []);
  await publish(event(priceChanged, offer_id, { offer_id, currency: 'USD', price_minor, list_price_minor: null, lowest_price_30d_minor: null }), event(stockChanged, offer_id, { offer_id, available_count: count }));
  return product_id;
}
const seller = (seller_id: string, handle: string, name: string) => event(sellerChanged, seller_id, { seller_id, handle, name, status: 'active', score: 0.9, is_own: false, return_days: 30 });
type Asked = Parameters<typeof search.search>[0];
const found = async (asked: Asked, as: Call = call) => (await search.search(asked, as)).listings.map((listing) => listing.handle);
const facet = async (field: string, asked: Asked) => (await search.search(asked, call)).facets.find((each) => each.field === field);

before(async () => {
  await catalog.saveCategories({ categories: [{ parent_handle: null, handle: 'home', name: 'Home', attributes: [{ code: 'power', label: 'Power', type: 'number', unit: 'W', is_filterable: true }] }, { parent_handle: 'home', handle: 'lamps', name: 'Lamps' }, { parent_handle: 'home', handle: 'chairs', name: 'Chairs' }] }, operator);
  await catalog.saveBrands({ brands: [{ handle: 'acme', name: 'Acme' }, { handle: 'nexo', name: 'Nexo' }] }, operator);
  await publish(seller(north, 'north-star', 'North Star Ltd.'), seller(south, 'south-wind', 'South Wind'));
  await sell('desk-lamp', { title: 'Desk lamp with dimmer', attributes: { power: 5, color: 'Red' }, price_minor: 2500 });
  await sell('floor-lamp', { title: 'Floor lamp', brand: 'nexo', attributes: { power: 10, color: 'Blue' }, price_minor: 5000, seller_id: south });
  await sell('arm-chair', { title: 'Arm chair', category: 'chairs', brand: null, price_minor: 12_000, attributes: { color: 'Red' } });
  await sell('gone-lamp', { title: 'Ceiling lamp', count: 0 });
});

test('before the index is loaded a search is unavailable, and then it is not', async () => {
  assert.equal(service.isReady(), false);
  await refuses(search.search({ text: 'lamp' }, call), 'unavailable');
  await refuses(search.suggest({ text: 'lamp' }, call), 'unavailable');
  stops.push(service.start());
  assert.deepEqual((await found({ text: 'lamp' })).toSorted(), ['desk-lamp', 'floor-lamp', 'gone-lamp']);
  assert.equal(service.isReady(), true);
});

test('words find products with highlights, pages and counts', async () => {
  const result = await search.search({ text: '  DESK lamps ' }, call);
  assert.equal(result.listings[0]?.handle, 'desk-lamp');
  assert.deepEqual(result.highlights[result.listings[0].product_id], [[0, 4], [5, 9]]);
  // One product is no choice: other lamps follow.
  assert.deepEqual([result.total_count, result.is_relaxed], [3, true]);
  assert.equal((await search.search({ text: 'desk chair' }, call)).is_relaxed, true);
  const page = await search.search({ text: 'lamp', page: 2, page_size: 2, sort: 'price_asc' }, call);
  assert.deepEqual([page.listings.map((each) => each.handle), page.total_count, page.page, page.page_count, page.is_relaxed], [['gone-lamp'], 3, 2, 2, false]);
  assert.deepEqual(await found({ text: 'lamp', page: 3, page_size: 2 }), []);
  assert.equal((await search.search({ text: 'flor lamp' }, call)).corrected_text, 'floor lamp');
  assert.deepEqual(await found({ text: 'ARM-CHAIR' }), ['arm-chair']);
  assert.equal((await search.search({}, call)).total_count, 4);
  const none = await search.search({ text: 'zzzzqqqq' }, call);
  assert.deepEqual([none.total_count, none.page_count, none.listings], [0, 0, []]);
});

test('what has no price is last by price, both ways', async () => {
  assert.deepEqual(await found({ sort: 'price_asc' }), ['desk-lamp', 'floor-lamp', 'arm-chair', 'gone-lamp']);
  assert.deepEqual(await found({ sort: 'price_desc' }), ['arm-chair', 'floor-lamp', 'desk-lamp', 'gone-lamp']);
});

test('filters narrow, and facets say what else there is', async () => {
  assert.deepEqual(await found({ category: 'lamps', filters: ['brand:nexo'] }), ['floor-lamp']);
  assert.deepEqual((await found({ filters: ['attribute.color:Red'] })).toSorted(), ['arm-chair', 'desk-lamp']);
  assert.deepEqual(await found({ filters: ['attribute.power:5..9', 'availability:in_stock'] }), ['desk-lamp']);
  assert.deepEqual((await found({ filters: ['price:2500..5000'] })).toSorted(), ['desk-lamp', 'floor-lamp']);
  assert.deepEqual(await found({ filters: ['seller:south-wind', 'condition:new'] }), ['floor-lamp']);
  assert.deepEqual(await found({ category: 'nowhere' }), []);
  assert.deepEqual((await facet('seller', {}))?.values.map((each) => [each.value, each.label, each.count]), [['north-star', 'North Star Ltd.', 3], ['south-wind', 'South Wind', 1]]);
  assert.deepEqual((await facet('price', { filters: ['price:2500..4999'] }))?.values.map((each) => [each.value, each.label, each.count, each.is_selected]), [['2500..4999', '$25 to $50', 1, true], ['5000..9999', '$50 to $100', 1, false], ['10000..', '$100 and up', 1, false]]);
  await until(async () => (await facet('attribute.power', { category: 'lamps' }))?.label === 'Power');
  assert.deepEqual((await facet('attribute.power', { category: 'lamps' }))?.values.map((each) => [each.value, each.label]), [['5', '5 W'], ['10', '10 W']]);
  assert.deepEqual((await facet('brand', {}))?.values.map((each) => each.label).toSorted(), ['Acme', 'Nexo']);
});

test('wrong filters, pages nobody reaches and hostile text have coded answers', async () => {
  await refuses(search.search({ filters: ['colour:red'] }, call), 'invalid_request');
  await refuses(search.search({ page: 500, page_size: 100 }, call), 'page_too_deep');
  for (const text of ['\u0000', '\ud800', 'a'.repeat(10_000), '((((', '%_\\', '🔥'.repeat(150), 'ﷺ'.repeat(300)]) {
    assert.ok((await search.search({ text }, call)).total_count >= 0);
    assert.ok((await search.suggest({ text: text.slice(0, 200) }, call)).queries.length <= 8);
  }
});

test('changes of the catalogue show without a rebuild: new, changed, gone', async () => {
  await sell('wall-lamp', { title: 'Wall sconce' });
  await until(async () => (await found({ text: 'sconce' })).length === 1);
  const offer_id = offers.get('wall-lamp') ?? '';
  await publish(event(priceChanged, offer_id, { offer_id, currency: 'USD', price_minor: 77_700, list_price_minor: null, lowest_price_30d_minor: null }));
  await until(async () => (await found({ filters: ['price:77700..77700'] })).length === 1);
  const [listing] = (await search.search({ text: 'sconce' }, call)).listings;
  await publish(event(ratingChanged, listing?.product_id ?? '', { product_id: listing?.product_id ?? '', rating_average: 4.6, rating_count: 9 }));
  await until(async () => (await found({ filters: ['rating:4..'] })).length === 1);
  await catalog.saveOffers({ offers: [{ offer_id, seller_id: north, seller_sku: 'wall-lamp', sku: 'WALL-LAMP', status: 'closed' }] }, operator);
  await publish();
  await until(async () => (await search.search({ text: 'sconce' }, call)).total_count === 0);
});

test('two processes each see every change, and one that starts later has it from the catalogue', async () => {
  const other = open();
  stops.push(other.start());
  const elsewhere = connect(searchContract, { local: other.methods, is_round_trip: true });
  await until(() => other.isReady());
  await sell('lava-lamp', { title: 'Lava light' });
  await until(async () => (await found({ text: 'lava' })).length === 1);
  await until(async () => (await elsewhere.search({ text: 'lava' }, call)).total_count === 1);
  const late = open();
  stops.push(late.start());
  assert.equal((await connect(searchContract, { local: late.methods }).search({ text: 'lava' }, call)).total_count, 1);
});

test('a change that comes while the catalogue is being read is not lost', async () => {
  const reading = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  let is_first = true;
  const slow = open({
    ...catalog,
    getSearchableProducts: async (input, its_call) => {
      const answer = await catalog.getSearchableProducts(input, its_call);
      if (is_first) {
        is_first = false;
        reading.resolve();
        await mayGoOn.promise;
      }
      return answer;
    },
  });
  stops.push(slow.start());
  await reading.promise;
  await sell('moon-lamp', { title: 'Moonlight' });
  mayGoOn.resolve();
  const client = connect(searchContract, { local: slow.methods });
  await until(async () => (await client.search({ text: 'moonlight' }, call)).total_count === 1);
});

test('a rebuilt index answers like the one that followed', async () => {
  const answers = async () => Promise.all(['lamp', 'chair', 'lava', 'sconce', ''].map(async (text) => {
    const { took_ms: _took_ms, ...answer } = await search.search({ text, page_size: 100 }, call);
    return answer;
  }));
  const followed = await answers();
  const [{ product_count }, again] = await Promise.all([search.rebuild({}, operator), search.rebuild({}, operator)]);
  assert.deepEqual([product_count, again.product_count], [6, 6]);
  assert.deepEqual(await answers(), followed);
});

test('suggestions name queries, categories, brands and products', async () => {
  const suggested = await search.suggest({ text: 'lam' }, call);
  assert.deepEqual(suggested.categories, [{ handle: 'lamps', name: 'Lamps' }]);
  assert.ok(suggested.listings.length >= 3 && suggested.queries.length > 0);
  assert.deepEqual((await search.suggest({ text: 'nex', limit: 1 }, call)).brands, [{ handle: 'nexo', name: 'Nexo' }]);
});

test('searches are counted, and what several look for is suggested', async () => {
  const own = open();
  const stop = own.start();
  const client = connect(searchContract, { local: own.methods, is_round_trip: true });
  const guests = [asGuest(), asGuest(), asGuest()];
  for (const [index, text] of ['Lamp shade', 'lamp  SHADE', ' lamp shade ', 'lamp zero', '\u0000', 'lamp ana@example.com', 'lamp 4111 1111 1111 1111'].entries()) await client.search({ text }, guests[index % 3] ?? call);
  await client.search({ text: 'lamp shade', page: 2 }, call);
  // One person who likes a text is not many.
  for (let time = 0; time < 4; time++) await client.search({ text: 'lamp mine' }, guests[0] ?? call);
  await stop();
  const row = (text: string) => database.maybe(sql<{ search_count: number; zero_result_count: number; searched_on: string }>`select search_count, zero_result_count, searched_on from queries where text = ${text}`);
  assert.deepEqual(await row('lamp shade'), { search_count: 3, zero_result_count: 0, searched_on: '2026-06-01' });
  assert.deepEqual([await row('lamp ana@example.com'), await row('lamp 4111 1111 1111 1111')], [undefined, undefined]);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from search_subjects where text like '%@%' or text like '%4111%'`)).count, 0);
  await database.run(sql`insert into search_subjects (text, subject_key, seen_on) select text, key, '2026-05-30' from unnest(array['lamp nowhere', 'lamp of old', 'lamp often']) as text, unnest(array['a', 'b', 'c']) as key`);
  await database.run(sql`insert into queries (text, searched_on, search_count, zero_result_count) values ('lamp nowhere', '2026-05-30', 9, 9), ('lamp of old', '2026-01-01', 99, 0), ('lamp often', '2026-05-30', 50, 1)`);
  const next = open();
  stops.push(next.start());
  const suggesting = connect(searchContract, { local: next.methods, is_round_trip: true });
  await until(async () => next.isReady() && (await suggesting.suggest({ text: 'LAMP' }, call)).queries[0] === 'lamp often');
  const { queries } = await suggesting.suggest({ text: 'LAMP' }, call);
  assert.deepEqual(queries.slice(0, 2), ['lamp often', 'lamp shade']);
  assert.ok(!queries.includes('lamp nowhere') && !queries.includes('lamp of old') && !queries.includes('lamp zero') && !queries.includes('lamp mine'));
  assert.deepEqual((await suggesting.suggest({ text: '' }, call)).queries, ['lamp often', 'lamp shade']);
});
