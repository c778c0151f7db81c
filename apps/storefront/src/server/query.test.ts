import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { filtersOf, pageOf, readQuery, withQuery } from './query.ts';

test('addresses of the same page become one: sorted, without repeats, blanks and what campaigns append', () => {
  assert.equal(readQuery('/search?utm_source=x&text=lamp&brand=b&brand=a&brand=a&page=').toString(), 'brand=a&brand=b&text=lamp');
  assert.equal(readQuery('/search?text=one&text=two').toString(), 'text=one');
  assert.equal(readQuery('/').toString(), '');
});

test('reading is stable: what was read reads the same', () => {
  const name = fc.constantFrom('text', 'page', 'sort', 'brand', 'price', 'attribute.color', 'nonsense', '__proto__');
  fc.assert(fc.property(fc.array(fc.tuple(name, fc.string()), { maxLength: 80 }), (pairs) => {
    const once = readQuery(`/search?${new URLSearchParams(pairs)}`);
    assert.equal(readQuery(withQuery('/search', once)).toString(), once.toString());
    assert.ok([...once].length <= 50);
  }));
});

test('filters are the fields of search, and a page is a number from 1', () => {
  const query = readQuery('/c/lamps?attribute.color=Red&price=100..200&sort=rating&page=3&attribute.=x');
  assert.deepEqual(filtersOf(query), [{ field: 'attribute.color', value: 'Red' }, { field: 'price', value: '100..200' }]);
  assert.equal(pageOf(query), 3);
  for (const wrong of ['0', '-1', '1.5', 'x', '99999', '٣']) assert.equal(pageOf(new URLSearchParams({ page: wrong })), 1);
});
