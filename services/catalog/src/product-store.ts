import type { JsonText } from '@orinoco/contract';
import { sql, type Queryable } from '@orinoco/database';
import type { OfferLine, ProductDraft, ProductView, SearchableProduct } from './contract.ts';
import { low_stock_count } from './listing.ts';

type Json = { json: string | null };

/** A product page in one statement: variants in order, offers of active sellers at a price, the featured one first and then by landed price. */
export function productView(database: Queryable, handle: string, locale: string | null): Promise<JsonText<ProductView> | undefined> {
  return database.text(sql<Json>`with product as materialized (
      select p.*, b.handle as brand_handle, b.name as brand_name, c.path_ids, coalesce(t.title, p.title) as shown_title, coalesce(t.description, p.description) as shown_description
      from products p join categories c using (category_id) left join brands b using (brand_id)
      left join lateral (select title, description from product_translations t where t.product_id = p.product_id and t.locale in (${locale}::text, split_part(${locale}::text, '-', 1)) order by length(t.locale) desc limit 1) t on true
      where p.handle = ${handle} and p.status = 'published'
    ), pictures as materialized (
      select m.media_key, m.alt, m.position from product join media m using (product_id)
    ), shown as materialized (
      select v.* from product join variants v using (product_id) order by v.position, v.variant_id limit 500
    ), offered as materialized (
      select o.*, case when o.is_complete then o.available_count else 0 end as sellable_count, s.handle as seller_handle, s.name as seller_name, s.score, s.is_own, s.return_days, o.offer_id is not distinct from f.offer_id as is_featured
      from product join offers o using (product_id) join seller_cards s using (seller_id) left join featured_offers f on f.variant_id = o.variant_id
      where o.status = 'active' and s.status = 'active' and o.price_minor is not null and o.variant_id in (select variant_id from shown order by position, variant_id limit 200)
      order by is_featured desc, o.price_minor + o.shipping_minor, o.offer_id limit 1000
    ), buyable as materialized (
      select variant_id, min(price_minor) as price_minor from offered where sellable_count > 0 group by variant_id
    ), made_of as materialized (
      select vc.variant_id, json_agg(json_build_object('variant_id', part.variant_id, 'handle', case when p.status = 'published' then p.handle end, 'title', coalesce(t.title, p.title), 'variant_title', coalesce((select left(string_agg(part.option_values ->> (option.value ->> 'code'), ' / ' order by option.place), 300) from jsonb_array_elements(p.options) with ordinality as option(value, place)), ''), 'quantity', vc.quantity,
        'media_key', coalesce(part.media_key, (select m.media_key from media m where m.product_id = p.product_id order by m.position limit 1), '')) order by coalesce(t.title, p.title), part.variant_id) as components
      from shown join variant_components vc using (variant_id) join variants part on part.variant_id = vc.component_variant_id join products p on p.product_id = part.product_id
      left join lateral (select title from product_translations t where t.product_id = p.product_id and t.locale in (${locale}::text, split_part(${locale}::text, '-', 1)) order by length(t.locale) desc limit 1) t on true group by vc.variant_id
    ), definitions as materialized (
      select distinct on (d.code) d.code, d.label, d.unit, up.place, a.place as place_within from product cross join unnest(product.path_ids) with ordinality as up(category_id, place) join categories c on c.category_id = up.category_id
        cross join jsonb_array_elements(c.attributes) with ordinality as a(definition, place) cross join jsonb_to_record(a.definition) as d(code text, label text, unit text) order by d.code, up.place desc
    )
    select json_build_object('product_id', p.product_id, 'handle', p.handle, 'title', p.shown_title, 'description', p.shown_description, 'features', p.features,
      'brand', case when p.brand_handle is not null then json_build_object('handle', p.brand_handle, 'name', p.brand_name) end,
      'category_path', (select json_agg(json_build_object('handle', c.handle, 'name', c.name) order by up.place) from unnest(p.path_ids) with ordinality as up(category_id, place) join categories c using (category_id)), 'category_id', p.category_id,
      'attributes', coalesce((select json_agg(json_build_object('code', a.key, 'label', coalesce(d.label, initcap(replace(a.key, '_', ' '))), 'value', a.value, 'unit', d.unit) order by d.place desc nulls last, d.place_within, a.key) from jsonb_each(p.attributes) a left join definitions d on d.code = a.key), '[]'::json),
      'options', p.options, 'media', coalesce((select json_agg(json_build_object('media_key', media_key, 'alt', alt) order by position) from pictures), '[]'::json),
      'variants', coalesce((select json_agg(json_build_object('variant_id', v.variant_id, 'sku', v.sku, 'gtin', v.gtin, 'option_values', v.option_values, 'media_key', coalesce(v.media_key, (select media_key from pictures order by position limit 1), ''), 'weight_g', v.weight_g,
        'price_minor', b.price_minor, 'is_available', b.price_minor is not null, 'components', coalesce(m.components, '[]'::json)) order by v.position, v.variant_id) from shown v left join buyable b using (variant_id) left join made_of m using (variant_id)), '[]'::json),
      'offers', coalesce((select json_agg(json_build_object('offer_id', o.offer_id, 'variant_id', o.variant_id, 'price_minor', o.price_minor, 'list_price_minor', o.list_price_minor, 'lowest_price_30d_minor', o.lowest_price_30d_minor, 'currency', o.currency, 'condition', o.condition, 'handling_days', o.handling_days,
        'seller_id', o.seller_id, 'seller', json_build_object('handle', o.seller_handle, 'name', o.seller_name, 'score', o.score, 'is_own', o.is_own, 'return_days', o.return_days), 'available_count', o.sellable_count, 'is_in_stock', o.sellable_count > 0,
        'stock_hint', case when o.sellable_count = 0 then 'out' when o.sellable_count <= ${low_stock_count} then 'low' else 'in_stock' end, 'is_featured', o.is_featured) order by o.is_featured desc, o.price_minor + o.shipping_minor, o.offer_id) from offered o), '[]'::json),
      'rating_average', s.rating_average, 'rating_count', coalesce(s.rating_count, 0), 'created_at', p.created_at)::text as json
    from product p left join product_signals s using (product_id)`);
}

