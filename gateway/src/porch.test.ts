import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer } from '@orinoco/http';
import { createLogger } from '@orinoco/telemetry';
import { createAdmission } from './admission.ts';
import { buildPorch } from './porch.ts';
import { createResponseCaches } from './response-cache.ts';

const app = createServer({ log: createLogger({ level: 'silent' }) });
const admission = createAdmission(0);
const crowd = { overrun: null as string | null, hold_ms: 0 };
buildPorch(app, { caches: createResponseCaches(), admission: { ...admission, isOverrun: (name) => name === crowd.overrun, passBrowsing: (work) => (crowd.hold_ms === 0 ? work() : void setTimeout(work, crowd.hold_ms)) }, headers: ['x-frame-options', 'DENY'], isClosing: () => false, onAnswer: () => undefined });
for (const url of ['/', '/p/:handle', '/v1/listings', '/v1/products/:handle']) app.get(url, { config: { route_class: 'browse' } }, () => 'shown');
for (const url of ['/checkout', '/v1/orders/:order_id', '/v1/products/:handle/private']) app.get(url, { config: { route_class: 'checkout' } }, () => 'shown');
app.post('/p/:handle/reviews', () => 'written');
for (const path of ['/v1/checkouts', '/v1/carts']) app.post(path, { config: { route_class: path === '/v1/carts' ? 'cart' : 'checkout' } }, () => 'begun');
app.post('/v1/checkouts/:checkout_id/complete', { config: { route_class: 'payment' } }, () => 'bought');
const url = await app.listen({ host: '127.0.0.1', port: 0 });
after(() => app.close());

const statusOf = async (path: string, init: RequestInit = {}) => (await fetch(`${url}${path}`, init)).status;

test('in a crowd who browses is turned away, and who pays or writes is not', async () => {
  const browsing = ['/', '/?page=2', '/p/kettle', '/v1/listings?sort=price'];
  assert.deepEqual(await Promise.all(browsing.map((path) => statusOf(path))), [200, 200, 200, 200]);
  crowd.overrun = 'browse';
  assert.deepEqual(await Promise.all(browsing.map((path) => statusOf(path))), [429, 429, 429, 429]);
  assert.deepEqual(await Promise.all(['/checkout', '/v1/orders/1'].map((path) => statusOf(path))), [200, 200]);
  assert.equal(await statusOf('/p/kettle/reviews', { method: 'POST' }), 200);
  assert.equal(await statusOf('/v1/products/kettle'), 200, 'an address that begins like one of another kind is let through');
  assert.equal(await statusOf('/nothing'), 404);
  crowd.overrun = null;
  assert.equal(await statusOf('/'), 200);
});

test('when more begin to pay than can be served, they alone are told to come back, and their connection is good for more', async () => {
  const post = (path: string) => statusOf(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ note: 'x'.repeat(20_000) }) });
  crowd.overrun = 'checkout';
  assert.deepEqual([await post('/v1/checkouts'), await post('/v1/checkouts/1/complete'), await post('/v1/carts'), await statusOf('/'), await post('/v1/checkouts')], [429, 200, 200, 200, 429]);
  crowd.overrun = null;
  assert.equal(await post('/v1/checkouts'), 200);
});

test('programs get a problem with a code and a time to wait, people a page', async () => {
  crowd.overrun = 'browse';
  const problem = await fetch(`${url}/v1/listings`);
  assert.deepEqual([problem.headers.get('content-type'), problem.headers.get('retry-after'), problem.headers.get('x-frame-options')], ['application/problem+json', '1', 'DENY']);
  const { code, request_id, status } = (await problem.json()) as { code: string; request_id: string; status: number };
  assert.deepEqual({ code, status, request_id }, { code: 'overloaded', status: 429, request_id: problem.headers.get('x-request-id') });
  const page = await fetch(`${url}/p/kettle`, { headers: { accept: 'text/html,*/*' } });
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  assert.match(await page.text(), /nothing has been ordered or charged/);
  crowd.overrun = null;
});

test('while buyers wait, who browses waits a moment too, and who buys does not', async () => {
  crowd.hold_ms = 300;
  const order: string[] = [];
  await Promise.all(['/', '/v1/listings', '/checkout', '/v1/orders/1'].map(async (path) => {
    assert.equal(await statusOf(path), 200);
    order.push(path);
  }));
  assert.deepEqual(new Set(order.slice(0, 2)), new Set(['/checkout', '/v1/orders/1']));
  crowd.hold_ms = 0;
  assert.equal(await statusOf('/'), 200);
});

test('who browses is held back while somebody waits to buy and the process is busy, and no longer when nobody does', async () => {
  const own = createAdmission(0);
  after(own.stop);
  const isHeld = () => {
    let has_run = false;
    own.passBrowsing(() => { has_run = true; });
    return !has_run;
  };
  assert.equal(isHeld(), false);
  const response = () => Object.assign(new EventEmitter(), { closed: false, destroyed: false, writableEnded: false, end: () => undefined });
  const enter = (raw: ReturnType<typeof response>) => own.enter({ headers: {} } as never, { raw } as never, 'checkout');
  // More than the class lets in: the rest waits, for a while.
  const many = Array.from({ length: 200 }, response);
  void Promise.allSettled(many.map(enter));
  while (!isHeld()) {
    for (const until = performance.now() + 20; performance.now() < until; );
    await new Promise(setImmediate);
  }
  for (const raw of many) Object.assign(raw, { writableEnded: true }).emit('close');
  while (isHeld()) await sleep(10);
});
