import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { asCustomer } from '@orinoco/testing';
import { createLocalCarrier } from './carriers/local.ts';
import { fulfillmentContract, type Shipment } from './contract.ts';
import { call, location, openFulfillmentTest, placed } from './fulfillment-testing.ts';
import type { Moved } from './fulfillment-testing-store.ts';

const { database, fulfillment, create, place, shipmentsOf, moved, send, advance, receive, deliveries, fault, close } = await openFulfillmentTest();
after(close);

const code = (...codes: string[]) => (error: unknown): boolean => hasCode(error, ...codes);
const seller_id = randomUUID();
const [hudson, oakland] = [location(seller_id), location(seller_id, { name: 'Oakland', city: 'Oakland', region: 'CA' })];
await fulfillment.saveStockLocations({ locations: [hudson, oakland] }, call());

/** A placed order with a parcel from each of so many places. */
async function ordered(count: 1 | 2 = 1): Promise<{ order_id: string; purchase_id: string; shipments: Shipment[] }> {
  const purchase = placed(seller_id, [hudson, oakland].slice(0, count).map((each) => each.stock_location_id));
  await place(purchase);
  const order_id = purchase.orders[0]?.order_id ?? '';
  return { order_id, purchase_id: purchase.purchase_id, shipments: await shipmentsOf(order_id) };
}

function only(shipments: readonly Shipment[]): Shipment {
  const [shipment] = shipments;
  assert.ok(shipment);
  return shipment;
}

const short = (events: readonly Moved[]) => events.map(({ status, is_last }) => [status, is_last]);

test('an order that is placed becomes a parcel a place, however often it is heard of', async () => {
  const purchase = placed(seller_id, [hudson.stock_location_id, oakland.stock_location_id, hudson.stock_location_id]);
  await place(purchase);
  await place(purchase);
  const [order] = purchase.orders;
  const shipments = await shipmentsOf(order?.order_id ?? '');
  assert.deepEqual(shipments.map(({ stock_location_id, lines }) => [stock_location_id, lines.length]).toSorted(), [[hudson.stock_location_id, 2], [oakland.stock_location_id, 1]].toSorted());
  const { shipment_id, lines: _lines, stock_location_id: _place, ...rest } = only(shipments);
  assert.equal(shipment_id.length, 36);
  assert.deepEqual(rest, { order_id: order?.order_id, seller_id, status: 'pending', carrier: 'local', tracking_number: null, tracking_url: null, earliest_on: '2026-06-18', latest_on: '2026-06-22', events: [], shipped_at: null, delivered_at: null });
});

test('pick, pack, ship: each is told once, and only in this order', async () => {
  const { order_id, purchase_id, shipments } = await ordered();
  const { shipment_id, lines } = only(shipments);
  await assert.rejects(fulfillment.packShipment({ shipment_id }, call()), code('shipment_state'));
  await assert.rejects(fulfillment.shipShipment({ shipment_id }, call()), code('shipment_state'));
  assert.equal((await fulfillment.pickShipment({ shipment_id }, call())).status, 'picking');
  assert.equal((await fulfillment.pickShipment({ shipment_id }, call())).status, 'picking');
  assert.equal((await fulfillment.packShipment({ shipment_id }, call())).status, 'packed');
  await assert.rejects(fulfillment.pickShipment({ shipment_id }, call()), code('shipment_state'));
  const [shipped, again] = await Promise.all([fulfillment.shipShipment({ shipment_id }, call()), fulfillment.shipShipment({ shipment_id }, call())]);
  assert.deepEqual(shipped.tracking_number, again.tracking_number);
  assert.deepEqual([shipped.status, shipped.tracking_number?.slice(0, 2), shipped.tracking_url?.endsWith(`/track/${shipped.tracking_number}`)], ['shipped', 'OR', true]);
  const events = await moved(order_id);
  assert.deepEqual(short(events), [['picking', true], ['packed', true], ['shipped', true]]);
  const { occurred_at: _at, ...last } = events[2] ?? assert.fail();
  assert.deepEqual(last, { shipment_id, order_id, purchase_id, seller_id, status: 'shipped', offer_ids: lines.map((line) => line.offer_id), tracking_number: shipped.tracking_number, tracking_url: shipped.tracking_url, is_last: true });
});

test('of two parcels that leave at once exactly one is the last', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { order_id, shipments } = await ordered(2);
    await Promise.all(shipments.map(({ shipment_id }) => send(shipment_id)));
    const events = await moved(order_id);
    for (const status of ['picking', 'packed', 'shipped']) assert.deepEqual(events.filter((each) => each.status === status).map((each) => each.is_last), [false, true]);
  }
});

