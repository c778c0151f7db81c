import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import pg from 'pg';
import { openTestDatabase } from '@orinoco/testing';
import { sql } from './database.ts';
import { migrate, type SchemaPlan } from './migrate.ts';

const testDatabase = await openTestDatabase();
const { url } = testDatabase;
const folder = mkdtempSync(join(tmpdir(), 'orinoco-migrate-'));
const admin = new pg.Client({ connectionString: url });
await admin.connect();
after(async () => {
  await admin.end();
  await testDatabase.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A release's files on top of the schema of carts, whose role there is. */
let number = 0;
let plan: SchemaPlan = { schema: 'cart', folders: [] };
beforeEach(async () => {
  number += 1;
  plan = { schema: 'cart', folders: [{ name: `try${number}`, path: mkdtempSync(join(folder, 'files-')) }] };
  await admin.query('drop table if exists cart.tried; create table cart.tried (number integer primary key, note text)');
  await admin.query('grant select, insert, update, delete on cart.tried to orinoco_cart');
});

const put = (name: string, text: string) => writeFileSync(join(plan.folders[0]?.path ?? '', name), text);
const run = () => migrate(url, [plan]);
const names = (...files: readonly string[]) => files.map((file) => `cart: try${number}/${file}`);
const rows = async <Row extends object>(text: string) => (await admin.query<Row>(text)).rows;

test('files are applied once and in order, also when several processes begin at once', async () => {
  put('0002_b.sql', 'insert into tried values (2)');
  put('0001_a.sql', 'insert into tried values (1)');
  const applied = await Promise.all([run(), run(), run()]);
  assert.deepEqual(applied.flat(), names('0001_a.sql', '0002_b.sql'));
  assert.deepEqual(await run(), []);
});

test('a file that fails leaves nothing, and the next try goes on from there', async () => {
  put('0001_a.sql', 'insert into tried values (1); insert into tried values (2)');
  put('0002_b.sql', 'insert into tried values (3); select 1 / 0');
  await assert.rejects(run(), /0002_b.sql failed: division by zero/);
  assert.deepEqual(await rows('select number from cart.tried order by number'), [{ number: 1 }, { number: 2 }]);
  put('0002_b.sql', 'insert into tried values (3)');
  assert.deepEqual(await run(), names('0002_b.sql'));
});

test('a file that was applied may not change, and a schema that is ahead is left as it is', async () => {
  put('0001_a.sql', 'insert into tried values (1)');
  put('0002_b.sql', 'alter table tried add column more text');
  await run();
  rmSync(join(plan.folders[0]?.path ?? '', '0002_b.sql'));
  assert.deepEqual(await run(), []);
  put('0001_a.sql', 'insert into tried values (9)');
  await assert.rejects(run(), /was edited after it had been applied/);
});

test('a change of a table that is in use does not hold up those behind it, and comes through in the end', async () => {
  put('0001_a.sql', 'alter table tried add column more text');
  const busy = new pg.Client({ connectionString: url });
  await busy.connect();
  await busy.query('begin');
  await busy.query('select * from cart.tried');
  const migrated = run();
  const waits = () => rows(`select pid from pg_stat_activity where application_name = 'orinoco migrate' and datname = current_database() and wait_event_type = 'Lock'`);
  while ((await waits()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  // Behind a change that waited for as long as the table is in use, none of these would ever be answered.
  for (let looks = 0; looks < 3; looks++) await admin.query('select count(*) from cart.tried');
  await busy.query('commit');
  await busy.end();
  assert.deepEqual(await migrated, names('0001_a.sql'));
});

test('an index is made while others write, while other processes wait, and again when a crash left half of it', async () => {
  await admin.query('insert into cart.tried select n, n % 7 from generate_series(1, 1000) n');
  // What a crash leaves: an index that is there and may not be used.
  await admin.query('create index tried_note on cart.tried (note)');
  await admin.query(`update pg_index set indisvalid = false where indexrelid = 'cart.tried_note'::regclass`);
  put('0001_index.sql', '-- migrate: statement by statement\ncreate index concurrently if not exists tried_note on tried (note);\ncreate index concurrently if not exists tried_number on tried (number);');
  assert.deepEqual((await Promise.all([run(), run(), run()])).flat(), names('0001_index.sql'));
  assert.deepEqual(await rows(`select indexrelid::regclass::text as name, indisvalid from pg_index where indrelid = 'cart.tried'::regclass and not indisprimary order by 1`), [{ name: 'cart.tried_note', indisvalid: true }, { name: 'cart.tried_number', indisvalid: true }]);
});

test('a backfill goes in batches, and from where it was cut off', async () => {
  await admin.query('insert into cart.tried select n from generate_series(1, 2500) n');
  await admin.query(`update cart.tried set note = 'filled' where number <= 300`);
  put('0001_backfill.sql', "-- migrate: in batches\nupdate tried set note = 'filled ' || pg_current_xact_id() where number in (select number from tried where note is null order by number limit 1000)");
  assert.deepEqual(await run(), names('0001_backfill.sql'));
  assert.deepEqual(await rows('select count(*)::integer as count from cart.tried group by note order by 1'), [{ count: 200 }, { count: 300 }, { count: 1000 }, { count: 1000 }]);
  put('0002_two.sql', '-- migrate: in batches\nselect 1; select 2');
  await assert.rejects(run(), /exactly one statement/);
});

test('prepared statements outlive a change of their table, alone and in a transaction', async () => {
  const cart = testDatabase.database('cart');
  const read = (queryable: Pick<typeof cart, 'many'>) => queryable.many(sql<{ number: number }>`select * from tried order by number`);
  const write = (queryable: Pick<typeof cart, 'many'>, added: number) => queryable.many(sql<{ number: number }>`insert into tried (number) values (${added}) returning *`);
  const both = (added: number) => cart.transaction(async (tx) => {
    await write(tx, added);
    return read(tx);
  });
  await Promise.all([read(cart), read(cart), both(1), both(2)]);
  put('0001_a.sql', 'alter table tried add column more text');
  await run();
  assert.deepEqual((await Promise.all([both(3), both(4), both(5)])).length, 3);
  await admin.query('alter table cart.tried add column still_more text');
  await Promise.all([read(cart), write(cart, 6), read(cart), read(cart)]);
  await admin.query('alter table cart.tried drop column more');
  assert.deepEqual((await both(7)).map((row) => row.number), [1, 2, 3, 4, 5, 6, 7]);
});
