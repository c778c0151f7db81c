import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { openTestDatabase, testLog } from '@orinoco/testing';
import { openDatabase, sql, sqlState, violatedConstraint } from './database.ts';

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

/** One message of PostgreSQL's protocol, version 3: its letter, its length, its body. */
function message(letter: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

test('a connection that is opened and ended by the same bytes is unavailable, and ends nothing else', async () => {
  const welcome = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))];
  const farewell = message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'));
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(Buffer.concat([...welcome, farewell])));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dying = openDatabase({ connection_string: `postgres://nobody:x@127.0.0.1:${port}/none`, schema: 'cart', log: testLog });
  await assert.rejects(dying.transaction((tx) => tx.run(sql`select 1`)), (error) => hasCode(error, 'unavailable'));
  await assert.rejects(dying.run(sql`select 1`), (error) => hasCode(error, 'unavailable'));
  await dying.close();
  server.close();
});
