import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createRandom, deterministicUuid } from './random.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;

test('the same key gives the same numbers, another key others', () => {
  const draw = (key: number) => Array.from({ length: 20 }, createRandom(key).next);
  assert.deepEqual(draw(42), draw(42));
  assert.notDeepEqual(draw(42), draw(43));
});

test('a fork does not depend on what was drawn before', () => {
  const fresh = createRandom('a').fork('b').next();
  const used = createRandom('a');
  used.next();
  assert.equal(used.fork('b').next(), fresh);
});

test('int, zipf, sample and shuffle stay within bounds', () => {
  fc.assert(fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 60 }), (key, min, span) => {
    const random = createRandom(key);
    const value = random.int(min, min + span);
    assert.ok(value >= min && value <= min + span && Number.isInteger(value));
    const rank = random.zipf(span, 1);
    assert.ok(rank >= 1 && rank <= span);
    const values = Array.from({ length: span }, (_, at) => at);
    assert.deepEqual(random.shuffle(values).toSorted((a, b) => a - b), values);
    assert.equal(new Set(random.sample(values, 5)).size, Math.min(5, span));
  }));
});

test('moments of the distributions are right', () => {
  const random = createRandom('moments');
  const mean = (draw: () => number) => Array.from({ length: 20_000 }, draw).reduce((sum, value) => sum + value, 0) / 20_000;
  assert.ok(Math.abs(mean(() => random.normal(3, 2)) - 3) < 0.06);
  assert.ok(Math.abs(mean(() => random.poisson(2.5)) - 2.5) < 0.06);
  assert.ok(Math.abs(mean(() => random.poisson(80)) - 80) < 0.4);
  assert.ok(Math.abs(mean(() => Math.log(random.logNormal(10, 0.5))) - Math.log(10)) < 0.02);
  const ones = mean(() => (random.zipf(100, 1) === 1 ? 1 : 0));
  const harmonic = Array.from({ length: 100 }, (_, at) => 1 / (at + 1)).reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(ones - 1 / harmonic) < 0.015);
  assert.ok(Math.abs(mean(() => random.weighted([0, 1], [1, 3])) - 0.75) < 0.015);
});

test('choosing from nothing is an error', () => {
  assert.throws(() => createRandom(1).pick([]), RangeError);
  assert.throws(() => createRandom(1).weighted([], []), RangeError);
});

test('deterministic UUIDs are valid and differ by namespace and number', () => {
  const ids = ['a', 'b'].flatMap((namespace) => [0, 1, 2].map((n) => deterministicUuid(namespace, n)));
  for (const id of ids) assert.match(id, UUID);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(deterministicUuid('a', 1), deterministicUuid('a', 1));
});
