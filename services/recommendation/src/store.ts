import { json, sql, type Database, type Queryable, type Transaction } from '@orinoco/database';
import type { Cursor } from '@orinoco/event/relay';
import type { InteractionKind } from './engine/engine.ts';

export interface NewInteraction {
  readonly subject_id: string;
  readonly product_id: string;
  readonly kind: InteractionKind;
  readonly basket_id: string | null;
  readonly recommendation_id: string | null;
  readonly occurred_at: string;
}

/** Adds what happened just now, oldest first. A purchase that is known is not added again. */
export async function addInteractions(database: Queryable, rows: readonly NewInteraction[]): Promise<void> {
  await database.run(sql`insert into interactions (subject_id, origin_id, product_id, kind, basket_id, recommendation_id, occurred_at)
    select subject_id, subject_id, product_id, kind, basket_id, recommendation_id, occurred_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as i(subject_id uuid, product_id uuid, kind text, basket_id uuid, recommendation_id uuid, occurred_at timestamptz) order by occurred_at
    on conflict do nothing`);
}

/** Adds the past and answers how much of it was new. The id is made of what happened, so that bringing it in again changes nothing. */
export async function importInteractions(database: Queryable, rows: readonly NewInteraction[]): Promise<number> {
  return database.run(sql`insert into interactions (interaction_id, subject_id, origin_id, product_id, kind, basket_id, occurred_at)
    select md5(concat_ws('|', subject_id, product_id, kind, basket_id, extract(epoch from occurred_at)))::uuid, subject_id, subject_id, product_id, kind, basket_id, occurred_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as i(subject_id uuid, product_id uuid, kind text, basket_id uuid, occurred_at timestamptz) order by occurred_at
    on conflict do nothing`);
}

/** A guest turned out to be a customer: what it did is the customer's from now on. */
export async function moveSubject(tx: Transaction, guest_id: string, customer_id: string): Promise<void> {
  await tx.run(sql`update interactions set subject_id = ${customer_id} where subject_id = ${guest_id}`);
}

export interface LogRow { readonly xid: string; readonly seq: string; readonly origin_id: string; readonly product_id: string; readonly kind: InteractionKind; readonly basket_id: string | null; readonly occurred_at_ms: number }

/**
 * The next interactions in the order in which they became visible; rows of open transactions are left for later. The
 * order names the table: a bare `xid` would be the output column, which is text.
 */
export async function readLog(database: Queryable, after: Cursor, since: string, limit: number): Promise<LogRow[]> {
  return database.many(sql<LogRow>`select xid::text, seq::text, origin_id, product_id, kind, basket_id, (extract(epoch from occurred_at) * 1000)::float8 as occurred_at_ms from interactions i
    where (xid, seq) > (${after.xid}::xid8, ${after.seq}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot()) and occurred_at >= ${since}::timestamptz
    order by i.xid, i.seq limit ${limit}`);
}

export interface HistoryRow { readonly is_latest: boolean; readonly product_id: string; readonly kind: InteractionKind; readonly occurred_at_ms: number }

/** The last 50 things that somebody did and the last 500 that they bought, latest first, in one round trip. */
export async function readHistory(database: Queryable, subject_id: string): Promise<HistoryRow[]> {
  return database.many(sql<HistoryRow>`(select true as is_latest, product_id, kind, (extract(epoch from occurred_at) * 1000)::float8 as occurred_at_ms from interactions where subject_id = ${subject_id} order by occurred_at desc, interaction_id limit 50)
    union all
    (select false, product_id, kind, (extract(epoch from occurred_at) * 1000)::float8 from interactions where subject_id = ${subject_id} and kind = 'purchase' order by occurred_at desc, interaction_id limit 500)`);
}

/** Removes some of what is older than `before`; answers how much. */
export async function forgetOld(database: Database, before: string): Promise<number> {
  return database.run(sql`delete from interactions where interaction_id in (select interaction_id from interactions where occurred_at < ${before}::timestamptz order by occurred_at limit 10000)`);
}
