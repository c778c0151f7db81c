import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { startSandbox, type Sandbox } from './local-testing.ts';
import { ProviderUnknownError, type AuthorizeRequest, type AuthorizeResult } from './port.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox();
});
after(() => sandbox.close());

const cards = { good: '4242424242424242', declined: '4000000000000002', poor: '4000000000009995', challenge: '4000002500003155', lost: '4000000000000341', broken: '4000000000006975', slow: '4000000000000119' };
const soon = (timeout_ms = 5_000): AbortSignal => AbortSignal.timeout(timeout_ms);
const code = (...codes: string[]) => (error: unknown): boolean => hasCode(error, ...codes);

async function authorize(number: string, changes: Partial<AuthorizeRequest> = {}): Promise<{ request: AuthorizeRequest; result: AuthorizeResult }> {
  const request = sandbox.request(await sandbox.token(number), changes);
  return { request, result: await sandbox.provider.authorize(request, soon()) };
}

function reference(result: AuthorizeResult): string {
  assert.ok(result.provider_reference);
  return result.provider_reference;
}

const movement = (request: AuthorizeRequest, result: AuthorizeResult, amount_minor: number) =>
  ({ payment_id: request.payment_id, provider_reference: reference(result), idempotency_key: randomUUID(), amount_minor });

test('a payment from session to refund', async () => {
  const { provider } = sandbox;
  const { request, result } = await authorize(cards.good);
  assert.deepEqual(result, { status: 'authorized', provider_reference: reference(result), card: { brand: 'visa', last4: '4242' } });
  const first = await provider.capture({ ...movement(request, result, 6_000), is_final: false });
  assert.equal(first.captured_minor, 6_000);
  await provider.release(movement(request, result, 1_000));
  const second = await provider.capture({ ...movement(request, result, 3_000), is_final: false });
  assert.equal(second.captured_minor, 9_000);
  assert.notEqual(first.movement_reference, second.movement_reference);
  assert.equal((await provider.refund(movement(request, result, 4_000))).refunded_minor, 4_000);
  assert.deepEqual(await provider.find(request), {
    payment_id: request.payment_id, provider_reference: reference(result), status: 'captured', currency: 'USD',
    amount_minor: 10_000, authorized_minor: 9_000, captured_minor: 9_000, refunded_minor: 4_000, card: { brand: 'visa', last4: '4242' },
  });
});

test('captures stay within the authorization, refunds within the captures', async () => {
  const { provider } = sandbox;
  const { request, result } = await authorize(cards.good);
  await assert.rejects(provider.refund(movement(request, result, 1)), code('refund_exceeds_capture'));
  await provider.capture({ ...movement(request, result, 7_000), is_final: false });
  await assert.rejects(provider.capture({ ...movement(request, result, 3_001), is_final: false }), code('capture_exceeds_authorization'));
  await assert.rejects(provider.release(movement(request, result, 3_001)), code('release_exceeds_authorization'));
  await assert.rejects(provider.void(request), code('payment_captured'));
  await provider.capture({ ...movement(request, result, 1_000), is_final: true });
  await assert.rejects(provider.capture({ ...movement(request, result, 1), is_final: false }), code('capture_exceeds_authorization'));
  await provider.refund(movement(request, result, 8_000));
  await assert.rejects(provider.refund(movement(request, result, 1)), code('refund_exceeds_capture'));
});

test('a repeated key gives the first answer, and another request under it is refused', async () => {
  const { provider } = sandbox;
  const { request, result } = await authorize(cards.good);
  const answers = await Promise.all(Array.from({ length: 20 }, () => provider.authorize(request, soon())));
  for (const answer of answers) assert.deepEqual(answer, result);
  await assert.rejects(provider.authorize({ ...request, amount_minor: 10_001 }, soon()), code('idempotency_conflict'));
  await assert.rejects(provider.authorize({ ...request, idempotency_key: randomUUID() }, soon()), code('payment_exists'));
  const capture = { ...movement(request, result, 4_000), is_final: false };
  assert.deepEqual(await provider.capture(capture), await provider.capture(capture));
  assert.equal((await provider.find(request))?.captured_minor, 4_000);
});

test('a token works once', async () => {
  const { request } = await authorize(cards.good);
  const second = sandbox.request(request.payment_token);
  assert.deepEqual(await sandbox.provider.authorize(second, soon()), { status: 'declined', decline_code: 'payment_token_invalid' });
});

test('declined cards say why, and another card may follow', async () => {
  const { request, result } = await authorize(cards.declined);
  assert.deepEqual(result, { status: 'declined', provider_reference: reference(result), decline_code: 'card_declined' });
  assert.equal((await authorize(cards.poor)).result.status === 'declined' && (await sandbox.provider.find(request))?.status, 'declined');
  assert.equal((await authorize(cards.good, { payment_id: request.payment_id })).result.status, 'authorized');
});

