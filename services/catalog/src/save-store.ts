import { json, sql, type Transaction } from '@orinoco/database';
import type { KnownOffer } from './offer-draft.ts';
import type { ProductRow } from './product-draft.ts';

/**
 * Writes products with their media and variants in two statements and marks those that really changed. Variants that
 * a product no longer names are removed, unless they have offers or are part of a bundle.
 */
export async function writeProducts(tx: Transaction, products: readonly ProductRow[]): Promise<void> {
  const product_ids = products.map((product) => product.product_id);
  const rows = products.map(({ media: _media, variants: _variants, translations: _translations, index: _index, ...row }) => row);
  const changed = await tx.many(sql<{ product_id: string }>`insert into products as p (product_id, handle, title, description, features, brand_id, category_id, attributes, options, status, created_at)
    select product_id, handle, title, description, features, brand_id, category_id, attributes, options, status, coalesce(created_at, date_trunc('milliseconds', now()))
    from jsonb_to_recordset(${json(rows)}::jsonb) as r(product_id uuid, handle text, title text, description text, features jsonb, brand_id uuid, category_id uuid, attributes jsonb, options jsonb, status text, created_at timestamptz)
    on conflict (product_id) do update set handle = excluded.handle, title = excluded.title, description = excluded.description, features = excluded.features, brand_id = excluded.brand_id, category_id = excluded.category_id, attributes = excluded.attributes, options = excluded.options, status = excluded.status, created_at = excluded.created_at, updated_at = now()
    where (p.handle, p.title, p.description, p.features, p.brand_id, p.category_id, p.attributes, p.options, p.status, p.created_at)
      is distinct from (excluded.handle, excluded.title, excluded.description, excluded.features, excluded.brand_id, excluded.category_id, excluded.attributes, excluded.options, excluded.status, excluded.created_at)
    returning p.product_id`);
  await writeParts(tx, product_ids, products, changed.map((row) => row.product_id));
}

async function writeParts(tx: Transaction, product_ids: readonly string[], products: readonly ProductRow[], changed_ids: readonly string[]): Promise<void> {
  const media = products.flatMap((product) => product.media);
  const variants = products.flatMap((product) => product.variants);
  const components = variants.flatMap(({ variant_id, components: parts }) => parts.map((part) => ({ variant_id, component_variant_id: part.variant_id, quantity: part.quantity })));
  const translated = products.filter((product) => product.translations !== null);
  const translations = translated.flatMap((product) => product.translations ?? []);
  await tx.run(sql`with given_translations as materialized (
      select * from jsonb_to_recordset(${json(translations)}::jsonb) as r(product_id uuid, locale text, title text, description text)
    ), gone_translations as (
      delete from product_translations t where t.product_id = any(${translated.map((product) => product.product_id)}::uuid[]) and not exists (select from given_translations g where g.product_id = t.product_id and g.locale = t.locale) returning t.product_id
    ), new_translations as (
      insert into product_translations as t (product_id, locale, title, description) select product_id, locale, title, description from given_translations
      on conflict (product_id, locale) do update set title = excluded.title, description = excluded.description where (t.title, t.description) is distinct from (excluded.title, excluded.description) returning t.product_id
    ), given_media as materialized (
      select * from jsonb_to_recordset(${json(media)}::jsonb) as r(product_id uuid, position integer, media_key text, alt text)
    ), given_variants as materialized (
      select * from jsonb_to_recordset(${json(variants)}::jsonb) as r(variant_id uuid, product_id uuid, sku text, gtin char(14), option_values jsonb, weight_g integer, media_key text, position integer)
    ), given_components as materialized (
      select * from jsonb_to_recordset(${json(components)}::jsonb) as r(variant_id uuid, component_variant_id uuid, quantity integer)
    ), gone_media as (
      delete from media m where m.product_id = any(${product_ids}::uuid[]) and not exists (select from given_media g where g.product_id = m.product_id and g.position = m.position) returning m.product_id
    ), new_media as (
      insert into media as m (product_id, position, media_key, alt) select product_id, position, media_key, alt from given_media
      on conflict (product_id, position) do update set media_key = excluded.media_key, alt = excluded.alt where (m.media_key, m.alt) is distinct from (excluded.media_key, excluded.alt) returning m.product_id
    ), gone_variants as (
      delete from variants v where v.product_id = any(${product_ids}::uuid[]) and not exists (select from given_variants g where g.variant_id = v.variant_id) and not exists (select from offers o where o.variant_id = v.variant_id)
        and not exists (select from variant_components c where c.component_variant_id = v.variant_id) and not exists (select from given_components c where c.component_variant_id = v.variant_id) returning v.product_id
    ), new_variants as (
      insert into variants as v (variant_id, product_id, sku, gtin, option_values, weight_g, media_key, position) select variant_id, product_id, sku, gtin, option_values, weight_g, media_key, position from given_variants
      on conflict (variant_id) do update set sku = excluded.sku, gtin = excluded.gtin, option_values = excluded.option_values, weight_g = excluded.weight_g, media_key = excluded.media_key, position = excluded.position
      where (v.sku, v.gtin, v.option_values, v.weight_g, v.media_key, v.position) is distinct from (excluded.sku, excluded.gtin, excluded.option_values, excluded.weight_g, excluded.media_key, excluded.position) returning v.product_id
    ), gone_components as (
      delete from variant_components c using given_variants v where c.variant_id = v.variant_id and not exists (select from given_components g where g.variant_id = c.variant_id and g.component_variant_id = c.component_variant_id) returning v.product_id
    ), new_components as (
      insert into variant_components as c (variant_id, component_variant_id, quantity) select variant_id, component_variant_id, quantity from given_components
      on conflict (variant_id, component_variant_id) do update set quantity = excluded.quantity where c.quantity <> excluded.quantity returning c.variant_id
    ), changed as (
      select product_id from gone_translations union select product_id from new_translations union select product_id from gone_components union select v.product_id from new_components join given_variants v using (variant_id) union select product_id from gone_media union select product_id from new_media union select product_id from gone_variants union select product_id from new_variants
    ), touched as (
      update products set updated_at = now() where product_id in (select product_id from changed) and product_id <> all(${changed_ids}::uuid[])
    )
    insert into stale_listings (product_id) select product_id from changed union select unnest(${changed_ids}::uuid[]) on conflict do nothing`);
}

