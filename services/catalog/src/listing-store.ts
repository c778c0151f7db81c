import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { ListingDecision, ListingSource } from './listing.ts';

export async function hasStale(database: Queryable): Promise<boolean> {
  return (await database.one(sql<{ is_stale: boolean }>`select exists (select from stale_listings) as is_stale`)).is_stale;
}

/** Takes up to `limit` products off the pile, those that waited longest first. */
export async function takeStale(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx.many(sql<{ product_id: string }>`delete from stale_listings where product_id in (select product_id from stale_listings order by marked_at, product_id limit ${limit}) returning product_id`);
  return rows.map((row) => row.product_id);
}

/** Puts every product on the pile, and drops listings of products that are gone. */
export async function markAllStale(tx: Transaction): Promise<void> {
  await tx.run(sql`with gone as (delete from listings l where not exists (select from products p where p.product_id = l.product_id))
    insert into stale_listings (product_id) select product_id from products on conflict do nothing`);
}

export async function countListed(database: Queryable): Promise<number> {
  return (await database.one(sql<{ count: number }>`select count(*) as count from listings where is_listed`)).count;
}

/** All that the listings of these products are decided on. Unknown products are left out. */
export async function loadSources(tx: Transaction, product_ids: readonly string[]): Promise<ListingSource[]> {
  return tx.many(sql<ListingSource>`with asked as materialized (
      select p.* from products p where p.product_id = any(${product_ids}::uuid[])
    ), paths as materialized (
      select c.category_id, (select string_agg(up.handle || ':' || up.name, '/' order by ordinality) from unnest(c.path_ids) with ordinality as i(id, ordinality) join categories up on up.category_id = i.id) as path
      from categories c where c.category_id in (select category_id from asked)
    ), priced as materialized (
      select o.product_id, o.variant_id, o.offer_id, s.handle, s.status = 'active' as is_active, json_build_object('offer_id', o.offer_id, 'seller_id', o.seller_id, 'seller_handle', s.handle, 'seller_name', s.name, 'seller_status', s.status, 'seller_score', s.score, 'price_minor', o.price_minor, 'list_price_minor', o.list_price_minor, 'currency', o.currency,
        'shipping_minor', o.shipping_minor, 'condition', o.condition, 'handling_days', o.handling_days, 'available_count', case when o.is_complete then o.available_count else 0 end) as offer
      from offers o join seller_cards s using (seller_id) where o.product_id = any(${product_ids}::uuid[]) and o.status = 'active' and o.price_minor is not null
    ), sellers as materialized (
      select product_id, string_agg(distinct handle, ',' order by handle) as handles, string_agg(distinct variant_id::text, ',' order by variant_id::text) as variant_ids from priced where is_active group by product_id
    ), offers_of as materialized (
      select variant_id, json_agg(offer order by offer_id) as offers from priced group by variant_id
    ), offered as materialized (
      select v.product_id, json_agg(json_build_object('variant_id', v.variant_id, 'media_key', v.media_key, 'offers', coalesce(f.offers, '[]'::json)) order by v.position, v.variant_id) as variants
      from variants v left join offers_of f using (variant_id) where v.product_id = any(${product_ids}::uuid[]) group by v.product_id
    )
    select p.product_id, p.handle, p.title, p.status, p.created_at, b.handle as brand_handle, b.name as brand_name, c.category_id, c.handle as category_handle, c.name as category_name, c.path_ids,
      array(select lc.category_id from listing_categories lc where lc.product_id = p.product_id) as old_category_ids,
      coalesce((select m.media_key from media m where m.product_id = p.product_id order by m.position limit 1), '') as media_key, s.rating_average, coalesce(s.rating_count, 0) as rating_count, coalesce(s.popularity, 0) as popularity,
      coalesce((select best.product_id from listing_categories best where best.category_id = c.category_id and best.popularity > 0 order by best.popularity desc, best.product_id limit 1) = p.product_id, false) as is_best_seller,
      md5(concat_ws('|', p.updated_at, w.path, n.handles, n.variant_ids)) as content_digest, coalesce(v.variants, '[]'::json) as variants
    from asked p join categories c using (category_id) join paths w using (category_id) left join brands b using (brand_id) left join product_signals s using (product_id) left join offered v using (product_id) left join sellers n using (product_id)`);
}

export interface WrittenListing {
  readonly product_id: string;
  readonly handle: string;
  readonly version: number;
  readonly is_listed: boolean;
  /** There is something to tell: the card or what is indexed changed, or its popularity grew by a quarter. */
  readonly is_news: boolean;
}

/**
 * Writes decisions in one statement: featured offers, listings and their places in categories. A row that is the same
 * is left alone. `version` grows by one per change; popularity moves a listing without being one.
 */
