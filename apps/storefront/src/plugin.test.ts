import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import cookies from '@fastify/cookie';
import { fail } from '@orinoco/contract';
import { createServer } from '@orinoco/http';
import { createLogger } from '@orinoco/telemetry';
import type { Authentication } from '@orinoco/gateway';
import type { FastifyInstance } from 'fastify';
import { buildStorefront } from '../build.ts';
import { outDir } from '../vite.config.ts';
import { anonymous, clientsWith } from './fixtures/clients.ts';
import { registerStorefront } from './plugin.ts';

const guest = { ...anonymous, actor: { kind: 'guest' as const, guest_id: '0190a5c6-0000-7000-8000-000000000001' } };
const authentication: Authentication = {
  visitor: async (request) => (request.cookies['session'] === 'good' ? { actor: { kind: 'customer', customer_id: 'c1', session_id: 's1', seller_ids: [], is_operator: false }, name: 'Ana', locale: null, currency: null } : anonymous),
  shopper: async () => guest, startSession: () => undefined, endSession: () => undefined, forget: () => undefined, isByCookie: () => false,
};
const category = { category_id: 'k1', parent_category_id: null, handle: 'lamps', name: 'Lamps', position: 1, product_count: 3, path: [{ handle: 'lamps', name: 'Lamps' }], attributes: [] };
const counts = { searches: 0 };
const clients = clientsWith({
  catalog: { listCategories: async () => ({ categories: [category] }), listListings: async () => ({ listings: [], page: 1, has_more: false }), getProduct: async () => { throw fail('product_not_found'); } },
  search: { search: async (input) => { counts.searches += 1; return { listings: [], highlights: {}, total_count: 0, page: 1, page_count: 0, facets: [], corrected_text: null, is_relaxed: false, redirect_path: input.text === 'returns' ? '/help/returns' : null, fallback: 'none', near: null, took_ms: 1 }; } },
  identity: { getCustomer: async () => { throw fail('unauthenticated'); }, signIn: async () => { throw fail('credentials_wrong'); } },
});

let app: FastifyInstance;
before(async () => {
  await buildStorefront();
  const log = createLogger({ level: 'silent' });
  app = createServer({ log });
  await app.register(cookies);
  await registerStorefront(app, { clients, authentication, public_url: 'https://shop.example', provider_url: 'https://pay.example', is_demo: false, folder: outDir, log });
});
after(() => app.close());

const html = { accept: 'text/html' };
const form = { ...html, 'content-type': 'application/x-www-form-urlencoded' };

test('a search that an operator sends elsewhere leads there, for everybody and until it is filtered', async () => {
  for (const headers of [html, { ...html, cookie: 'session=good' }]) {
    const answer = await app.inject({ url: '/search?text=returns', headers });
    assert.deepEqual([answer.statusCode, answer.headers.location], [303, '/help/returns']);
  }
  assert.equal((await app.inject({ url: '/search?text=returns', headers: html })).statusCode, 303);
  assert.equal((await app.inject({ url: '/search?text=returns&brand=acme', headers: html })).statusCode, 200);
});

test('operators alone see and change how search is steered', async () => {
  for (const url of ['/operator/search', '/operator/search/rules']) {
    const stranger = await app.inject({ url, headers: html });
    assert.deepEqual([stranger.statusCode, stranger.headers.location], [303, `/sign-in?return_to=${encodeURIComponent(url)}`]);
    assert.equal((await app.inject({ url, headers: { ...html, cookie: 'session=good' } })).statusCode, 403);
  }
  for (const url of ['/operator/search/rules', '/operator/search/synonyms', '/operator/search/synonyms/removal', '/operator/search/weights', '/operator/search/rules/0190a5c6-0000-7000-8000-000000000001/removal']) {
    const answer = await app.inject({ method: 'POST', url, headers: { ...form, origin: 'https://shop.example', host: 'shop.example', cookie: 'session=good' }, payload: 'text=a' });
    assert.equal(answer.statusCode, 403, url);
  }
});

