import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, beforeEach, test } from 'node:test';
import { connect, hasCode, systemRuntime } from '@orinoco/contract';
import { json, sql, type Database } from '@orinoco/database';
import { defineEvent, event, emit, on } from '@orinoco/event';
import { localLog } from '@orinoco/event/relay';
import { createServer, mountInternal, type Callable } from '@orinoco/http';
import { registry } from '@orinoco/telemetry';
import { asCustomer, asGuest, openTestDatabase, testLog } from '@orinoco/testing';
import { Type } from 'typebox';
import { operationsContract } from './contract.ts';
import { measureOperations } from './gauges.ts';
import { openOperations } from './operations.ts';

const testDatabase = await openTestDatabase();
const [order, payment, search] = (['order', 'payment', 'search'] as const).map((schema) => testDatabase.database(schema)) as [Database, Database, Database];
const service_token = 'between processes';
const there = openOperations({ databases: new Map([['search', search]]), remote_urls: {}, service_token, log: testLog });
const app = createServer({ log: testLog });
mountInternal(app, operationsContract, there.own as unknown as Callable, service_token, testLog);
const url = await app.listen({ port: 0, host: '127.0.0.1' });
const open = (remote_url: string) => openOperations({ databases: new Map([['order', order], ['payment', payment]]), remote_urls: { search: remote_url, catalog: remote_url }, service_token, log: testLog }).whole;
const operations = open(url);
after(async () => {
  await app.close();
  await testDatabase.close();
});
const operator = () => asCustomer(randomUUID(), { is_operator: true });

beforeEach(async () => {
  for (const database of [order, payment, search]) {
    await database.run(sql`delete from event_failures`);
    await database.run(sql`delete from sagas`);
  }
});

interface Planted { readonly status?: 'waiting' | 'dead'; readonly minutes?: number; readonly key?: string }

async function plantFailure(database: Database, consumer_group: string, { status = 'dead', minutes = 1, key = randomUUID() }: Planted = {}): Promise<string> {
  const event_id = randomUUID();
  const envelope = { id: event_id, type: 'test.happened', time: new Date(Date.now() - minutes * 60_000).toISOString(), partitionkey: key, data: { minutes } };
  await database.run(sql`insert into event_failures (consumer_group, event_id, key, event, status, attempt_count, error, retry_at) values (${consumer_group}, ${event_id}, ${key}, ${json(envelope)}, ${status}, 8, 'it broke', now() + interval '1 hour')`);
  return event_id;
}

async function plantSaga(database: Database, { attempt_count = 0, due_s = 3_600, is_finished = false, kind = 'checkout' }): Promise<string> {
  const saga_id = randomUUID();
  await database.run(sql`insert into sagas (kind, saga_id, state, is_finished, context, attempt_count, wake_at, error) values (${kind}, ${saga_id}, 'authorizing', ${is_finished}, '{}', ${attempt_count}, now() + make_interval(secs => ${due_s}), 'unavailable')`);
  return saga_id;
}

test('failures of all processes are one list: dead ones first, then the newest, a page at a time', async () => {
  const old = await plantFailure(order, 'order', { minutes: 9 });
  const recent = await plantFailure(search, 'search', { minutes: 1 });
  const waiting = await plantFailure(payment, 'payment', { status: 'waiting', minutes: 0 });
  const all = await operations.listFailures({}, operator());
  assert.deepEqual(all.failures.map((failure) => failure.event_id), [recent, old, waiting]);
  assert.deepEqual(all.counts, [
    { service: 'order', consumer_group: 'order', status: 'dead', failure_count: 1 }, { service: 'payment', consumer_group: 'payment', status: 'waiting', failure_count: 1 }, { service: 'search', consumer_group: 'search', status: 'dead', failure_count: 1 },
  ]);
  assert.deepEqual([all.unreachable_services, all.has_more, all.failures[0]?.payload, all.failures[0]?.error], [[], false, { minutes: 1 }, 'it broke']);
  const pages = await Promise.all([1, 2, 3, 4].map((page) => operations.listFailures({ page, page_size: 1 }, operator())));
  assert.deepEqual(pages.map((page) => [page.failures[0]?.event_id, page.has_more]), [[recent, true], [old, true], [waiting, false], [undefined, false]]);
  assert.deepEqual((await operations.listFailures({ status: 'waiting' }, operator())).failures.map((failure) => failure.event_id), [waiting]);
  assert.deepEqual((await operations.listFailures({ consumer_group: 'search' }, operator())).failures.map((failure) => failure.event_id), [recent]);
});

