import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createServer } from '@orinoco/http';
import { JsonText } from '@orinoco/contract';
import { createLogger } from '@orinoco/telemetry';
import { createResponseCache } from './response-cache.ts';

const app = createServer({ log: createLogger({ level: 'silent' }) });
const cache = createResponseCache({ fresh_ms: 60_000, stale_ms: 60_000 }, new Map(), 'test');
const json = JSON.stringify({ title: 'Teekanne, 茶壺, 🫖' });
let made = 0;
app.get('/cached', {
  onRequest: (request, reply, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    if (!cache.answer(request, reply)) done();
  },
}, (request, reply) => cache.load(request, reply, [], async () => {
  made += 1;
  return new JsonText(json);
}));
const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/cached`;
after(() => app.close());

test('an answer is made once, and comes from memory byte by byte with the headers of the door', async () => {
  const answers = [await fetch(url), await fetch(url)];
  assert.deepEqual(await Promise.all(answers.map((answer) => answer.text())), [json, json]);
  assert.equal(made, 1);
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
