import { sql, type Queryable } from '@orinoco/database';

export interface Emitted { readonly type: string; readonly payload: Record<string, unknown> }

/** What was told of a payment, in order. */
export async function emittedOf(database: Queryable, payment_id: string): Promise<Emitted[]> {
  return database.many(sql<Emitted>`select type, payload from outbox where key = ${payment_id} order by xid, seq`);
}
