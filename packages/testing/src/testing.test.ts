import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openTestDatabase } from './testing.ts';
import { sql, sqlState } from '@orinoco/database';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());

test('a service sees its own schema and nobody else’s', async () => {
  const catalog = testDatabase.database('catalog');
  assert.equal((await catalog.one(sql<{ count: number }>`select count(*) as count from products`)).count, 0);
  await assert.rejects(catalog.many(sql`select * from "order".orders`), (error) => sqlState(error) === '42501');
});

test('what is append-only stays so even for its own service', async () => {
  await assert.rejects(testDatabase.database('order').run(sql`delete from order_events`), (error) => sqlState(error) === '42501');
});
