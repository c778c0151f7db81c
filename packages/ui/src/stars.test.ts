import { test } from 'node:test';
import assert from 'node:assert/strict';
import { histogramPercents, quarters, starsLabel } from './stars.ts';

test('the label speaks figures and number', () => {
  assert.equal(starsLabel(4.34, 127, 'en-US'), '4.3 out of 5 stars, 127 ratings');
  assert.equal(starsLabel(5, 1, 'en-US'), '5.0 out of 5 stars, 1 rating');
});

test('a histogram without ratings divides by nothing', () => {
  assert.deepEqual(histogramPercents([0, 0, 0, 0, 0]), [0, 0, 0, 0, 0]);
  assert.deepEqual(histogramPercents([3, 1, 0, 0, 0]), [75, 25, 0, 0, 0]);
});

test('stars never promise more than five full ones, nor five for less', () => {
  assert.deepEqual([0, 0.05, 1, 4.3, 4.38, 4.99, 5, 9, -1].map(quarters), [0, 1, 4, 17, 18, 19, 20, 20, 0]);
});