for (const [answer, status] of [['approve', 'authorized'], ['decline', 'declined']] as const) {
  test(`the 3-D Secure step: ${answer}`, async () => {
    const { request, result } = await authorize(cards.challenge);
    assert.equal(result.status, 'requires_action');
    const action_url = result.status === 'requires_action' ? result.action_url : '';
    const page = await fetch(action_url);
    assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self' http:\/\/shop\.localhost/);
    assert.match(await page.text(), /Is this payment yours\?/);
    const response = await fetch(action_url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer }) });
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), request.return_url);
    assert.equal((await sandbox.provider.find(request))?.status, status);
    await fetch(action_url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer: 'approve' }) });
    assert.equal((await sandbox.provider.find(request))?.status, status);
  });
}

test('a lost answer is unknown, and find tells what happened', async () => {
  const request = sandbox.request(await sandbox.token(cards.lost));
  await assert.rejects(sandbox.provider.authorize(request, soon(300)), ProviderUnknownError);
  assert.equal((await sandbox.provider.find(request))?.status, 'authorized');
  assert.equal((await sandbox.provider.authorize(request, soon())).status, 'authorized');
});

test('a failing card network is unknown and has no effect', async () => {
  const request = sandbox.request(await sandbox.token(cards.broken));
  await assert.rejects(sandbox.provider.authorize(request, soon()), ProviderUnknownError);
  assert.equal(await sandbox.provider.find(request), null);
});

test('a slow card is authorized in the end, also for a caller that gave up', async () => {
  const request = sandbox.request(await sandbox.token(cards.slow));
  await assert.rejects(sandbox.provider.authorize(request, soon(100)), ProviderUnknownError);
  assert.equal((await sandbox.provider.authorize(request, soon())).status, 'authorized');
});

test('voiding an unseen payment leaves a tombstone', async () => {
  const request = sandbox.request(await sandbox.token(cards.good));
  assert.equal(await sandbox.provider.find(request), null);
  await sandbox.provider.void({ payment_id: request.payment_id, idempotency_key: randomUUID() });
  assert.deepEqual(await sandbox.provider.authorize(request, soon()), { status: 'declined', decline_code: 'payment_voided' });
  const found = await sandbox.provider.find(request);
  assert.deepEqual([found?.status, found?.provider_reference, found?.authorized_minor], ['voided', null, 0]);
});

test('voiding gives the hold back, twice is once, and ends an open 3-D Secure step', async () => {
  const { request, result } = await authorize(cards.challenge);
  for (const _time of [1, 2]) await sandbox.provider.void({ payment_id: request.payment_id, idempotency_key: randomUUID() });
  const action_url = result.status === 'requires_action' ? result.action_url : '';
  await fetch(action_url, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer: 'approve' }) });
  assert.equal((await sandbox.provider.find(request))?.status, 'voided');
  await assert.rejects(sandbox.provider.capture({ ...movement(request, result, 1), is_final: false }), code('payment_voided'));
});

test('arranged faults: an error before the effect, an answer lost after it', async () => {
  const { provider } = sandbox;
  const { request, result } = await authorize(cards.good);
  const capture = { ...movement(request, result, 5_000), is_final: false };
  await sandbox.fault({ route: 'capture', kind: 'error', count: 1 });
  await assert.rejects(provider.capture(capture), ProviderUnknownError);
  assert.equal((await provider.find(request))?.captured_minor, 0);
  await sandbox.fault({ route: 'capture', kind: 'lost_answer', count: 1, delay_ms: 10 });
  await assert.rejects(provider.capture(capture), ProviderUnknownError);
  assert.equal((await provider.find(request))?.captured_minor, 5_000);
  assert.equal((await provider.capture(capture)).captured_minor, 5_000);
});

test('a provider that is gone is unknown; a wrong key is a certain refusal', async () => {
  const request = sandbox.request('tok_1');
  const { createLocalProvider } = await import('./local.ts');
  const gone = createLocalProvider({ url: 'http://127.0.0.1:9', api_key: 'x', webhook_secrets: [], clock: () => 0 });
  await assert.rejects(gone.authorize(request, soon()), ProviderUnknownError);
  const stranger = createLocalProvider({ url: sandbox.url, api_key: 'wrong', webhook_secrets: [], clock: () => 0 });
  await assert.rejects(stranger.authorize(request, soon()), code('provider_rejected'));
});

test('a restart keeps payments, keys and tokens', async () => {
  const { request, result } = await authorize(cards.good);
  const later = sandbox.request(await sandbox.token(cards.good));
  await sandbox.restart();
  // The pooled connections died with the old process, which the first request may have to find out.
  await sandbox.provider.find(request).catch(() => null);
  assert.deepEqual(await sandbox.provider.authorize(request, soon()), result);
  assert.equal((await sandbox.provider.authorize(later, soon())).status, 'authorized');
  assert.equal((await sandbox.provider.find(request))?.status, 'authorized');
});
