import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, test } from 'node:test';
import { connect, hasCode, type Call } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { emit, event, type OutgoingEvent } from '@orinoco/event';
import { lineAdded } from '@orinoco/cart/events';
import { guestMerged } from '@orinoco/identity/events';
import { orderPlaced } from '@orinoco/order/events';
import { asCustomer, asGuest, asServiceOf, callAs, openTestDatabase, testLog } from '@orinoco/testing';
import { recommendationContract } from './contract.ts';
import { createModel } from './model.ts';
import { createRecommendationService } from './service.ts';

const testDatabase = await openTestDatabase();
const database = testDatabase.database('recommendation');
const clock = () => new Date('2026-06-01T12:00:00Z');
const service = createRecommendationService({ database, clock, log: testLog });
const recommendation = connect(recommendationContract, { local: service.methods, is_round_trip: true });
const relay = testDatabase.relay(service.subscriptions ?? []);
const stop = service.start();
after(async () => {
  await stop();
  await testDatabase.close();
});

const anonymous = callAs({ kind: 'anonymous' });
const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const daysAgo = (days: number) => new Date(clock().getTime() - days * 86_400_000).toISOString();
/** Waits until something that happens in the background has happened; the test run's own limit ends it if it never does. */
async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(20);
}
/** A transaction anywhere in the cluster, of another test too, keeps the newest of the log unreadable for a moment. */
const isReadable = async () => (await database.one(sql<{ is_readable: boolean }>`select not exists (select from interactions where xid >= pg_snapshot_xmin(pg_current_snapshot())) as is_readable`)).is_readable;
const rebuild = async () => {
  await until(isReadable);
  return recommendation.rebuild({}, asServiceOf('demo'));
};
const countOf = async (subject_id: string) => (await database.one(sql<{ count: number }>`select count(*) as count from interactions where subject_id = ${subject_id}`)).count;
const shelves = async (surface: 'home' | 'product' | 'cart' | 'buy-again' | 'trending', call: Call, product_ids?: string[], limit = 5) => (await recommendation.getRecommendations({ surface, limit, ...(product_ids ? { product_ids } : {}) }, call)).shelves;
const shelf = async (name: string, ...asked: Parameters<typeof shelves>) => (await shelves(...asked)).find((each) => each.shelf === name)?.recommendations ?? [];
const view = (subject_id: string, product_id: string, occurred_at: string) => ({ subject_id, product_id, kind: 'view' as const, occurred_at });
const buy = (subject_id: string, product_id: string, occurred_at: string, basket_id: string | null = null) => ({ subject_id, product_id, kind: 'purchase' as const, basket_id, occurred_at });
const importHistory = (events: (ReturnType<typeof view> | ReturnType<typeof buy>)[]) => recommendation.importHistory({ events }, asServiceOf('demo'));

async function tell(schema: string, told: OutgoingEvent): Promise<void> {
  await testDatabase.database(schema).transaction((tx) => emit(tx, told));
  await relay.drain();
}
function placed(owner: { customer_id: string | null; guest_id: string | null }, product_ids: string[]): OutgoingEvent {
  const line = (product_id: string) => ({ order_line_id: randomUUID(), offer_id: randomUUID(), product_id, variant_id: randomUUID(), title: 'x', quantity: 1, unit_price_minor: 1, total_minor: 1, weight_g: 1 });
  return event(orderPlaced, randomUUID(), {
    order_group_id: randomUUID(), order_group_number: 'G1', checkout_id: randomUUID(), purchase_id: randomUUID(), cart_id: randomUUID(), ...owner, email: 'a@example.com', locale: 'en-US', currency: 'USD', total_minor: 1,
    shipping_address: { name: 'A', line1: 'x', city: 'y', country: 'US' }, placed_at: daysAgo(0),
    orders: [{ order_id: randomUUID(), order_number: 'O1', seller_id: randomUUID(), total_minor: 1, shipping_minor: 0, tax_minor: 0, delivery: { shipping_rate_id: randomUUID(), name: 'post', earliest_on: '2026-06-02', latest_on: '2026-06-03' }, lines: product_ids.map(line), allocations: [] }],
  });
}

