import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode, systemRuntime } from '@orinoco/contract';
import { offerSaved } from '@orinoco/catalog/events';
import { sql, type Database } from '@orinoco/database';
import { emit, event, on } from '@orinoco/event';
import { shipmentMoved } from '@orinoco/fulfillment/events';
import { orderPlaced } from '@orinoco/order/events';
import { asCustomer, asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import { inventoryContract } from './contract.ts';
import { stockChanged } from './events.ts';
import { createInventoryService } from './service.ts';
import { createSoldOut } from './sold-out.ts';
import { sweep } from './sweep.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('inventory');
let now = new Date('2026-03-01T12:00:00Z');
const open = () => createInventoryService({ database, ...systemRuntime, clock: () => now, log: testLog });
const service = open();
const inventory = connect(inventoryContract, { local: service.methods, is_round_trip: true });
const other = connect(inventoryContract, { local: open().methods, is_round_trip: true });
let statement_count = 0;
const counting: Pick<Database, 'one' | 'many' | 'transaction'> = {
  one: (statement) => { statement_count++; return database.one(statement); },
  many: (statement) => { statement_count++; return database.many(statement); },
  transaction: (work) => { statement_count += 2; return database.transaction(work); },
};
const counted = connect(inventoryContract, { local: createInventoryService({ database: { ...database, ...counting }, ...systemRuntime, clock: () => now, log: testLog }).methods, is_round_trip: true });
const soldOut = createSoldOut(() => now);
const expire = () => sweep({ database, clock: () => now, soldOut });

const call = () => asServiceOf('order');
const seen: { offer_id: string; available_count: number }[] = [];
const relay = testDatabase.relay([...(service.subscriptions ?? []), { group: 'catalog', database: testDatabase.database('catalog'), handlers: [on(stockChanged, async ({ data }) => void seen.push(data))] }]);
const lastTold = (offer_id: string) => seen.findLast((each) => each.offer_id === offer_id)?.available_count;

async function stocked(...counts: number[]): Promise<string> {
  const offer_id = randomUUID();
  await inventory.setStock({ levels: counts.map((on_hand) => ({ offer_id, stock_location_id: randomUUID(), on_hand })), reason: 'receive' }, call());
  return offer_id;
}
const reserve = (lines: { offer_id: string; quantity: number }[], purchase_id: string = randomUUID(), hold_ms = 60_000) => inventory.reserve({ purchase_id, lines, hold_ms }, call());
async function levelsOf(...offer_ids: string[]) {
  return (await inventory.getStock({ offer_ids }, call())).levels;
}
async function countsOf(offer_id: string) {
  const levels = await levelsOf(offer_id);
  const sum = (field: 'on_hand' | 'reserved' | 'available') => levels.reduce((total, level) => total + level[field], 0);
  return [sum('on_hand'), sum('reserved'), sum('available')];
}
const refuses = (work: Promise<unknown>, code: string) => assert.rejects(work, (error) => hasCode(error, code), code);
const outOfStock = (work: Promise<unknown>, offers: unknown[]) => assert.rejects(work, (error) => { assert.ok(hasCode(error, 'out_of_stock')); assert.deepEqual(error.extra, { offers }); return true; });
async function publish(schema: string, ...events: Parameters<typeof emit>[1][]): Promise<void> {
  await testDatabase.database(schema).transaction((tx) => emit(tx, ...events));
  // Twice: what the handlers emit in turn may come after the first drain has looked.
  await relay.drain();
  await relay.drain();
}
const failures = () => database.many(sql<{ key: string; error: string }>`select key, error from event_failures`);
function placed(purchase_id: string) {
  const shipping_address = { name: 'Ada', line1: '1 Main St', city: 'Oslo', country: 'NO' };
  return event(orderPlaced, purchase_id, { order_group_id: purchase_id, order_group_number: 'G1', checkout_id: randomUUID(), purchase_id, cart_id: randomUUID(), customer_id: null, guest_id: null, email: 'a@example.com', locale: 'en-US', currency: 'USD', total_minor: 1, shipping_address, orders: [], placed_at: now.toISOString() });
}
function shipped(purchase_id: string, offer_ids: string[]) {
  const order_id = randomUUID();
  return event(shipmentMoved, order_id, { shipment_id: randomUUID(), order_id, purchase_id, seller_id: randomUUID(), status: 'shipped', offer_ids, tracking_number: null, tracking_url: null, is_last: true, occurred_at: now.toISOString() });
}

test('a purchase is held, committed and shipped; the ledger tells why and events tell what is left', async () => {
  const offer_id = await stocked(10);
  const { purchase_id, allocations, expires_at } = await reserve([{ offer_id, quantity: 3 }]);
  assert.deepEqual(allocations.map(({ quantity }) => quantity), [3]);
  assert.equal(expires_at, new Date(now.getTime() + 60_000).toISOString());
  assert.deepEqual(await countsOf(offer_id), [10, 3, 7]);
  await inventory.commit({ purchase_id }, call());
  await inventory.commit({ purchase_id }, call());
  await inventory.ship({ purchase_id, offer_ids: [offer_id] }, call());
  await inventory.ship({ purchase_id, offer_ids: [offer_id] }, call());
  await inventory.release({ purchase_id }, call());
  assert.deepEqual(await countsOf(offer_id), [7, 0, 7]);
  const { movements } = await inventory.listMovements({ offer_id }, call());
  assert.deepEqual(movements.map(({ reason, on_hand_change, reserved_change, reference }) => [reason, on_hand_change, reserved_change, reference]), [['ship', -3, -3, purchase_id], ['reserve', 0, 3, purchase_id], ['receive', 10, 0, null]]);
  assert.equal((await inventory.listMovements({ offer_id, page: 2, page_size: 2 }, call())).movements.length, 1);
  await relay.drain();
  assert.deepEqual(seen.filter((each) => each.offer_id === offer_id).map((each) => each.available_count), [10, 7]);
});

test('reserving is one statement, also for many at once', async () => {
  const offer_id = await stocked(1_000);
  const one = () => counted.reserve({ purchase_id: randomUUID(), lines: [{ offer_id, quantity: 1 }] }, call());
  statement_count = 0;
  await one();
  assert.equal(statement_count, 1);
  await Promise.all(Array.from({ length: 150 }, one));
  assert.equal(statement_count, 3);
});

test('a cart is whole or nothing, and says what is short; lines of one offer are summed', async () => {
  const [plenty, few] = [await stocked(10), await stocked(3)];
  const missing = randomUUID();
  const short = [{ offer_id: few, available_count: 3 }, { offer_id: missing, available_count: 0 }].toSorted((a, b) => (a.offer_id < b.offer_id ? -1 : 1));
  await outOfStock(reserve([{ offer_id: plenty, quantity: 1 }, { offer_id: few, quantity: 2 }, { offer_id: few, quantity: 2 }, { offer_id: missing, quantity: 1 }]), short);
  assert.deepEqual(await countsOf(plenty), [10, 0, 10]);
  const { allocations } = await reserve([{ offer_id: few, quantity: 2 }, { offer_id: few, quantity: 1 }]);
  assert.deepEqual(allocations.map(({ quantity }) => quantity), [3]);
});

test('Medusa #14987: one location gives everything if it can, the fullest first; otherwise several do', async () => {
  const offer_id = randomUUID();
  const [small, large, middle] = [randomUUID(), randomUUID(), randomUUID()];
  const counts = new Map([[small, 2], [large, 9], [middle, 5]]);
  await inventory.setStock({ levels: [...counts].map(([stock_location_id, on_hand]) => ({ offer_id, stock_location_id, on_hand })) }, call());
  const from = async (quantity: number) => Object.fromEntries((await reserve([{ offer_id, quantity }])).allocations.map((each) => [each.stock_location_id, each.quantity]));
  assert.deepEqual(await from(6), { [large]: 6 });
  assert.deepEqual(await from(5), { [middle]: 5 });
  assert.deepEqual(await from(4), { [large]: 3, [small]: 1 });
  await outOfStock(reserve([{ offer_id, quantity: 2 }]), [{ offer_id, available_count: 1 }]);
});

test('Medusa #16569, Vendure #3508, Saleor #5334: 500 buyers at once for 100 units buy exactly 100, through two instances too', async () => {
  for (const doors of [[inventory], [inventory, other]]) {
    const offer_id = await stocked(60, 40);
    const answers = await Promise.allSettled(Array.from({ length: 500 }, (_, index) => (doors[index % doors.length] ?? inventory).reserve({ purchase_id: randomUUID(), lines: [{ offer_id, quantity: 1 }] }, call())));
    assert.equal(answers.filter((answer) => answer.status === 'fulfilled').length, 100);
    for (const answer of answers) if (answer.status === 'rejected') assert.ok(hasCode(answer.reason, 'out_of_stock'));
    assert.deepEqual(await countsOf(offer_id), [100, 100, 0]);
    await relay.drain();
    assert.equal(lastTold(offer_id), 0);
  }
});

test('two carts and the last unit of each other: one gets both or each refusal is honest', async () => {
  const [a, b] = [await stocked(1), await stocked(1)];
  const answers = await Promise.allSettled([reserve([{ offer_id: a, quantity: 1 }, { offer_id: b, quantity: 1 }]), other.reserve({ purchase_id: randomUUID(), lines: [{ offer_id: b, quantity: 1 }, { offer_id: a, quantity: 1 }] }, call())]);
  assert.deepEqual(answers.map((answer) => answer.status).toSorted(), ['fulfilled', 'rejected']);
  assert.deepEqual([...(await countsOf(a)), ...(await countsOf(b))], [1, 1, 0, 1, 1, 0]);
});

test('the same purchase asked 50 times at once has one reservation and one answer, also of the last unit', async () => {
  const offer_id = await stocked(2, 1);
  const purchase_id = randomUUID();
  const input = { purchase_id, lines: [{ offer_id, quantity: 3 }] };
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? inventory : other).reserve(input, call())));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.deepEqual(await countsOf(offer_id), [3, 3, 0]);
  // Others are turned away in memory now; the purchase that has the stock is not.
  await outOfStock(reserve([{ offer_id, quantity: 1 }]), [{ offer_id, available_count: 0 }]);
  assert.deepEqual(await inventory.reserve(input, call()), answers[0]);
  await inventory.commit({ purchase_id }, call());
  assert.deepEqual((await inventory.reserve(input, call())).allocations, answers[0]?.allocations);
});