test('a process that is away is named, and the others are shown', async () => {
  const dead = await plantFailure(order, 'order');
  const answer = await open('http://127.0.0.1:9').listFailures({}, operator());
  assert.deepEqual([answer.failures.map((failure) => failure.event_id), answer.unreachable_services], [[dead], ['catalog', 'search']]);
  await open('http://127.0.0.1:9').redriveFailure({ consumer_group: 'order', event_id: dead }, operator());
  await assert.rejects(open('http://127.0.0.1:9').redriveFailure({ consumer_group: 'search', event_id: randomUUID() }, operator()), (error) => hasCode(error, 'unavailable'));
});

test('only operators are let in', async () => {
  await assert.rejects(operations.listFailures({}, asGuest()), (error) => hasCode(error, 'unauthenticated'));
  await assert.rejects(operations.listSagas({}, asCustomer()), (error) => hasCode(error, 'forbidden'));
  await assert.rejects(operations.redriveGroup({ consumer_group: 'order' }, asCustomer()), (error) => hasCode(error, 'forbidden'));
});

test('what is redriven is handled once and in order, however often the button is pressed', async () => {
  const happened = defineEvent('payment.tested', 1, Type.Object({ number: Type.Integer() }, { additionalProperties: false }));
  const seen: number[] = [];
  let is_broken = true;
  const subscription = { group: 'tested', database: order, handlers: [on(happened, async ({ data }) => {
    if (is_broken) throw new Error('broken');
    seen.push(data.number);
  })] };
  const key = randomUUID();
  await payment.transaction(async (tx) => { for (const number of [1, 2, 3]) await emit(tx, event(happened, key, { number })); });
  const relay = testDatabase.relay([subscription]);
  await relay.drain();
  await order.run(sql`update event_failures set status = 'dead', retry_at = now() + interval '1 hour'`);
  const [first] = (await operations.listFailures({ consumer_group: 'tested' }, operator())).failures;
  assert.deepEqual((await operations.listFailures({ consumer_group: 'tested', status: 'dead' }, operator())).failures.length, 3);
  is_broken = false;
  assert.deepEqual(await operations.redriveGroup({ consumer_group: 'tested' }, operator()), { redriven_count: 3 });
  assert.deepEqual(await operations.redriveGroup({ consumer_group: 'tested' }, operator()), { redriven_count: 0 });
  await relay.drain();
  assert.deepEqual(seen, [1, 2, 3]);
  const redriveFirst = () => operations.redriveFailure({ consumer_group: 'tested', event_id: first?.event_id ?? '' }, operator());
  assert.deepEqual([await redriveFirst(), await redriveFirst()], [{ is_done: true }, { is_done: true }]);
  await relay.drain();
  assert.deepEqual(seen, [1, 2, 3]);
  await relay.stop();
});

test('what is not there is not found', async () => {
  await assert.rejects(operations.redriveFailure({ consumer_group: 'order', event_id: randomUUID() }, operator()), (error) => hasCode(error, 'failure_not_found'));
  await assert.rejects(operations.redriveGroup({ consumer_group: 'nobody' }, operator()), (error) => hasCode(error, 'consumer_group_not_found'));
  await assert.rejects(operations.retrySaga({ kind: 'checkout', saga_id: randomUUID() }, operator()), (error) => hasCode(error, 'saga_not_found'));
  await assert.rejects(operations.retryPaymentOperation({ operation_key: 'capture:none' }, operator()), (error) => hasCode(error, 'payment_operation_not_found'));
});

