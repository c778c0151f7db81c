import type { JsonText } from '@orinoco/contract';
import { json, sql, type Database, type Queryable, type Sql, type Transaction } from '@orinoco/database';
import type { Allocation, StockLevel } from './contract.ts';

export interface ReserveRequest {
  readonly purchase_id: string;
  readonly expires_at: string;
  readonly lines: readonly { readonly offer_id: string; readonly quantity: number }[];
}
export interface ShortOffer { readonly offer_id: string; readonly available_count: number }
export type ReserveAnswer =
  | { readonly status: 'reserved'; readonly allocations: readonly Allocation[]; readonly expires_at: string }
  | { readonly status: 'short'; readonly offers: readonly ShortOffer[] }
  | { readonly status: 'expired' };

/** Reserves for many purchases in one statement and one commit. Answers in the order of the requests. */
export async function reserveBatch(database: Database, requests: readonly ReserveRequest[]): Promise<readonly ReserveAnswer[]> {
  const { answers } = await database.one(sql<{ answers: ReserveAnswer[] }>`select reserve_batch(${json(requests)}::jsonb) as answers`);
  if (answers.some((answer) => answer.status === 'reserved')) database.poke();
  return answers;
}

/** Which of these purchases have ever reserved anything. */
export async function knownPurchases(database: Queryable, purchase_ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await database.many(sql<{ purchase_id: string }>`select distinct purchase_id from reservations where purchase_id = any(${purchase_ids}::uuid[])`);
  return new Set(rows.map((row) => row.purchase_id));
}

/** Gives a purchase's held or committed stock back; `offer_ids`, as they were sold; null is all of it. Answers how many allocations that were. */
export async function releasePurchase(database: Database, purchase_id: string, offer_ids: readonly string[] | null): Promise<number> {
  return changed(database, (tx) => tx.one(sql<Moved>`select release_purchase(${purchase_id}::uuid, ${offer_ids}::uuid[]) as moved_count`));
}

/** Gives back holds that are over at `now`, `limit` at most. */
export async function expireHolds(database: Database, now: Date, limit: number): Promise<number> {
  return swept(database, sql<Moved>`select expire_holds(${now}::timestamptz, ${limit}::integer) as moved_count`);
}

/** Answers how many allocations of the offers have been shipped, now or before. */
export async function shipPurchase(database: Database, purchase_id: string, offer_ids: readonly string[]): Promise<number> {
  return changed(database, (tx) => tx.one(sql<Moved>`select ship_purchase(${purchase_id}::uuid, ${offer_ids}::uuid[]) as moved_count`));
}

/** Takes marked allocations off the shelf, about `limit` at a time. */
export async function shipDue(database: Database, limit: number): Promise<number> {
  return swept(database, sql<Moved>`select ship_due(${limit}::integer) as moved_count`);
}

/** Takes over the compositions of bundles that were heard of, and tells their counts. Answers how many those were. */
export async function applyBundles(database: Database): Promise<number> {
  return swept(database, sql<Moved>`select apply_bundles() as moved_count`);
}

interface Moved { readonly moved_count: number }

/** What looks for work in one statement, and mostly finds none, needs no transaction around it. */
async function swept(database: Database, look: Sql<Moved>): Promise<number> {
  const { moved_count } = await database.one(look);
  if (moved_count > 0) database.poke();
  return moved_count;
}

/** In a transaction for its retry: several of these meet a handler's transaction that already holds other purchases. */
async function changed(database: Database, move: (tx: Transaction) => Promise<Moved>): Promise<number> {
  return database.transaction(async (tx) => {
    const { moved_count } = await move(tx);
    if (moved_count > 0) tx.poke();
    return moved_count;
  });
}

export type CommitOutcome = 'committed' | 'released' | 'short' | 'unknown';

/** Makes a purchase's stock permanent, taking again what has expired. The caller rolls back on 'short'. */
export async function commitPurchase(tx: Transaction, purchase_id: string): Promise<CommitOutcome> {
  const { outcome } = await tx.one(sql<{ outcome: CommitOutcome }>`select commit_purchase(${purchase_id}::uuid) as outcome`);
  tx.poke();
  return outcome;
}

/** Notes that a parcel has left; `shipDue` moves the levels. Answers how many allocations of it are due or gone. */
export async function markShipDue(tx: Transaction, purchase_id: string, offer_ids: readonly string[]): Promise<number> {
  const { marked_count } = await tx.one(sql<{ marked_count: number }>`with marked as (
      update reservations set status = 'committed', expires_at = null, is_ship_due = true
      where purchase_id = ${purchase_id} and sold_as = any(${offer_ids}::uuid[]) and status in ('held', 'committed') returning 1
    )
    select (select count(*) from marked) + (select count(*) from reservations where purchase_id = ${purchase_id} and sold_as = any(${offer_ids}::uuid[]) and status = 'shipped') as marked_count`);
  return marked_count;
}

