import type { JsonText } from '@orinoco/contract';
import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { Coupon } from './coupon.ts';
import type { Price } from './contract.ts';

/** A coupon as a quote needs it: with how often this customer has used it. */
export interface QuotedCoupon extends Coupon { readonly usage_limit_per_customer: number | null }
export interface QuoteParts {
  /** Price in minor units by offer_id. */
  readonly prices: Readonly<Record<string, number>>;
  readonly coupons: readonly QuotedCoupon[];
}

/** Everything of the price list that a cart needs, in one statement. */
export async function readQuoteParts(database: Queryable, offer_ids: readonly string[], currency: string, codes: readonly string[], customer_id: string | null): Promise<QuoteParts> {
  return database.one(sql<QuoteParts>`select
    (select coalesce(json_object_agg(offer_id, price_minor), '{}') from prices where offer_id = any(${offer_ids}::uuid[]) and currency = ${currency}) as prices,
    (select coalesce(json_agg(json_build_object(
        'code', c.code, 'kind', c.kind, 'percent_ppm', c.percent_ppm, 'amount_minor', c.amount_minor, 'currency', c.currency, 'min_subtotal_minor', c.min_subtotal_minor,
        'seller_id', c.seller_id, 'category_ids', case when cardinality(c.category_ids) > 0 then c.category_ids end, 'is_first_order_only', c.is_first_order_only, 'funded_by', c.funded_by,
        'starts_at', c.starts_at, 'ends_at', c.ends_at, 'usage_limit', c.usage_limit, 'used_count', c.used_count, 'usage_limit_per_customer', c.usage_limit_per_customer,
        'customer_used_count', (select count(*) from coupon_redemptions r where r.customer_id = ${customer_id}::uuid and r.coupon_id = c.coupon_id and r.status = 'used'))), '[]')
      from coupons c where c.code = any(${codes}::text[])) as coupons`);
}

/** Lets one price list at a time be saved, so that history has no gaps and events come in the order of the prices. */
export async function lockPrices(tx: Transaction): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(1347571019)`);
}

/** Those of the offers that are not one of the sellers'; unknown offers pass when `takes_unknown`. */
export async function foreignOffers(tx: Queryable, offer_ids: readonly string[], sellers: readonly string[], takes_unknown: boolean): Promise<ReadonlySet<string>> {
  const rows = await tx.many(sql<{ offer_id: string }>`select o.offer_id from unnest(${offer_ids}::uuid[]) as o(offer_id) left join offer_sellers s using (offer_id)
    where not coalesce(s.seller_id = any(${sellers}::uuid[]), ${takes_unknown}::boolean)`);
  return new Set(rows.map((row) => row.offer_id));
}

/**
 * Saves the prices that differ, closes the history of what they replace and tells both, in one statement. The lowest
 * price is that of the 30 days before the price now in force began (Directive 98/6/EC, art. 6a), or null when the
 * offer had no price yet 30 days before.
 * @returns how many changed
 */
export async function savePrices(tx: Transaction, prices: readonly Price[], now: Date): Promise<number> {
  const { changed_count } = await tx.one(sql<{ changed_count: number }>`with changed as (
      select a.*, p.price_minor as old_price_minor, p.from_at as old_from_at, a.price_minor is distinct from p.price_minor as is_new,
        case when a.price_minor is distinct from p.price_minor then greatest(${now}::timestamptz, p.from_at) else p.from_at end as from_at
      from jsonb_to_recordset(${json(prices)}::jsonb) as a(offer_id uuid, currency char(3), price_minor bigint, list_price_minor bigint)
      left join prices p using (offer_id, currency)
      where a.price_minor is distinct from p.price_minor or a.list_price_minor is distinct from p.list_price_minor
    ), closed as (
      insert into price_history (offer_id, currency, price_minor, from_at, until_at)
      select offer_id, currency, old_price_minor, old_from_at, from_at from changed where is_new and old_from_at < from_at
    ), saved as (
      insert into prices (offer_id, currency, price_minor, list_price_minor, from_at) select offer_id, currency, price_minor, list_price_minor, from_at from changed
      on conflict (offer_id, currency) do update set price_minor = excluded.price_minor, list_price_minor = excluded.list_price_minor, from_at = excluded.from_at
    ), told as (
      insert into outbox (type, version, key, payload)
      select 'pricing.price_changed', 1, c.offer_id::text, jsonb_build_object('offer_id', c.offer_id, 'currency', c.currency, 'price_minor', c.price_minor, 'list_price_minor', c.list_price_minor, 'lowest_price_30d_minor', l.lowest_minor)
      from changed c cross join lateral (
        select case when min(past.from_at) <= c.from_at - interval '30 days' then min(past.price_minor) filter (where past.until_at > c.from_at - interval '30 days') end as lowest_minor
        from (
          select h.price_minor, h.from_at, h.until_at from price_history h where h.offer_id = c.offer_id and h.currency = c.currency
          union all select c.old_price_minor, c.old_from_at, c.from_at where c.is_new and c.old_from_at < c.from_at
        ) as past
      ) as l
    )
    select count(*) as changed_count from changed`);
  if (changed_count > 0) tx.poke();
  return changed_count;
}

export interface PriceHistory { lowest_price_30d_minor: number | null; prices: { price_minor: number; from_at: string; until_at: string | null }[] }

/** Prices of an offer, newest first, the one in force with `until_at` null. */
export async function readPriceHistory(database: Queryable, offer_id: string, currency: string): Promise<JsonText<PriceHistory>> {
  const text = await database.text<PriceHistory>(sql`with present as (
      select price_minor, from_at from prices where offer_id = ${offer_id} and currency = ${currency}
    ), past as (
      select price_minor, from_at, until_at from price_history where offer_id = ${offer_id} and currency = ${currency}
    ), listed as (
      select price_minor, from_at, null::timestamptz as until_at from present union all select * from past order by from_at desc limit 1000
    )
    select json_build_object(
      'lowest_price_30d_minor', (select case when min(past.from_at) <= present.from_at - interval '30 days' then min(past.price_minor) filter (where past.until_at > present.from_at - interval '30 days') end from present, past group by present.from_at),
      'prices', (select coalesce(json_agg(json_build_object('price_minor', price_minor, 'from_at', from_at, 'until_at', until_at) order by from_at desc), '[]') from listed)
    )::text as json`);
  if (!text) throw new Error('An aggregate always has a row');
  return text;
}

/** Remembers whose an offer is. */
export async function saveOfferSellers(tx: Transaction, offers: readonly { readonly offer_id: string; readonly seller_id: string }[]): Promise<void> {
  const last = [...new Map(offers.map(({ offer_id, seller_id }) => [offer_id, { offer_id, seller_id }])).values()];
  await tx.run(sql`insert into offer_sellers as s (offer_id, seller_id) select offer_id, seller_id from jsonb_to_recordset(${json(last)}::jsonb) as o(offer_id uuid, seller_id uuid)
    on conflict (offer_id) do update set seller_id = excluded.seller_id where s.seller_id <> excluded.seller_id`);
}