test('a carrier that fails or cannot be reached leaves the parcel packed; the same label comes of the next try', async () => {
  const { order_id, shipments } = await ordered();
  const { shipment_id } = only(shipments);
  await fulfillment.pickShipment({ shipment_id }, call());
  await fulfillment.packShipment({ shipment_id }, call());
  const unreachable = connect(fulfillmentContract, { local: create({ carrier: createLocalCarrier({ url: 'http://127.0.0.1:9', api_key: 'x', webhook_secrets: [], clock: Date.now }) }).methods, is_round_trip: true });
  await assert.rejects(unreachable.shipShipment({ shipment_id }, call()), code('unavailable'));
  for (const kind of ['error', 'lost_answer']) {
    await fault({ route: 'labels', kind, count: 1, delay_ms: 10 });
    await assert.rejects(fulfillment.shipShipment({ shipment_id }, call()), code('unavailable'));
    assert.equal(only(await shipmentsOf(order_id)).status, 'packed');
  }
  const { tracking_number } = await fulfillment.shipShipment({ shipment_id }, call());
  await advance(tracking_number ?? '');
  const labels = deliveries.filter(({ raw_body }) => raw_body.includes(shipment_id)).map(({ raw_body }) => (JSON.parse(raw_body) as { data: { tracking_number: string } }).data.tracking_number);
  assert.deepEqual(new Set(labels), new Set([tracking_number]));
  assert.deepEqual(short(await moved(order_id)), [['picking', true], ['packed', true], ['shipped', true]]);
});

test('cancelling stops every parcel until one has left', async () => {
  const { order_id, shipments } = await ordered(2);
  await fulfillment.pickShipment({ shipment_id: only(shipments).shipment_id }, call());
  for (const _time of [1, 2]) assert.deepEqual(await fulfillment.cancelShipments({ order_id }, call()), { is_done: true });
  assert.deepEqual((await shipmentsOf(order_id)).map((each) => each.status), ['cancelled', 'cancelled']);
  assert.deepEqual(short(await moved(order_id)), [['picking', false], ['cancelled', false], ['cancelled', true]]);
  await assert.rejects(fulfillment.packShipment({ shipment_id: only(shipments).shipment_id }, call()), code('shipment_state'));
  const left = await ordered(2);
  await send(only(left.shipments).shipment_id);
  await assert.rejects(fulfillment.cancelShipments({ order_id: left.order_id }, call()), code('already_shipped'));
  assert.deepEqual((await shipmentsOf(left.order_id)).map((each) => each.status).toSorted(), ['pending', 'shipped']);
});

test('an order cancelled before it was heard of gets no parcel', async () => {
  const purchase = placed(seller_id, [hudson.stock_location_id]);
  const order_id = purchase.orders[0]?.order_id ?? '';
  await fulfillment.cancelShipments({ order_id }, call());
  await place(purchase);
  assert.deepEqual(await shipmentsOf(order_id), []);
});

test('cancel and ship at once: one of them wins, on both sides', async () => {
  for (let round = 0; round < 6; round += 1) {
    const { order_id, shipments } = await ordered();
    const { shipment_id } = only(shipments);
    await fulfillment.pickShipment({ shipment_id }, call());
    await fulfillment.packShipment({ shipment_id }, call());
    const [shipped, cancelled] = await Promise.allSettled([fulfillment.shipShipment({ shipment_id }, call()), fulfillment.cancelShipments({ order_id }, call())]);
    assert.notEqual(shipped.status, cancelled.status);
    const { status } = only(await shipmentsOf(order_id));
    assert.equal(status, shipped.status === 'fulfilled' ? 'shipped' : 'cancelled');
    assert.equal((await moved(order_id)).at(-1)?.status, status);
  }
});

test('tracking counts once, and a late scan moves nothing back', async () => {
  const { order_id, shipments } = await ordered();
  const { tracking_number } = await send(only(shipments).shipment_id);
  const scans = [];
  for (let step = 0; step < 5; step += 1) scans.push(await advance(tracking_number ?? ''));
  const [picked_up, first_hub, second_hub, out, delivered] = scans;
  for (const delivery of [picked_up, second_hub, second_hub, delivered, first_hub, out, delivered]) await receive(delivery ?? assert.fail());
  const shipment = only(await shipmentsOf(order_id));
  assert.deepEqual(short(await moved(order_id)).slice(3), [['in_transit', true], ['delivered', true]]);
  assert.deepEqual(shipment.events.map((each) => each.status), ['shipped', 'in_transit', 'in_transit', 'out_for_delivery', 'delivered']);
  assert.equal(Date.parse(shipment.delivered_at ?? ''), Date.parse(shipment.events.at(-1)?.occurred_at ?? ''));
});

test('the same scans at once are told once', async () => {
  const { order_id, shipments } = await ordered(2);
  const numbers = await Promise.all(shipments.map(async ({ shipment_id }) => (await send(shipment_id)).tracking_number ?? ''));
  const scans = [];
  for (const number of numbers) for (let step = 0; step < 5; step += 1) scans.push(await advance(number));
  await Promise.all([...scans, ...scans.toReversed()].map(receive));
  const events = await moved(order_id);
  const delivered = events.filter((each) => each.status === 'delivered');
  assert.deepEqual(delivered.map((each) => each.is_last), [false, true]);
  assert.equal((await shipmentsOf(order_id)).flatMap((each) => each.events).length, 10);
  assert.equal(new Set(events.map((each) => `${each.shipment_id} ${each.status}`)).size, events.length);
});

