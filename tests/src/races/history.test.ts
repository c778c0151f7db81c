import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode, systemRuntime, type Client } from '@orinoco/contract';
import { inventoryContract } from '@orinoco/inventory/contract';
import { createInventoryService } from '@orinoco/inventory/service';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import { unexplained, type Observation } from './history.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const doors = [1, 2].map(() => connect(inventoryContract, { local: createInventoryService({ ...systemRuntime, database: testDatabase.database('inventory'), log: testLog }).methods, is_round_trip: true }));
type Inventory = Client<typeof inventoryContract>;
const call = () => asServiceOf('order');
const between = (least: number, most: number) => least + Math.floor(Math.random() * (most - least + 1));

async function observed<T>(about: Pick<Observation, 'call' | 'offer_id' | 'quantity' | 'purchase_id'>, history: Observation[], work: () => Promise<T>, quantityOf: (answer: T) => number = () => about.quantity): Promise<boolean> {
  const started_at = performance.now();
  try {
    const answer = await work();
    history.push({ ...about, outcome: 'ok', quantity: quantityOf(answer), started_at, ended_at: performance.now() });
    return true;
  } catch (error) {
    if (!hasCode(error, 'out_of_stock')) throw error;
    history.push({ ...about, outcome: 'refused', started_at, ended_at: performance.now() });
    return false;
  }
}

/** Takes, keeps, gives back, asks again and looks, a few times over. */
async function client(inventory: Inventory, offer_ids: readonly string[], history: Observation[]): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    const offer_id = offer_ids[between(0, offer_ids.length - 1)] ?? '';
    const about = { offer_id, quantity: between(1, 4), purchase_id: randomUUID() };
    const reserve = () => observed({ ...about, call: 'reserve' }, history, () => inventory.reserve({ purchase_id: about.purchase_id, lines: [{ offer_id, quantity: about.quantity }] }, call()));
    const is_granted = (await Promise.all(Math.random() < 0.2 ? [reserve(), reserve()] : [reserve()])).some(Boolean);
    if (is_granted && Math.random() < 0.3) await reserve();
    if (is_granted && Math.random() < 0.4) await inventory.commit({ purchase_id: about.purchase_id }, call());
    if (Math.random() < 0.3) await observed({ ...about, call: 'read', purchase_id: '' }, history, () => inventory.getStock({ offer_ids: [offer_id] }, call()), ({ levels }) => levels.reduce((sum, level) => sum + level.available, 0));
    if (is_granted && Math.random() < 0.85) await observed({ ...about, call: 'release' }, history, () => inventory.release({ purchase_id: about.purchase_id }, call()));
  }
}

async function historyOf(inventories: readonly Inventory[], client_count: number): Promise<{ history: Observation[]; stock: Map<string, number> }> {
  const stock = new Map<string, number>();
  for (const counts of [[6, 4], [15], [3, 3, 3]]) {
    const offer_id = randomUUID();
    stock.set(offer_id, counts.reduce((sum, count) => sum + count, 0));
    await inventories[0]?.setStock({ levels: counts.map((on_hand) => ({ offer_id, stock_location_id: randomUUID(), on_hand })) }, call());
  }
  const history: Observation[] = [];
  await Promise.all(Array.from({ length: client_count }, (_, index) => client(inventories[index % inventories.length] ?? assert.fail(), [...stock.keys()], history)));
  return { history, stock };
}

test('what concurrent clients of the inventory are told is explained by some order of their calls', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { history, stock } = await historyOf(doors.slice(0, 1), 24);
    const outcomes = Map.groupBy(history, (each) => `${each.call} ${each.outcome}`);
    for (const outcome of ['reserve ok', 'reserve refused', 'release ok', 'read ok']) assert.ok((outcomes.get(outcome)?.length ?? 0) > 5, `too few of "${outcome}"`);
    assert.deepEqual(unexplained(history, { stock }), []);
  }
});

test('two processes on one database agree as well, but for a second in which "sold out" is remembered', async () => {
  const { history, stock } = await historyOf(doors, 24);
  assert.deepEqual(unexplained(history, { stock, stale_ms: 1_500 }), []);
});

const base = { offer_id: 'o', quantity: 1 } as const;
const took = (purchase_id: string, started_at: number, ended_at: number): Observation => ({ ...base, call: 'reserve', outcome: 'ok', purchase_id, started_at, ended_at });
const refused = (purchase_id: string, started_at: number, ended_at: number): Observation => ({ ...base, call: 'reserve', outcome: 'refused', purchase_id, started_at, ended_at });
const gave = (purchase_id: string, started_at: number, ended_at: number): Observation => ({ ...base, call: 'release', outcome: 'ok', purchase_id, started_at, ended_at });
const saw = (quantity: number, started_at: number, ended_at: number): Observation => ({ ...base, call: 'read', outcome: 'ok', quantity, purchase_id: '', started_at, ended_at });

const told = (history: readonly Observation[]) => unexplained(history, { stock: new Map([['o', 1]]) }).map((each) => each.slice(0, 3));

test('planted histories that nothing explains are found out', () => {
  assert.deepEqual(told([took('a', 0, 1), took('b', 2, 3)]), ['(a)'], 'one unit sold twice');
  assert.deepEqual(told([took('a', 0, 10), took('b', 0, 10)]), ['(a)'], 'also when both overlap');
  assert.deepEqual(told([took('a', 0, 1), took('b', 2, 3), gave('a', 4, 5)]), ['(a)'], 'given back too late');
  assert.deepEqual(told([refused('a', 0, 1)]), ['(b)'], 'refused although nobody took it');
  assert.deepEqual(told([took('a', 0, 1), gave('a', 2, 3), refused('b', 4, 5)]), ['(b)'], 'refused after it came back');
  assert.deepEqual(told([took('a', 0, 1), refused('a', 2, 3)]), ['(c)'], 'granted and then not');
  assert.deepEqual(told([took('a', 0, 1), saw(1, 2, 3)]), ['(d)'], 'seen after it was taken');
  assert.deepEqual(told([saw(0, 0, 1), took('a', 2, 3)]), ['(d)'], 'gone before it was taken');
});

test('histories that some order explains are let be', () => {
  assert.deepEqual(told([took('a', 0, 10), refused('b', 5, 6)]), [], 'the grant may have come first');
  assert.deepEqual(told([took('a', 0, 1), gave('a', 2, 9), took('b', 3, 4)]), [], 'the return may have come first');
  assert.deepEqual(told([took('a', 0, 1), took('a', 2, 3), saw(0, 4, 5)]), [], 'a repeat takes nothing more');
  assert.deepEqual(told([{ ...took('a', 0, 1), outcome: 'unknown' }, refused('b', 5, 6)]), [], 'what was not answered may have happened');
  assert.deepEqual(told([{ ...took('a', 0, 1), outcome: 'unknown' }, took('b', 5, 6)]), [], 'or not');
  assert.deepEqual(told([refused('a', 0, 5), took('b', 2, 9), took('b', 10, 11)]), [], 'calls that overlap');
});
