import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { Seller, SellerDraft } from './contract.ts';

type SellerStatus = Seller['status'];

/** What others are told of a seller. */
export interface SellerFacts {
  readonly seller_id: string;
  readonly handle: string;
  readonly name: string;
  readonly status: SellerStatus;
  readonly score: number;
  readonly is_own: boolean;
  readonly return_days: number;
}

/** A seller's page; those that have not been admitted yet have none. */
export async function findSeller(database: Queryable, handle: string): Promise<Seller | undefined> {
  return database.maybe(sql<Seller>`select seller_id, handle, name, description, status, country, city, is_own, return_days, score, order_count, legal, joined_at from sellers where handle = ${handle} and status <> 'pending'`);
}

export async function listActiveSellers(database: Queryable, offset: number, limit: number): Promise<Seller[]> {
  return database.many(sql<Seller>`select seller_id, handle, name, description, status, country, city, is_own, return_days, score, order_count, legal, joined_at from sellers where status = 'active' order by name, seller_id offset ${offset} limit ${limit}`);
}

/** Changes the status; `is_changed` is false when it was so before. */
export async function updateStatus(tx: Transaction, seller_id: string, status: SellerStatus): Promise<(Seller & { is_changed: boolean }) | undefined> {
  return tx.maybe(sql<Seller & { is_changed: boolean }>`update sellers set status = ${status}, updated_at = now() where seller_id = ${seller_id}
    returning seller_id, new.handle, new.name, description, new.status, country, city, new.is_own, new.return_days, new.score, order_count, legal, joined_at, new.status <> old.status as is_changed`);
}

/**
 * Creates or changes sellers, matched by id, then by handle. What a draft leaves out stays as it is. A score that is
 * given becomes the base and the score of the moment. Answers in the order of the drafts; `is_news` when others have to be told.
 */
export async function writeSellers(tx: Transaction, drafts: readonly SellerDraft[]): Promise<(SellerFacts & { is_news: boolean })[]> {
  const rows = drafts.map((draft, place) => ({ ...draft, place, has_city: draft.city !== undefined, has_legal: draft.legal !== undefined }));
  return tx.many(sql<SellerFacts & { is_news: boolean }>`with given as materialized (
      select r.*, coalesce(i.seller_id, h.seller_id) as known_id from jsonb_to_recordset(${json(rows)}::jsonb) as r(place integer, seller_id uuid, handle text, name text, description text, status text, country text, city text, has_city boolean, is_own boolean, return_days integer, score real, legal jsonb, has_legal boolean, joined_at timestamptz)
      left join sellers i on i.seller_id = r.seller_id left join sellers h on h.handle = r.handle
    ), merged as (
      select g.place, coalesce(g.known_id, g.seller_id, uuidv7()) as seller_id, g.handle, g.name, coalesce(g.description, s.description, '') as description, coalesce(g.status, s.status, 'pending') as status, g.country, case when g.has_city then g.city else s.city end as city, coalesce(g.is_own, s.is_own, false) as is_own,
        coalesce(g.return_days, s.return_days, 30) as return_days, coalesce(g.score, s.base_score, 0.5) as base_score, coalesce(g.score, s.score, 0.5) as score, case when g.has_legal then nullif(g.legal, 'null'::jsonb) else s.legal end as legal, coalesce(g.joined_at, s.joined_at, now()) as joined_at
      from given g left join sellers s on s.seller_id = g.known_id
    ), written as (
      insert into sellers (seller_id, handle, name, description, status, country, city, is_own, return_days, base_score, score, legal, joined_at)
      select seller_id, handle, name, description, status, country, city, is_own, return_days, base_score, score, legal, joined_at from merged order by seller_id
      on conflict (seller_id) do update set handle = excluded.handle, name = excluded.name, description = excluded.description, status = excluded.status, country = excluded.country, city = excluded.city, is_own = excluded.is_own, return_days = excluded.return_days, base_score = excluded.base_score, score = excluded.score, legal = excluded.legal, joined_at = excluded.joined_at, updated_at = now()
      returning new.seller_id, new.handle, new.name, new.status, new.score, new.is_own, new.return_days, (new.handle, new.name, new.status, new.score, new.is_own, new.return_days) is distinct from (old.handle, old.name, old.status, old.score, old.is_own, old.return_days) as is_news
    )
    select w.* from written w join merged m using (seller_id) order by m.place`);
}

export async function countOrders(tx: Transaction, seller_ids: readonly string[]): Promise<void> {
  await tx.run(sql`update sellers s set order_count = s.order_count + n.count from (select seller_id, count(*) as count from unnest(${seller_ids}::uuid[]) as o(seller_id) group by seller_id) n where n.seller_id = s.seller_id`);
}

export interface Standing extends SellerFacts {
  readonly base_score: number;
  readonly delivered_count: number;
  readonly cancelled_count: number;
}

export async function countEnd(tx: Transaction, seller_id: string, end: 'delivered' | 'cancelled'): Promise<Standing | undefined> {
  return tx.maybe(sql<Standing>`update sellers set delivered_count = delivered_count + (${end}::text = 'delivered')::integer, cancelled_count = cancelled_count + (${end}::text = 'cancelled')::integer where seller_id = ${seller_id}
    returning seller_id, handle, name, status, score, is_own, return_days, base_score, delivered_count, cancelled_count`);
}

export async function setScore(tx: Transaction, seller_id: string, score: number): Promise<void> {
  await tx.run(sql`update sellers set score = ${score}, updated_at = now() where seller_id = ${seller_id}`);
}