test('a parcel whose label got lost on the way to us and that moves is told to have left', async () => {
  const { order_id, shipments } = await ordered();
  const { shipment_id } = only(shipments);
  await fulfillment.pickShipment({ shipment_id }, call());
  await fulfillment.packShipment({ shipment_id }, call());
  await fault({ route: 'labels', kind: 'lost_answer', count: 1, delay_ms: 10 });
  await assert.rejects(fulfillment.shipShipment({ shipment_id }, call()), code('unavailable'));
  const found = () => deliveries.find(({ raw_body }) => raw_body.includes(shipment_id));
  for (let tries = 0; tries < 300 && !found(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  const created = found() ?? assert.fail('no webhook');
  await receive(created);
  assert.equal(only(await shipmentsOf(order_id)).status, 'packed');
  const { tracking_number } = (JSON.parse(created.raw_body) as { data: { tracking_number: string } }).data;
  await advance(tracking_number);
  await receive(await advance(tracking_number));
  assert.deepEqual(short(await moved(order_id)).slice(2), [['shipped', true], ['in_transit', true]]);
  const shipment = await fulfillment.shipShipment({ shipment_id }, call());
  assert.deepEqual([shipment.status, shipment.tracking_number, shipment.tracking_url !== null], ['in_transit', tracking_number, true]);
});

test('a parcel of which nothing is heard is asked after', async () => {
  const { order_id, shipments } = await ordered();
  const { tracking_number } = await send(only(shipments).shipment_id);
  for (let step = 0; step < 3; step += 1) await advance(tracking_number ?? '');
  const stop = create({ quiet_ms: 0, poll_ms: 20 }).start?.();
  for (let tries = 0; tries < 300 && only(await shipmentsOf(order_id)).status !== 'in_transit'; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  await stop?.();
  const { status, events } = only(await shipmentsOf(order_id));
  assert.deepEqual([status, events.length], ['in_transit', 4]);
});

test('refused: wrong signatures, strangers, and parcels that are not ours are let go', async () => {
  const delivery = deliveries[0] ?? assert.fail();
  await assert.rejects(receive({ ...delivery, raw_body: delivery.raw_body.replace('label_created', 'delivered') }), code('webhook_refused'));
  await assert.rejects(fulfillment.receiveWebhook({ carrier: 'other', raw_body: '', headers: {} }, call()), code('not_found'));
  await database.run(sql`delete from shipments`);
  assert.deepEqual(await receive(delivery), { is_done: true });
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from tracking_events`)).count, 0);
});

test('sellers see and move their own parcels, oldest first', async () => {
  const [own, operator, stranger] = [asCustomer(randomUUID(), { seller_ids: [seller_id] }), asCustomer(randomUUID(), { is_operator: true }), asCustomer(randomUUID(), { seller_ids: [randomUUID()] })];
  const [first, second] = [await ordered(), await ordered()];
  const ids = [first, second].map(({ shipments }) => only(shipments).shipment_id);
  for (const who of [own, operator, call()]) assert.deepEqual((await fulfillment.listWork({}, who)).shipments.map((each) => each.shipment_id), ids);
  assert.deepEqual((await fulfillment.listWork({ page: 2, page_size: 1 }, own)).shipments.map((each) => each.shipment_id), ids.slice(1));
  assert.deepEqual((await fulfillment.listWork({}, stranger)).shipments, []);
  await assert.rejects(fulfillment.listWork({ seller_id }, stranger), code('forbidden'));
  await assert.rejects(fulfillment.pickShipment({ shipment_id: ids[0] ?? '' }, stranger), code('forbidden'));
  await assert.rejects(fulfillment.pickShipment({ shipment_id: randomUUID() }, own), code('shipment_not_found'));
  await fulfillment.pickShipment({ shipment_id: ids[0] ?? '' }, own);
  assert.deepEqual((await fulfillment.listWork({ status: 'picking', seller_id }, own)).shipments.map((each) => each.shipment_id), ids.slice(0, 1));
  assert.deepEqual((await fulfillment.listWork({ status: 'delivered' }, own)).shipments, []);
});

test('a parcel from a place that is not known waits for it', async () => {
  const unknown = location(seller_id);
  const purchase = placed(seller_id, [unknown.stock_location_id]);
  await place(purchase);
  const { shipment_id } = only(await shipmentsOf(purchase.orders[0]?.order_id ?? ''));
  await assert.rejects(send(shipment_id), code('shipment_state'));
  await fulfillment.saveStockLocations({ locations: [unknown] }, call());
  assert.equal((await fulfillment.shipShipment({ shipment_id }, call())).status, 'shipped');
});
