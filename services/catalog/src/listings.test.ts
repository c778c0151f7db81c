import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from '@orinoco/database';
import type { OutgoingEvent } from '@orinoco/event';
import { asServiceOf } from '@orinoco/testing';
import { handlers } from './handlers.ts';
import { openSampleCatalog, price, rating, sale, sampleProduct, sellerCard, stock } from './sample-testing.ts';

const sample = await openSampleCatalog();
after(() => sample.close());
const { catalog, publish, settle, database } = sample;
const call = { ...asServiceOf('test'), deadline: Date.now() + 120_000 };

/** A listed product with one offer. */
async function listed(handle: string, changes: { price_minor?: number; count?: number } = {}) {
  const product = sampleProduct(handle);
  const [seller_id, offer_id] = [randomUUID(), randomUUID()];
  await catalog.saveProducts({ products: [product] }, call);
  await catalog.saveOffers({ offers: [{ offer_id, seller_id, seller_sku: handle, sku: handle.toUpperCase() }] }, call);
  await publish(sellerCard(seller_id, `of-${handle}`), price(offer_id, changes.price_minor ?? 1000), stock(offer_id, changes.count ?? 100));
  await settle();
  return { product_id: product.product_id ?? '', offer_id, seller_id };
}

const card = async (product_id: string) => (await catalog.getListings({ product_ids: [product_id] }, call)).listings[0];
const version = async (product_id: string) => (await catalog.getSearchableProducts({ product_ids: [product_id] }, call)).products[0]?.version;

/** How many listing_changed events there are about a product, or about all. */
async function newsCount(product_id: string | null = null): Promise<number> {
  return (await database.one(sql<{ count: number }>`select count(*) as count from outbox where type = 'catalog.listing_changed' and (${product_id}::text is null or key = ${product_id})`)).count;
}

test('stock that leaves the card as it is makes no event; what shows does', async () => {
  const { product_id, offer_id } = await listed('quiet');
  const [news, start] = [await newsCount(product_id), await version(product_id)];
  await publish(stock(offer_id, 99), stock(offer_id, 98));
  await settle();
  assert.deepEqual([await newsCount(product_id), await version(product_id)], [news, start]);
  await publish(stock(offer_id, 5));
  await settle();
  assert.deepEqual([(await card(product_id))?.stock_hint, (await card(product_id))?.badges, await newsCount(product_id), await version(product_id)], ['low', ['few-left'], news + 1, (start ?? 0) + 1]);
  await publish(stock(offer_id, 0));
  await settle();
  const out = await card(product_id);
  assert.deepEqual([out?.offer_id, out?.price_minor, out?.is_in_stock, out?.stock_hint], [null, null, false, 'out']);
});

test('a suspended seller’s products leave the shop and come back', async () => {
  const { product_id, seller_id } = await listed('fallen');
  await publish(sellerCard(seller_id, 'of-fallen', { status: 'suspended' }));
  await settle();
  assert.equal(await card(product_id), undefined);
  assert.equal((await catalog.getSearchableProducts({ product_ids: [product_id] }, call)).products[0]?.is_listed, false);
  await publish(sellerCard(seller_id, 'of-fallen'));
  await settle();
  assert.equal((await card(product_id))?.price_minor, 1000);
});

test('a card shows the picture of what it sells, and search hears which colors are offered', async () => {
  const colors = [['Teal', null], ['Purple', 'purple.jpg']] as const;
  const sari = sampleProduct('sari', { options: [{ code: 'color', label: 'Color', values: colors.map(([value]) => ({ value })) }], variants: colors.map(([color, media_key]) => ({ variant_id: randomUUID(), sku: `SARI-${color}`, option_values: { color }, weight_g: 1, ...(media_key === null ? {} : { media_key }) })) });
  const [seller_id, teal, purple] = [randomUUID(), randomUUID(), randomUUID()];
  const product_id = sari.product_id ?? '';
  const shown = async () => {
    await settle();
    const [searchable] = (await catalog.getSearchableProducts({ product_ids: [product_id] }, call)).products;
    return [(await card(product_id))?.media_key, searchable?.options];
  };
  await catalog.saveProducts({ products: [sari] }, call);
  await catalog.saveOffers({ offers: [{ offer_id: teal, seller_id, seller_sku: 'T', sku: 'SARI-Teal' }] }, call);
  await publish(sellerCard(seller_id, 'of-sari'), price(teal, 900), stock(teal, 9));
  assert.deepEqual(await shown(), ['sari.jpg', { color: ['Teal'] }]);
  const before = await version(product_id);
  await catalog.saveOffers({ offers: [{ offer_id: purple, seller_id, seller_sku: 'P', sku: 'SARI-Purple' }] }, call);
  await publish(price(purple, 950), stock(purple, 9));
  assert.deepEqual(await shown(), ['sari.jpg', { color: ['Purple', 'Teal'] }], 'the cheaper one stands for the product');
  assert.ok(Number(await version(product_id)) > Number(before), 'search is told');
  await publish(price(purple, 800));
  assert.deepEqual(await shown(), ['purple.jpg', { color: ['Purple', 'Teal'] }]);
});

