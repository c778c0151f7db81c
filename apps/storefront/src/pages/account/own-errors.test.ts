import { test } from 'node:test';
import assert from 'node:assert/strict';
import { ownErrors } from './own-errors.ts';

test('errors are shown at one of the two forms', () => {
  assert.deepEqual(ownErrors({ name: 'Write your name' }), { profile: { name: 'Write your name' }, address: {} });
  assert.deepEqual(ownErrors({ name: 'Write a name', city: 'Write a city' }), { profile: {}, address: { name: 'Write a name', city: 'Write a city' } });
  assert.deepEqual(ownErrors({}), { profile: {}, address: {} });
});
