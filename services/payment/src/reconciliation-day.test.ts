import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { checkAccess, connect, hasCode, systemRuntime } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { asCustomer, asGuest, testLog } from '@orinoco/testing';
import { paymentContract, type Difference } from './contract.ts';
import { call, cards, moneyOf, openPaymentTest } from './payment-testing.ts';
import { createLocalProvider } from './providers/local.ts';
import { createPaymentService } from './service.ts';

const { database, sandbox, payment, request, misreport, backdate, close } = await openPaymentTest();
after(close);

/** Captures and refunds on a day of the past, on both sides. */
async function moved(day: string, amounts: readonly number[], currency = 'USD') {
  const { payment_id } = await payment.authorize(await request(cards.good, { amount_minor: 1_000_000, currency }), call());
  const made: { movement_id: string; operation_key: string; amount_minor: number; payment_id: string }[] = [];
  for (const amount_minor of amounts) {
    const order = moneyOf(amount_minor);
    await payment.capture({ payment_id, order, is_final: false }, call());
    const refund_id = randomUUID();
    await payment.refund({ payment_id, refund_id, order: { ...order, amount_minor: Math.floor(amount_minor / 4) }, reason: 'test' }, call());
    for (const operation_key of [`capture:${order.order_id}`, `refund:${refund_id}`]) {
      await backdate(operation_key, `${day}T12:00:00Z`);
      const { movement_id } = await database.one(sql<{ movement_id: string }>`select provider_reference as movement_id from payment_operations where operation_key = ${operation_key}`);
      await misreport({ change: 'replace', movement_id, line: { created_at: Date.parse(`${day}T12:00:00Z`) } });
      made.push({ movement_id, operation_key, payment_id, amount_minor: operation_key.startsWith('refund') ? -Math.floor(amount_minor / 4) : amount_minor });
    }
  }
  return made;
}

const told = () => database.many(sql<{ payload: Record<string, unknown> }>`select payload from outbox where type = 'payment.difference_found' order by xid, seq`).then((rows) => rows.map((row) => row.payload));
const shown = ({ kind, operation_key, own_minor, own_currency, provider_minor, provider_currency }: Difference) => [kind, operation_key, own_minor, own_currency, provider_minor, provider_currency];
const code = (...codes: string[]) => (error: unknown): boolean => hasCode(error, ...codes);

test('a clean day has no difference, in currencies with 0, 2 and 3 decimals', async () => {
  const day = '2026-02-01';
  await moved(day, [1_000, 333], 'JPY');
  await moved(day, [99_999, 1_001], 'USD');
  await moved(day, [123_456], 'KWD');
  const run = await payment.reconcile({ date: day }, call());
  assert.deepEqual({ ...run, run_at: '' }, {
    provider: 'local', settled_on: day, difference_count: 0, matched_count: 10, cut_off_count: 0, is_day_over: true, run_count: 1, run_at: '', differences: [],
    totals: [['JPY', 1_333 - 250 - 83], ['KWD', 123_456 - 30_864], ['USD', 101_000 - 24_999 - 250]].map(([currency, minor]) => ({ currency, own_minor: minor, provider_minor: minor, cut_off_minor: 0, fee_minor: 0 })),
  });
  assert.deepEqual(await told(), []);
});

test('every kind of difference that is planted in the file is found, told once, and replaced by the next run', async () => {
  const day = '2026-02-10';
  const at = (time: string) => Date.parse(`${time}Z`);
  const movements = (await moved(day, [10_000, 20_000, 30_000, 40_000, 50_000, 60_000])).filter((each) => each.amount_minor > 0);
  const [amount, currency, gone, twice, late, kind] = movements;
  assert.ok(amount && currency && gone && twice && late && kind);
  await misreport({ change: 'replace', movement_id: amount.movement_id, line: { amount_minor: 10_001 } });
  await misreport({ change: 'replace', movement_id: currency.movement_id, line: { currency: 'EUR' } });
  await misreport({ change: 'omit', movement_id: gone.movement_id });
  await misreport({ change: 'repeat', movement_id: twice.movement_id, line: { movement_id: 'capture_again' } });
  await misreport({ change: 'replace', movement_id: late.movement_id, line: { created_at: at('2026-02-11T09:00:00') } });
  await misreport({ change: 'replace', movement_id: kind.movement_id, line: { kind: 'refund' } });
  const line = { movement_id: 'capture_stranger', kind: 'capture', payment_id: randomUUID(), authorization_id: 'auth_x', amount_minor: 777, currency: 'JPY', created_at: at(`${day}T13:00:00`) };
  await misreport({ change: 'add', line });
  await misreport({ change: 'add', line: { ...line, movement_id: 'fee_1', kind: 'fee', payment_id: '', amount_minor: 35, currency: 'USD' } });
  await database.run(sql`insert into payment_operations (operation_key, payment_id, kind, order_id, amount_minor, status, provider_reference, created_at, done_at) values ('capture:unbooked', ${amount.payment_id}, 'capture', ${randomUUID()}, 500, 'done', 'capture_unbooked', ${`${day}T12:00:00Z`}, ${`${day}T12:00:00Z`})`);
  await misreport({ change: 'add', line: { ...line, movement_id: 'capture_unbooked', payment_id: amount.payment_id, amount_minor: 500, currency: 'USD' } });

  const run = await payment.reconcile({ date: day }, call());
  assert.deepEqual(run.differences.map(shown).toSorted(), [
    ['kind_differs', kind.operation_key, 60_000, 'USD', -60_000, 'USD'], ['wrong_day', late.operation_key, 50_000, 'USD', 50_000, 'USD'], ['duplicated', twice.operation_key, null, null, 40_000, 'USD'], ['missing_at_provider', gone.operation_key, 30_000, 'USD', null, null],
    ['currency_differs', currency.operation_key, 20_000, 'USD', 20_000, 'EUR'], ['amount_differs', amount.operation_key, 10_000, 'USD', 10_001, 'USD'], ['missing_at_ours', null, null, null, 777, 'JPY'], ['ledger_differs', 'capture:unbooked', 500, 'USD', null, null], ['unknown_fee', null, null, null, -35, 'USD'],
  ].toSorted());
  assert.equal(run.difference_count, 9);
  assert.deepEqual((await told()).map((each) => each['kind']).toSorted(), run.differences.map((each) => each.kind).toSorted());

  const again = await payment.reconcile({ date: day }, call());
  assert.deepEqual({ ...again, run_count: 1, run_at: run.run_at }, run);
  assert.equal(again.run_count, 2);
  assert.equal((await told()).length, 9, 'what is known is not told again');
  const next = await payment.reconcile({ date: '2026-02-11' }, call());
  assert.deepEqual(next.differences.map(shown), [['wrong_day', late.operation_key, 50_000, 'USD', 50_000, 'USD']], 'the day that it went to has it too');
  const { reconciliations } = await payment.listReconciliations({ is_differing: true }, call());
  assert.deepEqual(reconciliations.map((each) => [each.settled_on, each.difference_count]), [['2026-02-11', 1], ['2026-02-10', 9]]);
  assert.deepEqual(reconciliations[1], again);

  await sandbox.restart();
  assert.equal((await payment.reconcile({ date: day }, call())).differences.every((each) => each.kind === 'missing_at_provider' || each.kind === 'ledger_differs'), true, 'the healed file has everything on the day it really happened');
});

