import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { offerSaved } from '@orinoco/catalog/events';
import { connect, hasCode, systemRuntime } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { emit, event, on } from '@orinoco/event';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
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
const call = () => asServiceOf('order');
const seen: { offer_id: string; available_count: number }[] = [];
const relay = testDatabase.relay([...(service.subscriptions ?? []), { group: 'catalog', database: testDatabase.database('catalog'), handlers: [on(stockChanged, async ({ data }) => void seen.push(data))] }]);
const settle = async () => {
  // Twice: what the handlers tell in turn may come after the first drain has looked.
  await relay.drain();
  await relay.drain();
};

type Line = { offer_id: string; quantity: number };
async function stocked(...counts: number[]): Promise<string> {
  const offer_id = randomUUID();
  await inventory.setStock({ levels: counts.map((on_hand) => ({ offer_id, stock_location_id: randomUUID(), on_hand })), reason: 'receive' }, call());
  return offer_id;
}
async function bundled(components: readonly Line[], offer_id: string = randomUUID()): Promise<string> {
  const offer = event(offerSaved, offer_id, { offer_id, variant_id: randomUUID(), product_id: randomUUID(), seller_id: randomUUID(), seller_sku: 'S', status: 'active', handling_days: 1, components: [...components] });
  await testDatabase.database('catalog').transaction((tx) => emit(tx, offer));
  await settle();
  return offer_id;
}
const reserve = (lines: Line[], purchase_id: string = randomUUID(), door = inventory) => door.reserve({ purchase_id, lines, hold_ms: 60_000 }, call());
const told = async (offer_id: string) => {
  await settle();
  return seen.findLast((each) => each.offer_id === offer_id)?.available_count;
};
async function countsOf(...offer_ids: string[]): Promise<number[][]> {
  const { levels } = await inventory.getStock({ offer_ids }, call());
  return offer_ids.map((offer_id) => levels.filter((level) => level.offer_id === offer_id).reduce(([on_hand = 0, reserved = 0], level) => [on_hand + level.on_hand, reserved + level.reserved], [0, 0]));
}
const outOfStock = (work: Promise<unknown>, offers: readonly { offer_id: string; available_count: number }[]) => assert.rejects(work, (error) => {
  assert.ok(hasCode(error, 'out_of_stock'), String(error));
  assert.deepEqual(error.extra, { offers: offers.toSorted((a, b) => (a.offer_id < b.offer_id ? -1 : 1)) });
  return true;
});

test('a bundle has as many as its components suffice for, and tells so whenever one of them changes', async () => {
  const [desk, lamp] = [await stocked(7), await stocked(3, 2)];
  const bundle = await bundled([{ offer_id: desk, quantity: 2 }, { offer_id: lamp, quantity: 1 }]);
  assert.equal(await told(bundle), 3);
  const { purchase_id } = await reserve([{ offer_id: lamp, quantity: 4 }]);
  assert.equal(await told(bundle), 1);
  await inventory.release({ purchase_id }, call());
  assert.equal(await told(bundle), 3);
  const { allocations } = await reserve([{ offer_id: bundle, quantity: 2 }]);
  assert.deepEqual(allocations.map(({ sold_as, offer_id, quantity }) => [sold_as, offer_id, quantity]).toSorted(), [[bundle, desk, 4], [bundle, lamp, 2]].toSorted());
  assert.deepEqual(await countsOf(desk, lamp, bundle), [[7, 4], [5, 2], [0, 0]]);
  assert.deepEqual([await told(bundle), await told(desk), await told(lamp)], [1, 3, 3]);
  await outOfStock(reserve([{ offer_id: bundle, quantity: 2 }]), [{ offer_id: bundle, available_count: 1 }]);
  await outOfStock(reserve([{ offer_id: desk, quantity: 4 }]), [{ offer_id: desk, available_count: 3 }]);
});