test('a page for everybody is made once, has hashes instead of nonces, and is not sent twice', async () => {
  const before = counts.searches;
  const first = await app.inject({ url: '/c/lamps?utm_source=mail', headers: html });
  const second = await app.inject({ url: '/c/lamps', headers: { ...html, 'if-none-match': String(first.headers['etag']) } });
  assert.deepEqual([first.statusCode, second.statusCode, counts.searches - before], [200, 304, 1]);
  assert.ok(!first.body.includes('nonce=') && first.body.includes('data-fill="/me"'));
  assert.match(String(first.headers['content-security-policy']), /script-src 'self' 'sha256-/);
  assert.match(first.body, /<link rel="canonical" href="https:\/\/shop\.example\/c\/lamps">/);
  assert.equal((await app.inject({ method: 'HEAD', url: '/c/lamps' })).statusCode, 200);
});

test('a signed-in visitor gets a page of its own that nobody keeps', async () => {
  const page = await app.inject({ url: '/c/lamps', headers: { ...html, cookie: 'session=good' } });
  assert.equal(page.headers['cache-control'], 'private, no-cache');
  assert.ok(page.body.includes('Hello, Ana'));
  assert.ok(!(await app.inject({ url: '/c/lamps', headers: html })).body.includes('Hello, Ana'));
});

test('what does not exist is a page for people and a problem for programs', async () => {
  for (const url of ['/nowhere', '/p/no-such-lamp', '/p/%00', '/orders/1', '/c/no-such']) {
    const page = await app.inject({ url, headers: html });
    assert.equal(page.statusCode, 404, url);
    assert.match(page.body, /<h1/, url);
    assert.doesNotMatch(page.body, /\.ts:\d+|at Object/, url);
  }
  for (const url of ['/v1/nowhere', '/nowhere']) {
    const problem = await app.inject({ url, headers: { accept: url.startsWith('/v1') ? 'text/html' : '*/*' } });
    assert.deepEqual([problem.statusCode, problem.json().code], [404, 'not_found'], url);
  }
});

test('a part that is down is a page that says so', async () => {
  const page = await app.inject({ url: '/s/some-seller', headers: html });
  assert.equal(page.statusCode, 503);
  assert.match(page.body, /name this request/);
});

test('forms of other sites are refused before anything is done', async () => {
  const payload = 'email=ana%40example.com&password=secret';
  assert.equal((await app.inject({ method: 'POST', url: '/sign-in', payload, headers: { ...form, 'sec-fetch-site': 'cross-site' } })).statusCode, 403);
  assert.equal((await app.inject({ method: 'POST', url: '/sign-in', payload, headers: { ...form, origin: 'https://evil.example' } })).statusCode, 403);
});

test('a form with a mistake comes back with what was typed, but for secrets; a script gets the problem', async () => {
  const payload = 'email=ana%40example.com&password=secret123&return_to=%2F%2Fevil.example';
  const page = await app.inject({ method: 'POST', url: '/sign-in', payload, headers: { ...form, origin: 'https://shop.example' } });
  assert.equal(page.statusCode, 422);
  assert.ok(page.body.includes('value="ana@example.com"') && page.body.includes('The e-mail address or the password is wrong.'));
  assert.ok(!page.body.includes('secret123') && !page.body.includes('evil.example'));
  const problem = await app.inject({ method: 'POST', url: '/sign-in', payload, headers: { ...form, accept: 'application/json' } });
  assert.deepEqual([problem.statusCode, problem.json().code], [401, 'credentials_wrong']);
});

test('pages of an account lead to signing in and back', async () => {
  const page = await app.inject({ url: '/orders?page=2', headers: html });
  assert.deepEqual([page.statusCode, page.headers['location']], [303, '/sign-in?return_to=%2Forders%3Fpage%3D2']);
  assert.equal((await app.inject({ url: '/checkout', headers: html })).headers['location'], '/cart');
});

test('files of the build are kept for good, others for a day', async () => {
  const script = /src="(\/assets\/[^"]+\.js)"/.exec((await app.inject({ url: '/sign-in', headers: html })).body)?.[1] ?? '';
  const file = await app.inject({ url: script, headers: { 'accept-encoding': 'br' } });
  assert.equal(file.statusCode, 200);
  assert.match(String(file.headers['cache-control']), /immutable/);
  assert.match(String((await app.inject({ url: '/favicon.svg' })).headers['cache-control']), /max-age=86400/);
});

test('robots find the sitemap, and it lists what is there', async () => {
  assert.match((await app.inject({ url: '/robots.txt' })).body, /Sitemap: https:\/\/shop\.example\/sitemap\.xml/);
  assert.match((await app.inject({ url: '/sitemap.xml' })).body, /<loc>https:\/\/shop\.example\/sitemaps\/products-1\.xml<\/loc>/);
  assert.match((await app.inject({ url: '/sitemaps/categories.xml' })).body, /<loc>https:\/\/shop\.example\/c\/lamps<\/loc>/);
});