/** Writes offers, hands new ones the price and stock that came before them, and marks their products. */
export async function writeOffers(tx: Transaction, offers: readonly KnownOffer[]): Promise<void> {
  await tx.run(sql`with given as materialized (
      select * from jsonb_to_recordset(${json(offers)}::jsonb) as r(offer_id uuid, variant_id uuid, product_id uuid, seller_id uuid, seller_sku text, condition text, handling_days integer, quantity_limit integer, status text, components jsonb)
    ), heard as (
      delete from pending_offers p using given g where p.offer_id = g.offer_id returning p.*
    ), written as (
      insert into offers (offer_id, variant_id, product_id, seller_id, seller_sku, condition, handling_days, quantity_limit, status, components, price_minor, list_price_minor, lowest_price_30d_minor, currency, available_count)
      select g.offer_id, g.variant_id, g.product_id, g.seller_id, g.seller_sku, g.condition, g.handling_days, g.quantity_limit, g.status, g.components, h.price_minor, h.list_price_minor, h.lowest_price_30d_minor, coalesce(h.currency, 'USD'), coalesce(h.available_count, 0)
      from given g left join heard h using (offer_id)
      on conflict (offer_id) do update set seller_sku = excluded.seller_sku, condition = excluded.condition, handling_days = excluded.handling_days, quantity_limit = excluded.quantity_limit, status = excluded.status, components = excluded.components, updated_at = now()
      returning product_id
    )
    insert into stale_listings (product_id) select distinct product_id from written on conflict do nothing`);
}

/** Decides anew which bundles lack a component: those among the given offers, and those that these are part of. */
export async function markIncomplete(tx: Transaction, offers: readonly KnownOffer[]): Promise<void> {
  const variant_ids = [...new Set(offers.map((offer) => offer.variant_id))];
  await tx.run(sql`with touched as materialized (
      select variant_id from variant_components where component_variant_id = any(${variant_ids}::uuid[]) union select variant_id from variant_components where variant_id = any(${variant_ids}::uuid[])
    ), decided as materialized (
      select b.offer_id, not exists (select from jsonb_to_recordset(b.components) as c(offer_id uuid) left join offers part on part.offer_id = c.offer_id where part.status is distinct from 'active') as is_complete
      from offers b where b.variant_id in (select variant_id from touched)
    ), changed as (
      update offers o set is_complete = d.is_complete from decided d where o.offer_id = d.offer_id and o.is_complete <> d.is_complete returning o.product_id
    )
    insert into stale_listings (product_id) select distinct product_id from changed on conflict do nothing`);
}
