import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode, valueOf, systemRuntime } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { registry } from '@orinoco/telemetry';
import { testLog } from '@orinoco/testing';
import { paymentContract } from './contract.ts';
import { call, cards, openPaymentTest } from './payment-testing.ts';
import { createLocalProvider } from './providers/local.ts';
import { return_url } from './providers/local-testing.ts';
import type { PaymentProvider } from './providers/port.ts';
import { createPaymentService } from './service.ts';

const { database, sandbox, payment, request, emitted, close } = await openPaymentTest();
after(close);

async function statementCount(): Promise<number> {
  const metric = await registry.getSingleMetric('orinoco_sql_statements_total')?.get();
  return metric?.values.find((value) => value.labels['schema'] === 'payment')?.value ?? 0;
}

/** The service with a provider that cannot be reached. */
function withoutProvider() {
  const provider = createLocalProvider({ url: 'http://127.0.0.1:9', api_key: 'x', webhook_secrets: [], clock: Date.now });
  const service = createPaymentService({ database, ...systemRuntime, log: testLog, provider });
  return connect(paymentContract, { local: service.methods, is_round_trip: true });
}

test('blocks money in two statements, and answers a repeat without the provider', async () => {
  const input = await request(cards.good);
  const before = await statementCount();
  const first = await payment.authorize(input, call());
  assert.equal((await statementCount()) - before, 2);
  assert.deepEqual({ ...first, created_at: '' }, {
    payment_id: input.payment_id, checkout_id: input.checkout_id, provider: 'local', status: 'authorized', currency: 'USD', amount_minor: 10_000, captured_minor: 0, released_minor: 0, refunded_minor: 0,
    card_brand: 'visa', card_last4: '4242', decline_code: null, action_url: null, created_at: '',
  });
  assert.deepEqual(await withoutProvider().authorize(input, call()), first);
  assert.deepEqual(await payment.getPayment({ payment_id: input.payment_id }, call()), first);
});

test('a decline is final and says why', async () => {
  const input = await request(cards.declined);
  const declined = await payment.authorize(input, call());
  assert.deepEqual([declined.status, declined.decline_code], ['declined', 'card_declined']);
  assert.equal((await withoutProvider().authorize(input, call())).status, 'declined');
  assert.equal((await withoutProvider().void({ payment_id: input.payment_id, checkout_id: input.checkout_id }, call())).status, 'declined');
});

test('a token that the provider does not take is a decline', async () => {
  const declined = await payment.authorize({ ...(await request(cards.good)), payment_token: 'tok_none' }, call());
  assert.deepEqual([declined.status, declined.decline_code], ['declined', 'payment_token_invalid']);
});

for (const [answer, status] of [['approve', 'authorized'], ['decline', 'declined']] as const) {
  test(`a payment that waits for its buyer is looked at again: ${answer}`, async () => {
    const input = await request(cards.challenge);
    const waiting = await payment.authorize(input, call());
    assert.equal(waiting.status, 'requires_action');
    assert.equal((await payment.authorize(input, call())).status, 'requires_action');
    await fetch(waiting.action_url ?? '', { method: 'POST', redirect: 'manual', body: new URLSearchParams({ answer }) });
    const decided = await payment.authorize(input, call());
    assert.deepEqual([decided.status, decided.action_url], [status, null]);
    assert.equal((await withoutProvider().getPayment({ payment_id: input.payment_id, is_fresh: true }, call())).status, status);
  });
}

test('a provider that does not answer leaves a payment unknown, never declined; the next look finds out', async () => {
  const input = await request(cards.good);
  assert.equal((await withoutProvider().authorize(input, call())).status, 'unknown');
  assert.equal((await payment.getPayment({ payment_id: input.payment_id, is_fresh: true }, call())).status, 'unknown');
  assert.equal((await payment.authorize(input, call())).status, 'authorized');
});

test('a lost answer: unknown, then found by asking or by a repeat', async () => {
  const [asked, repeated, fresh] = [await request(cards.lost), await request(cards.lost), await request(cards.good)];
  assert.equal((await payment.authorize(asked, call())).status, 'unknown');
  assert.equal((await payment.getPayment({ payment_id: asked.payment_id, is_fresh: true }, call())).status, 'authorized');
  assert.equal((await payment.authorize(repeated, call())).status, 'unknown');
  assert.equal((await payment.authorize(repeated, call())).status, 'authorized');
  await sandbox.fault({ route: 'authorizations', kind: 'lost_answer', count: 1, delay_ms: 10 });
  assert.equal((await payment.authorize(fresh, call())).status, 'unknown');
  // With another token under the same key the provider refuses to say; its record tells.
  assert.equal((await payment.authorize({ ...fresh, payment_token: await sandbox.token(cards.good) }, call())).status, 'authorized');
});

test('an error before the effect and a late answer are unknown too', async () => {
  const broken = await request(cards.broken);
  assert.equal((await payment.authorize(broken, call())).status, 'unknown');
  const slow = await request(cards.slow);
  const hurried = { ...call(), deadline: Date.now() + 1_600 };
  assert.equal((await payment.authorize(slow, hurried)).status, 'unknown');
  assert.equal((await payment.void({ payment_id: slow.payment_id, checkout_id: slow.checkout_id }, call())).status, 'voided');
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  assert.equal((await sandbox.provider.find(slow))?.status, 'voided');
});

test('fifty at once make one authorization', async () => {
  const input = await request(cards.good);
  const answers = await Promise.all(Array.from({ length: 50 }, () => payment.authorize(input, call())));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set(['authorized']));
  await sandbox.receiver.until(1);
  const told = sandbox.receiver.deliveries.map(({ raw_body, headers }) => sandbox.provider.parseWebhook(raw_body, headers));
  assert.equal(told.filter((event) => event.payment_id === input.payment_id && event.type === 'payment.authorized').length, 1);
});

