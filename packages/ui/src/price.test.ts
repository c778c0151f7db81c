import { test } from 'node:test';
import assert from 'node:assert/strict';
import { savingPercent } from './price.ts';

test('a saving is rounded down and hidden below one percent', () => {
  assert.equal(savingPercent(6_667, 10_000), 33);
  assert.equal(savingPercent(9_901, 10_000), null);
  assert.equal(savingPercent(9_900, 10_000), 1);
});

test('a list price at or below the price is no saving', () => {
  assert.equal(savingPercent(100, 100), null);
  assert.equal(savingPercent(100, 90), null);
  assert.equal(savingPercent(100, null), null);
});