export async function writeListings(tx: Transaction, decisions: readonly ListingDecision[]): Promise<WrittenListing[]> {
  const rows = decisions.map(({ source, card, seller_id, is_listed, category_ids }) => ({ ...source, ...card, variants: undefined, seller_id, seller_handle: card.seller?.handle, seller_name: card.seller?.name, card, is_listed, category_ids }));
  const featured = decisions.flatMap((decision) => decision.featured);
  return tx.many(sql<WrittenListing>`with decided as materialized (
      select * from json_to_recordset(${json(rows)}::json) as r(product_id uuid, handle text, title text, brand_handle text, brand_name text, category_id uuid, category_handle text, category_name text, media_key text, offer_id uuid, variant_id uuid, seller_id uuid, seller_handle text, seller_name text,
        price_minor bigint, list_price_minor bigint, currency text, offer_count integer, rating_average real, rating_count integer, is_in_stock boolean, stock_hint text, handling_days integer, badges jsonb, popularity double precision, card json, content_digest text, is_listed boolean, created_at timestamptz, category_ids uuid[])
    ), chosen as (
      insert into featured_offers as f (variant_id, product_id, offer_id, reason)
      select variant_id, product_id, offer_id, reason from jsonb_to_recordset(${json(featured)}::jsonb) as r(variant_id uuid, product_id uuid, offer_id uuid, reason jsonb)
      on conflict (variant_id) do update set product_id = excluded.product_id, offer_id = excluded.offer_id, reason = excluded.reason, decided_at = now()
      where (f.product_id, f.offer_id, f.reason) is distinct from (excluded.product_id, excluded.offer_id, excluded.reason)
    ), left_categories as (
      delete from listing_categories lc using decided d where lc.product_id = d.product_id and lc.category_id <> all(d.category_ids)
    ), placed as (
      insert into listing_categories as lc (category_id, product_id, popularity) select c.category_id, d.product_id, d.popularity from decided d cross join unnest(d.category_ids) as c(category_id)
      on conflict (category_id, product_id) do update set popularity = excluded.popularity where lc.popularity <> excluded.popularity
    )
    insert into listings as l (product_id, handle, title, brand_handle, brand_name, category_id, category_handle, category_name, media_key, offer_id, variant_id, seller_id, seller_handle, seller_name, price_minor, list_price_minor, currency, offer_count, rating_average, rating_count, is_in_stock, stock_hint, handling_days, badges, popularity, announced_popularity, card, content_digest, is_listed, created_at)
    select product_id, handle, title, brand_handle, brand_name, category_id, category_handle, category_name, media_key, offer_id, variant_id, seller_id, seller_handle, seller_name, price_minor, list_price_minor, currency, offer_count, rating_average, rating_count, is_in_stock, stock_hint, handling_days, badges, popularity, popularity, card, content_digest, is_listed, created_at from decided
    on conflict (product_id) do update set handle = excluded.handle, title = excluded.title, brand_handle = excluded.brand_handle, brand_name = excluded.brand_name, category_id = excluded.category_id, category_handle = excluded.category_handle, category_name = excluded.category_name, media_key = excluded.media_key,
      offer_id = excluded.offer_id, variant_id = excluded.variant_id, seller_id = excluded.seller_id, seller_handle = excluded.seller_handle, seller_name = excluded.seller_name, price_minor = excluded.price_minor, list_price_minor = excluded.list_price_minor, currency = excluded.currency, offer_count = excluded.offer_count,
      rating_average = excluded.rating_average, rating_count = excluded.rating_count, is_in_stock = excluded.is_in_stock, stock_hint = excluded.stock_hint, handling_days = excluded.handling_days, badges = excluded.badges, card = excluded.card, content_digest = excluded.content_digest, is_listed = excluded.is_listed,
      created_at = excluded.created_at, popularity = excluded.popularity, updated_at = now(),
      announced_popularity = case when (l.card::text, l.content_digest, l.is_listed) is distinct from (excluded.card::text, excluded.content_digest, excluded.is_listed) or excluded.popularity > l.announced_popularity * 1.25 then excluded.popularity else l.announced_popularity end,
      version = l.version + case when (l.card::text, l.content_digest, l.is_listed) is distinct from (excluded.card::text, excluded.content_digest, excluded.is_listed) or excluded.popularity > l.announced_popularity * 1.25 then 1 else 0 end
    where (l.card::text, l.content_digest, l.is_listed, l.popularity, l.created_at) is distinct from (excluded.card::text, excluded.content_digest, excluded.is_listed, excluded.popularity, excluded.created_at)
    returning new.product_id, new.handle, new.version, new.is_listed, new.version is distinct from old.version and (new.is_listed or coalesce(old.is_listed, false)) as is_news`);
}

/** Marks who has become the best seller of a category without the badge for it, and who wears it no longer rightly. */
export async function markBestSellers(tx: Transaction, category_ids: readonly string[]): Promise<void> {
  await tx.run(sql`with tops as materialized (
      select c.category_id, best.product_id from unnest(${category_ids}::uuid[]) as c(category_id)
      left join lateral (select lc.product_id from listing_categories lc where lc.category_id = c.category_id and lc.popularity > 0 order by lc.popularity desc, lc.product_id limit 1) best on true
    )
    insert into stale_listings (product_id)
    select l.product_id from tops t join listings l on l.product_id = t.product_id and l.category_id = t.category_id where not l.badges ? 'best-seller'
    union
    select l.product_id from tops t join listings l on l.category_id = t.category_id and l.badges ? 'best-seller' where l.product_id is distinct from t.product_id
    on conflict do nothing`);
}
