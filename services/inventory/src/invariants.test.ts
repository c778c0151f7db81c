import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode, type Client, systemRuntime } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import fc from 'fast-check';
import { inventoryContract, type Allocation } from './contract.ts';
import { createInventoryService } from './service.ts';
import { createSoldOut } from './sold-out.ts';
import { applyBundles, savePendingBundles } from './store.ts';
import { sweep } from './sweep.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('inventory');
const start = new Date('2026-03-01T12:00:00Z');
const doors = [1, 2].map(() => connect(inventoryContract, { local: createInventoryService({ database, ...systemRuntime, clock: () => start, log: testLog }).methods, is_round_trip: true }));
const call = () => asServiceOf('order');

type Command =
  | { readonly kind: 'reserve'; readonly lines: readonly { offer: number; quantity: number }[]; readonly is_short: boolean }
  | { readonly kind: 'again' | 'commit' | 'release' | 'release_part' | 'ship'; readonly purchase: number; readonly offer: number }
  | { readonly kind: 'set'; readonly offer: number; readonly location: number; readonly on_hand: number }
  | { readonly kind: 'expire' };

/** Four offers, then two bundles of them that share the second. */
const compositions = [[[0, 1], [1, 2]], [[1, 1], [2, 1]]] as const;
const offer_count = 4;
const offer = fc.nat(offer_count + compositions.length - 1);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('reserve' as const), lines: fc.array(fc.record({ offer, quantity: fc.integer({ min: 1, max: 5 }) }), { minLength: 1, maxLength: 4 }), is_short: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('again' as const, 'commit' as const, 'release' as const, 'release_part' as const, 'ship' as const, 'ship' as const), purchase: fc.nat(5), offer }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set' as const), offer, location: fc.nat(1), on_hand: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
);

/** What a client believes of one of its purchases; nobody else touches it, but time may end a hold that `may_expire`. */
interface Purchase { readonly purchase_id: string; readonly allocations: Allocation[]; state: 'held' | 'committed'; readonly may_expire: boolean; readonly shipped: Allocation[] }

interface World { readonly offers: readonly string[]; readonly bundles: readonly string[]; readonly locations: readonly string[] }

const tolerate = async (work: Promise<unknown>, ...codes: string[]) => {
  try {
    await work;
    return true;
  } catch (error) {
    if (!hasCode(error, ...codes)) throw error;
    return false;
  }
};

async function runClient(inventory: Client<typeof inventoryContract>, { offers, bundles, locations }: World, commands: readonly Command[]): Promise<Purchase[]> {
  const purchases: Purchase[] = [];
  const offerAt = (index: number) => [...offers, ...bundles][index] ?? '';
  const unitsOf = (index: number) => compositions[index - offer_count]?.reduce((sum, [, quantity]) => sum + quantity, 0) ?? 1;
  for (const each of commands) {
    if (each.kind === 'reserve') {
      const purchase_id = randomUUID();
      const lines = each.lines.map((line) => ({ offer_id: offerAt(line.offer), quantity: line.quantity }));
      await tolerate(inventory.reserve({ purchase_id, lines, hold_ms: each.is_short ? 1_000 : 60_000 }, call()).then(({ allocations }) => {
        assert.equal(allocations.reduce((sum, allocation) => sum + allocation.quantity, 0), each.lines.reduce((sum, line) => sum + line.quantity * unitsOf(line.offer), 0));
        purchases.push({ purchase_id, allocations: [...allocations], state: 'held', may_expire: each.is_short, shipped: [] });
      }), 'out_of_stock');
    } else if (each.kind === 'set') {
      await tolerate(inventory.setStock({ levels: [{ offer_id: offerAt(each.offer), stock_location_id: locations[each.location] ?? '', on_hand: each.on_hand }] }, call()), each.offer < offer_count ? 'stock_below_reserved' : 'stock_of_bundle');
    } else if (each.kind === 'expire') {
      await sweep({ database, clock: () => new Date(start.getTime() + 5_000), soldOut: createSoldOut(() => start) });
    } else {
      const purchase = purchases[each.purchase];
      if (purchase) await touch(inventory, purchase, each.kind, offerAt(each.offer));
    }
  }
  return purchases;
}

