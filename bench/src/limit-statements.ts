/**
 * The statements of the limit, written anew from the tables and knowing nothing of the shop's: the least that anyone
 * could ask PostgreSQL for the same JSON. `main.ts` compares their answers with the shop's.
 */

/** $1 category, $2 page, $3 page_size, $4 offset. */
export const listingStatement = `select json_build_object('listings', coalesce(json_agg(card) filter (where place <= $3::integer), '[]'::json), 'page', $2::integer, 'has_more', count(*) > $3::integer)::text as json
from (select l.card, row_number() over () as place from (
    select product_id from listing_categories where category_id = (select category_id from categories where handle = $1) order by popularity desc, product_id offset $4::integer limit $3::integer + 1
  ) as found join listings l using (product_id)) as placed`;

/** $1 handle. */
export const productStatement = `select json_build_object('product_id', p.product_id, 'handle', p.handle, 'title', p.title, 'description', p.description, 'features', p.features,
  'brand', case when b.brand_id is not null then json_build_object('handle', b.handle, 'name', b.name) end,
  'category_path', (select json_agg(json_build_object('handle', up.handle, 'name', up.name) order by i.place) from unnest(c.path_ids) with ordinality as i(category_id, place) join categories up using (category_id)),
  'category_id', p.category_id,
  'attributes', coalesce((select json_agg(json_build_object('code', a.key, 'label', coalesce(d.label, initcap(replace(a.key, '_', ' '))), 'value', a.value, 'unit', d.unit) order by d.depth desc nulls last, d.place, a.key) from jsonb_each(p.attributes) a
    left join lateral (select r.label, r.unit, i.depth, e.place from unnest(c.path_ids) with ordinality as i(category_id, depth) join categories up using (category_id) cross join jsonb_array_elements(up.attributes) with ordinality as e(definition, place)
      cross join jsonb_to_record(e.definition) as r(code text, label text, unit text) where r.code = a.key order by i.depth desc limit 1) d on true), '[]'::json),
  'options', p.options,
  'media', coalesce((select json_agg(json_build_object('media_key', m.media_key, 'alt', m.alt) order by m.position) from media m where m.product_id = p.product_id), '[]'::json),
  'variants', coalesce((select json_agg(json_build_object('variant_id', v.variant_id, 'sku', v.sku, 'gtin', v.gtin, 'option_values', v.option_values,
      'media_key', coalesce(v.media_key, (select m.media_key from media m where m.product_id = p.product_id order by m.position limit 1), ''), 'weight_g', v.weight_g,
      'price_minor', x.price_minor, 'is_available', x.price_minor is not null) order by v.position, v.variant_id) from variants v
    left join lateral (select min(o.price_minor) as price_minor from offers o join seller_cards s using (seller_id) where o.variant_id = v.variant_id and o.status = 'active' and s.status = 'active' and o.available_count > 0) x on true
    where v.product_id = p.product_id), '[]'::json),
  'offers', coalesce((select json_agg(json_build_object('offer_id', o.offer_id, 'variant_id', o.variant_id, 'price_minor', o.price_minor, 'list_price_minor', o.list_price_minor, 'lowest_price_30d_minor', o.lowest_price_30d_minor, 'currency', o.currency,
      'condition', o.condition, 'handling_days', o.handling_days, 'seller_id', o.seller_id, 'seller', json_build_object('handle', s.handle, 'name', s.name, 'score', s.score, 'is_own', s.is_own, 'return_days', s.return_days),
      'available_count', o.available_count, 'is_in_stock', o.available_count > 0, 'stock_hint', case when o.available_count = 0 then 'out' when o.available_count <= 5 then 'low' else 'in_stock' end,
      'is_featured', f.offer_id is not null) order by f.offer_id is not null desc, o.price_minor + o.shipping_minor, o.offer_id)
    from offers o join seller_cards s using (seller_id) left join featured_offers f on f.variant_id = o.variant_id and f.offer_id = o.offer_id
    where o.product_id = p.product_id and o.status = 'active' and s.status = 'active' and o.price_minor is not null), '[]'::json),
  'rating_average', g.rating_average, 'rating_count', coalesce(g.rating_count, 0), 'created_at', p.created_at)::text as json
from products p join categories c using (category_id) left join brands b using (brand_id) left join product_signals g using (product_id) where p.handle = $1`;

/** $1 product ids in order, $2 the rest of the answer as text. */
export const cardsStatement = `select '{"listings":' || coalesce(json_agg(l.card order by a.place), '[]'::json)::text || $2 as json from unnest($1::uuid[]) with ordinality as a(product_id, place) join listings l using (product_id)`;
