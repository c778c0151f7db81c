import { sql, type Queryable } from '@orinoco/database';

export interface Emitted { readonly type: string; readonly payload: Record<string, unknown> }

/** What was told of a payment, in order. */
export async function emittedOf(database: Queryable, payment_id: string): Promise<Emitted[]> {
  return database.many(sql<Emitted>`select type, payload from outbox where key = ${payment_id} order by xid, seq`);
}

/** Has a capture or refund been decided and done at a time. */
export async function backdateOperation(database: Queryable, operation_key: string, at: string): Promise<void> {
  await database.run(sql`update payment_operations set created_at = ${at}::timestamptz, done_at = ${at}::timestamptz where operation_key = ${operation_key}`);
}

/** The same for what was booked. For the administrator, with the key and the time. */
export const backdateJournals = `with moved as (
    update payment.ledger_journals set created_at = $2::timestamptz where kind || ':' || reference = $1 returning journal_id
  ) update payment.ledger_entries e set created_at = $2::timestamptz from moved where e.journal_id = moved.journal_id`;