test('several processes that compare a day at once keep one result and tell it once', async () => {
  const day = '2026-02-20';
  const [movement] = await moved(day, [10_000]);
  await misreport({ change: 'omit', movement_id: movement?.movement_id });
  const before = (await told()).length;
  const runs = await Promise.all(Array.from({ length: 4 }, () => payment.reconcile({ date: day }, call())));
  assert.deepEqual(runs.map((run) => run.difference_count), [1, 1, 1, 1]);
  assert.equal((await told()).length - before, 1);
});

test('a capture whose answer was lost is missing at ours until it is known, and not after', async () => {
  const { payment_id } = await payment.authorize(await request(cards.good), call());
  const order = moneyOf(9_999);
  const date = new Date().toISOString().slice(0, 10);
  await sandbox.fault({ route: 'capture', kind: 'lost_answer', count: 1, delay_ms: 10 });
  await assert.rejects(payment.capture({ payment_id, order, is_final: true }, call()), code('unavailable'));
  const about = (differences: readonly Difference[]) => differences.filter((each) => each.payment_id === payment_id).map(shown);
  assert.deepEqual(about((await payment.reconcile({ date }, call())).differences), [['missing_at_ours', `capture:${order.order_id}`, null, null, 9_999, 'USD']]);
  await payment.capture({ payment_id, order, is_final: true }, call());
  const run = await payment.reconcile({ date }, call());
  assert.deepEqual([about(run.differences), run.is_day_over], [[], false]);
});

test('the day is compared by itself once it is over, and again where the provider did not answer', async () => {
  const now = new Date('2026-01-15T01:00:00Z');
  const service = createPaymentService({ database, ...systemRuntime, clock: () => now, log: testLog, provider: sandbox.provider, reconcile_every_ms: 20, stuck_after_ms: 1_000_000 });
  await database.run(sql`delete from reconciliations`);
  await sandbox.fault({ route: 'settlements', kind: 'error', count: 2 });
  const stop = service.start?.();
  const days = () => payment.listReconciliations({}, call()).then(({ reconciliations }) => reconciliations.map((each) => [each.settled_on, each.run_count]));
  for (let tries = 0; tries < 300 && (await days()).length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 100));
  await stop?.();
  assert.deepEqual(await days(), [['2026-01-14', 1]]);
});

test('no file, half a file and no day are told apart', async () => {
  const offline = createLocalProvider({ url: 'http://127.0.0.1:9', api_key: 'x', webhook_secrets: [], clock: Date.now });
  // A port that answers with something else than the file.
  const receiver = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('<html>'));
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const strange = createLocalProvider({ url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`, api_key: 'x', webhook_secrets: [], clock: Date.now });
  for (const [provider, expected] of [[offline, 'unavailable'], [strange, 'settlement_unreadable']] as const) {
    const shop = connect(paymentContract, { local: createPaymentService({ database, ...systemRuntime, log: testLog, provider }).methods });
    await assert.rejects(shop.reconcile({ date: '2026-01-01' }, call()), code(expected));
  }
  receiver.close();
  receiver.closeAllConnections();
  for (const date of ['2026-02-30', '2026-13-01', '1999-12-31', '9999-12-31']) await assert.rejects(payment.reconcile({ date }, call()), code('invalid_request'), date);
});

test('operators and services alone compare and look', () => {
  for (const name of ['reconcile', 'listReconciliations'] as const) {
    const { access } = paymentContract.methods[name];
    for (const { actor } of [asGuest(), asCustomer(), asCustomer(randomUUID(), { seller_ids: [randomUUID()] })]) assert.throws(() => checkAccess(access, actor), name);
    checkAccess(access, asCustomer(randomUUID(), { is_operator: true }).actor);
    checkAccess(access, call().actor);
  }
});
