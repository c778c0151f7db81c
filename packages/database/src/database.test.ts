import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { openTestDatabase } from '@orinoco/testing';
import { sql, sqlState, violatedConstraint } from './database.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('cart');
const other = testDatabase.database('cart');

/** What PostgreSQL says of something that may go better in a moment, and of something that will not. */
const passing = ['08006', '40001', '40P01', '53100', '53300', '55P03', '57014', '57P01', '57P03', '58030', '25P03', '25006'];
const lasting = ['22003', '23505', '42P01', '0A000', 'P0001'];

test('what may go better in a moment is told as unavailable, and what will not is left as it is', async () => {
  const fails = (state: string) => database.run({ name: `fail ${state}`, text: `do $$ begin raise exception using errcode = '${state}', message = 'tried'; end $$`, values: [] });
  for (const state of passing) await assert.rejects(fails(state), (error) => hasCode(error, 'unavailable') && sqlState(error) === state, state);
  for (const state of lasting) await assert.rejects(fails(state), (error) => !hasCode(error, 'unavailable') && sqlState(error) === state, state);
});

test('a lock that is not given is unavailable, and the transaction leaves nothing behind', async () => {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holder = database.transaction(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(77)`);
    held.resolve();
    await release.promise;
  });
  await held.promise;
  await assert.rejects(other.transaction(async (tx) => {
    await tx.run(sql`set local lock_timeout = '20ms'`);
    await tx.run(sql`select pg_advisory_xact_lock(77)`);
  }), (error) => hasCode(error, 'unavailable'));
  release.resolve();
  await holder;
  assert.equal(violatedConstraint(new Error('none')), undefined);
  assert.equal((await other.one(sql<{ one: number }>`select 1 as one`)).one, 1);
});
