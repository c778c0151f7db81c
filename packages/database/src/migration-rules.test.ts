import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { complaintsAbout } from './migration-rules.ts';
import { kindOf, statementsOf } from './migration-text.ts';

const root = join(import.meta.dirname, '../../..');

test('no migration here breaks the release that still runs beside it', () => {
  const files = globSync('{services/*,packages/*,gateway}/migrations/*.sql', { cwd: root });
  assert.ok(files.length > 10);
  assert.deepEqual(files.flatMap((file) => complaintsAbout(basename(file), readFileSync(join(root, file), 'utf8'))), []);
});

const is = (text: string, name = '0002_more.sql') => complaintsAbout(name, text).length;

test('what takes away or narrows waits for a contract', () => {
  const narrowing = [
    'drop table orders', 'alter table orders drop column note', 'alter table orders drop note', 'alter table orders rename column note to remark', 'alter table orders rename to purchases',
    'alter table orders alter column note type char(3)', 'alter table orders alter note set data type integer', 'alter table orders alter column note set not null', 'revoke update on orders from orinoco_order',
    'alter table orders add constraint positive check (total_minor > 0) not valid', 'ALTER TABLE orders\n  DROP COLUMN note',
  ];
  for (const text of narrowing) {
    assert.equal(is(text), 1, text);
    assert.equal(is(text, '0003_note_contract.sql'), 0, text);
  }
});

test('what widens is allowed', () => {
  const widening = [
    'alter table orders add column note text', 'alter table orders add column if not exists note text not null default \'\'', 'alter table orders add column a text, add column b integer not null default 0',
    'create table notes (note_id uuid primary key, body text not null); create index notes_body on notes (body); alter table notes add check (body <> \'\')', 'alter table orders alter column note drop not null', 'alter table orders drop constraint positive', 'alter table orders alter column note set default \'x\'',
    '-- migrate: statement by statement\ncreate index concurrently if not exists orders_note on orders (note);', '-- migrate: in batches\nupdate orders set note = \'\' where order_id in (select order_id from orders where note is null limit 1000)',
    'comment on table orders is \'drop table orders; rename it\'; -- drop table orders', 'create function f() returns void language plpgsql as $$ begin drop table x; end $$', 'alter table orders validate constraint positive',
  ];
  for (const text of widening) assert.deepEqual(complaintsAbout('0002_more.sql', text), [], text);
});

test('what holds the shop up is refused in every file', () => {
  const blocking = [
    'alter table orders add column note text not null', 'create index orders_note on orders (note)', 'create index concurrently if not exists orders_note on orders (note)', '-- migrate: statement by statement\ncreate index concurrently orders_note on orders (note)',
    'update orders set note = \'\'', 'drop index orders_note', 'truncate orders', 'alter table orders add constraint positive check (total_minor > 0)', 'alter table orders add column a text default \'\', add column b text not null',
  ];
  for (const text of blocking) assert.ok(is(text, '0003_note_contract.sql') > 0, text);
});

test('a file says how it is applied, and is cut into statements where they end', () => {
  assert.deepEqual([kindOf('create table a ()'), kindOf('-- migrate: in batches\nupdate a'), kindOf('-- migrate: statement by statement')], ['transaction', 'batches', 'statements']);
  assert.throws(() => kindOf('-- migrate: somehow\n'), /somehow/);
  assert.deepEqual(statementsOf("select ';'; -- one; two\nselect $$ a; b $$;/* ; */ select \"x;y\"\n;;"), ["select ';'", 'select $$ a; b $$', 'select "x;y"']);
});
