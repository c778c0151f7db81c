import { test } from 'node:test';
import assert from 'node:assert/strict';
import { remember } from './remember.ts';

test('a key is made once while it is held, and no more than the limit are held', () => {
  const made: string[] = [];
  const upper = remember(2, (key) => { made.push(key); return key.toUpperCase(); });
  assert.deepEqual(['a', 'a', 'b', 'a'].map(upper), ['A', 'A', 'B', 'A']);
  assert.deepEqual(made, ['a', 'b']);
  upper('c');
  assert.equal(upper('a'), 'A');
  assert.deepEqual(made, ['a', 'b', 'c', 'a']);
});
