import { sql, type Transaction } from '@orinoco/database';
import type { AttributeType, KnownProduct, KnownVariant, ProductReferences } from './product-draft.ts';
import type { OfferReferences } from './offer-draft.ts';

interface Wanted {
  readonly handles: readonly string[];
  readonly product_ids: readonly string[];
  readonly category_handles: readonly string[];
  readonly brand_handles: readonly string[];
  readonly skus: readonly string[];
  readonly gtins: readonly string[];
  readonly variant_ids: readonly string[];
  readonly id_count: number;
}

interface ReferenceRow {
  readonly categories: readonly { handle: string; category_id: string; attributes: readonly { code: string; type: AttributeType }[] }[];
  readonly brands: readonly { handle: string; brand_id: string }[];
  readonly products: readonly KnownProduct[];
  readonly variants: readonly KnownVariant[];
  readonly new_ids: readonly string[];
}

/** Everything that a batch of product drafts is checked against, in one statement. */
export async function loadProductReferences(tx: Transaction, wanted: Wanted): Promise<ProductReferences> {
  const { handles, product_ids, category_handles, brand_handles, skus, gtins, variant_ids, id_count } = wanted;
  const row = await tx.one(sql<ReferenceRow>`with known as materialized (
      select product_id, handle, status, created_at from products where handle = any(${handles}::text[]) or product_id = any(${product_ids}::uuid[])
    ), near as materialized (
      select variant_id from variants where product_id in (select product_id from known) union select variant_id from variants where sku = any(${skus}::text[])
      union select variant_id from variants where gtin = any(${gtins}::char(14)[]) union select variant_id from variants where variant_id = any(${variant_ids}::uuid[])
    )
    select coalesce((select json_agg(json_build_object('handle', c.handle, 'category_id', c.category_id, 'attributes', coalesce((select json_agg(json_build_object('code', a ->> 'code', 'type', a ->> 'type')) from categories up cross join jsonb_array_elements(up.attributes) a where up.category_id = any(c.path_ids)), '[]'::json)))
        from categories c where c.handle = any(${category_handles}::text[])), '[]'::json) as categories,
      coalesce((select json_agg(json_build_object('handle', handle, 'brand_id', brand_id)) from brands where handle = any(${brand_handles}::text[])), '[]'::json) as brands,
      coalesce((select json_agg(known) from known), '[]'::json) as products,
      coalesce((select json_agg(json_build_object('variant_id', v.variant_id, 'product_id', v.product_id, 'sku', v.sku, 'gtin', v.gtin, 'has_offers', exists (select from offers o where o.variant_id = v.variant_id), 'is_component', exists (select from variant_components c where c.component_variant_id = v.variant_id),
        'components', coalesce((select json_agg(json_build_object('variant_id', c.component_variant_id, 'quantity', c.quantity)) from variant_components c where c.variant_id = v.variant_id), '[]'::json))) from near join variants v using (variant_id)), '[]'::json) as variants,
      array(select uuidv7()::text from generate_series(1, ${id_count}::integer)) as new_ids`);
  return {
    categories: new Map(row.categories.map(({ handle, category_id, attributes }) => [handle, { category_id, types: new Map(attributes.map(({ code, type }) => [code, type])) }])),
    brands: new Map(row.brands.map(({ handle, brand_id }) => [handle, brand_id])),
    products: row.products, variants: row.variants, new_ids: row.new_ids,
  };
}

/** Everything that a batch of offer drafts is checked against, in one statement: of bundles also what their sellers offer of the components. */
export async function loadOfferReferences(tx: Transaction, wanted: { skus: readonly string[]; seller_ids: readonly string[]; seller_skus: readonly string[]; offer_ids: readonly string[]; id_count: number }): Promise<OfferReferences> {
  const { skus, seller_ids, seller_skus, offer_ids, id_count } = wanted;
  return tx.one(sql<OfferReferences>`with wanted as materialized (
      select sku, variant_id, product_id from variants where sku = any(${skus}::text[])
    ), parts as materialized (
      select c.* from wanted join variant_components c using (variant_id)
    ), near as materialized (
      select o.offer_id from unnest(${seller_ids}::uuid[], ${seller_skus}::text[]) as w(seller_id, seller_sku) join offers o using (seller_id, seller_sku) union select offer_id from offers where offer_id = any(${offer_ids}::uuid[])
      union select o.offer_id from offers o where o.variant_id in (select component_variant_id from parts) and o.seller_id = any(${seller_ids}::uuid[])
    )
    select coalesce((select json_agg(json_build_object('sku', w.sku, 'variant_id', w.variant_id, 'product_id', w.product_id,
        'components', coalesce((select json_agg(json_build_object('variant_id', p.component_variant_id, 'quantity', p.quantity) order by p.component_variant_id) from parts p where p.variant_id = w.variant_id), '[]'::json))) from wanted w), '[]'::json) as variants,
      coalesce((select json_agg(json_build_object('offer_id', o.offer_id, 'variant_id', o.variant_id, 'product_id', o.product_id, 'seller_id', o.seller_id, 'seller_sku', o.seller_sku, 'condition', o.condition, 'handling_days', o.handling_days, 'quantity_limit', o.quantity_limit, 'status', o.status, 'components', o.components, 'price_minor', o.price_minor))
        from near join offers o using (offer_id)), '[]'::json) as offers,
      array(select uuidv7()::text from generate_series(1, ${id_count}::integer)) as new_ids`);
}
