import { test } from 'node:test';
import assert from 'node:assert/strict';
import { pageUrl, pageWindow } from './pagination.ts';

test('gaps of one page are filled, larger ones marked', () => {
  assert.deepEqual(pageWindow(1, 1), [1]);
  assert.deepEqual(pageWindow(1, 9), [1, 2, null, 9]);
  assert.deepEqual(pageWindow(4, 9), [1, 2, 3, 4, 5, null, 9]);
  assert.deepEqual(pageWindow(5, 9), [1, null, 4, 5, 6, null, 9]);
  assert.deepEqual(pageWindow(9, 9), [1, null, 8, 9]);
});

test('every window is ascending and holds its ends and the current page', () => {
  for (let count = 1; count <= 30; count += 1) {
    for (let page = 1; page <= count; page += 1) {
      const numbers = pageWindow(page, count).filter((number) => number !== null);
      assert.deepEqual(numbers, [...new Set(numbers)].sort((a, b) => a - b));
      assert.ok(numbers.includes(page) && numbers[0] === 1 && numbers.at(-1) === count);
      assert.ok(numbers.length <= 7);
    }
  }
});

test('the first page has one address', () => {
  assert.equal(pageUrl('/c/audio', 1), '/c/audio');
  assert.equal(pageUrl('/c/audio', 2), '/c/audio?page=2');
  assert.equal(pageUrl('/c/audio?sort=new', 3), '/c/audio?sort=new&page=3');
});
