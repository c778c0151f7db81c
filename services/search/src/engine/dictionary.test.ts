import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dictionary } from './dictionary.ts';
import { Postings } from './postings.ts';
import { WordPairs } from './word-pairs.ts';

test('prefixes are found among sorted and among new terms', () => {
  const dictionary = new Dictionary();
  const add = (term: string, count: number): void => { dictionary.document_counts.values[dictionary.intern(term, term)] = count; };
  for (let i = 0; i < 3000; i++) add(`w${i}`, 1);
  const found = (prefix: string): string[] => dictionary.startingWith(prefix, 5).map((term) => dictionary.terms[term]!);
  assert.deepEqual(found('w299'), ['w299', 'w2990', 'w2991', 'w2992', 'w2993']);
  add('w299x', 9);
  add('v', 1);
  assert.equal(found('w299')[0], 'w299x');
  dictionary.document_counts.values[dictionary.intern('w299x', 'w299x')] = 0;
  assert.equal(found('w299')[0], 'w299');
  assert.deepEqual(found('zz'), []);
});

test('the surface is what the catalogue writes most', () => {
  const dictionary = new Dictionary();
  for (const surface of ['headphone', 'headphones', 'headphones', 'headphones']) dictionary.intern('headphone', surface);
  assert.equal(dictionary.surface(0), 'headphones');
});

test('postings come back as they went in, over slices', () => {
  const postings = new Postings();
  const expected: number[][] = [[], [], []];
  for (let document = 0; document < 10_000; document++) {
    for (const term of [0, 1, 2]) {
      if (document > 2 && document % (term * 7 + 1) !== 0) continue;
      postings.append(term, document, document * 3);
      expected[term]!.push(document, document * 3);
    }
  }
  for (const term of [0, 1, 2]) {
    const found: number[] = [];
    postings.visit(term, (pool, start, pairs) => found.push(...pool.subarray(start, start + pairs * 2)));
    assert.deepEqual(found, expected[term]);
  }
  postings.visit(3, () => assert.fail('a term without postings'));
});

test('word pairs count up and down and rank their followers', () => {
  const pairs = new WordPairs();
  for (let first = 0; first < 100; first++) for (let second = 0; second < 50; second++) for (let n = 0; n <= second % 3; n++) pairs.add(first, second, 1);
  pairs.add(7, 2, -1);
  assert.equal(pairs.count(7, 2), 2);
  assert.equal(pairs.count(99, 5), 3);
  assert.equal(pairs.count(5, 99), 0);
  assert.deepEqual(pairs.following(7, 2, (second) => second < 9), [{ second: 5, count: 3 }, { second: 8, count: 3 }]);
  assert.deepEqual(pairs.following(1000, 2, () => true), []);
});
