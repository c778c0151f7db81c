import { test } from 'node:test';
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';

const root = new URL('../../..', import.meta.url);
const physical = /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))|text-align:\s*(?:left|right)|float)\s*:/;

test('styles use logical properties, so that every page can be mirrored', () => {
  const files = globSync('{packages/ui,apps/storefront}/src/**/*.css', { cwd: root });
  assert.ok(files.length > 30);
  for (const file of files) {
    const text = readFileSync(new URL(file, root), 'utf8').replace(/@media[^{]+/g, '').replace(/@supports[^{]+/g, '');
    for (const line of text.split('\n')) assert.doesNotMatch(line, physical, `${file}: ${line.trim()}`);
  }
});
