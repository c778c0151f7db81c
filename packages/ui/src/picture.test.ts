import { test } from 'node:test';
import assert from 'node:assert/strict';
import { coveringSize, pictureSizes, sourceSet, usefulSizes } from './picture.ts';

test('a srcset has the sizes for plain and for dense screens, each once', () => {
  assert.equal(sourceSet('k', 'avif', 48), '/media/k-96.avif 96w');
  assert.equal(sourceSet('k', 'webp', 100), '/media/k-160.webp 160w,/media/k-240.webp 240w');
  assert.equal(sourceSet('k', 'avif', 260), '/media/k-320.avif 320w,/media/k-480.avif 480w,/media/k-640.avif 640w');
  assert.equal(sourceSet('k', 'webp', 1_920), '/media/k-960.webp 960w');
});

test('for every width the sizes ascend, are at most three, and reach twice the width or the largest stored', () => {
  for (let width = 1; width < 1_200; width += 1) {
    const sizes = usefulSizes(width);
    assert.ok(sizes.length >= 1 && sizes.length <= 3);
    assert.deepEqual(sizes, sizes.toSorted((a, b) => a - b));
    assert.ok((sizes.at(-1) ?? 0) >= Math.min(width * 2, pictureSizes.at(-1) ?? 0), `${width}`);
  }
});

test('the plain source covers the shown width', () => {
  assert.equal(coveringSize(1), 96);
  assert.equal(coveringSize(241), 320);
  assert.equal(coveringSize(5_000), 960);
});
