import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { createPasswordHasher, weaknessOf } from './password.ts';

test('what heads the lists of leaked passwords is refused, also in disguise', () => {
  const weak = ['password', 'Password1!', 'P@ssw0rd', '123password!!', 'qwertyuiop', '1q2w3e4r', 'sunshine99', 'iloveyou2', 'ABCD1234', 'letmein!!!', 'orinoco1'];
  for (const password of weak) assert.notEqual(weaknessOf(password, 'ada@example.com'), undefined, password);
});

test('numbers, repetition, rows and the own address are refused', () => {
  for (const password of ['20111987', 'aaaaaaaa', 'abababab', '12121212', '12345678', 'abcdefgh', '87654321', 'zyxwvuts', 'ada.byron', 'my-ADA.BYRON-2']) {
    assert.notEqual(weaknessOf(password, 'Ada.Byron+shop@example.com'), undefined, password);
  }
});

test('others are fine', () => {
  for (const password of ['correct horse battery staple', 'Tr0ub4dor&3x', 'viaduct-plum-98', 'ünïcödé-ß-geheim', '8240 1937 5566 1', 'sunshine over viaduct']) assert.equal(weaknessOf(password, 'ada@example.com'), undefined, password);
  assert.equal(weaknessOf('annual-viaduct', 'ann@example.com'), undefined);
});

test('a hash is argon2id with the stated cost, salted, and fits its password alone', async () => {
  const hasher = createPasswordHasher(2);
  const [first, second] = await Promise.all([hasher.hash('viaduct-plum-98'), hasher.hash('viaduct-plum-98')]);
  assert.match(first, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.notEqual(first, second);
  assert.equal(await hasher.verify(first, 'viaduct-plum-98'), true);
  assert.equal(await hasher.verify(first, 'viaduct-plum-99'), false);
  assert.equal(await hasher.verify(null, 'viaduct-plum-98'), false);
  assert.equal(await hasher.verify(undefined, ''), false);
});

test('who comes after a full queue is turned away, and the queue goes on', async () => {
  const hasher = createPasswordHasher(1);
  const hashing = hasher.hash('viaduct-plum-98');
  const rejected: unknown[] = [];
  const waiting = Array.from({ length: 201 }, () => hasher.verify('not a hash', 'x').catch((error: unknown) => rejected.push(error)));
  await Promise.all([hashing, ...waiting]);
  assert.equal(rejected.filter((error) => hasCode(error, 'overloaded')).length, 1);
  assert.equal(rejected.length, 201);
  assert.ok(await hasher.hash('viaduct-plum-98'));
});