export interface SetStockAnswer {
  readonly status: 'saved' | 'foreign' | 'bundle' | 'below_reserved';
  readonly levels: readonly { readonly offer_id: string; readonly stock_location_id?: string; readonly reserved?: number }[];
  /** Levels of which a newer count is known; 0 unless 'saved'. */
  readonly outdated_count?: number;
}

export interface StockCounts {
  readonly levels: readonly Pick<StockLevel, 'offer_id' | 'stock_location_id' | 'on_hand'>[];
  readonly reason: string;
  /** When they were counted; null is now. */
  readonly counted_at: string | null;
}

/** Sets levels, all or none. `sellers` null: anybody's offers; `takes_unknown`: also offers that no seller is known for. */
export async function setLevels(database: Database, { levels, reason, counted_at }: StockCounts, sellers: readonly string[] | null, takes_unknown: boolean): Promise<SetStockAnswer> {
  const { answer } = await database.one(sql<{ answer: SetStockAnswer }>`select set_stock(${json(levels)}::jsonb, ${reason}::text, ${sellers}::uuid[], ${takes_unknown}::boolean, ${counted_at}::timestamptz) as answer`);
  if (answer.status === 'saved') database.poke();
  return answer;
}

export async function readLevels(database: Queryable, offer_ids: readonly string[]): Promise<JsonText<{ levels: StockLevel[] }>> {
  const text = await database.text<{ levels: StockLevel[] }>(sql`select json_build_object('levels', coalesce(json_agg(json_build_object(
      'offer_id', offer_id, 'stock_location_id', stock_location_id, 'on_hand', on_hand, 'reserved', reserved, 'available', on_hand - reserved) order by offer_id, stock_location_id), '[]'))::text as json
    from (select * from stock_levels where offer_id = any(${offer_ids}::uuid[]) order by offer_id, stock_location_id limit 2000) as l`);
  if (!text) throw new Error('An aggregate always has a row');
  return text;
}

export interface MovementRow {
  readonly movement_id: string;
  readonly offer_id: string;
  readonly stock_location_id: string;
  readonly on_hand_change: number;
  readonly reserved_change: number;
  readonly reason: 'receive' | 'adjust' | 'damage' | 'count' | 'reserve' | 'release' | 'ship' | 'return';
  readonly reference: string | null;
  readonly created_at: string;
}

/** The ledger of an offer, newest first. */
export async function readMovements(database: Queryable, offer_id: string, page: number, page_size: number): Promise<MovementRow[]> {
  return database.many(sql<MovementRow>`select movement_id, offer_id, stock_location_id, on_hand_change, reserved_change, reason, reference, created_at
    from stock_movements where offer_id = ${offer_id} order by movement_id desc limit ${page_size} offset ${(page - 1) * page_size}`);
}

/** Remembers whose an offer is. */
export async function saveOfferSellers(tx: Transaction, offers: readonly { readonly offer_id: string; readonly seller_id: string }[]): Promise<void> {
  const last = [...new Map(offers.map(({ offer_id, seller_id }) => [offer_id, { offer_id, seller_id }])).values()];
  await tx.run(sql`insert into offer_sellers as s (offer_id, seller_id) select offer_id, seller_id from jsonb_to_recordset(${json(last)}::jsonb) as o(offer_id uuid, seller_id uuid)
    on conflict (offer_id) do update set seller_id = excluded.seller_id where s.seller_id <> excluded.seller_id`);
}

/** Remembers what bundles are made of, where that is news, until `applyBundles` takes it over. */
export async function savePendingBundles(tx: Transaction, offers: readonly { readonly offer_id: string; readonly components: readonly { readonly offer_id: string; readonly quantity: number }[] }[]): Promise<void> {
  const last = [...new Map(offers.map(({ offer_id, components }) => [offer_id, { offer_id, components }])).values()];
  await tx.run(sql`with heard as materialized (
      select o.offer_id, coalesce(o.components, '[]') as components, (select jsonb_object_agg(c->>'offer_id', c->'quantity') from jsonb_array_elements(o.components) as c) as composition from jsonb_to_recordset(${json(last)}::jsonb) as o(offer_id uuid, components jsonb)
    )
    insert into pending_bundles as p (bundle_offer_id, components) select h.offer_id, h.components from heard as h
    where h.composition is distinct from (select jsonb_object_agg(b.component_offer_id::text, b.quantity) from bundle_components as b where b.bundle_offer_id = h.offer_id)
      or exists (select from pending_bundles as known where known.bundle_offer_id = h.offer_id)
    on conflict (bundle_offer_id) do update set components = excluded.components`);
}
