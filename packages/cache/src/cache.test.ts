import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createCache, type CacheOptions } from './cache.ts';

function setup(options: Partial<CacheOptions> = {}) {
  let now_ms = 1_000;
  const failures: string[] = [];
  const cache = createCache<string>({ max_entries: 3, fresh_ms: 100, stale_ms: 50, clock: () => now_ms, onRefreshError: (key) => failures.push(key), ...options });
  return { cache, failures, pass: (ms: number) => { now_ms += ms; } };
}

/** A load that lands when the test says so. */
function heldLoad() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let calls = 0;
  return { load: () => { calls += 1; return promise; }, resolve, reject, calls: () => calls };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('freshness', () => {
  it('loads once and answers from memory while fresh', async () => {
    const { cache, pass } = setup();
    assert.equal(await cache.get('a', () => 'one'), 'one');
    pass(99);
    assert.equal(await cache.get('a', () => 'two'), 'one');
    assert.deepEqual(cache.stats(), { hits: 1, stale_hits: 0, misses: 1, loads: 1, evictions: 0, entries: 1 });
  });

  it('answers the old value while one refresh runs, then the new one', async () => {
    const { cache, pass } = setup();
    await cache.get('a', () => 'one');
    pass(100);
    const held = heldLoad();
    assert.equal(await cache.get('a', held.load), 'one');
    assert.equal(await cache.get('a', held.load), 'one');
    assert.equal(held.calls(), 1);
    held.resolve('two');
    await settle();
    assert.equal(await cache.get('a', () => 'three'), 'two');
    assert.equal(cache.stats().stale_hits, 2);
  });

  it('waits for a load once the stale time is over', async () => {
    const { cache, pass } = setup();
    await cache.get('a', () => 'one');
    pass(150);
    assert.equal(cache.peek('a'), undefined);
    assert.equal(await cache.get('a', () => 'two'), 'two');
  });

  it('keeps the stale value when the refresh fails, and says so', async () => {
    const { cache, pass, failures } = setup();
    await cache.get('a', () => 'one');
    pass(120);
    assert.equal(await cache.get('a', () => { throw new Error('down'); }), 'one');
    await settle();
    assert.deepEqual(failures, ['a']);
    assert.equal(await cache.get('a', () => 'two'), 'one');
    await settle();
    assert.equal(cache.peek('a'), 'two');
  });
});

describe('single flight', () => {
  it('shares one load, and its failure, among all who wait', async () => {
    const { cache } = setup();
    const held = heldLoad();
    const waiting = [cache.get('a', held.load), cache.get('a', held.load), cache.get('a', held.load)];
    held.reject(new Error('down'));
    const results = await Promise.allSettled(waiting);
    assert.ok(results.every((result) => result.status === 'rejected'));
    assert.equal(held.calls(), 1);
    assert.equal(await cache.get('a', () => 'up again'), 'up again');
  });

  it('stops waiting for a load that never lands', async () => {
    const { cache, pass } = setup({ load_limit_ms: 500 });
    const hung = heldLoad();
    void cache.get('a', hung.load);
    pass(500);
    assert.equal(await cache.get('a', () => 'two'), 'two');
    hung.resolve('one');
    await settle();
    assert.equal(cache.peek('a'), 'two', 'the late value does not overwrite the newer one');
  });
});

describe('dropping', () => {
  it('purges by tag and leaves the rest', async () => {
    const { cache } = setup();
    await cache.get('a', () => 'one', { tags: ['product:1', 'seller:9'] });
    await cache.get('b', () => 'two', { tags: (value) => [`value:${value}`, 'seller:9'] });
    cache.set('c', 'three', { tags: ['product:3'] });
    assert.equal(cache.purgeTag('value:two'), 1);
    assert.equal(cache.peek('a'), 'one');
    assert.equal(cache.purgeTag('seller:9'), 1);
    assert.equal(cache.purgeTag('seller:9'), 0);
    assert.equal(cache.peek('c'), 'three');
  });

  for (const [what, purge] of [
    ['purge', (cache: ReturnType<typeof setup>['cache']) => void cache.purgeTag('product:1')],
    ['delete', (cache: ReturnType<typeof setup>['cache']) => cache.delete('a')],
    ['clear', (cache: ReturnType<typeof setup>['cache']) => cache.clear()],
  ] as const) {
    for (const tags of [['product:1'], () => ['product:1']]) {
      it(`does not keep a load that began before a ${what} (${typeof tags === 'function' ? 'tags from the value' : 'tags known'})`, async () => {
        const { cache } = setup();
        const held = heldLoad();
        const first = cache.get('a', held.load, { tags });
        purge(cache);
        const second = cache.get('a', () => 'new', { tags });
        held.resolve('old');
        assert.equal(await first, 'old');
        assert.equal(await second, 'new');
        assert.equal(cache.peek('a'), 'new');
      });
    }
  }

  it('lets a set win over a load that began before it', async () => {
    const { cache } = setup();
    const held = heldLoad();
    const first = cache.get('a', held.load);
    cache.set('a', 'written');
    held.resolve('read before');
    await first;
    assert.equal(cache.peek('a'), 'written');
  });

  it('forgets the least recently used first', async () => {
    const { cache } = setup();
    for (const key of ['a', 'b', 'c']) cache.set(key, key, { tags: ['all'] });
    await cache.get('a', () => 'unused');
    cache.set('d', 'd', { tags: ['all'] });
    assert.equal(cache.peek('b'), undefined);
    assert.deepEqual(['a', 'c', 'd'].map((key) => cache.peek(key)), ['a', 'c', 'd']);
    assert.equal(cache.stats().evictions, 1);
    assert.equal(cache.purgeTag('all'), 3, 'an evicted key leaves the tag index too');
  });
});

it('behaves like a plain map of live values, and never holds more than its bound', async () => {
  const step = fc.record({ act: fc.constantFrom('set', 'get', 'delete', 'purge', 'pass'), key: fc.constantFrom('a', 'b', 'c', 'd', 'e') });
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
    const { cache, pass } = setup({ stale_ms: 0 });
    const truth = new Map<string, string>();
    let version = 0;
    for (const { act, key } of steps) {
      version += 1;
      if (act === 'set') { truth.set(key, `${version}`); cache.set(key, `${version}`, { tags: [`tag:${key}`] }); }
      if (act === 'delete') { truth.set(key, `${version}`); cache.delete(key); }
      if (act === 'purge') { truth.set(key, `${version}`); cache.purgeTag(`tag:${key}`); }
      if (act === 'pass') pass(40);
      if (act === 'get') assert.equal(await cache.get(key, () => truth.get(key) ?? 'none', { tags: [`tag:${key}`] }), truth.get(key) ?? 'none');
      assert.ok(cache.stats().entries <= 3);
    }
  }), { numRuns: 300 });
});

it('refuses to be unbounded', () => {
  assert.throws(() => createCache({ max_entries: 0, fresh_ms: 1, clock: () => 0 }), RangeError);
});