test('the service becomes ready and answers with nothing before anything happened', async () => {
  await until(() => service.isReady());
  for (const surface of ['home', 'product', 'cart', 'buy-again', 'trending'] as const) assert.deepEqual(await shelves(surface, anonymous, [randomUUID()]), []);
});

test('views of guests and customers are learned without a rebuild; those of nobody are not recorded', async () => {
  const [camera, card, bag] = ids(3) as [string, string, string];
  for (const call of [asGuest(), asCustomer(), asCustomer()]) for (const product_id of [camera, card, bag]) await recommendation.recordViews({ views: [{ product_id, recommendation_id: randomUUID() }] }, call);
  await recommendation.recordViews({ views: [{ product_id: card }] }, anonymous);
  await until(async () => (await shelf('also_viewed', 'product', anonymous, [camera])).length === 2);
  assert.deepEqual((await shelf('also_viewed', 'product', anonymous, [camera])).map((each) => [each.product_id, each.source, each.because_product_id]), [[card, 'also_viewed', camera], [bag, 'also_viewed', camera]]);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from interactions where product_id = ${card}`)).count, 3);
  const [first] = await shelf('for_you', 'home', anonymous, [camera.toUpperCase()]);
  assert.equal(first?.product_id, card);
});

test('orders teach what is bought together, once each however often they are told', async () => {
  const [lamp, bulb, shade] = ids(3) as [string, string, string];
  for (let order = 0; order < 3; order++) {
    const told = placed({ customer_id: randomUUID(), guest_id: null }, [lamp, bulb, ...(order === 0 ? [shade] : [])]);
    await tell('order', told);
    await tell('order', told);
  }
  await tell('order', placed({ customer_id: null, guest_id: null }, [lamp, shade]));
  await rebuild();
  assert.deepEqual((await shelf('bought_together', 'product', anonymous, [lamp])).map((each) => each.product_id), [bulb]);
  const cart = await shelf('bought_together', 'cart', anonymous, [lamp, bulb]);
  assert.deepEqual(cart.map((each) => [each.product_id, each.source]), [[shade, 'also_bought']]);
});

test('the home page knows what a customer did: related, again, trending, and no product twice', async () => {
  const call = asCustomer();
  const me = call.actor.kind === 'customer' ? call.actor.customer_id : '';
  const [seen, next, coffee, popular] = ids(4) as [string, string, string, string];
  const others = ids(6);
  await importHistory([
    ...others.flatMap((other) => [view(other, seen, daysAgo(9)), view(other, next, daysAgo(8))]), ...ids(40).map((other) => view(other, popular, daysAgo(0))),
    buy(me, coffee, daysAgo(62), randomUUID()), buy(me, coffee, daysAgo(32), randomUUID()), view(me, seen, daysAgo(1)),
  ]);
  await rebuild();
  const home = await shelves('home', call);
  assert.deepEqual(home.map((each) => each.shelf), ['for_you', 'buy_again', 'trending']);
  assert.deepEqual([home[0]?.recommendations[0]?.product_id, home[0]?.recommendations[0]?.because_product_id], [next, seen]);
  assert.deepEqual(home[1]?.recommendations.map((each) => each.product_id), [coffee]);
  const shown = home.flatMap((each) => each.recommendations.map((one) => one.product_id));
  assert.equal(new Set(shown).size, shown.length);
  assert.ok(shown.includes(popular) && !home[0]?.recommendations.some((each) => each.product_id === seen));
  assert.equal((await shelf('trending', 'trending', anonymous))[0]?.product_id, popular);
  assert.deepEqual((await shelf('buy_again', 'buy-again', call)).map((each) => each.product_id), [coffee]);
  assert.deepEqual(await shelves('buy-again', asCustomer()), []);
  assert.deepEqual(await shelves('home', call), home);
});

test('a product that nobody has looked at leads to what is trending, under that name', async () => {
  const fresh = randomUUID();
  const answer = await shelves('product', anonymous, [fresh]);
  assert.deepEqual(answer.map((each) => each.shelf), ['trending']);
});

test('what a guest did belongs to the customer it turns out to be', async () => {
  const [guest_id, customer_id, product_id] = ids(3) as [string, string, string];
  const cart = { cart_id: randomUUID(), offer_id: randomUUID(), product_id, quantity: 1 };
  await tell('cart', event(lineAdded, cart.cart_id, { ...cart, customer_id: null, guest_id }));
  await tell('cart', event(lineAdded, cart.cart_id, { ...cart, customer_id: null, guest_id: null }));
  await tell('order', placed({ customer_id: null, guest_id }, [product_id]));
  assert.equal(await countOf(guest_id), 2);
  assert.equal((await shelf('buy_again', 'buy-again', asGuest(guest_id)))[0]?.product_id, product_id);
  await tell('identity', event(guestMerged, customer_id, { guest_id, customer_id }));
  assert.deepEqual([await countOf(guest_id), await countOf(customer_id)], [0, 2]);
  assert.equal((await shelf('buy_again', 'buy-again', asCustomer(customer_id)))[0]?.product_id, product_id);
  assert.deepEqual(await shelves('buy-again', asGuest(guest_id)), []);
});

test('history brought in twice counts once; wrong times are refused', async () => {
  const [subject_id, product_id, other] = ids(3) as [string, string, string];
  const past = [view(subject_id, product_id, daysAgo(3)), view(subject_id, product_id, daysAgo(2)), buy(subject_id, product_id, daysAgo(2)), buy(subject_id, other, daysAgo(2), randomUUID())];
  assert.deepEqual(await importHistory(past), { event_count: 4 });
  assert.deepEqual(await importHistory(past), { event_count: 0 });
  assert.deepEqual(await importHistory([]), { event_count: 0 });
  for (const occurred_at of ['long ago', '1960-01-01T00:00:00Z', '2031-01-01T00:00:00Z']) {
    await assert.rejects(importHistory([view(subject_id, product_id, occurred_at)]), (error) => hasCode(error, 'invalid_request'));
  }
});

test('following the log in whatever steps gives the same engine as building it from the whole log', async () => {
  const products = ids(60);
  const subjects = ids(25);
  const followed = createModel(database, clock);
  for (let step = 0; step < 5; step++) {
    const batch = Array.from({ length: 300 }, (_, i) => {
      const [subject_id, product_id] = [subjects[(i * 7 + step) % 25]!, products[(i * 11 + (i >> 3) + step * 13) % 60]!];
      const order = Math.floor(i / 16);
      return i % 4 === 0 ? buy(subjects[order]!, products[(i * 3 + order) % 10]!, daysAgo(10 - step), `00000000-0000-7000-8000-${String(step * 100 + order).padStart(12, '0')}`) : view(subject_id, product_id, new Date(Date.parse(daysAgo(10 - step)) + i * 1000).toISOString());
    });
    await importHistory(batch);
    if (step === 2) await tell('identity', event(guestMerged, subjects[1]!, { guest_id: subjects[0]!, customer_id: subjects[1]! }));
    await until(isReadable);
    while (await followed.follow());
  }
  const streamed = followed.engine().snapshot();
  const built = (await createModel(database, clock).rebuild()).snapshot();
  assert.ok([built.bought_together, built.also_bought, built.also_viewed].every((model) => model.numbers.length > 30));
  assert.deepEqual(streamed, built);
  assert.deepEqual(followed.engine().trending(clock().getTime(), 50), (await createModel(database, clock).rebuild()).trending(clock().getTime(), 50));
  assert.deepEqual(await Promise.all([rebuild(), rebuild()]), [{ product_count: built.product_ids.length }, { product_count: built.product_ids.length }]);
});
