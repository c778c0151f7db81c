import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { call, cards, moneyOf, openPaymentTest } from './payment-testing.ts';

const { database, sandbox, payment, request, authorized, emitted, receive, close } = await openPaymentTest();
after(close);

const told = async (payment_id: string) => (await emitted(payment_id)).filter(({ type }) => type === 'payment.changed').map(({ payload }) => payload['status']);

/** Waits for the deliveries about a payment and passes each on. */
async function pass(payment_id: string, count: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const own = sandbox.receiver.deliveries.filter(({ raw_body }) => raw_body.includes(payment_id));
    if (own.length >= count) return void (await Promise.all(own.map(receive)));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`fewer than ${count} deliveries came`);
}

test('a webhook wakes who waits, changes nothing, and counts once', async () => {
  const input = await request(cards.challenge);
  const { action_url } = await payment.authorize(input, call());
  await fetch(action_url ?? '', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer: 'approve' }) });
  await pass(input.payment_id, 1);
  await pass(input.payment_id, 1);
  assert.deepEqual(await emitted(input.payment_id), [{ type: 'payment.changed', payload: { payment_id: input.payment_id, checkout_id: input.checkout_id, currency: 'USD', amount_minor: 10_000, status: 'authorized' } }]);
  assert.equal((await payment.getPayment({ payment_id: input.payment_id }, call())).status, 'requires_action');
});

test('a card that is answered twice: two ids, two facts, one authorization', async () => {
  const input = await request(cards.twice);
  await payment.authorize(input, call());
  await pass(input.payment_id, 3);
  assert.deepEqual(await told(input.payment_id), ['authorized', 'authorized']);
  assert.deepEqual(await payment.authorize(input, call()).then(({ status, captured_minor }) => [status, captured_minor]), ['authorized', 0]);
});

test('events that come twice and out of order move nothing', async () => {
  await sandbox.fault({ route: 'webhooks', kind: 'duplicate', count: 1 });
  await sandbox.fault({ route: 'webhooks', kind: 'reorder', count: 1 });
  const { payment_id } = await authorized();
  await payment.capture({ payment_id, order: moneyOf(4_000), is_final: false }, call());
  const before = await payment.getPayment({ payment_id }, call());
  await pass(payment_id, 3);
  assert.deepEqual((await told(payment_id)).toSorted(), ['authorized', 'captured']);
  assert.deepEqual(await payment.getPayment({ payment_id }, call()), before);
});

test('a webhook about a payment that is not ours is kept and tells nobody', async () => {
  const stranger = sandbox.request(await sandbox.token(cards.good));
  await sandbox.provider.authorize(stranger, AbortSignal.timeout(5_000));
  await pass(stranger.payment_id, 1);
  assert.deepEqual(await emitted(stranger.payment_id), []);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from webhooks where payload ->> 'payment_id' = ${stranger.payment_id}`)).count, 1);
});

test('a wrong signature, a wrong body and a stranger are refused', async () => {
  const { payment_id } = await authorized();
  await pass(payment_id, 1);
  const delivery = sandbox.receiver.deliveries[0];
  assert.ok(delivery);
  const changed = { ...delivery, raw_body: Buffer.from(delivery.raw_body.toString().replace('authorized', 'captured')) };
  await assert.rejects(receive(changed), (error) => hasCode(error, 'webhook_refused'));
  await assert.rejects(receive({ ...delivery, headers: {} }), (error) => hasCode(error, 'webhook_refused'));
  await assert.rejects(payment.receiveWebhook({ provider: 'other', raw_body: '{}', headers: {} }, call()), (error) => hasCode(error, 'not_found'));
});
