import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import pg from 'pg';
import { Type } from 'typebox';
import { sql } from '@orinoco/database';
import { openTestDatabase } from '@orinoco/testing';
import { defineEvent, emit, event, on, onMany, type Envelope, type Subscription } from './event.ts';
import { listFailures, localLog, redrive } from './relay.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const producer = testDatabase.database('catalog');
const consumer = testDatabase.database('cart');
const happened = defineEvent('catalog.happened', 1, Type.Object({ number: Type.Integer() }));
const tell = (key: string, ...numbers: number[]) => producer.transaction((tx) => emit(tx, ...numbers.map((number) => event(happened, key, { number }))));

/** A consumer that writes down what it handled, in the transaction of the handling, and fails where it is told to. */
function subscription(group: string, fails: (envelope: Envelope<{ number: number }>) => boolean = () => false): Subscription {
  const handlers = [on(happened, async (envelope, tx) => {
    if (fails(envelope)) throw new Error('planned');
    await tx.run(sql`insert into carts (guest_id, coupon_codes) values (${randomUUID()}, ${[`${group}:${envelope.partitionkey}:${envelope.data.number}`]})`);
  })];
  return { group, database: consumer, handlers, batch_size: 3 };
}

async function effects(group: string): Promise<string[]> {
  const rows = await consumer.many(sql<{ effect: string }>`select coupon_codes[1] as effect from carts where coupon_codes[1] like ${`${group}:%`} order by xmin::text::bigint, ctid`);
  return rows.map((row) => row.effect.slice(group.length + 1));
}

test('every event has its effect once, in order, whatever the batch', async () => {
  await tell('a', 1, 2, 3, 4, 5);
  const relay = testDatabase.relay([subscription('plain')]);
  await relay.drain();
  await relay.drain();
  assert.deepEqual(await effects('plain'), ['a:1', 'a:2', 'a:3', 'a:4', 'a:5']);
});

test('an event of a transaction that is rolled back never was', async () => {
  await assert.rejects(producer.transaction(async (tx) => {
    await emit(tx, event(happened, 'b', { number: 99 }));
    throw new Error('changed my mind');
  }));
  await testDatabase.relay([subscription('rolled-back')]).drain();
  assert.equal((await effects('rolled-back')).includes('b:99'), false);
});

test('a failing key holds up itself alone, and goes on in order once it can', async () => {
  let is_broken = true;
  const own = subscription('failing', (envelope) => is_broken && envelope.partitionkey === 'c' && envelope.data.number === 1);
  const relay = testDatabase.relay([own]);
  await tell('c', 1, 2);
  await tell('d', 1, 2);
  await relay.drain();
  const before = await effects('failing');
  assert.deepEqual(before.filter((effect) => effect.startsWith('c')), []);
  assert.deepEqual(before.filter((effect) => effect.startsWith('d')), ['d:1', 'd:2']);
  is_broken = false;
  for (let tries = 0; tries < 100 && !(await effects('failing')).includes('c:2'); tries++) {
    await consumer.run(sql`update event_failures set retry_at = now() where consumer_group = 'failing'`);
    await relay.drain();
  }
  assert.deepEqual((await effects('failing')).filter((effect) => effect.startsWith('c')), ['c:1', 'c:2']);
});

test('Medusa #7223, #14526: an event that nobody listened to when it was told is heard by who comes later', async () => {
  await tell('early', 1);
  await testDatabase.relay([subscription('latecomer')]).drain();
  assert.ok((await effects('latecomer')).includes('early:1'));
});

test('Medusa #6016, Vendure #2735: a handling that is cut off after its effect had none, and is done again', async () => {
  await tell('crash', 1, 2);
  const own = subscription('crashing');
  const dying = { ...own, handlers: own.handlers.map((handler) => ({ ...handler, handle: async (...given: Parameters<typeof handler.handle>) => { await handler.handle(...given); throw new Error('the process ends here'); } })) };
  const first = testDatabase.relay([dying]);
  await first.drain();
  await first.stop();
  assert.deepEqual(await effects('crashing'), [], 'the effect of a handling that did not end is none');
  await consumer.run(sql`update event_failures set retry_at = now() where consumer_group = 'crashing'`);
  const relay = testDatabase.relay([own]);
  for (let tries = 0; tries < 100 && !(await effects('crashing')).includes('crash:2'); tries++) await relay.drain();
  assert.deepEqual((await effects('crashing')).filter((effect) => effect.startsWith('crash')), ['crash:1', 'crash:2']);
});