/** Offers as cart and checkout need them, in the order asked for. Offers of sellers not heard of yet are unknown. */
export function offerLines(database: Queryable, offer_ids: readonly string[]): Promise<JsonText<{ offers: OfferLine[] }> | undefined> {
  return database.text(sql<Json>`select json_build_object('offers', coalesce(json_agg(json_build_object('offer_id', o.offer_id, 'variant_id', o.variant_id, 'product_id', o.product_id, 'handle', p.handle, 'title', p.title,
      'variant_title', coalesce((select left(string_agg(v.option_values ->> (option.value ->> 'code'), ' / ' order by option.place), 300) from jsonb_array_elements(p.options) with ordinality as option(value, place)), ''),
      'media_key', coalesce(v.media_key, (select m.media_key from media m where m.product_id = o.product_id order by m.position limit 1), ''), 'sku', v.sku, 'seller_id', o.seller_id, 'seller', json_build_object('handle', s.handle, 'name', s.name),
      'category_id', p.category_id, 'category_ids', c.path_ids, 'tax_category', p.tax_category, 'price_minor', o.price_minor, 'list_price_minor', o.list_price_minor, 'currency', o.currency, 'condition', o.condition, 'handling_days', o.handling_days, 'weight_g', v.weight_g,
      'available_count', case when o.is_complete then o.available_count else 0 end, 'is_buyable', o.is_complete and o.status = 'active' and s.status = 'active' and p.status = 'published' and o.price_minor is not null, 'quantity_limit', o.quantity_limit) order by a.place), '[]'::json))::text as json
    from unnest(${offer_ids}::uuid[]) with ordinality as a(offer_id, place) join offers o using (offer_id) join variants v using (variant_id) join products p on p.product_id = o.product_id join categories c using (category_id) join seller_cards s using (seller_id)`);
}

interface Pick {
  readonly product_ids: readonly string[] | null;
  readonly after_product_id: string | null;
  readonly limit: number;
  /** What a unit sold now weighs. */
  readonly factor: number;
}

