import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode, systemRuntime } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { testLog } from '@orinoco/testing';
import { paymentContract } from './contract.ts';
import { call, cards, moneyOf, openPaymentTest } from './payment-testing.ts';
import { createLocalProvider } from './providers/local.ts';
import { createPaymentService } from './service.ts';

const { database, sandbox, service, payment, request, authorized, emitted, settlements, close } = await openPaymentTest();
after(close);

const code = (...codes: string[]) => (error: unknown): boolean => hasCode(error, ...codes);
const amounts = ({ status, captured_minor, released_minor, refunded_minor }: { status: string; captured_minor: number; released_minor: number; refunded_minor: number }) => [status, captured_minor, released_minor, refunded_minor];
const movementsOf = async (payment_id: string) => (await settlements()).filter((row) => row.payment_id === payment_id).map((row) => row.amount_minor);
const ledgerOf = async (reference: string) => (await payment.listLedger({ reference, page_size: 100 }, call())).entries.map(({ account, amount_minor, kind }) => [kind, account, amount_minor]).toSorted();

test('an order is captured once and booked once, however often and at whatever time it is asked', async () => {
  const { payment_id, checkout_id } = await authorized();
  const order = moneyOf(10_000, { commission_minor: 1_500, tax_minor: 700, marketplace_discount_minor: 200 });
  const answers = await Promise.all(Array.from({ length: 8 }, (_each, index) => payment.capture({ payment_id, order, is_final: index % 2 === 0 }, call())));
  for (const answer of [...answers, await payment.capture({ payment_id, order, is_final: true }, call())]) assert.deepEqual(amounts(answer), ['captured', 10_000, 0, 0]);
  assert.deepEqual(await movementsOf(payment_id), [10_000]);
  assert.deepEqual(await ledgerOf(order.order_id), [
    ['capture', 'commission_revenue', -1_500], ['capture', 'marketing_expense', 200], ['capture', 'provider_clearing', 10_000], ['capture', `seller:${order.seller_id}`, -8_000], ['capture', 'tax_payable', -700],
  ]);
  assert.deepEqual(await emitted(payment_id), [{ type: 'payment.captured', payload: { payment_id, checkout_id, currency: 'USD', amount_minor: 10_000, order_id: order.order_id, seller_id: order.seller_id } }]);
});

test('orders of one payment are captured and released side by side', async () => {
  const { payment_id } = await authorized();
  const orders = [4_000, 3_000, 2_000].map((amount_minor) => moneyOf(amount_minor));
  await Promise.all([...orders.map((order) => payment.capture({ payment_id, order, is_final: false }, call())), payment.release({ payment_id, order_id: randomUUID(), amount_minor: 1_000 }, call())]);
  const done = await payment.getPayment({ payment_id }, call());
  assert.deepEqual(amounts(done), ['captured', 9_000, 1_000, 0]);
  assert.deepEqual((await movementsOf(payment_id)).toSorted(), [2_000, 3_000, 4_000]);
});

test('no more is captured than is authorized, also by two at once', async () => {
  const { payment_id } = await authorized();
  const results = await Promise.allSettled([6_000, 6_000, 6_000].map((amount_minor) => payment.capture({ payment_id, order: moneyOf(amount_minor), is_final: false }, call())));
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  for (const result of results) if (result.status === 'rejected') assert.ok(code('capture_too_large')(result.reason));
  await assert.rejects(payment.release({ payment_id, order_id: randomUUID(), amount_minor: 4_001 }, call()), code('conflict'));
  assert.deepEqual(await movementsOf(payment_id), [6_000]);
});

test('a final capture gives the rest back and says so', async () => {
  const { payment_id } = await authorized();
  assert.deepEqual(amounts(await payment.capture({ payment_id, order: moneyOf(2_500), is_final: true }, call())), ['captured', 2_500, 7_500, 0]);
  assert.equal((await sandbox.provider.find({ payment_id }))?.status, 'captured');
  assert.deepEqual((await emitted(payment_id)).map(({ type, payload }) => [type, payload['amount_minor']]), [['payment.captured', 2_500], ['payment.returned', 7_500]]);
});

