import type { JsonText } from '@orinoco/contract';
import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { Brand, Category } from './contract.ts';
import type { CategoryRow } from './category-tree.ts';

/** The tree, parents first, with how many listed products stand under each category. */
export function categoryTree(database: Queryable): Promise<JsonText<{ categories: Category[] }> | undefined> {
  return database.text(sql<{ json: string | null }>`with counts as materialized (select category_id, count(*) as product_count from listing_categories group by category_id)
    select json_build_object('categories', coalesce(json_agg(json_build_object('category_id', c.category_id, 'parent_category_id', c.parent_category_id, 'handle', c.handle, 'name', c.name, 'position', c.position, 'product_count', coalesce(n.product_count, 0),
      'path', (select json_agg(json_build_object('handle', up.handle, 'name', up.name) order by i.place) from unnest(c.path_ids) with ordinality as i(category_id, place) join categories up using (category_id)), 'attributes', c.attributes)
      order by cardinality(c.path_ids), c.position, c.name, c.category_id), '[]'::json))::text as json
    from categories c left join counts n using (category_id)`);
}

/** Every category, and as many new ids as may be needed. */
export async function loadCategories(tx: Transaction, id_count: number): Promise<{ categories: CategoryRow[]; new_ids: string[] }> {
  return tx.one(sql<{ categories: CategoryRow[]; new_ids: string[] }>`select coalesce((select json_agg(c) from categories c), '[]'::json) as categories, array(select uuidv7()::text from generate_series(1, ${id_count}::integer)) as new_ids`);
}

export async function writeCategories(tx: Transaction, rows: readonly CategoryRow[]): Promise<void> {
  await tx.run(sql`insert into categories (category_id, parent_category_id, handle, name, position, path_ids, attributes)
    select category_id, parent_category_id, handle, name, position, path_ids, attributes from jsonb_to_recordset(${json(rows)}::jsonb) as r(category_id uuid, parent_category_id uuid, handle text, name text, position integer, path_ids uuid[], attributes jsonb)
    on conflict (category_id) do update set parent_category_id = excluded.parent_category_id, handle = excluded.handle, name = excluded.name, position = excluded.position, path_ids = excluded.path_ids, attributes = excluded.attributes`);
}

/** Marks the products under these categories, however deep. */
export async function markCategoriesStale(tx: Transaction, category_ids: readonly string[]): Promise<void> {
  await tx.run(sql`insert into stale_listings (product_id) select p.product_id from products p join categories c using (category_id) where c.path_ids && ${category_ids}::uuid[] on conflict do nothing`);
}

export async function findBrand(database: Queryable, handle: string): Promise<Brand | undefined> {
  return database.maybe(sql<Brand>`select brand_id, handle, name, description, country from brands where handle = ${handle}`);
}

export interface BrandRow {
  readonly brand_id?: string | undefined;
  readonly handle: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly country?: string | null | undefined;
}

/** Creates or changes brands by handle, and marks the products of those that changed. What a row leaves out stays as it is. */
export async function writeBrands(tx: Transaction, rows: readonly BrandRow[]): Promise<void> {
  await tx.run(sql`with given as (
      select r.*, b.brand_id as known_id, b.description as known_description, b.country as known_country from jsonb_to_recordset(${json(rows)}::jsonb) as r(brand_id uuid, handle text, name text, description text, country text, has_country boolean) left join brands b using (handle)
    ), changed as (
      insert into brands as b (brand_id, handle, name, description, country)
      select coalesce(known_id, brand_id, uuidv7()), handle, name, coalesce(description, known_description, ''), case when has_country then country else known_country end from given
      on conflict (handle) do update set name = excluded.name, description = excluded.description, country = excluded.country where (b.name, b.description, b.country) is distinct from (excluded.name, excluded.description, excluded.country)
      returning b.brand_id
    )
    insert into stale_listings (product_id) select p.product_id from products p join changed using (brand_id) on conflict do nothing`);
}
