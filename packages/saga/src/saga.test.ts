import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { sql } from '@orinoco/database';
import { openTestDatabase, testLog } from '@orinoco/testing';
import { defineSaga, openSagas, startSaga } from './saga.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('order');
const soon = () => Date.now() + 5_000;

interface Context { readonly trail?: string; readonly answer?: number }

test('a run goes from state to state and ends; asked again it answers the same', async () => {
  let runs = 0;
  const sagas = openSagas<Context>(database, defineSaga<Context>({
    kind: 'plain', initial: 'one', finals: ['done'],
    steps: { one: { is_checkpoint: true, run: async () => { runs += 1; return { next: 'two', context: { answer: 42 } }; } }, two: { run: async ({ context }) => ({ next: 'done', context: { trail: `saw ${context.answer}` } }) } },
  }), testLog);
  const id = randomUUID();
  const first = await sagas.run(id, {}, soon());
  assert.deepEqual([first.state, first.context], ['done', { answer: 42, trail: 'saw 42' }]);
  assert.equal((await sagas.run(id, {}, soon())).state, 'done');
  assert.equal(runs, 1);
});

test('fifty at once are one run with fifty equal answers', async () => {
  let runs = 0;
  const sagas = openSagas<Context>(database, defineSaga<Context>({ kind: 'crowd', initial: 'one', finals: ['done'], steps: { one: { is_checkpoint: true, run: async () => { runs += 1; return { next: 'done', context: { answer: runs } }; } } } }), testLog);
  const id = randomUUID();
  const rows = await Promise.all(Array.from({ length: 50 }, () => sagas.run(id, {}, soon())));
  assert.equal(runs, 1);
  assert.deepEqual(new Set(rows.map((row) => `${row.state} ${row.context.answer}`)), new Set(['done 1']));
});

test('a step that throws is tried again by a sweep, from the last state that was written down', async () => {
  const trail: string[] = [];
  let failures = 2;
  const sagas = openSagas<Context>(database, defineSaga<Context>({
    kind: 'shaky', initial: 'one', finals: ['done'],
    steps: { one: { is_checkpoint: true, run: async () => { trail.push('one'); return { next: 'two' }; } }, two: { run: async () => { trail.push('two'); if (failures-- > 0) throw new Error('planned'); return { next: 'done' }; } } },
  }), testLog);
  const id = randomUUID();
  const first = await sagas.run(id, {}, soon());
  assert.equal(first.is_finished, false);
  for (let tries = 0; tries < 10; tries++) {
    await database.run(sql`update sagas set wake_at = now() where saga_id = ${id}`);
    await sagas.sweep();
  }
  assert.equal((await sagas.find(id))?.state, 'done');
  assert.deepEqual(trail, ['one', 'two', 'two', 'two']);
});

test('after a crash another process takes the run over when the lease is out, and never before', async () => {
  const id = randomUUID();
  const definition = defineSaga<Context>({ kind: 'crashed', initial: 'one', finals: ['done'], steps: { one: { is_checkpoint: true, run: async () => ({ next: 'done' }) } } });
  await database.run(sql`insert into sagas (kind, saga_id, state, context, wake_at) values ('crashed', ${id}, 'one', '{}', now() + interval '5 seconds')`);
  const sagas = openSagas<Context>(database, definition, testLog);
  assert.equal(await sagas.sweep(), 0);
  await database.run(sql`update sagas set wake_at = now() where saga_id = ${id}`);
  assert.equal(await sagas.sweep(), 1);
  assert.equal((await sagas.find(id))?.state, 'done');
});

test('who was overtaken writes nothing', async () => {
  const id = randomUUID();
  const sagas = openSagas<Context>(database, defineSaga<Context>({
    kind: 'slow', initial: 'one', finals: ['done'],
    steps: { one: { is_checkpoint: true, run: async () => {
      await database.run(sql`update sagas set version = version + 1, context = '{"trail": "the other"}', wake_at = now() + interval '1 hour' where saga_id = ${id}`);
      return { wait_ms: 10, context: { trail: 'mine' } };
    } } },
  }), testLog);
  assert.equal((await sagas.run(id, {}, soon())).context.trail, 'the other');
});

test('a long wait is a row; waking it makes it look at once', async () => {
  let is_ready = false;
  const sagas = openSagas<Context>(database, defineSaga<Context>({ kind: 'patient', initial: 'one', finals: ['done'], steps: { one: { is_checkpoint: true, run: async () => (is_ready ? { next: 'done' } : { wait_ms: 3_600_000 }) } } }), testLog);
  const id = randomUUID();
  await sagas.run(id, {}, soon());
  assert.equal(await sagas.sweep(), 0);
  is_ready = true;
  await sagas.wake(id);
  await sagas.sweep();
  assert.equal((await sagas.find(id))?.state, 'done');
});

test('a run that a transaction asks for begins if and only if the transaction commits', async () => {
  const sagas = openSagas<Context>(database, defineSaga<Context>({ kind: 'asked', initial: 'one', finals: ['done'], steps: { one: { is_checkpoint: true, run: async () => ({ next: 'done' }) } } }), testLog);
  const [kept, dropped] = [randomUUID(), randomUUID()];
  await database.transaction((tx) => startSaga(tx, 'asked', 'one', kept, {}));
  await database.transaction(async (tx) => { await startSaga(tx, 'asked', 'one', dropped, {}); throw new Error('no'); }).catch(() => undefined);
  await sagas.sweep();
  assert.equal((await sagas.find(kept))?.state, 'done');
  assert.equal(await sagas.find(dropped), undefined);
});
