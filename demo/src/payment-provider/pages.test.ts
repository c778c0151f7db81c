import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startPaymentProvider } from './main.ts';

const api_key = 'sandbox-key';
const file = join(mkdtempSync(join(tmpdir(), 'payment-pages-')), 'payment-provider.sqlite');
const start_at = Date.UTC(2026, 10, 22);
let now = start_at;
let system: Awaited<ReturnType<typeof startPaymentProvider>>;

before(async () => {
  system = await startPaymentProvider({ host: '127.0.0.1', port: 0, file, webhook_url: null, webhook_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', api_key, clock: () => now });
});
after(() => system.close());

const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(system.url + path, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
const merchant = { authorization: `Bearer ${api_key}` };
const return_url = 'https://shop.example/checkout?id=7';
const card = { number: '4242 4242 4242 4242', expiry: '12/40', cvc: '987', name: 'Ada Lovelace' };

async function openSession(): Promise<{ session_id: string; fields_url: string; page_url: string; origin: string }> {
  const response = await post('/v1/sessions', { payment_id: 'p1', amount_minor: 12_345, currency: 'JPY', return_url }, merchant);
  assert.equal(response.status, 201);
  return (await response.json()) as { session_id: string; fields_url: string; page_url: string; origin: string };
}

const submit = (fields: Record<string, string>): Promise<Response> => fetch(`${system.url}/pay`, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });

test('the fields may be framed by the shop that opened the session, and by nobody else', async () => {
  const session = await openSession();
  assert.equal(session.origin, system.url);
  const response = await fetch(session.fields_url);
  assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors https:\/\/shop\.example$/);
  const page = await response.text();
  for (const [name, autocomplete] of [['number', 'cc-number'], ['expiry', 'cc-exp'], ['cvc', 'cc-csc'], ['name', 'cc-name']]) {
    assert.match(page, new RegExp(`<label for="${name}">`));
    assert.match(page, new RegExp(`id="${name}"[^>]*autocomplete="${autocomplete}"`));
  }
  assert.match(page, /data-parent-origin="https:\/\/shop\.example"/);
});

test('the page without JavaScript: errors beside the fields, then back to the shop with a token', async () => {
  const { session_id, page_url } = await openSession();
  assert.match(await (await fetch(page_url)).text(), /¥12,345/);
  const refused = await submit({ session: session_id, ...card, number: '4242 4242 4242 4241', name: '"><script>' });
  assert.equal(refused.status, 422);
  const page = await refused.text();
  assert.match(page, /aria-invalid="true"/);
  assert.match(page, /value="&quot;&gt;&lt;script&gt;"/);
  assert.doesNotMatch(page, /value="4242|value="987/);
  const taken = await submit({ session: session_id, ...card });
  assert.equal(taken.status, 303);
  const location = new URL(taken.headers.get('location') ?? '');
  assert.equal(location.searchParams.get('id'), '7');
  assert.match(location.searchParams.get('payment_token') ?? '', /^tok_/);
});

test('a real card is refused, and no number or name is kept', async () => {
  const { session_id } = await openSession();
  const response = await post('/v1/tokens', { session: session_id, ...card, number: '4111 1111 1111 1111' });
  assert.equal(response.status, 422);
  assert.match(await response.text(), /takes no real cards/);
  assert.equal((await post('/v1/tokens', { session: session_id, ...card })).status, 201);
  const kept = [file, `${file}-wal`].map((path) => readFileSync(path, 'latin1')).join('');
  assert.match(kept, /tok_/);
  assert.doesNotMatch(kept, /4242424242424242|4242 4242|4111 ?1111|Ada Lovelace/);
});

test('tokens end after 30 minutes, sessions after a day', async () => {
  const { session_id, fields_url } = await openSession();
  const { payment_token } = (await (await post('/v1/tokens', { session: session_id, ...card })).json()) as { payment_token: string };
  now = start_at + 31 * 60_000;
  const authorize = await post('/v1/authorizations', { payment_id: 'p2', amount_minor: 100, currency: 'USD', payment_token, return_url }, { ...merchant, 'idempotency-key': 'k1' });
  assert.deepEqual([authorize.status, ((await authorize.json()) as { code: string }).code], [422, 'payment_token_invalid']);
  now = start_at + 25 * 3_600_000;
  assert.equal((await fetch(fields_url)).status, 410);
  assert.equal((await post('/v1/tokens', { session: session_id, ...card })).status, 410);
  now = start_at;
});

test('bad requests are refused by name', async () => {
  const session = { payment_id: 'p1', amount_minor: 100, currency: 'USD', return_url };
  const status = async (body: object, headers: Record<string, string> = merchant): Promise<number> => (await post('/v1/sessions', body, headers)).status;
  assert.equal(await status(session, {}), 401);
  assert.equal(await status({ ...session, amount_minor: '100' }), 400);
  assert.equal(await status({ ...session, amount_minor: -1 }), 400);
  assert.equal(await status({ ...session, extra: 1 }), 400);
  assert.equal(await status({ ...session, currency: 'ZZZ' }), 422);
  assert.equal(await status({ ...session, return_url: 'javascript:alert(1)' }), 400);
  const keyless = await post('/v1/authorizations', { payment_id: 'p3', amount_minor: 100, currency: 'USD', payment_token: 'tok', return_url }, merchant);
  assert.deepEqual([keyless.status, ((await keyless.json()) as { code: string }).code], [400, 'idempotency_key_required']);
});
