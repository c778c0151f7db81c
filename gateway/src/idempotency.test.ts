import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { cartContract } from '@orinoco/cart/contract';
import { sql } from '@orinoco/database';
import { asGuest, openTestDatabase } from '@orinoco/testing';
import { once } from './idempotency.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('gateway');

test('a repeat that meets the first while its answer is being written down waits for it and gets the same', async () => {
  const guest_id = randomUUID();
  const [known, key] = [randomUUID(), randomUUID()];
  const ask = (key: string) => once(database, cartContract, 'POST /v1/carts', key, { cart_id: guest_id }, asGuest(guest_id), async () => ({ is_first: true }));
  const { answer } = await ask(known);
  const { asked } = await database.transaction(async (tx) => {
    // As the first with this key would: nobody sees its row before this ends, and who takes the key waits.
    await tx.run(sql`insert into idempotency_keys (actor, route, key, request_hash, status, answer) select actor, route, ${key}, request_hash, status, answer from idempotency_keys where key = ${known}`);
    const asked = ask(key);
    const waits = () => database.one(sql<{ count: number }>`select count(*)::integer as count from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`);
    while ((await waits()).count === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return { asked };
  });
  assert.deepEqual(await asked, { answer, is_replayed: true });
});