test('two lines that share a component (Medusa #16502)', async () => {
  const [shared, a, b] = [await stocked(2, 1), await stocked(9), await stocked(9)];
  const first = await bundled([{ offer_id: shared, quantity: 1 }, { offer_id: a, quantity: 1 }]);
  const second = await bundled([{ offer_id: shared, quantity: 1 }, { offer_id: b, quantity: 3 }]);
  const line = (offer_id: string, quantity: number) => ({ offer_id, quantity });
  // Each line alone could be had; together they need one more than there is.
  await outOfStock(reserve([line(first, 2), line(second, 2)]), [{ offer_id: first, available_count: 3 }, { offer_id: second, available_count: 3 }]);
  await outOfStock(reserve([line(first, 2), line(shared, 2), line(a, 1)]), [{ offer_id: first, available_count: 3 }, { offer_id: shared, available_count: 3 }]);
  await outOfStock(reserve([line(first, 1), line(second, 1), line(shared, 2), line(b, 1)]), [first, second, shared].map((offer_id) => ({ offer_id, available_count: 3 })));
  assert.deepEqual(await countsOf(shared, a, b), [[3, 0], [9, 0], [9, 0]], 'nothing of what was refused is held');
  const { purchase_id, allocations } = await reserve([line(first, 1), line(shared, 1), line(second, 1)]);
  assert.equal(allocations.filter((each) => each.offer_id === shared).reduce((sum, each) => sum + each.quantity, 0), 3);
  assert.deepEqual(new Set(allocations.filter((each) => each.offer_id === shared).map((each) => each.sold_as)), new Set([first, second, shared]));
  assert.deepEqual(await countsOf(shared, a, b), [[3, 3], [9, 1], [9, 3]]);
  assert.deepEqual((await reserve([line(first, 1)], purchase_id)).allocations, allocations, 'asked again, it answers the same');
  assert.deepEqual([await told(first), await told(second), await told(shared)], [0, 0, 0]);
});

test('what was sold as a bundle is given back and shipped as a bundle, and the component beside it stays', async () => {
  const [pan, lid] = [await stocked(10), await stocked(10)];
  const bundle = await bundled([{ offer_id: pan, quantity: 2 }, { offer_id: lid, quantity: 1 }]);
  const { purchase_id } = await reserve([{ offer_id: bundle, quantity: 2 }, { offer_id: pan, quantity: 1 }]);
  const { purchase_id: kept } = await reserve([{ offer_id: bundle, quantity: 1 }, { offer_id: pan, quantity: 3 }]);
  await inventory.release({ purchase_id, offer_ids: [bundle] }, call());
  assert.deepEqual(await countsOf(pan, lid), [[10, 6], [10, 1]]);
  await inventory.commit({ purchase_id: kept }, call());
  await inventory.ship({ purchase_id: kept, offer_ids: [bundle] }, call());
  assert.deepEqual(await countsOf(pan, lid), [[8, 4], [9, 0]]);
  await assert.rejects(inventory.ship({ purchase_id: kept, offer_ids: [lid] }, call()), (error) => hasCode(error, 'not_found'));
  await inventory.ship({ purchase_id: kept, offer_ids: [pan] }, call());
  assert.deepEqual(await countsOf(pan, lid), [[5, 1], [9, 0]]);
  assert.equal(await told(bundle), 2);
});

test('a hold of a bundle that ran out is taken again as long as all lines that share a component fit', async () => {
  const [pan, lid] = [await stocked(3), await stocked(9)];
  const bundle = await bundled([{ offer_id: pan, quantity: 1 }, { offer_id: lid, quantity: 1 }]);
  const lines = [{ offer_id: bundle, quantity: 1 }, { offer_id: pan, quantity: 1 }];
  const { purchase_id } = await reserve(lines);
  now = new Date(now.getTime() + 61_000);
  await sweep({ database, clock: () => now, soldOut: createSoldOut(() => now) });
  assert.deepEqual(await countsOf(pan, lid), [[3, 0], [9, 0]]);
  const { purchase_id: taking } = await reserve([{ offer_id: pan, quantity: 2 }]);
  await assert.rejects(inventory.commit({ purchase_id }, call()), (error) => hasCode(error, 'reservation_expired'), 'one pan is left and two are needed');
  assert.deepEqual(await countsOf(pan, lid), [[3, 2], [9, 0]]);
  await inventory.release({ purchase_id: taking }, call());
  await inventory.commit({ purchase_id }, call());
  assert.deepEqual(await countsOf(pan, lid), [[3, 2], [9, 1]]);
});

test('the stock of a bundle cannot be set, and it has no levels', async () => {
  const [pan, lid] = [await stocked(3), await stocked(9)];
  const bundle = await bundled([{ offer_id: pan, quantity: 1 }, { offer_id: lid, quantity: 1 }]);
  const level = (offer_id: string) => ({ offer_id, stock_location_id: randomUUID(), on_hand: 5 });
  await assert.rejects(inventory.setStock({ levels: [level(pan), level(bundle)] }, call()), (error) => {
    assert.ok(hasCode(error, 'stock_of_bundle'));
    assert.deepEqual(error.errors?.map(({ pointer, code }) => [pointer, code]), [['/levels/1/offer_id', 'stock_of_bundle']]);
    return true;
  });
  assert.deepEqual(await countsOf(pan), [[3, 0]]);
  assert.deepEqual((await inventory.getStock({ offer_ids: [bundle] }, call())).levels, []);
});

