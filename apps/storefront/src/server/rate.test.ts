import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from './rate.ts';

test('an address that asks too often is told to wait, others and other forms are not', () => {
  const time = { ms: 0 };
  const takeTurn = createTurns(0.01, () => new Date(time.ms));
  for (let turn = 0; turn < 3; turn += 1) takeTurn('account', '192.0.2.1');
  assert.throws(() => takeTurn('account', '192.0.2.1'), { code: 'rate_limited', retry_after_s: 20 });
  takeTurn('account', '192.0.2.2');
  takeTurn('checkout', '192.0.2.1');
  takeTurn(undefined, '192.0.2.1');
  time.ms = 20_000;
  takeTurn('account', '192.0.2.1');
});

test('a factor of 0 turns the limits off', () => {
  const takeTurn = createTurns(0);
  for (let turn = 0; turn < 2_000; turn += 1) takeTurn('account', '192.0.2.1');
});
