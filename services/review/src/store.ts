import { json, sql, type Database, type Queryable, type Transaction } from '@orinoco/database';
import type { JsonText, OutputOf } from '@orinoco/contract';
import type { Review, reviewContract } from './contract.ts';
import type { Histogram } from './review.ts';

export type ReviewSort = 'helpful' | 'newest' | 'rating_high' | 'rating_low';

/** A page of a product's reviews with its totals. Only the branch of the wanted order is run, each on its own index. */
export async function listReviews(database: Queryable, { product_id, sort, page, page_size }: { product_id: string; sort: ReviewSort; page: number; page_size: number }): Promise<JsonText<OutputOf<typeof reviewContract, 'listReviews'>> | undefined> {
  const [first, limit] = [(page - 1) * page_size, page_size + 1];
  return database.text(sql<{ json: string }>`with shown as (
      (select r.*, row_number() over (order by helpful_count desc, created_at desc, review_id) as place from reviews r where ${sort} = 'helpful' and product_id = ${product_id} and status = 'published' order by helpful_count desc, created_at desc, review_id offset ${first} limit ${limit})
      union all
      (select r.*, row_number() over (order by created_at desc, review_id) from reviews r where ${sort} = 'newest' and product_id = ${product_id} and status = 'published' order by created_at desc, review_id offset ${first} limit ${limit})
      union all
      (select r.*, row_number() over (order by rating desc, created_at desc, review_id) from reviews r where ${sort} = 'rating_high' and product_id = ${product_id} and status = 'published' order by rating desc, created_at desc, review_id offset ${first} limit ${limit})
      union all
      (select r.*, row_number() over (order by rating, created_at desc, review_id) from reviews r where ${sort} = 'rating_low' and product_id = ${product_id} and status = 'published' order by rating, created_at desc, review_id offset ${first} limit ${limit})
    ), totals as (
      select json_build_array(star_1, star_2, star_3, star_4, star_5) as histogram, star_1 + star_2 + star_3 + star_4 + star_5 as rating_count,
        round((star_1 + 2 * star_2 + 3 * star_3 + 4 * star_4 + 5 * star_5)::numeric / nullif(star_1 + star_2 + star_3 + star_4 + star_5, 0), 2) as rating_average
      from rating_totals where product_id = ${product_id}
    )
    select json_build_object(
      'reviews', (select coalesce(json_agg(json_build_object('review_id', review_id, 'product_id', product_id, 'customer_name', customer_name, 'rating', rating, 'title', title, 'body', body, 'is_verified_purchase', is_verified_purchase, 'helpful_count', helpful_count, 'created_at', created_at) order by place), '[]') from shown where place <= ${first + page_size}::bigint),
      'rating_average', (select rating_average from totals), 'rating_count', coalesce((select rating_count from totals), 0), 'histogram', coalesce((select histogram from totals), '[0,0,0,0,0]'),
      'page', ${page}::integer, 'has_more', exists (select from shown where place > ${first + page_size}::bigint))::text as json`);
}

/**
 * Makes writers of the same product's totals wait for each other before they get a transaction id. The log of events
 * is ordered by that id, so without it the older of two totals could be told last.
 */
