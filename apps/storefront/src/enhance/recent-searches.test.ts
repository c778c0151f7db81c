import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSearches, withSearch } from './recent-searches.ts';

test('the last search is first, each once, and only some are kept', () => {
  assert.deepEqual(withSearch(['sofa', 'Desk lamp'], '  desk   LAMP '), ['desk LAMP', 'sofa']);
  assert.deepEqual(withSearch(['sofa'], '   '), ['sofa']);
  assert.equal(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].reduce<string[]>(withSearch, []).join(''), 'hgfedc');
});

test('what is stored may be anything', () => {
  for (const stored of [null, '', '{', '{}', '7', 'null', '[1, null, {"a": 1}]']) assert.deepEqual(readSearches(stored), [], String(stored));
  assert.deepEqual(readSearches(JSON.stringify(['sofa', 5, 'x'.repeat(200)])), ['sofa']);
});