test('a saga is stuck after five tries or two minutes too late, and a retry makes it due', async () => {
  const tired = await plantSaga(order, { attempt_count: 5 });
  const late = await plantSaga(search, { due_s: -130, kind: 'index' });
  const calm = await plantSaga(order, { attempt_count: 4 });
  const driven = await plantSaga(order, { attempt_count: 9, due_s: 3 });
  const ended = await plantSaga(order, { attempt_count: 9, is_finished: true });
  const all = await operations.listSagas({}, operator());
  assert.deepEqual(all.sagas.map((saga) => [saga.saga_id, saga.is_stuck]), [[late, true], [driven, true], [tired, true], [calm, false]]);
  assert.deepEqual(all.counts, [{ service: 'order', kind: 'checkout', running_count: 3, stuck_count: 2 }, { service: 'search', kind: 'index', running_count: 1, stuck_count: 1 }]);
  assert.deepEqual((await operations.listSagas({ is_stuck: false }, operator())).sagas.map((saga) => saga.saga_id), [calm]);
  assert.deepEqual((await operations.listSagas({ kind: 'index' }, operator())).sagas.map((saga) => saga.saga_id), [late]);
  for (const saga_id of [tired, tired, driven, ended]) assert.deepEqual(await operations.retrySaga({ kind: 'checkout', saga_id }, operator()), { is_done: true });
  const due = await order.many(sql<{ saga_id: string }>`select saga_id from sagas where wake_at <= now()`);
  // The run that has 3 s left of its lease keeps it: two drivers at once would only be in each other's way.
  assert.deepEqual(due.map((saga) => saga.saga_id), [tired]);
});

test('an operation of a payment that nobody confirms is shown, and asked for again', async () => {
  const payment_id = randomUUID();
  await payment.run(sql`insert into payments (payment_id, checkout_id, provider, status, currency, amount_minor) values (${payment_id}, ${randomUUID()}, 'local', 'authorized', 'USD', 4599)`);
  const keys = ['capture:old', 'capture:fresh', 'capture:done'] as const;
  for (const [index, key] of keys.entries()) {
    await payment.run(sql`insert into payment_operations (operation_key, payment_id, kind, amount_minor, status, created_at) values (${key}, ${payment_id}, 'capture', 4599, ${index === 2 ? 'done' : 'pending'}, now() - make_interval(mins => ${index === 1 ? 1 : 3}))`);
  }
  const answer = await operations.listStuckPayments({}, operator());
  assert.deepEqual([answer.payments.map((each) => [each.operation_key, each.amount_minor, each.currency]), answer.stuck_count], [[['capture:old', 4599, 'USD']], 1]);
  for (const operation_key of keys) assert.deepEqual(await operations.retryPaymentOperation({ operation_key }, operator()), { is_done: true });
  const asked = await payment.many(sql<{ operation_key: string }>`select operation_key from payment_operations where tried_at < now() - interval '1 minute'`);
  assert.deepEqual(asked.map((each) => each.operation_key), ['capture:old']);
});

test('gauges tell of dead events, of sagas and of how far a group is behind', async () => {
  const happened = defineEvent('search.tested', 1, Type.Object({}, { additionalProperties: false }));
  const subscription = { group: 'behind', database: order, handlers: [on(happened, async () => undefined)] };
  await plantFailure(order, 'behind');
  await plantSaga(order, { attempt_count: 5 });
  await search.transaction((tx) => emit(tx, event(happened, 'key', {})));
  await search.run(sql`update outbox set occurred_at = now() - interval '90 seconds'`);
  const watched = { databases: new Map([['order', order], ['payment', payment], ['search', search]]), subscriptions: [subscription], logs: [localLog('search', search)], clock: systemRuntime.clock, log: testLog };
  const read = async () => {
    await measureOperations(watched);
    const text = await registry.metrics();
    const valueOf = (name: string) => Number(text.split('\n').find((line) => line.startsWith(`${name} `))?.split(' ').at(-1));
    return { dead: valueOf('orinoco_event_failures{service="order",consumer_group="behind",status="dead"}'), stuck: valueOf('orinoco_sagas_stuck{service="order",kind="checkout"}'), lag_s: valueOf('orinoco_event_lag_seconds{consumer_group="behind",producer="search"}') };
  };
  const before = await read();
  assert.deepEqual([before.dead, before.stuck], [1, 1]);
  assert.ok(before.lag_s >= 90 && before.lag_s < 200, `${before.lag_s} s behind`);
  const relay = testDatabase.relay([subscription]);
  await relay.drain();
  await order.run(sql`delete from event_failures`);
  await order.run(sql`delete from sagas`);
  assert.deepEqual(await read(), { dead: 0, stuck: NaN, lag_s: 0 });
  await relay.stop();
});

test('the door between processes answers for its own schemas alone', async () => {
  await plantFailure(order, 'order');
  const own = connect(operationsContract, { url, service_token });
  assert.deepEqual((await own.listFailures({}, operator())).failures, []);
});
