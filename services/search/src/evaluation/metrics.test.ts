import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ndcgAt10, recallAt100, reciprocalRank } from './metrics.ts';

const grades = new Map([['a', 3], ['b', 2], ['c', 0], ['d', 1]]);

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);
}

test('NDCG@10 against numbers worked out by hand', () => {
  // Ideal a b d: 7 / 1 + 3 / log2(3) + 1 / log2(4) = 7 + 1.8927893 + .5 = 9.3927893
  near(ndcgAt10(['a', 'b', 'd', 'c'], grades).nd, 1);
  // c b a: 0 + 3 / log2(3) + 7 / 2 = 5.3927893
  near(ndcgAt10(['c', 'b', 'a'], grades).nd, 5.3927893 / 9.3927893);
  // An ungraded product takes rank 1, or is not there at all.
  near(ndcgAt10(['x', 'a'], grades).nd, 7 / 1.5849625 / 9.3927893);
  near(ndcgAt10(['x', 'a'], grades).judged_only, 7 / 9.3927893);
  assert.deepEqual(ndcgAt10(['x'], new Map([['y', 0]])), { nd: 0, judged_only: 0 });
  near(ndcgAt10(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'a'], grades).nd, 0);
  near(ndcgAt10(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'a'], grades).judged_only, 7 / 9.3927893);
});

test('reciprocal rank counts the first good product of ten', () => {
  assert.equal(reciprocalRank(['c', 'd', 'b', 'a'], grades), 1 / 3);
  assert.equal(reciprocalRank(['d', 'c'], grades), 0);
  assert.equal(reciprocalRank(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'a'], grades), 0);
});

test('recall@100 is the share of good products', () => {
  assert.equal(recallAt100(['x', 'b'], grades), .5);
  assert.equal(recallAt100(['d'], grades), 0);
  assert.equal(recallAt100(['a'], new Map([['a', 1]])), 0);
  assert.equal(recallAt100([...Array.from({ length: 100 }, (_, i) => `x${i}`), 'a'], grades), 0);
});

test('NDCG@10 against the published example of grades 3 2 3 0 1 2', () => {
  // The worked example of the literature (Wikipedia, "Discounted cumulative gain") with the gain 2^grade - 1:
  // DCG 13.848264, ideal DCG 14.595391.
  const example = new Map([['d1', 3], ['d2', 2], ['d3', 3], ['d4', 0], ['d5', 1], ['d6', 2]]);
  near(ndcgAt10(['d1', 'd2', 'd3', 'd4', 'd5', 'd6'], example).nd, 13.848263629272981 / 14.595390756454922);
  near(ndcgAt10(['d1', 'd2', 'd3', 'd4', 'd5', 'd6'], example).nd, .9488107485678985);
});
