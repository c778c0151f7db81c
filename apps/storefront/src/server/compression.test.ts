import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compress, encodingFor } from './compression.ts';

test('the best encoding that the client takes, and none for what is small', () => {
  assert.equal(encodingFor('gzip, deflate, br, zstd', 5_000), 'br');
  assert.equal(encodingFor('gzip;q=1.0, br;q=0', 5_000), 'gzip');
  assert.equal(encodingFor('identity', 5_000), undefined);
  assert.equal(encodingFor(undefined, 5_000), undefined);
  assert.equal(encodingFor('br', 100), undefined);
});

test('what is compressed comes back whole', async () => {
  const body = Buffer.from('word '.repeat(1_000));
  assert.deepEqual(brotliDecompressSync(await compress(body, 'br', 3)), body);
  assert.deepEqual(gunzipSync(await compress(body, 'gzip', 3)), body);
});