/** What search indexes: of these products, or the next ones by id. Products that are not listed come with `is_listed` false. */
export function searchableProducts(database: Queryable, { product_ids, after_product_id, limit, factor }: Pick): Promise<JsonText<{ products: SearchableProduct[] }> | undefined> {
  return database.text(sql<Json>`with asked as materialized (
      select l.* from listings l where l.product_id = any(${product_ids}::uuid[])
      union all
      (select l.* from listings l where ${product_ids}::uuid[] is null and l.product_id > coalesce(${after_product_id}::uuid, '00000000-0000-0000-0000-000000000000'::uuid) order by l.product_id limit ${limit})
    )
    select json_build_object('products', coalesce(json_agg(json_build_object('product_id', l.product_id, 'version', l.version, 'is_listed', l.is_listed, 'handle', l.handle, 'title', l.title, 'description', p.description, 'brand', coalesce(l.brand_name, ''), 'brand_handle', coalesce(l.brand_handle, ''),
      'seller_handles', coalesce(array_to_json(sellers.handles), '[]'::json), 'seller_ids', coalesce(array_to_json(sellers.seller_ids), '[]'::json), 'featured_seller_id', l.seller_id, 'handling_days', l.handling_days,
      'category_path', (select json_agg(json_build_object('handle', up.handle, 'name', up.name) order by i.place) from unnest(c.path_ids) with ordinality as i(category_id, place) join categories up using (category_id)),
      'identifiers', coalesce((select json_agg(identifier) from (select identifier from variants v cross join unnest(array[v.sku, v.gtin::text, case when v.gtin like '000000%' then right(v.gtin::text, 8) when v.gtin like '00%' then right(v.gtin::text, 12) when v.gtin like '0%' then right(v.gtin::text, 13) end]) as i(identifier)
        where v.product_id = l.product_id and identifier is not null order by v.position, identifier limit 2000) as identifiers), '[]'::json),
      'attributes', p.attributes, 'options', coalesce((select json_object_agg(code, option_values order by code) from (select o.code, json_agg(distinct o.value order by o.value) as option_values from variants v cross join jsonb_each_text(v.option_values) as o(code, value)
        where v.product_id = l.product_id and exists (select from offers f join seller_cards s using (seller_id) where f.variant_id = v.variant_id and f.status = 'active' and s.status = 'active' and f.price_minor is not null) group by o.code) as offered), '{}'::json),
      'price_minor', l.price_minor, 'currency', l.currency, 'is_in_stock', l.is_in_stock, 'rating_average', l.rating_average, 'rating_count', l.rating_count, 'popularity', l.popularity / ${factor}::double precision,
      'condition', coalesce((select o.condition from offers o where o.offer_id = l.offer_id), 'new'), 'created_at', l.created_at) order by l.product_id), '[]'::json))::text as json
    from asked l join products p using (product_id) join categories c on c.category_id = p.category_id
      cross join lateral (select array_agg(handle order by handle) as handles, array_agg(seller_id order by handle) as seller_ids
        from (select distinct s.handle, s.seller_id from offers o join seller_cards s using (seller_id) where o.product_id = l.product_id and o.status = 'active' and s.status = 'active' and o.price_minor is not null order by s.handle limit 200) as sold) as sellers`);
}

/** Products by handle in the form that they are saved in. */
export function exportedProducts(database: Queryable, after_handle: string | null, limit: number): Promise<JsonText<{ products: ProductDraft[] }> | undefined> {
  return database.text(sql<Json>`select json_build_object('products', coalesce(json_agg(json_build_object('product_id', p.product_id, 'handle', p.handle, 'title', p.title, 'description', p.description, 'features', p.features, 'brand_handle', b.handle, 'category_handle', c.handle, 'attributes', p.attributes, 'options', p.options,
      'media', coalesce((select json_agg(json_build_object('media_key', m.media_key, 'alt', m.alt) order by m.position) from media m where m.product_id = p.product_id), '[]'::json), 'status', p.status, 'created_at', p.created_at,
      'translations', coalesce((select json_agg(json_build_object('locale', t.locale, 'title', t.title, 'description', t.description) order by t.locale) from product_translations t where t.product_id = p.product_id), '[]'::json), 'variants', coalesce((select json_agg(json_build_object('variant_id', v.variant_id, 'sku', v.sku, 'gtin', v.gtin, 'option_values', v.option_values, 'weight_g', v.weight_g, 'media_key', v.media_key,
        'components', coalesce((select json_agg(json_build_object('variant_id', vc.component_variant_id, 'quantity', vc.quantity) order by vc.component_variant_id) from variant_components vc where vc.variant_id = v.variant_id), '[]'::json)) order by v.position, v.variant_id) from variants v where v.product_id = p.product_id), '[]'::json)) order by p.handle), '[]'::json))::text as json
    from (select * from products where handle > coalesce(${after_handle}::text, '') order by handle limit ${limit}) p join categories c using (category_id) left join brands b using (brand_id)`);
}

export interface FeaturedRow {
  readonly variant_id: string;
  readonly offer_id: string | null;
  readonly reason: Record<string, unknown>;
  readonly decided_at: string;
}

/** The decision for a variant; one that has not been made yet is "no candidates". */
export function featuredOffer(database: Queryable, variant_id: string): Promise<FeaturedRow | undefined> {
  return database.maybe(sql<FeaturedRow>`select v.variant_id, f.offer_id, coalesce(f.reason, '{"code": "no_candidates"}'::jsonb) as reason, coalesce(f.decided_at, p.updated_at) as decided_at
    from variants v join products p on p.product_id = v.product_id left join featured_offers f using (variant_id) where v.variant_id = ${variant_id} and p.status = 'published'`);
}