async function touch(inventory: Client<typeof inventoryContract>, purchase: Purchase, kind: 'again' | 'commit' | 'release' | 'release_part' | 'ship', offer_id: string): Promise<void> {
  const { purchase_id, allocations, shipped } = purchase;
  const mayBeGone = (purchase.may_expire && purchase.state === 'held') || allocations.length + shipped.length === 0;
  const expectDone = (is_done: boolean) => assert.ok(is_done || mayBeGone, `${kind} was refused`);
  const drop = (gone: readonly Allocation[]) => { for (const each of gone) allocations.splice(allocations.indexOf(each), 1); };
  const own = allocations.filter((allocation) => allocation.sold_as === offer_id);
  if (kind === 'again') {
    expectDone(await tolerate(inventory.reserve({ purchase_id, lines: [{ offer_id, quantity: 1 }] }, call()), 'reservation_expired'));
  } else if (kind === 'commit') {
    const is_done = await tolerate(inventory.commit({ purchase_id }, call()), 'reservation_expired');
    expectDone(is_done);
    if (is_done) purchase.state = 'committed';
  } else if (kind === 'ship') {
    const is_done = await tolerate(inventory.ship({ purchase_id, offer_ids: [offer_id] }, call()), 'not_found');
    if (!is_done) return assert.ok(mayBeGone || own.length === 0);
    shipped.push(...own);
    drop(own);
  } else {
    await inventory.release({ purchase_id, ...(kind === 'release' ? {} : { offer_ids: [offer_id] }) }, call());
    drop(kind === 'release' ? [...allocations] : own);
  }
}

const keyOf = (each: { offer_id: string; stock_location_id: string }) => `${each.offer_id} ${each.stock_location_id}`;
function sums<T extends { offer_id: string; stock_location_id: string }>(rows: readonly T[], amount: (row: T) => number): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const row of rows) totals[keyOf(row)] = (totals[keyOf(row)] ?? 0) + amount(row);
  return Object.fromEntries(Object.entries(totals).filter(([, total]) => total !== 0).toSorted());
}

interface Row { purchase_id: string; offer_id: string; stock_location_id: string; quantity: number; status: string; is_expired: boolean }
interface Movement { offer_id: string; stock_location_id: string; on_hand_change: number; reserved_change: number; reason: string }
interface Level { offer_id: string; stock_location_id: string; on_hand: number; reserved: number }

async function check({ offers, bundles }: World, purchases: readonly Purchase[]): Promise<void> {
  const levels = await database.many(sql<Level>`select offer_id, stock_location_id, on_hand, reserved from stock_levels where offer_id = any(${offers}::uuid[])`);
  const rows = await database.many(sql<Row>`select purchase_id, offer_id, stock_location_id, quantity, status, is_expired from reservations where offer_id = any(${offers}::uuid[])`);
  const movements = await database.many(sql<Movement>`select offer_id, stock_location_id, on_hand_change, reserved_change, reason from stock_movements where offer_id = any(${offers}::uuid[])`);
  const told = await database.many(sql<{ key: string; available_count: number }>`select distinct on (key) key, (payload->>'available_count')::integer as available_count from outbox where key = any(${[...offers, ...bundles]}::text[]) order by key, xid desc, seq desc`);

  for (const level of levels) assert.ok(level.reserved >= 0 && level.on_hand >= level.reserved);
  assert.deepEqual(sums(movements, (each) => each.on_hand_change), sums(levels, (each) => each.on_hand), 'the ledger is the shelf');
  assert.deepEqual(sums(movements, (each) => each.reserved_change), sums(levels, (each) => each.reserved), 'the ledger is what is kept');
  assert.deepEqual(sums(rows.filter((row) => row.status === 'held' || row.status === 'committed'), (row) => row.quantity), sums(levels, (each) => each.reserved), 'reservations are what is kept');
  const shipped = sums(purchases.flatMap((purchase) => purchase.shipped), (each) => each.quantity);
  assert.deepEqual(sums(rows.filter((row) => row.status === 'shipped'), (row) => row.quantity), shipped, 'what clients shipped has left');
  assert.deepEqual(sums(movements.filter((each) => each.reason === 'ship'), (each) => -each.on_hand_change), shipped);
  for (const { purchase_id, allocations, state, may_expire } of purchases) {
    const live = rows.filter((row) => row.purchase_id === purchase_id && (row.status === state || (may_expire && state === 'held' && row.is_expired)));
    assert.deepEqual(sums(live, (row) => row.quantity), sums(allocations, (each) => each.quantity), `what a client has ${state}`);
  }
  for (const { key, available_count } of told) {
    const availableOf = (offer_id: string | undefined) => levels.filter((level) => level.offer_id === offer_id).reduce((sum, level) => sum + level.on_hand - level.reserved, 0);
    const composition = compositions[bundles.indexOf(key)];
    const available = composition ? Math.min(...composition.map(([index, quantity]) => Math.floor(availableOf(offers[index]) / quantity))) : availableOf(key);
    assert.equal(available_count, available, 'the last event tells the truth');
  }
}

