import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createRateLimiter, hashToken, isSameOrigin, newToken, readGuest, signGuest } from './auth.ts';

test('a token has 256 bits, is new each time, and is found again by its hash', () => {
  const tokens = Array.from({ length: 100 }, newToken);
  assert.equal(new Set(tokens.map(({ token }) => token)).size, 100);
  for (const { token, hash } of tokens) {
    assert.equal(Buffer.from(token, 'base64url').length, 32);
    assert.deepEqual(hashToken(token), hash);
  }
});

test('a hash is SHA-256', () => {
  assert.equal(hashToken('abc').toString('hex'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a guest cookie is read with the secret that signed it and with no other', () => {
  const guest_id = randomUUID();
  const cookie = signGuest(guest_id, 'a secret');
  assert.equal(readGuest(cookie, 'a secret'), guest_id);
  assert.equal(readGuest(cookie, 'another secret'), undefined);
  assert.throws(() => signGuest(guest_id, ''));
});

test('a guest cookie with another id, a changed signature or anything beside them is refused', () => {
  const cookie = signGuest(randomUUID(), 'secret');
  const signature = cookie.split('.')[1]!;
  const changed = signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
  for (const wrong of ['', '.', 'x', cookie.split('.')[0]!, `${randomUUID()}.${signature}`, `${cookie.split('.')[0]}.${changed}`, `${cookie}.x`, cookie.slice(0, -3)]) {
    assert.equal(readGuest(wrong, 'secret'), undefined, wrong);
  }
});

test('no text makes reading a guest cookie throw or succeed', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (cookie) => readGuest(cookie, 'secret') === undefined));
});

function limiterAt(limit: number, window_ms: number, max_keys = 100) {
  const time = { ms: 1_700_000_000_000 };
  return { time, limiter: createRateLimiter({ limit, window_ms, max_keys, clock: () => new Date(time.ms) }) };
}

test('the limit passes at once, then one each interval', () => {
  const { time, limiter } = limiterAt(3, 10_000);
  assert.deepEqual([1, 2, 3].map(() => limiter.take('a').is_allowed), [true, true, true]);
  assert.deepEqual(limiter.take('a'), { is_allowed: false, retry_after_s: 4 });
  assert.equal(limiter.take('b').is_allowed, true);
  time.ms += 3_333;
  assert.equal(limiter.take('a').is_allowed, false);
  time.ms += 1;
  assert.equal(limiter.take('a').is_allowed, true);
  assert.equal(limiter.take('a').is_allowed, false);
  time.ms += 10_000;
  assert.deepEqual([1, 2, 3, 4].map(() => limiter.take('a').is_allowed), [true, true, true, false]);
});

test('whatever comes when, no window sees more than twice the limit, and waiting as told is always enough', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5_000 }), fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 200 }), (limit, window_ms, pauses) => {
    const { time, limiter } = limiterAt(limit, window_ms);
    const allowed_at: number[] = [];
    for (const pause of pauses) {
      time.ms += pause;
      const { is_allowed, retry_after_s } = limiter.take('a');
      if (is_allowed) allowed_at.push(time.ms);
      assert.equal(retry_after_s > 0, !is_allowed);
    }
    for (const start of allowed_at) assert.ok(allowed_at.filter((at) => at >= start && at < start + window_ms).length <= 2 * limit);
    let refused = limiter.take('a');
    while (refused.is_allowed) refused = limiter.take('a');
    time.ms += refused.retry_after_s * 1_000;
    assert.equal(limiter.take('a').is_allowed, true);
  }));
});

test('memory is bounded: the key that was quiet for longest goes first', () => {
  const { limiter } = limiterAt(1, 60_000, 2);
  limiter.take('a');
  limiter.take('b');
  assert.equal(limiter.take('a').is_allowed, false);
  limiter.take('c');
  assert.equal(limiter.take('a').is_allowed, false);
  assert.equal(limiter.take('b').is_allowed, true);
});

test('a limiter without sense is refused', () => {
  for (const wrong of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => limiterAt(wrong, 1_000), RangeError);
});

test('only the own origin may change things', () => {
  const own = 'https://shop.example';
  const cases: [Record<string, string>, boolean][] = [
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: own }, false],
    [{ 'sec-fetch-site': 'nonsense' }, false],
    [{ origin: own }, true],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'http://shop.example' }, false],
    [{ origin: 'https://shop.example.evil.example' }, false],
    [{ origin: 'null' }, false],
    [{ origin: '' }, false],
    [{}, true],
  ];
  for (const [headers, expected] of cases) assert.equal(isSameOrigin(headers, own), expected, JSON.stringify(headers));
});
