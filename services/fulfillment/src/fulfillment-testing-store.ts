import { sql, type Queryable } from '@orinoco/database';

export type Moved = Record<string, unknown> & { readonly status: string; readonly is_last: boolean; readonly shipment_id: string };

/** What was told of an order's parcels, in order. */
export async function movedOf(database: Queryable, order_id: string): Promise<Moved[]> {
  return (await database.many(sql<{ payload: Moved }>`select payload from outbox where key = ${order_id} order by xid, seq`)).map((row) => row.payload);
}

/** How many events of others this service has dealt with. */
export async function handledCount(database: Queryable): Promise<number> {
  return (await database.one(sql<{ count: number }>`select count(*) as count from inbox`)).count;
}