test('Medusa #12401: whatever several clients do at once through two instances, nothing is sold twice, lost or negative', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(command, { maxLength: 18 }), { minLength: 4, maxLength: 4 }), async (clients) => {
    const world: World = { offers: Array.from({ length: offer_count }, () => randomUUID()), bundles: compositions.map(() => randomUUID()), locations: [randomUUID(), randomUUID()] };
    await doors[0]?.setStock({ levels: world.offers.flatMap((offer_id) => world.locations.map((stock_location_id, index) => ({ offer_id, stock_location_id, on_hand: 4 + index * 4 }))), reason: 'receive' }, call());
    await database.transaction((tx) => savePendingBundles(tx, world.bundles.map((offer_id, at) => ({ offer_id, components: (compositions[at] ?? []).map(([index, quantity]) => ({ offer_id: world.offers[index] ?? '', quantity })) }))));
    assert.equal(await applyBundles(database), world.bundles.length);
    const purchases = await Promise.all(clients.map((commands, index) => runClient(doors[index % 2] ?? assert.fail(), world, commands)));
    await check(world, purchases.flat());
  }), { numRuns: 40 });
});

test('a purchase that waits in the middle of its locks does not tell an older count after a newer one', async () => {
  const offers = Array.from({ length: 3 }, () => randomUUID()).toSorted();
  const [first, middle, last] = offers;
  const [door, other] = doors;
  assert.ok(first && middle && last && door && other);
  const locations = [randomUUID()];
  await door.setStock({ levels: offers.map((offer_id) => ({ offer_id, stock_location_id: locations[0] ?? '', on_hand: 10 })) }, call());
  const waitingCount = async () => (await database.one(sql<{ count: number }>`select count(*) as count from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`)).count;
  const untilWaiting = async (count: number, isOver: () => boolean = () => false) => {
    for (let tries = 0; tries < 200 && !isOver() && (await waitingCount()) < count; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  let is_answered = false;
  const { wide, narrow } = await database.transaction(async (tx) => {
    await tx.run(sql`select from stock_levels where offer_id = ${middle} for update`);
    const wide = door.reserve({ purchase_id: randomUUID(), lines: offers.map((offer_id) => ({ offer_id, quantity: 1 })) }, call());
    await untilWaiting(1);
    const narrow = other.reserve({ purchase_id: randomUUID(), lines: [{ offer_id: last, quantity: 1 }] }, call()).then(() => { is_answered = true; });
    await untilWaiting(2, () => is_answered);
    return { wide: { answer: wide }, narrow: { answer: narrow } };
  });
  await Promise.all([wide.answer, narrow.answer]);
  await check({ offers, bundles: [], locations }, []);
});
