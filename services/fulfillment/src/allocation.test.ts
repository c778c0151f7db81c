import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { allocate, type AllocationLevel } from './allocation.ts';

const level = (offer_id: string, stock_location_id: string, available: number): AllocationLevel => ({ offer_id, stock_location_id, available });
const line = (offer_id: string, quantity: number) => ({ offer_id, quantity });

const locations = ['w1', 'w2', 'w3', 'w4'];
const anyLines = fc.array(fc.record({ offer_id: fc.constantFrom('a', 'b', 'c'), quantity: fc.integer({ min: 1, max: 6 }) }), { maxLength: 5 });
const levelsOver = (places: readonly string[]) => fc.array(fc.record({ offer_id: fc.constantFrom('a', 'b', 'c', 'z'), stock_location_id: fc.constantFrom(...places), available: fc.nat(8) }), { maxLength: 40 });
const anyPreference = fc.shuffledSubarray(locations);

/** Fewest locations of any plan for what can be sent in full, by trying all subsets. */
function fewest(levels: readonly AllocationLevel[], wanted: ReadonlyMap<string, number>): number {
  let best = locations.length;
  for (let mask = 0; mask < 2 ** locations.length; mask += 1) {
    const chosen = locations.filter((_, index) => (mask >> index) & 1);
    const isEnough = [...wanted].every(([offer_id, quantity]) => levels.filter((each) => each.offer_id === offer_id && chosen.includes(each.stock_location_id)).reduce((sum, each) => sum + each.available, 0) >= quantity);
    if (isEnough) best = Math.min(best, chosen.length);
  }
  return best;
}

function sums(of: readonly { offer_id: string; quantity: number }[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const { offer_id, quantity } of of) sum.set(offer_id, (sum.get(offer_id) ?? 0) + quantity);
  return sum;
}

describe('allocate', () => {
  it('sends everything from the most preferred location that has it all', () => {
    const levels = [level('a', 'w1', 9), level('a', 'w2', 2), level('b', 'w2', 2), level('a', 'w3', 5), level('b', 'w3', 5)];
    assert.deepEqual(allocate([line('a', 2), line('b', 1)], levels, ['w1', 'w3', 'w2']), {
      allocations: [{ offer_id: 'a', stock_location_id: 'w3', quantity: 2 }, { offer_id: 'b', stock_location_id: 'w3', quantity: 1 }], stock_location_ids: ['w3'], short: [],
    });
  });

  it('sends from as few as possible when none has it all', () => {
    const levels = [level('a', 'w1', 1), level('b', 'w2', 1), level('c', 'w3', 1), level('a', 'w4', 1), level('b', 'w4', 1)];
    const plan = allocate([line('a', 1), line('b', 1), line('c', 1)], levels, ['w1', 'w2', 'w3', 'w4']);
    assert.deepEqual(plan.stock_location_ids, ['w3', 'w4']);
  });

  it('splits one line only when it must', () => {
    const levels = [level('a', 'w1', 3), level('a', 'w2', 4)];
    assert.deepEqual(allocate([line('a', 6)], levels, ['w1']).allocations, [{ offer_id: 'a', stock_location_id: 'w1', quantity: 2 }, { offer_id: 'a', stock_location_id: 'w2', quantity: 4 }]);
  });

  it('sums lines of one offer, and sends all of an offer or none', () => {
    const plan = allocate([line('a', 2), line('b', 1), line('a', 2)], [level('a', 'w1', 3), level('b', 'w1', 1)], []);
    assert.deepEqual(plan, { allocations: [{ offer_id: 'b', stock_location_id: 'w1', quantity: 1 }], stock_location_ids: ['w1'], short: [{ offer_id: 'a', quantity: 4, available: 3 }] });
  });

  it('plans nothing for nothing', () => {
    assert.deepEqual(allocate([], [level('a', 'w1', 3)], []), { allocations: [], stock_location_ids: [], short: [] });
  });

  const check = (places: readonly string[], isBest: boolean) => fc.property(anyLines, levelsOver(places), anyPreference, (lines, levels, preference) => {
    const plan = allocate(lines, levels, preference);
    const planned = sums(plan.allocations);
    const wanted = sums(lines);
    for (const { offer_id, stock_location_id, quantity } of plan.allocations) {
      const available = levels.filter((each) => each.offer_id === offer_id && each.stock_location_id === stock_location_id).reduce((sum, each) => sum + each.available, 0);
      assert.ok(quantity > 0 && quantity <= available);
    }
    assert.equal(new Set(plan.allocations.map((each) => `${each.offer_id} ${each.stock_location_id}`)).size, plan.allocations.length);
    for (const [offer_id, quantity] of wanted) {
      const total = levels.filter((each) => each.offer_id === offer_id).reduce((sum, each) => sum + each.available, 0);
      assert.equal(planned.get(offer_id) ?? 0, total >= quantity ? quantity : 0);
      assert.equal(plan.short.some((each) => each.offer_id === offer_id), total < quantity);
    }
    assert.deepEqual(new Set(plan.allocations.map((each) => each.stock_location_id)), new Set(plan.stock_location_ids), 'every parcel has something in it');
    if (isBest) assert.equal(plan.stock_location_ids.length, fewest(levels, planned));
    assert.deepEqual(allocate(lines.toReversed(), levels.toReversed(), preference), plan);
  });

  it('never takes more than there is, sums to the quantity, needs the fewest parcels, whatever the order', () => {
    fc.assert(check(locations, true), { numRuns: 2000 });
  });

  it('keeps to the same rules over more locations than can be tried fully', () => {
    fc.assert(check(Array.from({ length: 30 }, (_, index) => `w${index}`), false), { numRuns: 500 });
  });
});