test('another amount under the same id is refused', async () => {
  const input = await request(cards.good);
  await withoutProvider().authorize(input, call());
  await assert.rejects(payment.authorize({ ...input, amount_minor: 1 }, call()), (error) => hasCode(error, 'idempotency_conflict'));
});

test('nothing to pay needs no provider', async () => {
  const input = { ...(await request(cards.good)), amount_minor: 0 };
  assert.equal((await withoutProvider().authorize(input, call())).status, 'authorized');
});

test('a void gives blocked money back, once, and says so', async () => {
  const input = await request(cards.good);
  const about = { payment_id: input.payment_id, checkout_id: input.checkout_id };
  await payment.authorize(input, call());
  await assert.rejects(withoutProvider().void(about, call()), (error) => hasCode(error, 'unavailable'));
  await Promise.all([payment.void(about, call()), payment.void(about, call())]);
  assert.deepEqual(await withoutProvider().void(about, call()), { payment_id: input.payment_id, status: 'voided' });
  assert.equal((await sandbox.provider.find(input))?.status, 'voided');
  assert.equal((await payment.authorize(input, call())).status, 'voided');
  assert.deepEqual(await emitted(input.payment_id), [{ type: 'payment.returned', payload: { ...about, currency: 'USD', amount_minor: 10_000, order_id: null, kind: 'void' } }]);
});

test('a void whose answer is lost is told once', async () => {
  const input = await request(cards.lost);
  await payment.authorize(input, call());
  await sandbox.fault({ route: 'void', kind: 'lost_answer', count: 1, delay_ms: 10 });
  const about = { payment_id: input.payment_id, checkout_id: input.checkout_id };
  await assert.rejects(payment.void(about, call()), (error) => hasCode(error, 'unavailable'));
  assert.equal((await payment.void(about, call())).status, 'voided');
  assert.deepEqual((await emitted(input.payment_id)).map(({ payload }) => [payload['kind'], payload['amount_minor']]), [['void', 10_000]]);
});

test('a payment voided before it was seen never becomes authorized', async () => {
  const input = await request(cards.good);
  assert.equal((await payment.void({ payment_id: input.payment_id, checkout_id: input.checkout_id }, call())).status, 'voided');
  assert.equal((await payment.authorize(input, call())).status, 'voided');
  assert.equal((await sandbox.provider.authorize({ ...input, idempotency_key: input.payment_id }, AbortSignal.timeout(5_000))).status, 'declined');
  assert.deepEqual(await emitted(input.payment_id), []);
});

test('void and authorize at once end voided on both sides', async () => {
  for (let round = 0; round < 8; round += 1) {
    const input = await request(cards.good);
    const about = { payment_id: input.payment_id, checkout_id: input.checkout_id };
    await Promise.all([payment.authorize(input, call()), payment.authorize(input, call()), payment.void(about, call()), payment.void(about, call())]);
    assert.equal((await payment.authorize(input, call())).status, 'voided');
    assert.equal((await sandbox.provider.find(input))?.status, 'voided');
  }
});

test('an answer that arrives after the void changes nothing', async () => {
  const input = await request(cards.good);
  const { promise: is_voided, resolve } = Promise.withResolvers<void>();
  const { promise: is_authorized, resolve: authorizedNow } = Promise.withResolvers<void>();
  const late: PaymentProvider = {
    ...sandbox.provider,
    async authorize(...asked) {
      const answer = await sandbox.provider.authorize(...asked);
      authorizedNow();
      await is_voided;
      return answer;
    },
  };
  const running = createPaymentService({ database, ...systemRuntime, log: testLog, provider: late }).methods.authorize(input, call());
  await is_authorized;
  await payment.void({ payment_id: input.payment_id, checkout_id: input.checkout_id }, call());
  resolve();
  assert.equal(valueOf(await running).status, 'voided');
  assert.equal((await payment.getPayment({ payment_id: input.payment_id, is_fresh: true }, call())).status, 'voided');
  assert.deepEqual((await emitted(input.payment_id)).map(({ payload }) => [payload['kind'], payload['amount_minor']]), [['void', 10_000]]);
});

test('a session leads back to the shop and nowhere else', async () => {
  const input = { payment_id: randomUUID(), checkout_id: randomUUID(), amount_minor: 100, currency: 'USD', return_url, parent_origin: 'http://shop.localhost' };
  const session = await payment.createSession(input, call());
  assert.equal(session.origin, new URL(session.fields_url).origin);
  for (const wrong of [{ parent_origin: 'http://evil.example' }, { return_url: 'javascript:alert(1)' }]) {
    await assert.rejects(payment.createSession({ ...input, ...wrong }, call()), (error) => hasCode(error, 'invalid_request'));
  }
  const shop = createPaymentService({ database, ...systemRuntime, log: testLog, provider: sandbox.provider, shop_origin: 'http://other.localhost' });
  await assert.rejects(shop.methods.createSession(input, call()), (error) => hasCode(error, 'invalid_request'));
  await assert.rejects(payment.createSession({ ...input, amount_minor: 0 }, call()), (error) => hasCode(error, 'conflict'));
  await assert.rejects(withoutProvider().createSession(input, call()), (error) => hasCode(error, 'unavailable'));
});

test('an unknown payment is not found', async () => {
  await assert.rejects(payment.getPayment({ payment_id: randomUUID() }, call()), (error) => hasCode(error, 'payment_not_found'));
  assert.equal(await database.run(sql`select from payments where status = 'pending'`), 0);
});
