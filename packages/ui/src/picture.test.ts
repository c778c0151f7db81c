import { test } from 'node:test';
import assert from 'node:assert/strict';
import { coveringSize, sourceSet } from './picture.ts';

test('a srcset reaches twice the shown width and no further', () => {
  assert.equal(sourceSet('k', 'avif', 48), '/media/k-96.avif 96w');
  assert.equal(sourceSet('k', 'webp', 100), '/media/k-96.webp 96w, /media/k-160.webp 160w, /media/k-240.webp 240w');
  assert.ok(sourceSet('k', 'webp', 2_000).endsWith('/media/k-960.webp 960w'));
});

test('the plain source covers the shown width', () => {
  assert.equal(coveringSize(1), 96);
  assert.equal(coveringSize(241), 320);
  assert.equal(coveringSize(5_000), 960);
});