export async function lockTotals(tx: Transaction, product_ids: readonly string[]): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(7306, stripe) from (select distinct hashtext(product_id::text) & 63 as stripe from unnest(${product_ids}::uuid[]) as product_id order by stripe) as stripes`);
}

export interface Totals { readonly product_id: string; readonly histogram: Histogram }
export interface NewReview { readonly product_id: string; readonly customer_id: string; readonly customer_name: string; readonly rating: number; readonly title: string; readonly body: string; readonly created_at: string }

/** Adds a review and its star to the totals. A second one of the same customer violates `reviews_once`. */
export async function addReview(tx: Transaction, review: NewReview): Promise<{ review: Review; histogram: Histogram }> {
  const { product_id, customer_id, rating } = review;
  return tx.one(sql<{ review: Review; histogram: Histogram }>`with added as (
      insert into reviews (product_id, customer_id, customer_name, rating, title, body, created_at, is_verified_purchase)
      values (${product_id}, ${customer_id}, ${review.customer_name}, ${rating}, ${review.title}, ${review.body}, ${review.created_at}::timestamptz, exists (select from purchases where customer_id = ${customer_id} and product_id = ${product_id}))
      returning *
    ), totals as (
      insert into rating_totals as t (product_id, star_1, star_2, star_3, star_4, star_5)
      select product_id, (rating = 1)::integer, (rating = 2)::integer, (rating = 3)::integer, (rating = 4)::integer, (rating = 5)::integer from added
      on conflict (product_id) do update set star_1 = t.star_1 + excluded.star_1, star_2 = t.star_2 + excluded.star_2, star_3 = t.star_3 + excluded.star_3, star_4 = t.star_4 + excluded.star_4, star_5 = t.star_5 + excluded.star_5
      returning star_1, star_2, star_3, star_4, star_5
    )
    select json_build_object('review_id', review_id, 'product_id', product_id, 'customer_name', customer_name, 'rating', rating, 'title', title, 'body', body, 'is_verified_purchase', is_verified_purchase, 'helpful_count', helpful_count, 'created_at', created_at) as review,
      json_build_array(star_1, star_2, star_3, star_4, star_5) as histogram from added, totals`);
}

/** Counts the vote if it is the customer's first; votes on one's own review are never counted. Undefined without such a review. */
export async function voteHelpful(database: Database, review_id: string, customer_id: string): Promise<{ review: Review; is_own: boolean } | undefined> {
  return database.maybe(sql<{ review: Review; is_own: boolean }>`with found as (
      select r.*, coalesce(customer_id = ${customer_id}, false) as is_own from reviews r where review_id = ${review_id} and status = 'published'
    ), vote as (
      insert into helpful_votes (review_id, customer_id) select review_id, ${customer_id} from found where not is_own on conflict do nothing returning review_id
    ), counted as (
      update reviews r set helpful_count = r.helpful_count + 1 from vote where r.review_id = vote.review_id returning r.review_id, r.helpful_count
    )
    select json_build_object('review_id', review_id, 'product_id', product_id, 'customer_name', customer_name, 'rating', rating, 'title', title, 'body', body, 'is_verified_purchase', is_verified_purchase, 'helpful_count', coalesce(counted.helpful_count, found.helpful_count), 'created_at', created_at) as review, is_own
      from found left join counted using (review_id)`);
}

export interface ImportedReview extends Review { readonly customer_id: string | null }

/** Adds the reviews that are not here yet, each once, and answers the new totals of the products they belong to. */
export async function importReviews(tx: Transaction, reviews: readonly ImportedReview[]): Promise<{ review_count: number; totals: Totals[] }> {
  return tx.one(sql<{ review_count: number; totals: Totals[] }>`with added as (
      insert into reviews (review_id, product_id, customer_id, customer_name, rating, title, body, is_verified_purchase, helpful_count, created_at)
      select review_id, product_id, customer_id, customer_name, rating, title, body, is_verified_purchase, helpful_count, created_at
      from jsonb_to_recordset(${json(reviews)}::jsonb) as r(review_id uuid, product_id uuid, customer_id uuid, customer_name text, rating smallint, title text, body text, is_verified_purchase boolean, helpful_count integer, created_at timestamptz)
      on conflict do nothing returning product_id, rating
    ), totals as (
      insert into rating_totals as t (product_id, star_1, star_2, star_3, star_4, star_5)
      select product_id, count(*) filter (where rating = 1), count(*) filter (where rating = 2), count(*) filter (where rating = 3), count(*) filter (where rating = 4), count(*) filter (where rating = 5) from added group by product_id order by product_id
      on conflict (product_id) do update set star_1 = t.star_1 + excluded.star_1, star_2 = t.star_2 + excluded.star_2, star_3 = t.star_3 + excluded.star_3, star_4 = t.star_4 + excluded.star_4, star_5 = t.star_5 + excluded.star_5
      returning product_id, star_1, star_2, star_3, star_4, star_5
    )
    select (select count(*) from added) as review_count, coalesce((select json_agg(json_build_object('product_id', product_id, 'histogram', json_build_array(star_1, star_2, star_3, star_4, star_5))) from totals), '[]') as totals`);
}

/** Remembers what a customer has bought; told twice it is one. */
export async function addPurchases(tx: Transaction, customer_id: string, lines: readonly { product_id: string; order_id: string }[], purchased_at: string): Promise<void> {
  await tx.run(sql`insert into purchases (customer_id, product_id, order_id, purchased_at)
    select ${customer_id}, product_id, order_id, ${purchased_at}::timestamptz from unnest(${lines.map((line) => line.product_id)}::uuid[], ${lines.map((line) => line.order_id)}::uuid[]) as l(product_id, order_id) on conflict do nothing`);
}
