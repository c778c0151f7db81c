import { json, sql, type Transaction } from '@orinoco/database';

export interface HeardPrice {
  readonly offer_id: string;
  readonly currency: string;
  readonly price_minor: number;
  readonly list_price_minor: number | null;
  readonly lowest_price_30d_minor: number | null;
}

/** Copies prices to their offers, or keeps them until the offers are saved. A price of zero or less is none. One row per offer. */
export async function recordPrices(tx: Transaction, prices: readonly HeardPrice[]): Promise<void> {
  await tx.run(sql`with heard as materialized (
      select offer_id, currency, case when price_minor > 0 then price_minor end as price_minor, case when list_price_minor > 0 then list_price_minor end as list_price_minor, lowest_price_30d_minor
      from jsonb_to_recordset(${json(prices)}::jsonb) as r(offer_id uuid, currency char(3), price_minor bigint, list_price_minor bigint, lowest_price_30d_minor bigint)
    ), changed as (
      update offers o set price_minor = h.price_minor, list_price_minor = h.list_price_minor, lowest_price_30d_minor = h.lowest_price_30d_minor, currency = h.currency
      from heard h where o.offer_id = h.offer_id and (o.price_minor, o.list_price_minor, o.lowest_price_30d_minor, o.currency) is distinct from (h.price_minor, h.list_price_minor, h.lowest_price_30d_minor, h.currency)
      returning o.product_id
    ), kept as (
      insert into pending_offers (offer_id, price_minor, list_price_minor, lowest_price_30d_minor, currency)
      select offer_id, price_minor, list_price_minor, lowest_price_30d_minor, currency from heard h where not exists (select from offers o where o.offer_id = h.offer_id)
      on conflict (offer_id) do update set price_minor = excluded.price_minor, list_price_minor = excluded.list_price_minor, lowest_price_30d_minor = excluded.lowest_price_30d_minor, currency = excluded.currency, heard_at = now()
    )
    insert into stale_listings (product_id) select distinct product_id from changed on conflict do nothing`);
}

export interface HeardStock {
  readonly offer_id: string;
  readonly available_count: number;
}

/** Copies stock counts to their offers, or keeps them until the offers are saved. One row per offer. */
export async function recordStocks(tx: Transaction, stocks: readonly HeardStock[]): Promise<void> {
  await tx.run(sql`with heard as materialized (
      select offer_id, greatest(available_count, 0) as available_count from jsonb_to_recordset(${json(stocks)}::jsonb) as r(offer_id uuid, available_count integer)
    ), changed as (
      update offers o set available_count = h.available_count from heard h where o.offer_id = h.offer_id and o.available_count <> h.available_count returning o.product_id
    ), kept as (
      insert into pending_offers (offer_id, available_count) select offer_id, available_count from heard h where not exists (select from offers o where o.offer_id = h.offer_id)
      on conflict (offer_id) do update set available_count = excluded.available_count, heard_at = now()
    )
    insert into stale_listings (product_id) select distinct product_id from changed on conflict do nothing`);
}

export interface SellerCard {
  readonly seller_id: string;
  readonly handle: string;
  readonly name: string;
  readonly status: string;
  readonly score: number;
  readonly is_own: boolean;
  readonly return_days: number;
}

/** Remembers how sellers look; every product that they offer is decided anew. One row per seller. */
export async function recordSellers(tx: Transaction, cards: readonly SellerCard[]): Promise<void> {
  await tx.run(sql`with changed as (
      insert into seller_cards as s (seller_id, handle, name, status, score, is_own, return_days)
      select seller_id, handle, name, status, score, is_own, return_days from jsonb_to_recordset(${json(cards)}::jsonb) as r(seller_id uuid, handle text, name text, status text, score real, is_own boolean, return_days integer)
      on conflict (seller_id) do update set handle = excluded.handle, name = excluded.name, status = excluded.status, score = excluded.score, is_own = excluded.is_own, return_days = excluded.return_days
      where (s.handle, s.name, s.status, s.score, s.is_own, s.return_days) is distinct from (excluded.handle, excluded.name, excluded.status, excluded.score, excluded.is_own, excluded.return_days)
      returning s.seller_id
    )
    insert into stale_listings (product_id) select distinct o.product_id from offers o join changed using (seller_id) on conflict do nothing`);
}

export interface HeardRating {
  readonly product_id: string;
  readonly rating_average: number | null;
  readonly rating_count: number;
}

/** One row per product. */
export async function recordRatings(tx: Transaction, ratings: readonly HeardRating[]): Promise<void> {
  await tx.run(sql`with changed as (
      insert into product_signals as s (product_id, rating_average, rating_count)
      select product_id, rating_average, rating_count from jsonb_to_recordset(${json(ratings)}::jsonb) as r(product_id uuid, rating_average real, rating_count integer)
      on conflict (product_id) do update set rating_average = excluded.rating_average, rating_count = excluded.rating_count
      where (s.rating_average, s.rating_count) is distinct from (excluded.rating_average, excluded.rating_count)
      returning s.product_id
    )
    insert into stale_listings (product_id) select product_id from changed join products using (product_id) on conflict do nothing`);
}

export interface Weight {
  readonly product_id: string;
  /** Units sold, times the factor of the time when they were. */
  readonly popularity: number;
}

/** Adds sales; a product may stand in several rows. */
export async function addPopularity(tx: Transaction, sold: readonly Weight[]): Promise<void> {
  await tx.run(sql`with sold as (
      select product_id, sum(popularity) as popularity from jsonb_to_recordset(${json(sold)}::jsonb) as r(product_id uuid, popularity double precision) group by product_id
    ), changed as (
      insert into product_signals as s (product_id, popularity) select product_id, popularity from sold order by product_id on conflict (product_id) do update set popularity = s.popularity + excluded.popularity returning s.product_id
    )
    insert into stale_listings (product_id) select product_id from changed join products using (product_id) on conflict do nothing`);
}

/** Replaces what is known of sales; of a product that stands in several rows the highest counts. */
export async function setPopularity(tx: Transaction, known: readonly Weight[]): Promise<void> {
  await tx.run(sql`with known as (
      select product_id, max(popularity) as popularity from jsonb_to_recordset(${json(known)}::jsonb) as r(product_id uuid, popularity double precision) group by product_id
    ), changed as (
      insert into product_signals as s (product_id, popularity) select product_id, popularity from known on conflict (product_id) do update set popularity = excluded.popularity where s.popularity <> excluded.popularity returning s.product_id
    )
    insert into stale_listings (product_id) select product_id from changed join products using (product_id) on conflict do nothing`);
}