test('releases in parts void at the provider with the last one, when nothing was captured', async () => {
  const { payment_id } = await authorized();
  const [first, second] = [randomUUID(), randomUUID()];
  assert.deepEqual(amounts(await payment.release({ payment_id, order_id: first, amount_minor: 4_000 }, call())), ['authorized', 0, 4_000, 0]);
  for (const _each of [1, 2]) assert.deepEqual(amounts(await payment.release({ payment_id, order_id: second, amount_minor: 6_000 }, call())), ['voided', 0, 10_000, 0]);
  assert.equal((await sandbox.provider.find({ payment_id }))?.status, 'voided');
  assert.deepEqual((await emitted(payment_id)).map(({ payload }) => [payload['kind'], payload['order_id'], payload['amount_minor']]), [['release', first, 4_000], ['release', second, 6_000]]);
  await assert.rejects(payment.capture({ payment_id, order: moneyOf(1), is_final: false }, call()), code('payment_not_authorized'));
  assert.equal((await payment.release({ payment_id, order_id: randomUUID(), amount_minor: 1 }, call())).status, 'voided');
});

test('captured or half captured money is not voided', async () => {
  const { payment_id, checkout_id } = await authorized();
  await payment.capture({ payment_id, order: moneyOf(1_000), is_final: false }, call());
  await assert.rejects(payment.void({ payment_id, checkout_id }, call()), code('conflict'));
  assert.equal((await payment.getPayment({ payment_id }, call())).status, 'authorized');
});

test('refunds stay within what their order was captured for, and leave the books at zero in the end', async () => {
  const { payment_id } = await authorized();
  const [order, other] = [moneyOf(7_001, { marketplace_discount_minor: 333 }), moneyOf(2_999)];
  for (const each of [order, other]) await payment.capture({ payment_id, order: each, is_final: false }, call());
  const refund = (amount_minor: number, refund_id: string = randomUUID()) => payment.refund({ payment_id, refund_id, order: { ...order, amount_minor }, reason: 'test' }, call());
  const once = randomUUID();
  await Promise.all([refund(1_000, once), refund(1_000, once), refund(1_000, once)]);
  await assert.rejects(refund(1_001, once), code('idempotency_conflict'));
  const results = await Promise.allSettled([refund(4_000), refund(4_000)]);
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  await assert.rejects(refund(2_002), code('refund_too_large'));
  assert.deepEqual(amounts(await refund(2_001)), ['captured', 10_000, 0, 7_001]);
  assert.deepEqual((await movementsOf(payment_id)).toSorted((a, b) => a - b), [-4_000, -2_001, -1_000, 2_999, 7_001]);
  const { balances } = await payment.listLedger({ account: `seller:${order.seller_id}` }, call());
  assert.deepEqual(balances, [{ account: `seller:${order.seller_id}`, currency: 'USD', balance_minor: 0 }]);
  assert.equal((await emitted(payment_id)).filter(({ payload }) => payload['kind'] === 'refund').length, 3);
});

test('an error before the effect and a lost answer: unavailable, and the same call later does it once', async () => {
  for (const kind of ['error', 'lost_answer']) {
    const { payment_id } = await authorized();
    const order = moneyOf(10_000);
    const refund = { payment_id, refund_id: randomUUID(), order, reason: 'test' };
    await sandbox.fault({ route: 'capture', kind, count: 1, delay_ms: 10 });
    await assert.rejects(payment.capture({ payment_id, order, is_final: false }, call()), code('unavailable'));
    assert.deepEqual(amounts(await payment.getPayment({ payment_id }, call())), ['authorized', 0, 0, 0]);
    // The order service may have learned meanwhile that nothing else is left; the request under the key stays the first.
    assert.deepEqual(amounts(await payment.capture({ payment_id, order, is_final: true }, call())), ['captured', 10_000, 0, 0]);
    await sandbox.fault({ route: 'refund', kind, count: 1, delay_ms: 10 });
    await assert.rejects(payment.refund(refund, call()), code('unavailable'));
    assert.deepEqual(amounts(await payment.refund(refund, call())), ['captured', 10_000, 0, 10_000]);
    const released = await authorized();
    const release = { payment_id: released.payment_id, order_id: randomUUID(), amount_minor: 4_000 };
    await sandbox.fault({ route: 'release', kind, count: 1, delay_ms: 10 });
    await assert.rejects(payment.release(release, call()), code('unavailable'));
    assert.deepEqual(amounts(await payment.release(release, call())), ['authorized', 0, 4_000, 0]);
    assert.deepEqual((await movementsOf(payment_id)).toSorted(), [-10_000, 10_000]);
  }
});

