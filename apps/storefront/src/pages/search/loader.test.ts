import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextWith } from '../../fixtures/clients.ts';
import { isRedirect } from '../../server/context.ts';
import { readQuery } from '../../server/query.ts';
import type { Found } from '../../server/results.ts';
import { loadSearch } from './loader.ts';

const listing = (handle: string): Found['listings'][number] => ({
  product_id: `id-${handle}`, handle, title: handle, brand: null, category: { handle: 'lamps', name: 'Lamps' }, media_key: 'm', offer_id: 'o', variant_id: 'v', seller: { handle: 's', name: 'S' }, price_minor: 100, list_price_minor: null, currency: 'USD',
  offer_count: 1, rating_average: null, rating_count: 0, is_in_stock: true, stock_hint: 'in_stock', handling_days: 1, badges: [],
});
const found: Found = { listings: [listing('a'), listing('b')], highlights: {}, total_count: 26, page: 2, page_count: 2, facets: [], corrected_text: null, is_relaxed: false, redirect_path: null, fallback: 'none', near: null, took_ms: 1 };
const asked: { verbatim?: boolean }[] = [];
async function load(url: string, changes: Partial<Found> = {}) {
  const search = { search: async (input: { verbatim?: boolean }) => { asked.push(input); return { ...found, ...changes }; } };
  return loadSearch(contextWith({ search }, { path: '/search', query: readQuery(url) }));
}
async function view(url: string, changes: Partial<Found> = {}) {
  const loaded = await load(url, changes);
  assert.ok(!isRedirect(loaded));
  return loaded;
}

test('what is told of a view is what the words alone decided', async () => {
  assert.deepEqual((await view('/search?text=lamp&page=2')).shown, { text: 'lamp', page: 2, total_count: 26, first: 25, products: [['id-a', 'a'], ['id-b', 'b']] });
  for (const url of ['/search?text=lamp&brand=x', '/search?text=lamp&sort=newest', '/search?brand=x']) assert.equal((await view(url)).shown, null, url);
});

test('a redirect is followed unless something was filtered, and never to another site', async () => {
  assert.deepEqual(await load('/search?text=returns', { redirect_path: '/help/returns' }), { redirect_to: '/help/returns' });
  assert.ok(!isRedirect(await load('/search?text=returns&brand=x', { redirect_path: '/help/returns' })));
  for (const redirect_path of ['//evil.example', 'https://evil.example', '/\\evil.example']) assert.ok(!isRedirect(await load('/search?text=returns', { redirect_path })), redirect_path);
});

test('a corrected search can be had as it was typed, and nothing found leads on', async () => {
  assert.equal((await view('/search?text=lmap', { corrected_text: 'lamp' })).verbatim_url, '/search?text=lmap&verbatim=1');
  await view('/search?text=lmap&verbatim=1');
  assert.equal(asked.at(-1)?.verbatim, true);
  const near = { relaxed: [], queries: ['lamp & co'], categories: [{ handle: 'lamps', name: 'Lamps' }], category: { handle: 'lamps', name: 'Lamps' }, listings: [listing('a'), { ...listing('gone'), offer_id: null }] };
  const empty = await view('/search?text=lmapp', { listings: [], total_count: 0, fallback: 'popular', near });
  assert.deepEqual([empty.near?.listings.map((each) => each.handle), empty.near?.queries, empty.popular], [['a'], [{ text: 'lamp & co', url: '/search?text=lamp%20%26%20co' }], []]);
});
