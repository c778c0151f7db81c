import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { catalogContract } from '@orinoco/catalog/contract';
import { freePort } from '../free-port.ts';
import { openShopDatabase } from '../shop-database.ts';
import { startShopProcess } from '../shop-process.ts';
import { createVisitor } from '../visitor.ts';

const root = join(import.meta.dirname, '../../..');

test('the production bundle is a shop: pages, the API, search and pictures', { timeout: 300_000 }, async () => {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/build.ts')], { cwd: root });
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-production-'));
  const database = await openShopDatabase();
  const printed: string[] = [];
  const shop = await startShopProcess(folder, await freePort(), { DATABASE_URL: database.url }, (text) => printed.push(text), join(root, 'dist/server/main.js'));
  try {
    assert.doesNotMatch(printed.join(''), /Building the pages/, 'pages were built before');
    const { listings: [listing] } = await createVisitor(shop.url).call(catalogContract, 'listListings', { page_size: 1 });
    assert.ok(listing);
    for (const [path, type] of [['/', 'text/html'], [`/p/${listing.handle}`, 'text/html'], [`/search?text=${encodeURIComponent(listing.title)}`, 'text/html'], [`/v1/search?text=${encodeURIComponent(listing.title)}`, 'application/json'], [`/media/${listing.media_key}-96.webp`, 'image/webp'], ['/docs', 'text/html']] as const) {
      const response = await fetch(`${shop.url}${path}`);
      assert.deepEqual([response.status, response.headers.get('content-type')?.startsWith(type)], [200, true], path);
      if (path.startsWith('/v1')) assert.equal(((await response.json()) as { listings: { handle: string }[] }).listings[0]?.handle, listing.handle);
      else await response.arrayBuffer();
    }
  } finally {
    await shop.stop();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