test('another composition is told, and no composition is a plain offer without stock', async () => {
  const [pan, lid, pot] = [await stocked(8), await stocked(9), await stocked(4)];
  const bundle = await bundled([{ offer_id: pan, quantity: 1 }, { offer_id: lid, quantity: 1 }]);
  assert.equal(await told(bundle), 8);
  await bundled([{ offer_id: pan, quantity: 1 }, { offer_id: pot, quantity: 2 }], bundle);
  assert.equal(await told(bundle), 2);
  const before = seen.length;
  await bundled([{ offer_id: pot, quantity: 2 }, { offer_id: pan, quantity: 1 }], bundle);
  assert.equal(seen.length, before, 'the same again is no news');
  await bundled([{ offer_id: pan, quantity: 1 }, { offer_id: randomUUID(), quantity: 1 }], bundle);
  assert.equal(await told(bundle), 0, 'a component that nobody has stock of');
  await bundled([], bundle);
  await outOfStock(reserve([{ offer_id: bundle, quantity: 1 }]), [{ offer_id: bundle, available_count: 0 }]);
  await reserve([{ offer_id: lid, quantity: 9 }]);
});

test('buyers of bundles and of their components at once, through two instances, take exactly what there is', async () => {
  const [shared, a, b] = [await stocked(30, 20), await stocked(200), await stocked(200)];
  const first = await bundled([{ offer_id: shared, quantity: 2 }, { offer_id: a, quantity: 1 }]);
  const second = await bundled([{ offer_id: shared, quantity: 1 }, { offer_id: b, quantity: 1 }]);
  const wanted = Array.from({ length: 150 }, (_, index): Line[] => [[{ offer_id: first, quantity: 1 }], [{ offer_id: second, quantity: 1 }], [{ offer_id: shared, quantity: 1 }], [{ offer_id: first, quantity: 1 }, { offer_id: shared, quantity: 1 }]][index % 4] ?? []);
  const answers = await Promise.allSettled(wanted.map((lines, index) => reserve(lines, randomUUID(), index % 2 === 0 ? inventory : other)));
  const taken = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value.allocations : [])).filter((each) => each.offer_id === shared).reduce((sum, each) => sum + each.quantity, 0);
  for (const answer of answers) if (answer.status === 'rejected') assert.ok(hasCode(answer.reason, 'out_of_stock'), String(answer.reason));
  assert.deepEqual((await countsOf(shared))[0], [50, taken]);
  assert.equal(taken, 50);
  assert.deepEqual([await told(first), await told(second), await told(shared)], [0, 0, 0]);
});

test('two components that change at once do not leave a wrong count of their bundle', async () => {
  const [pan, lid] = [await stocked(500), await stocked(500)];
  const bundle = await bundled([{ offer_id: pan, quantity: 1 }, { offer_id: lid, quantity: 1 }]);
  for (let round = 1; round <= 20; round += 1) {
    // Alternating which is scarcer, so that a count that missed the other's change would be another one.
    await Promise.all([reserve([{ offer_id: pan, quantity: round }]), reserve([{ offer_id: lid, quantity: 21 - round }], randomUUID(), other)]);
    const [[, pans = 0] = [], [, lids = 0] = []] = await countsOf(pan, lid);
    const last = await database.one(sql<{ available_count: number }>`select (payload->>'available_count')::integer as available_count from outbox where key = ${bundle} order by xid desc, seq desc limit 1`);
    assert.equal(last.available_count, 500 - Math.max(pans, lids), `round ${round}`);
  }
});

test('one component’s change waits for another’s, because both tell of their bundle', async () => {
  const [pan, lid] = [await stocked(5), await stocked(5)];
  const bundle = await bundled([{ offer_id: pan, quantity: 1 }, { offer_id: lid, quantity: 1 }]);
  const waitingCount = async () => (await database.one(sql<{ count: number }>`select count(*) as count from pg_locks where not granted and locktype = 'advisory' and pid in (select pid from pg_stat_activity where datname = current_database())`)).count;
  const answer = await database.transaction(async (tx) => {
    await tx.one(sql`select reserve_batch(jsonb_build_array(jsonb_build_object('purchase_id', ${randomUUID()}::text, 'expires_at', ${now.toISOString()}::text, 'lines', jsonb_build_array(jsonb_build_object('offer_id', ${pan}::text, 'quantity', 4))))) as answers`);
    const waiting = reserve([{ offer_id: lid, quantity: 2 }], randomUUID(), other);
    for (let tries = 0; tries < 200 && (await waitingCount()) === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal(await waitingCount(), 1);
    return { waiting };
  });
  await answer.waiting;
  assert.equal(await told(bundle), 1);
});