test('price and stock that come before their offer are not lost', async () => {
  const product = sampleProduct('foretold');
  const [seller_id, offer_id] = [randomUUID(), randomUUID()];
  await publish(rating(product.product_id ?? '', 4.5, 3), sale(product.product_id ?? '', 2), price(offer_id, 500), stock(offer_id, 3), price(offer_id, 700), sellerCard(seller_id, 'prophet'));
  await settle();
  await catalog.saveProducts({ products: [product] }, call);
  await catalog.saveOffers({ offers: [{ offer_id, seller_id, seller_sku: 'f', sku: 'FORETOLD' }] }, call);
  await settle();
  const found = await card(product.product_id ?? '');
  assert.deepEqual([found?.price_minor, found?.stock_hint, found?.rating_average, found?.rating_count], [700, 'low', 4.5, 3]);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from pending_offers`)).count, 0);
});

test('… nor are those that come while it is being saved', async () => {
  const { seller_id } = await listed('host');
  const ids = Array.from({ length: 20 }, () => randomUUID());
  await catalog.saveProducts({ products: ids.map((_, index) => sampleProduct(`race-${index}`)) }, call);
  await publish(...ids.map((offer_id, index) => price(offer_id, 100 + index)), ...ids.map((offer_id) => stock(offer_id, 10)));
  await Promise.all([...ids.map((offer_id, index) => catalog.saveOffers({ offers: [{ offer_id, seller_id, seller_sku: `race-${index}`, sku: `RACE-${index}` }] }, call)), sample.relay.drain()]);
  await settle();
  const { offers } = await catalog.getOffers({ offer_ids: ids }, call);
  assert.deepEqual(offers.map((offer) => [offer.price_minor, offer.available_count]), ids.map((_, index) => [100 + index, 10]));
});

test('the best seller of a category loses the badge to the next', async () => {
  const [first, second] = [await listed('champion'), await listed('runner')];
  await publish(sale(first.product_id, 50));
  await settle();
  assert.deepEqual([(await card(first.product_id))?.badges, (await card(second.product_id))?.badges], [['best-seller'], []]);
  await publish(sale(second.product_id, 60));
  await settle();
  assert.deepEqual([(await card(first.product_id))?.badges, (await card(second.product_id))?.badges], [[], ['best-seller']]);
});

test('sales that move little are not news; a quarter more are', async () => {
  const { product_id } = await listed('seller-of-one');
  await catalog.savePopularity({ products: [{ product_id, popularity: 40 }] }, call);
  await settle();
  const news = await newsCount(product_id);
  await publish(sale(product_id, 4));
  await settle();
  assert.equal(await newsCount(product_id), news);
  await publish(sale(product_id, 7));
  await settle();
  assert.equal(await newsCount(product_id), news + 1);
  assert.ok(Math.abs(((await catalog.getSearchableProducts({ product_ids: [product_id] }, call)).products[0]?.popularity ?? 0) - 51) < 1e-9);
});

test('the loop decides what is saved by itself', async () => {
  const stop = sample.service.start?.();
  try {
    const { product_id } = await listed('looped');
    await catalog.saveProducts({ products: [sampleProduct('looped', { title: 'Anew', product_id })] }, call);
    for (let tries = 0; tries < 200 && (await card(product_id))?.title !== 'Anew'; tries += 1) await sleep(20);
    assert.equal((await card(product_id))?.title, 'Anew');
  } finally {
    await stop?.();
  }
});

/** What happens to three products in one run, producer by producer. The order within a producer is kept, that between them is not. */
const producers = fc.record({
  prices: fc.array(fc.tuple(fc.nat(5), fc.integer({ min: -1, max: 4 }).map((step) => step * 100)), { maxLength: 10 }),
  stocks: fc.array(fc.tuple(fc.nat(5), fc.constantFrom(0, 3, 50)), { maxLength: 10 }),
  sellers: fc.array(fc.tuple(fc.nat(1), fc.constantFrom('active' as const, 'active' as const, 'suspended' as const), fc.constantFrom(0.2, 0.9)), { maxLength: 5 }),
  ratings: fc.array(fc.tuple(fc.nat(2), fc.constantFrom(null, 3.5, 5), fc.nat(9)), { maxLength: 4 }),
  sales: fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 9 })), { maxLength: 6 }),
  statuses: fc.array(fc.tuple(fc.nat(5), fc.constantFrom('active' as const, 'paused' as const)), { maxLength: 4 }),
});
type Producers = typeof producers extends fc.Arbitrary<infer T> ? T : never;
const shuffle = fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 });

let run_count = 0;

/** Plays everything in one of the possible orders; answers the cards with ids that do not depend on the run. */
async function play(what: Producers, order: readonly number[]) {
  const run = (run_count += 1);
  const id = (kind: number, index: number) => `00000000-${run.toString(16).padStart(4, '0')}-7000-8000-${String(kind).padStart(4, '0')}${String(index).padStart(8, '0')}`;
  const category_handle = `run-${run}`;
  await catalog.saveCategories({ categories: [{ parent_handle: null, handle: category_handle, name: 'Run' }] }, call);
  const product = (index: number) => sampleProduct(`run-${run}-${index}`, { product_id: id(1, index), category_handle, variants: [{ variant_id: id(2, index), sku: `RUN-${run}-${index}`, option_values: {}, weight_g: 1 }] });
  const offer = (index: number, status: 'active' | 'paused') => catalog.saveOffers({ offers: [{ offer_id: id(3, index), seller_id: id(4, index % 2), seller_sku: `${run}-${index}`, sku: `RUN-${run}-${Math.floor(index / 2)}`, status }] }, call);
  const hear = (outgoing: OutgoingEvent) => () => database.transaction(async (tx) => {
    const handler = handlers.find((each) => each.definition.type === outgoing.type);
    await handler?.handle([{ partitionkey: outgoing.key, data: outgoing.payload } as never], tx);
  });
  const queues: (() => Promise<unknown>)[][] = [
    [() => catalog.saveProducts({ products: [0, 1, 2].map(product) }, call), ...[0, 1, 2, 3, 4, 5].map((index) => () => offer(index, 'active')), ...what.statuses.map(([index, status]) => () => offer(index, status))],
    what.prices.map(([index, amount]) => hear(price(id(3, index), amount, 300))),
    what.stocks.map(([index, count]) => hear(stock(id(3, index), count))),
    what.sellers.map(([index, status, score]) => hear(sellerCard(id(4, index), `s-${run}-${index}`, { status, score }))),
    what.ratings.map(([index, average, count]) => hear(rating(id(1, index), average, count))),
    what.sales.map(([index, quantity]) => hear(sale(id(1, index), quantity))),
  ];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
    const draw = order[turn % order.length] ?? 0;
    const waiting = queues.filter((queue) => queue.length > 0);
    await waiting[draw % waiting.length]?.shift()?.();
    if (draw % 7 === 0) await sample.service.subscriptions?.[0]?.afterBatch?.([]);
  }
  await sample.service.subscriptions?.[0]?.afterBatch?.([]);
  const neutral = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll(id(0, 0).slice(0, 14), '').replaceAll(new RegExp(`(run|s)-${run}(?=[-"])`, 'g'), '$1')) as unknown;
  return neutral(await snapshot(category_handle));
}

async function snapshot(category_handle: string) {
  return database.many(sql`select l.card, l.is_listed, l.seller_id, l.price_minor, l.popularity, l.badges, array(select f.offer_id from featured_offers f where f.product_id = l.product_id order by f.variant_id) as featured, array(select category_handle from listing_categories lc join categories using (category_id) where lc.product_id = l.product_id and lc.popularity = l.popularity) as placed
    from listings l where l.category_handle = ${category_handle} order by l.product_id`);
}

test('whatever the order of events, the listings are the same', async () => {
  await fc.assert(fc.asyncProperty(producers, shuffle, shuffle, async (what, one, other) => {
    assert.deepEqual(await play(what, one), await play(what, other));
  }), { numRuns: 12, endOnFailure: true });
});

test('built anew, the projection is what it had become, popularity and all', async () => {
  const everything = () => database.many(sql`select product_id, handle, title, brand_handle, category_id, media_key, offer_id, variant_id, seller_id, seller_handle, price_minor, list_price_minor, currency, offer_count, rating_average, rating_count, is_in_stock, stock_hint, handling_days, badges, popularity, card::text, content_digest, is_listed, created_at,
    array(select f.variant_id || ' ' || coalesce(f.offer_id::text, '') || ' ' || f.reason from featured_offers f where f.product_id = l.product_id order by 1) as featured, array(select lc.category_id || ' ' || lc.popularity from listing_categories lc where lc.product_id = l.product_id order by 1) as placed from listings l order by product_id`);
  await settle();
  const became = await everything();
  const news = await newsCount();
  const { listing_count } = await catalog.rebuildListings({}, call);
  assert.equal(await newsCount(), news, 'nothing changed, nothing is told');
  assert.deepEqual(await everything(), became);
  await database.run(sql`delete from listings`);
  await database.run(sql`delete from featured_offers`);
  assert.equal((await catalog.rebuildListings({}, call)).listing_count, listing_count);
  assert.deepEqual(await everything(), became);
  assert.ok(listing_count > 10);
});