test('Medusa #12054: a reader outlives the errors of its database, and goes on by itself', async (t) => {
  const relay = testDatabase.relay([subscription('patient')]);
  await relay.drain();
  const administrator = new pg.Client({ connectionString: testDatabase.url });
  await administrator.connect();
  t.after(() => administrator.end());
  await administrator.query('alter table catalog.outbox rename to outbox_away');
  await assert.rejects(relay.drain(), /outbox/);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await administrator.query('alter table catalog.outbox_away rename to outbox');
  await tell('patient', 1);
  for (let tries = 0; tries < 500 && !(await effects('patient')).includes('patient:1'); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok((await effects('patient')).includes('patient:1'), 'nobody restarted it');
});

test('what never succeeds is dead after some tries, seen by the operator, and redriven', async () => {
  let is_broken = true;
  const relay = testDatabase.relay([subscription('dying', (envelope) => is_broken && envelope.partitionkey === 'e')]);
  await tell('e', 7);
  for (let tries = 0; tries < 200; tries++) {
    await relay.drain();
    await consumer.run(sql`update event_failures set retry_at = now() where consumer_group = 'dying'`);
    if ((await listFailures(consumer, 10)).some((failure) => failure.status === 'dead' && failure.consumer_group === 'dying')) break;
  }
  const dead = (await listFailures(consumer, 10)).find((failure) => failure.consumer_group === 'dying');
  assert.equal(dead?.status, 'dead');
  assert.match(dead?.error ?? '', /planned/);
  is_broken = false;
  assert.equal(await redrive(consumer, 'dying', dead?.event_id ?? ''), true);
  await relay.drain();
  assert.deepEqual((await effects('dying')).filter((effect) => effect.startsWith('e:')), ['e:7']);
});

test('a lower number that commits later is not skipped', async () => {
  const log = localLog('catalog', producer);
  const start = await endOf(log);
  let finishSlow: () => void = () => undefined;
  const slowMayEnd = new Promise<void>((resolve) => { finishSlow = resolve; });
  const slow = producer.transaction(async (tx) => {
    await emit(tx, event(happened, 'slow', { number: 1 }));
    await slowMayEnd;
  });
  while ((await producer.one(sql<{ count: number }>`select count(*) as count from pg_stat_activity where state = 'idle in transaction' and application_name = 'orinoco catalog'`)).count === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await tell('fast', 1);
  const early = await log.read(start, [happened.type], 100);
  assert.deepEqual(early.envelopes, [], 'nothing is read past a transaction that may still write before it');
  finishSlow();
  await slow;
  const late = await log.read(early.end, [happened.type], 100);
  assert.deepEqual(late.envelopes.map((envelope) => envelope.partitionkey).toSorted(), ['fast', 'slow']);
});

async function endOf(log: ReturnType<typeof localLog>) {
  let end = { xid: '0', seq: '0' };
  for (;;) {
    const next = await log.read(end, [], 1000);
    if (next.end.xid === end.xid && next.end.seq === end.seq) return end;
    end = next.end;
  }
}

test('a run of the same type comes at once, and one by one when it throws', async () => {
  const sizes: number[] = [];
  const group: Subscription = { group: 'many', database: consumer, batch_size: 100, handlers: [onMany(happened, async (envelopes) => {
    sizes.push(envelopes.length);
    if (envelopes.length > 1 && envelopes.some((envelope) => envelope.partitionkey === 'f')) throw new Error('planned');
  })] };
  await tell('f', 1, 2);
  await testDatabase.relay([group]).drain();
  assert.ok(sizes.some((size) => size > 1));
  assert.ok(sizes.some((size) => size === 1));
  assert.equal((await listFailures(consumer, 100)).filter((failure) => failure.consumer_group === 'many').length, 0);
});

