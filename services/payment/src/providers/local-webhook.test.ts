import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { api_key, startSandbox, type Delivery, type Sandbox } from './local-testing.ts';
import type { AuthorizeRequest, ProviderEvent } from './port.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const events = (): ProviderEvent[] => sandbox.receiver.deliveries.map(({ raw_body, headers }) => sandbox.provider.parseWebhook(raw_body, headers));

async function authorized(number = '4242424242424242'): Promise<{ request: AuthorizeRequest; provider_reference: string }> {
  const request = sandbox.request(await sandbox.token(number));
  const result = await sandbox.provider.authorize(request, AbortSignal.timeout(5_000));
  assert.equal(result.status, 'authorized');
  return { request, provider_reference: String(result.provider_reference) };
}

test('every change is reported, signed', async () => {
  const { request, provider_reference } = await authorized();
  const movement = { payment_id: request.payment_id, provider_reference, amount_minor: 10_000 };
  await sandbox.provider.capture({ ...movement, idempotency_key: randomUUID(), is_final: true });
  await sandbox.provider.refund({ ...movement, idempotency_key: randomUUID() });
  const second = await authorized();
  await sandbox.provider.void({ payment_id: second.request.payment_id, idempotency_key: randomUUID() });
  await sandbox.receiver.until(5);
  assert.deepEqual(events().map(({ type, payment_id }) => [type, payment_id]), [
    ['payment.authorized', request.payment_id], ['payment.captured', request.payment_id], ['payment.refunded', request.payment_id],
    ['payment.authorized', second.request.payment_id], ['payment.voided', second.request.payment_id],
  ]);
});

test('a failed delivery comes again under the same id', async () => {
  sandbox.receiver.answer = 500;
  await authorized();
  await sandbox.receiver.until(2);
  sandbox.receiver.answer = 204;
  await sandbox.receiver.until(3);
  assert.equal(new Set(events().map(({ event_id }) => event_id)).size, 1);
});

test('events that nobody took are delivered after a restart', async () => {
  sandbox.receiver.answer = 503;
  await authorized();
  await sandbox.receiver.until(1);
  sandbox.receiver.answer = 204;
  await sandbox.restart();
  await sandbox.receiver.until(2);
  assert.equal(events().at(-1)?.type, 'payment.authorized');
});

test('the card that answers twice: one id twice, and the fact once more under another id', async () => {
  await authorized('4000000000000077');
  await sandbox.receiver.until(3);
  const ids = events().map(({ event_id }) => event_id);
  assert.equal(ids.length, 3);
  assert.equal(new Set(ids).size, 2);
});

test('duplicates and disorder on demand', async () => {
  await sandbox.fault({ route: 'webhooks', kind: 'duplicate', count: 1 });
  await sandbox.fault({ route: 'webhooks', kind: 'reorder', count: 1 });
  const { request, provider_reference } = await authorized();
  await sandbox.provider.capture({ payment_id: request.payment_id, provider_reference, amount_minor: 10_000, idempotency_key: randomUUID(), is_final: true });
  await sandbox.receiver.until(3);
  assert.deepEqual(events().map(({ type }) => type), ['payment.captured', 'payment.authorized', 'payment.authorized']);
});

test('a changed body, id or timestamp, an old event and a missing header are refused', async () => {
  await authorized();
  await sandbox.receiver.until(1);
  const { headers, raw_body } = sandbox.receiver.deliveries[0] as Delivery;
  const parse = (changes: Record<string, string | undefined>, body = raw_body) => () => sandbox.provider.parseWebhook(body, { ...headers, ...changes });
  const refused = (error: unknown): boolean => hasCode(error, 'webhook_signature_invalid');
  assert.throws(parse({}, Buffer.from(raw_body.toString().replace('10000', '10001'))), refused);
  assert.throws(parse({ 'webhook-id': 'msg_other' }), refused);
  assert.throws(parse({ 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }), refused);
  assert.throws(parse({ 'webhook-signature': undefined }), refused);
  assert.throws(parse({ 'webhook-signature': 'v1,AAAA' }), refused);
  assert.equal(parse({ 'webhook-signature': `v1,AAAA ${String(headers['webhook-signature'])}` })().type, 'payment.authorized');
});

test('the settlement report of a day has its captures and refunds', async () => {
  const { request, provider_reference } = await authorized();
  const movement = { payment_id: request.payment_id, provider_reference };
  await sandbox.provider.capture({ ...movement, amount_minor: 10_000, idempotency_key: randomUUID(), is_final: true });
  await sandbox.provider.refund({ ...movement, amount_minor: 2_500, idempotency_key: randomUUID() });
  const report = async (date: string): Promise<string[]> => {
    const response = await fetch(`${sandbox.url}/v1/settlements?date=${date}`, { headers: { authorization: `Bearer ${api_key}` } });
    return (await response.text()).trim().split('\r\n');
  };
  const [header, ...rows] = await report(new Date().toISOString().slice(0, 10));
  assert.equal(header, 'movement_id,kind,payment_id,authorization_id,amount_minor,currency,created_at');
  const amounts = rows.map((row) => row.split(',')).filter((cells) => cells[2] === request.payment_id).map((cells) => [cells[1], cells[4]]);
  assert.deepEqual(amounts.toSorted(), [['capture', '10000'], ['refund', '-2500']]);
  assert.equal((await report('2020-01-01')).length, 1);
});
