import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { CountRow } from './count-row.ts';
import { Numbering } from './numbering.ts';
import { topOf } from './top.ts';
import { Trending } from './trending.ts';

test('a packed row counts like a Map', () => {
  const additions = fc.array(fc.record({ neighbour: fc.nat(700), amount: fc.integer({ min: 1, max: 5000 }) }), { maxLength: 1500 });
  fc.assert(fc.property(additions, (added) => {
    const [row, expected] = [new CountRow(), new Map<number, number>()];
    for (const { neighbour, amount } of added) {
      row.add(neighbour, amount);
      expected.set(neighbour, (expected.get(neighbour) ?? 0) + amount);
    }
    const found = new Map<number, number>();
    row.visit((neighbour, count) => found.set(neighbour, count));
    assert.deepEqual([...found].toSorted(([a], [b]) => a - b), [...expected].toSorted(([a], [b]) => a - b));
    assert.equal(row.size, expected.size);
  }), { numRuns: 30 });
});

test('a row that grows too long keeps its strongest neighbours', () => {
  const row = new CountRow();
  for (let neighbour = 0; neighbour < 801; neighbour++) row.add(neighbour, neighbour < 300 ? 1000 : 1);
  assert.equal(row.size, 400);
  const kept = new Map<number, number>();
  row.visit((neighbour, count) => kept.set(neighbour, count));
  for (let neighbour = 0; neighbour < 300; neighbour++) assert.equal(kept.get(neighbour), 1000);
});

test('the top is the beginning of the sorted list', () => {
  fc.assert(fc.property(fc.array(fc.nat(20), { maxLength: 60 }), fc.nat(30), (scores, limit) => {
    const all = Int32Array.from(scores, (_, candidate) => candidate);
    const expected = [...all].toSorted((a, b) => scores[b]! - scores[a]! || a - b).slice(0, limit);
    assert.deepEqual([...topOf(all, all.length, (candidate) => scores[candidate]!, limit)], expected);
  }));
});

test('an interaction of last week weighs half', () => {
  const now = Date.UTC(2026, 5, 1);
  const week = 7 * 86_400_000;
  const trending = new Trending();
  trending.add(0, 3, now - week);
  trending.add(1, 2, now);
  trending.refresh();
  assert.deepEqual([...trending.top()], [1, 0]);
  assert.ok(Math.abs(trending.score(0, now) - 1.5) < 1e-9);
  assert.ok(Math.abs(trending.score(1, now + week) - 1) < 1e-9);
});

test('numbering ends at its limit', () => {
  const numbering = new Numbering(2);
  assert.deepEqual(['a', 'b', 'a', 'c'].map((id) => numbering.number(id)), [0, 1, 0, -1]);
});
