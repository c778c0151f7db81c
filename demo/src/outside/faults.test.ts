import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFaults } from './faults.ts';

test('a fault hits its route as often as was asked', () => {
  const faults = createFaults();
  faults.add({ route: 'capture', kind: 'error', count: 2 });
  assert.equal(faults.take('refund'), null);
  assert.equal(faults.take('capture')?.kind, 'error');
  assert.equal(faults.take('capture')?.kind, 'error');
  assert.equal(faults.take('capture'), null);
});

test('a star hits every route but the webhooks', () => {
  const faults = createFaults();
  faults.add({ route: '*', kind: 'delay', count: 1, delay_ms: 5 });
  assert.equal(faults.take('webhooks'), null);
  assert.equal(faults.take('labels')?.delay_ms, 5);
});

test('clearing heals', () => {
  const faults = createFaults();
  faults.add({ route: '*', kind: 'error', count: 9 });
  faults.clear();
  assert.equal(faults.take('labels'), null);
});
