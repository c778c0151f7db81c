import type { InputOf, JsonText } from '@orinoco/contract';
import { sql, type Database, type Queryable, type Sql } from '@orinoco/database';
import type { catalogContract, Listing } from './contract.ts';

type Json = { json: string | null };

interface Browse {
  readonly category: string | null;
  readonly brand: string | null;
  readonly seller: string | null;
  readonly sort: NonNullable<InputOf<typeof catalogContract, 'listListings'>['sort']>;
  readonly page: number;
  readonly page_size: number;
  readonly offset: number;
  /** One more than a page, to know whether there is another; exactly a page when the next would be too deep. */
  readonly limit: number;
}

/** A page of cards, or undefined when the category does not exist. */
export function listingsPage(database: Database, browse: Browse): Promise<JsonText<{ listings: Listing[]; page: number; has_more: boolean }> | undefined> {
  return database.text(statementOf(browse));
}

// One statement for each index that can answer: a condition that may be absent would keep a prepared plan from using it.
function statementOf(browse: Browse): Sql<Json> {
  if (browse.brand !== null) return browse.sort === 'popularity' ? popularOfBrand(browse) : sortedOfBrand(browse);
  if (browse.seller !== null) return browse.sort === 'popularity' ? popularOfSeller(browse) : sortedOfSeller(browse);
  if (browse.category !== null) return browse.sort === 'popularity' ? popularOfCategory(browse) : sortedOfCategory(browse);
  return ofShop[browse.sort](browse);
}

const ofShop = { popularity: popularOfShop, newest: newestOfShop, price_asc: cheapestOfShop, price_desc: dearestOfShop, rating: bestRatedOfShop };

function popularOfShop({ page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})::text as json
    from (select card, row_number() over () as place from (select card from listings where is_listed order by popularity desc, product_id offset ${offset} limit ${limit}) as found) as placed`;
}

function newestOfShop({ page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})::text as json
    from (select card, row_number() over () as place from (select card from listings where is_listed order by created_at desc, product_id offset ${offset} limit ${limit}) as found) as placed`;
}

function cheapestOfShop({ page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})::text as json
    from (select card, row_number() over () as place from (select card from listings where is_listed order by price_minor nulls last, product_id offset ${offset} limit ${limit}) as found) as placed`;
}

function dearestOfShop({ page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})::text as json
    from (select card, row_number() over () as place from (select card from listings where is_listed order by price_minor desc nulls last, product_id offset ${offset} limit ${limit}) as found) as placed`;
}

function bestRatedOfShop({ page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})::text as json
    from (select card, row_number() over () as place from (select card from listings where is_listed order by rating_average desc nulls last, rating_count desc, product_id offset ${offset} limit ${limit}) as found) as placed`;
}

function popularOfCategory({ category, page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select (select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})
      from (select card, row_number() over () as place from (
        select l.card from (select product_id, popularity from listing_categories lc where lc.category_id = c.category_id order by popularity desc, product_id offset ${offset} limit ${limit}) as page_rows join listings l using (product_id) order by page_rows.popularity desc, page_rows.product_id
      ) as found) as placed)::text as json from categories c where c.handle = ${category}`;
}

function sortedOfCategory({ category, sort, page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select (select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})
      from (select card, row_number() over () as place from (
        select l.card from listing_categories lc join listings l using (product_id) where lc.category_id = c.category_id order by case ${sort}::text when 'price_asc' then price_minor when 'price_desc' then -price_minor end nulls last, case when ${sort}::text = 'rating' then rating_average end desc nulls last, case when ${sort}::text = 'rating' then rating_count end desc, case when ${sort}::text = 'newest' then created_at end desc, product_id offset ${offset} limit ${limit}
      ) as found) as placed)::text as json from categories c where c.handle = ${category}`;
}

function popularOfBrand({ category, brand, seller, page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select case when ${category}::text is null or c.category_id is not null then (select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})
      from (select card, row_number() over () as place from (
        select card from listings l where is_listed and brand_handle = ${brand} and (${seller}::text is null or seller_handle = ${seller}) and (c.category_id is null or exists (select from listing_categories lc where lc.category_id = c.category_id and lc.product_id = l.product_id)) order by popularity desc, product_id offset ${offset} limit ${limit}
      ) as found) as placed) end::text as json from (select (select category_id from categories where handle = ${category}) as category_id) as c`;
}

function sortedOfBrand({ category, brand, seller, sort, page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select case when ${category}::text is null or c.category_id is not null then (select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})
      from (select card, row_number() over () as place from (
        select card from listings l where is_listed and brand_handle = ${brand} and (${seller}::text is null or seller_handle = ${seller}) and (c.category_id is null or exists (select from listing_categories lc where lc.category_id = c.category_id and lc.product_id = l.product_id)) order by case ${sort}::text when 'price_asc' then price_minor when 'price_desc' then -price_minor end nulls last, case when ${sort}::text = 'rating' then rating_average end desc nulls last, case when ${sort}::text = 'rating' then rating_count end desc, case when ${sort}::text = 'newest' then created_at end desc, product_id offset ${offset} limit ${limit}
      ) as found) as placed) end::text as json from (select (select category_id from categories where handle = ${category}) as category_id) as c`;
}

function popularOfSeller({ category, seller, page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select case when ${category}::text is null or c.category_id is not null then (select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})
      from (select card, row_number() over () as place from (
        select card from listings l where is_listed and seller_handle = ${seller} and (c.category_id is null or exists (select from listing_categories lc where lc.category_id = c.category_id and lc.product_id = l.product_id)) order by popularity desc, product_id offset ${offset} limit ${limit}
      ) as found) as placed) end::text as json from (select (select category_id from categories where handle = ${category}) as category_id) as c`;
}

function sortedOfSeller({ category, seller, sort, page, page_size, offset, limit }: Browse): Sql<Json> {
  return sql<Json>`select case when ${category}::text is null or c.category_id is not null then (select json_build_object('listings', coalesce(json_agg(card order by place) filter (where place <= ${page_size}), '[]'::json), 'page', ${page}::integer, 'has_more', count(*) > ${page_size})
      from (select card, row_number() over () as place from (
        select card from listings l where is_listed and seller_handle = ${seller} and (c.category_id is null or exists (select from listing_categories lc where lc.category_id = c.category_id and lc.product_id = l.product_id)) order by case ${sort}::text when 'price_asc' then price_minor when 'price_desc' then -price_minor end nulls last, case when ${sort}::text = 'rating' then rating_average end desc nulls last, case when ${sort}::text = 'rating' then rating_count end desc, case when ${sort}::text = 'newest' then created_at end desc, product_id offset ${offset} limit ${limit}
      ) as found) as placed) end::text as json from (select (select category_id from categories where handle = ${category}) as category_id) as c`;
}

/** Cards by id in the order asked for; what is unknown or not listed is left out. */
export async function listingsByIds(database: Queryable, product_ids: readonly string[]): Promise<JsonText<{ listings: Listing[] }> | undefined> {
  return database.text(sql<Json>`select json_build_object('listings', coalesce(json_agg(l.card order by a.place), '[]'::json))::text as json from unnest(${product_ids}::uuid[]) with ordinality as a(product_id, place) join listings l using (product_id) where l.is_listed`);
}
