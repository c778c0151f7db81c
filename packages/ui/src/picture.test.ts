import { test } from 'node:test';
import assert from 'node:assert/strict';
import { coveringSize, sourceSet } from './picture.ts';

test('a srcset reaches from half to twice the shown width', () => {
  assert.equal(sourceSet('k', 'avif', 48), '/media/k-96.avif 96w');
  assert.equal(sourceSet('k', 'webp', 100), '/media/k-96.webp 96w, /media/k-160.webp 160w, /media/k-240.webp 240w');
  assert.equal(sourceSet('k', 'webp', 480), '/media/k-240.webp 240w, /media/k-320.webp 320w, /media/k-480.webp 480w, /media/k-640.webp 640w, /media/k-960.webp 960w');
  assert.equal(sourceSet('k', 'webp', 1_920), '/media/k-960.webp 960w');
});

test('the plain source covers the shown width', () => {
  assert.equal(coveringSize(1), 96);
  assert.equal(coveringSize(241), 320);
  assert.equal(coveringSize(5_000), 960);
});
