import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '../..');
const round_count = 5;
const renders_a_round = 400;

interface Fixture { readonly name: string; readonly page: string; readonly view: object; readonly frame: object }
export interface RenderResult { readonly html_bytes: number; readonly cpu_ms: number; readonly card_count: number }

// Both are looked up at run time: one is built, and the other belongs to the pages' own tests.
const load = async <T>(path: string) => (await import(pathToFileURL(join(root, path)).href)) as T;

process.once('message', async () => {
  const { renderPage } = await load<{ renderPage: (page: string, view: object, frame: object) => string }>('dist/storefront/server/entry.js');
  const { fixtures } = await load<{ fixtures: readonly Fixture[] }>('apps/storefront/src/fixtures/pages.ts');
  const fixture = fixtures.find(({ name }) => name === 'category');
  if (!fixture) throw new Error('The pages have no fixture of a category');
  const render = () => renderPage(fixture.page, fixture.view, fixture.frame);
  for (let warm_up = 0; warm_up < renders_a_round; warm_up++) render();
  const times = Array.from({ length: round_count }, () => {
    const before = process.cpuUsage();
    for (let count = 0; count < renders_a_round; count++) render();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / renders_a_round;
  });
  const { results } = fixture.view as { results: { listings: object[] } };
  const result: RenderResult = { html_bytes: Buffer.byteLength(render()), cpu_ms: times.toSorted((a, b) => a - b)[Math.floor(round_count / 2)] ?? 0, card_count: results.listings.length };
  process.send?.(result, () => process.exit(0));
});
