import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CarrierScan, CarrierStatus } from './carriers/port.ts';
import { placed, type Placed } from './fulfillment-testing.ts';
import { furthestScan, isLast, rankOf, shipmentsOf, toldStatuses } from './shipment.ts';

const scan = (status: CarrierStatus): CarrierScan => ({ scan_id: randomUUID(), status, city: null, description: '', occurred_at: '2026-06-16T12:00:00Z' });

test('one parcel for each order and place, with its weight', () => {
  const [here, there] = [randomUUID(), randomUUID()];
  const shipments = shipmentsOf(placed(randomUUID(), [here, there, here]), 'local');
  assert.deepEqual(shipments.map(({ stock_location_id, weight_g, lines }) => [stock_location_id, weight_g, lines.length]), [[here, 1_600, 2], [there, 800, 1]]);
});

test('every unit of every line is sent once, however the stock is spread and also when two lines have one offer', () => {
  const split = fc.array(fc.record({ place: fc.nat(3), quantity: fc.integer({ min: 1, max: 5 }) }), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(split, fc.nat(100), (allocations, cut) => {
    const purchase = placed(randomUUID(), [randomUUID()], 1);
    const [order] = purchase.orders;
    const [line] = order?.lines ?? [];
    if (!order || !line) return;
    const total = allocations.reduce((sum, each) => sum + each.quantity, 0);
    const first = Math.floor((total * cut) / 101);
    const lines = [{ ...line, quantity: first }, { ...line, order_line_id: randomUUID(), quantity: total - first }].filter((each) => each.quantity > 0);
    const places = [0, 1, 2, 3].map(() => randomUUID());
    const spread: Placed = { ...purchase, orders: [{ ...order, lines, allocations: allocations.map(({ place, quantity }) => ({ sold_as: line.offer_id, offer_id: line.offer_id, stock_location_id: places[place] ?? '', quantity })) }] };
    const shipments = shipmentsOf(spread, 'local');
    for (const each of lines) assert.equal(shipments.flatMap((shipment) => shipment.lines).filter((sent) => sent.order_line_id === each.order_line_id).reduce((sum, sent) => sum + sent.quantity, 0), each.quantity);
    for (const place of places) {
      const wanted = allocations.filter((each) => places[each.place] === place).reduce((sum, each) => sum + each.quantity, 0);
      assert.equal(shipments.filter((shipment) => shipment.stock_location_id === place).flatMap((shipment) => shipment.lines).reduce((sum, sent) => sum + sent.quantity, 0), wanted);
    }
  }));
});

test('a bundle is sent as its parts: every one once, from where it lies, and all weigh what the bundle weighs', () => {
  const [here, there] = [randomUUID(), randomUUID()];
  const [pan, lid] = [randomUUID(), randomUUID()];
  const purchase = placed(randomUUID(), [here], 2);
  const [order] = purchase.orders;
  const [line] = order?.lines ?? [];
  assert.ok(order && line);
  const lines = [line, { ...line, order_line_id: randomUUID(), quantity: 1 }];
  const part = (offer_id: string, stock_location_id: string, quantity: number) => ({ sold_as: line.offer_id, offer_id, stock_location_id, quantity });
  const shipments = shipmentsOf({ ...purchase, orders: [{ ...order, lines, allocations: [part(pan, here, 3), part(lid, here, 2), part(lid, there, 4)] }] }, 'local');
  assert.deepEqual(shipments.map((shipment) => [shipment.stock_location_id, shipment.weight_g, shipment.lines.map(({ quantity, parts }) => [quantity, parts])]), [
    [here, 667, [[2, [{ offer_id: pan, quantity: 2 }, { offer_id: lid, quantity: 2 }]], [1, [{ offer_id: pan, quantity: 1 }]]]],
    [there, 533, [[1, [{ offer_id: lid, quantity: 2 }]], [1, [{ offer_id: lid, quantity: 2 }]]]],
  ]);
});

test('only a scan from further on moves a parcel, whatever came in between', () => {
  assert.equal(furthestScan('packed', [scan('label_created')]), null);
  assert.equal(furthestScan('shipped', [scan('picked_up')]), null);
  assert.equal(furthestScan('delivered', [scan('in_transit'), scan('out_for_delivery')]), null);
  assert.equal(furthestScan('cancelled', [scan('delivered')]), null);
  assert.equal(furthestScan('picking', [scan('delivered')]), null);
  assert.equal(furthestScan('shipped', [scan('in_transit'), scan('delivered'), scan('out_for_delivery')])?.status, 'delivered');
});

test('a parcel that was seen moving before we knew it had left is told to have left as well', () => {
  assert.deepEqual(toldStatuses('packed', 'in_transit'), ['shipped', 'in_transit']);
  assert.deepEqual(toldStatuses('packed', 'shipped'), ['shipped']);
  assert.deepEqual(toldStatuses('shipped', 'delivered'), ['delivered']);
});

test('the last is who has nobody behind', () => {
  assert.equal(isLast('shipped', null), true);
  assert.equal(isLast('shipped', rankOf('delivered')), true);
  assert.equal(isLast('shipped', rankOf('packed')), false);
});