test('a stampede for something sold out stays away from the levels; stock that comes back is seen at once', async () => {
  const offer_id = await stocked(1);
  const one = (quantity = 1) => counted.reserve({ purchase_id: randomUUID(), lines: [{ offer_id, quantity }] }, call());
  const { purchase_id } = await one();
  await refuses(one(), 'out_of_stock');
  statement_count = 0;
  const answers = await Promise.allSettled(Array.from({ length: 900 }, () => one()));
  assert.ok(answers.every((answer) => answer.status === 'rejected'));
  assert.equal(statement_count, 2);
  await counted.release({ purchase_id }, call());
  await one();
  await refuses(one(), 'out_of_stock');
  const [level] = await levelsOf(offer_id);
  assert.ok(level);
  await counted.setStock({ levels: [{ offer_id, stock_location_id: level.stock_location_id, on_hand: 5 }] }, call());
  await one(4);
});

test('a request that PostgreSQL refuses does not harm its neighbours', async () => {
  const offer_id = await stocked(10);
  const answers = await Promise.allSettled([1, 2, 3, 4].map((quantity) => inventory.reserve({ purchase_id: quantity === 3 ? 'no uuid' : randomUUID(), lines: [{ offer_id, quantity }] }, call())));
  assert.deepEqual(answers.map((answer) => answer.status), ['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  assert.deepEqual(await countsOf(offer_id), [10, 7, 3]);
});

test('release gives back all or the offers named, held or committed, once', async () => {
  const [a, b] = [await stocked(5), await stocked(5)];
  const { purchase_id } = await reserve([{ offer_id: a, quantity: 2 }, { offer_id: b, quantity: 3 }]);
  await inventory.release({ purchase_id, offer_ids: [a] }, call());
  assert.deepEqual([...(await countsOf(a)), ...(await countsOf(b))], [5, 0, 5, 5, 3, 2]);
  await inventory.commit({ purchase_id }, call());
  await Promise.all([1, 2, 3].map(() => inventory.release({ purchase_id }, call())));
  assert.deepEqual(await countsOf(b), [5, 0, 5]);
  await refuses(reserve([{ offer_id: a, quantity: 2 }], purchase_id), 'reservation_expired');
  await refuses(inventory.commit({ purchase_id }, call()), 'reservation_expired');
  await refuses(inventory.commit({ purchase_id: randomUUID() }, call()), 'not_found');
  await refuses(inventory.ship({ purchase_id, offer_ids: [a] }, call()), 'not_found');
  await inventory.release({ purchase_id: randomUUID() }, call());
  await relay.drain();
  assert.equal(lastTold(b), 5);
});

test('a hold ends by itself; a paid order takes it again if it can, and waits for an operator if not', async () => {
  const [offer_id, other_offer] = [await stocked(4), await stocked(1)];
  const [kept, lost, cancelled, gone] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  for (const purchase_id of [kept, lost]) await reserve([{ offer_id, quantity: 2 }], purchase_id, 1_000);
  await expire();
  assert.deepEqual(await countsOf(offer_id), [4, 4, 0]);
  await inventory.reserve({ purchase_id: cancelled, lines: [{ offer_id: other_offer, quantity: 1 }], hold_ms: 1_000 }, call());
  now = new Date(now.getTime() + 1_000);
  await Promise.all([expire(), expire()]);
  assert.deepEqual(await countsOf(offer_id), [4, 0, 4]);
  await refuses(reserve([{ offer_id, quantity: 2 }], kept), 'reservation_expired');

  await inventory.release({ purchase_id: cancelled }, call());
  await publish('order', placed(kept), placed(cancelled));
  assert.deepEqual(await countsOf(offer_id), [4, 2, 2]);
  assert.equal(lastTold(offer_id), 2);
  assert.deepEqual(await countsOf(other_offer), [1, 0, 1]);
  await reserve([{ offer_id, quantity: 1 }]);
  await refuses(inventory.commit({ purchase_id: lost }, call()), 'reservation_expired');
  await publish('order', placed(lost), placed(gone));
  assert.deepEqual(await countsOf(offer_id), [4, 3, 1]);
  assert.deepEqual((await failures()).map(({ key }) => key).toSorted(), [lost, gone].toSorted());
  await database.run(sql`delete from event_failures`);
});

test('events commit and ship; a cancelled purchase stays released', async () => {
  const [a, b] = [await stocked(5), await stocked(5)];
  const { purchase_id } = await reserve([{ offer_id: a, quantity: 1 }, { offer_id: b, quantity: 1 }], randomUUID(), 1_000);
  const { purchase_id: cancelled } = await reserve([{ offer_id: a, quantity: 1 }]);
  await inventory.release({ purchase_id: cancelled }, call());
  await publish('order', placed(purchase_id), placed(cancelled));
  now = new Date(now.getTime() + 10_000);
  await expire();
  await publish('fulfillment', shipped(purchase_id, [a]));
  assert.deepEqual([...(await countsOf(a)), ...(await countsOf(b))], [4, 0, 4, 5, 1, 4]);
  await publish('fulfillment', shipped(purchase_id, [a, b]));
  assert.deepEqual([...(await countsOf(a)), ...(await countsOf(b))], [4, 0, 4, 4, 0, 4]);
  assert.deepEqual(await failures(), []);
  await publish('fulfillment', shipped(cancelled, [a]));
  assert.equal((await failures()).length, 1);
  await database.run(sql`delete from event_failures`);
});

test('setting stock: all or nothing, never below what is reserved, and quiet when nothing changes', async () => {
  const [a, b] = [await stocked(5), await stocked(5)];
  await reserve([{ offer_id: a, quantity: 3 }]);
  const levels = (await levelsOf(a, b)).map(({ offer_id, stock_location_id }) => ({ offer_id, stock_location_id, on_hand: offer_id === a ? 2 : 9 }));
  const at = levels.find((level) => level.offer_id === a)?.stock_location_id;
  await assert.rejects(inventory.setStock({ levels }, call()), (error) => { assert.ok(hasCode(error, 'stock_below_reserved')); assert.deepEqual(error.extra, { levels: [{ offer_id: a, stock_location_id: at, reserved: 3 }] }); return true; });
  assert.deepEqual(await countsOf(b), [5, 0, 5]);
  await relay.drain();
  const before = seen.length;
  const same = levels.map((level) => ({ ...level, on_hand: 5 }));
  assert.deepEqual(await inventory.setStock({ levels: same, reason: 'count' }, call()), { level_count: 2, outdated_count: 0 });
  await relay.drain();
  assert.equal(seen.length, before);
  assert.equal((await inventory.listMovements({ offer_id: b }, call())).movements.length, 1);
  await refuses(inventory.setStock({ levels: [...same, ...same] }, call()), 'invalid_request');
  assert.deepEqual(await inventory.setStock({ levels: [] }, call()), { level_count: 0, outdated_count: 0 });
});

test('a count that comes late is set off against what has left since, and an older one changes nothing', async () => {
  const offer_id = await stocked(5);
  const [stock_location_id = ''] = (await levelsOf(offer_id)).map((level) => level.stock_location_id);
  const counted_at = new Date().toISOString();
  const set = (on_hand: number, at: string | undefined) => inventory.setStock({ levels: [{ offer_id, stock_location_id, on_hand }], reason: 'count', ...(at === undefined ? {} : { counted_at: at }) }, call());
  now = new Date();
  assert.deepEqual(await set(13, counted_at), { level_count: 1, outdated_count: 0 });
  const { purchase_id } = await reserve([{ offer_id, quantity: 3 }]);
  await inventory.ship({ purchase_id, offer_ids: [offer_id] }, call());
  // The same request again, from a client that was not answered, or from a network that kept it.
  await set(13, counted_at);
  assert.deepEqual(await countsOf(offer_id), [10, 0, 10]);
  assert.deepEqual(await set(10, new Date().toISOString()), { level_count: 1, outdated_count: 0 });
  assert.deepEqual(await set(99, counted_at), { level_count: 0, outdated_count: 1 });
  assert.deepEqual(await countsOf(offer_id), [10, 0, 10]);
  // Who says nothing of time speaks of now.
  await set(4, undefined);
  assert.deepEqual(await countsOf(offer_id), [4, 0, 4]);
  for (const at of [new Date(now.getTime() + 3_600_000), new Date(now.getTime() - 40 * 86_400_000)]) await refuses(set(1, at.toISOString()), 'invalid_request');
  now = new Date('2026-03-01T12:00:00Z');
});

test('a thousand levels are one statement', async () => {
  const levels = Array.from({ length: 1_000 }, (_, index) => ({ offer_id: randomUUID(), stock_location_id: randomUUID(), on_hand: index }));
  statement_count = 0;
  await counted.setStock({ levels, reason: 'receive' }, call());
  assert.equal(statement_count, 1);
});

test('a seller sets the stock of its own offers only', async () => {
  const [own, foreign, unknown] = [randomUUID(), randomUUID(), randomUUID()];
  const [seller_id, other_seller] = [randomUUID(), randomUUID()];
  const saved = (offer_id: string, by: string) => event(offerSaved, offer_id, { offer_id, variant_id: randomUUID(), product_id: randomUUID(), seller_id: by, seller_sku: 'S', components: [], status: 'active', handling_days: 1 });
  await publish('catalog', saved(own, seller_id), saved(foreign, other_seller));
  const set = (offer_ids: string[], who = asCustomer(randomUUID(), { seller_ids: [seller_id] }), named?: string) => inventory.setStock({ levels: offer_ids.map((offer_id) => ({ offer_id, stock_location_id: seller_id, on_hand: 1 })), ...(named === undefined ? {} : { seller_id: named }) }, who);
  await set([own]);
  await set([own], undefined, seller_id);
  for (const offer_id of [foreign, unknown]) {
    await assert.rejects(set([own, offer_id]), (error) => hasCode(error, 'forbidden') && error.errors?.[0]?.pointer === '/levels/1/offer_id');
  }
  await refuses(set([foreign], undefined, other_seller), 'forbidden');
  await refuses(set([foreign], call(), seller_id), 'forbidden');
  await set([own, foreign, unknown], asCustomer(randomUUID(), { is_operator: true }));
  await set([own, unknown], call(), seller_id);
});

test('the loop gives holds back and stops', async () => {
  const offer_id = await stocked(1);
  await reserve([{ offer_id, quantity: 1 }], randomUUID(), 1_000);
  now = new Date(now.getTime() + 1_000);
  const stop = service.start?.();
  for (let tries = 0; tries < 100 && (await countsOf(offer_id))[1] !== 0; tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  await stop?.();
  assert.deepEqual(await countsOf(offer_id), [1, 0, 1]);
});
