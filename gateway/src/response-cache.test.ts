import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createServer } from '@orinoco/http';
import { JsonText } from '@orinoco/contract';
import { createLogger } from '@orinoco/telemetry';
import { createAdmission } from './admission.ts';
import { buildPorch } from './porch.ts';
import { createResponseCaches, type CachedMethod } from './response-cache.ts';

const log = createLogger({ level: 'silent' });
const app = createServer({ log });
const caches = createResponseCaches();
const admission = createAdmission(0);
const answered: string[] = [];
buildPorch(app, { caches, admission, headers: ['x-content-type-options', 'nosniff'], isClosing: () => false, onAnswer: (route, status) => void answered.push(`${route} ${status}`) });
const method = { cache: { fresh_ms: 60_000, stale_ms: 60_000 } } as unknown as CachedMethod;
const json = JSON.stringify({ title: 'Teekanne, 茶壺, 🫖' });
let made = 0;
app.get('/cached', (request, reply) => caches.load(method, request, reply.header('x-content-type-options', 'nosniff'), ['tea'], async () => {
  made += 1;
  return new JsonText(json);
}));
const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/cached`;
after(() => app.close());

test('an answer is made once, and comes from memory byte by byte with the headers of the door', async () => {
  const answers = [await fetch(url), await fetch(url)];
  assert.deepEqual(await Promise.all(answers.map((answer) => answer.text())), [json, json]);
  assert.equal(made, 1);
  assert.deepEqual(answered, ['/cached 200'], 'the second was answered before the framework saw it');
  for (const { headers } of answers) {
    assert.equal(headers.get('content-length'), String(Buffer.byteLength(json)));
    assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
    assert.equal(headers.get('cache-control'), 'public, max-age=0, s-maxage=60, stale-while-revalidate=60');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
});

test('who has the answer already gets 304 without it, and HEAD the headers alone', async () => {
  const etag = (await fetch(url)).headers.get('etag') ?? assert.fail();
  const known = await fetch(url, { headers: { 'if-none-match': etag } });
  assert.deepEqual([known.status, await known.text(), known.headers.get('etag')], [304, '', etag]);
  const head = await fetch(url, { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text(), head.headers.get('content-length')], [200, '', String(Buffer.byteLength(json))]);
});

test('what is purged is made anew', async () => {
  const before = made;
  caches.purgeTag('tea');
  assert.equal((await fetch(url)).status, 200);
  assert.equal(made, before + 1);
});