test('what a crash left half-way is finished by the service itself', async () => {
  const { payment_id } = await authorized();
  const order = moneyOf(3_000);
  await sandbox.fault({ route: 'capture', kind: 'lost_answer', count: 1, delay_ms: 10 });
  await assert.rejects(payment.capture({ payment_id, order, is_final: false }, call()), code('unavailable'));
  const stop = service.start?.();
  for (let tries = 0; tries < 200 && (await payment.getPayment({ payment_id }, call())).captured_minor === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  await stop?.();
  assert.deepEqual(amounts(await payment.getPayment({ payment_id }, call())), ['authorized', 3_000, 0, 0]);
  assert.deepEqual(await movementsOf(payment_id), [3_000]);
  assert.equal((await ledgerOf(order.order_id)).length, 4);
});

test('what the provider refuses for certain is no longer claimed', async () => {
  const { payment_id } = await authorized();
  await sandbox.provider.void({ payment_id, idempotency_key: randomUUID() });
  await assert.rejects(payment.capture({ payment_id, order: moneyOf(10_000), is_final: false }, call()), code('payment_not_authorized'));
  assert.equal((await database.one(sql<{ capturing_minor: number }>`select capturing_minor from payments where payment_id = ${payment_id}`)).capturing_minor, 0);
  assert.deepEqual(amounts(await payment.release({ payment_id, order_id: randomUUID(), amount_minor: 10_000 }, call())), ['voided', 0, 10_000, 0]);
});

test('a capture needs an authorization', async () => {
  const declined = await payment.authorize(await request(cards.declined), call());
  await assert.rejects(payment.capture({ payment_id: declined.payment_id, order: moneyOf(1), is_final: true }, call()), code('payment_not_authorized'));
  const payment_id = randomUUID();
  await assert.rejects(payment.capture({ payment_id, order: moneyOf(1), is_final: true }, call()), code('payment_not_found'));
  await assert.rejects(payment.release({ payment_id, order_id: randomUUID(), amount_minor: 1 }, call()), code('payment_not_found'));
  await assert.rejects(payment.refund({ payment_id, refund_id: randomUUID(), order: moneyOf(1), reason: '' }, call()), code('payment_not_found'));
  const blocked = await authorized();
  await assert.rejects(payment.refund({ payment_id: blocked.payment_id, refund_id: randomUUID(), order: moneyOf(1), reason: '' }, call()), code('refund_too_large'));
});

test('an order that the marketplace pays for is booked without the provider', async () => {
  const provider = createLocalProvider({ url: 'http://127.0.0.1:9', api_key: 'x', webhook_secrets: [], clock: Date.now });
  const offline = connect(paymentContract, { local: createPaymentService({ database, ...systemRuntime, log: testLog, provider }).methods, is_round_trip: true });
  const { payment_id } = await offline.authorize({ ...(await request(cards.good)), amount_minor: 0 }, call());
  const order = moneyOf(0, { commission_minor: 150, marketplace_discount_minor: 1_000 });
  assert.deepEqual(amounts(await offline.capture({ payment_id, order, is_final: true }, call())), ['captured', 0, 0, 0]);
  assert.deepEqual(await movementsOf(payment_id), []);
  assert.deepEqual(await ledgerOf(order.order_id), [['capture', 'commission_revenue', -150], ['capture', 'marketing_expense', 1_000], ['capture', `seller:${order.seller_id}`, -850]]);
});
