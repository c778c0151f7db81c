import { test } from 'node:test';
import assert from 'node:assert/strict';
import { formatDay, formatPromise, formatRemaining } from './delivery.ts';

test('a promise is one day or a range', () => {
  assert.equal(formatDay('2026-11-24', 'en-US'), 'Tue, Nov 24');
  assert.equal(formatPromise({ earliest_on: '2026-11-24', latest_on: '2026-11-24' }, 'en-US'), 'Tue, Nov 24');
  assert.match(formatPromise({ earliest_on: '2026-11-24', latest_on: '2026-11-27' }, 'en-US'), /^Nov 24.–.27$/);
});

test('the remaining time never rounds up', () => {
  assert.equal(formatRemaining(59_999), null);
  assert.equal(formatRemaining(null), null);
  assert.equal(formatRemaining(3_599_999), '59 min');
  assert.equal(formatRemaining(11_520_000), '3 h 12 min');
});
