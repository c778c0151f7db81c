import { json, sql, type Queryable, type Transaction } from '@orinoco/database';

export interface ShownCount { readonly text: string; readonly product_id: string; readonly position: number; readonly shown_count: number }
export interface ViewCount { readonly text: string; readonly view_count: number; readonly zero_view_count: number }
/** A click without a subject counts, but nothing can be put down to it later. */
export interface Click { readonly subject_id: string | null; readonly product_id: string; readonly text: string; readonly position: number; readonly clicked_at: string }
export interface ReformulationCount { readonly from_text: string; readonly to_text: string; readonly seen_count: number }
/** What became of a product that somebody may have clicked before. A person may have had several ids; one outcome counts once. */
export interface Outcome { readonly outcome_id: string; readonly subject_id: string; readonly product_id: string; readonly happened_at: string }

/** Adds to the day's shows. Rows are written in the order of their key, so that two processes cannot lock each other. */
export async function addShows(tx: Transaction, shows: readonly ShownCount[], shown_on: string): Promise<void> {
  await tx.run(sql`insert into search_shows as s (text, product_id, position, shown_on, shown_count)
    select text, product_id, position, ${shown_on}::date, shown_count from jsonb_to_recordset(${json(shows)}::jsonb) as c(text text, product_id uuid, position smallint, shown_count integer) order by text, product_id, position
    on conflict (text, product_id, position, shown_on) do update set shown_count = s.shown_count + excluded.shown_count`);
}

export async function addViews(tx: Transaction, views: readonly ViewCount[], searched_on: string): Promise<void> {
  await tx.run(sql`insert into queries as q (text, searched_on, view_count, zero_view_count)
    select text, ${searched_on}::date, view_count, zero_view_count from jsonb_to_recordset(${json(views)}::jsonb) as c(text text, view_count integer, zero_view_count integer) order by text
    on conflict (text, searched_on) do update set view_count = q.view_count + excluded.view_count, zero_view_count = q.zero_view_count + excluded.zero_view_count`);
}

/** Counts clicks: one a person, text, product and day, and as a view's first click the first of a person and text in a day. */
export async function addClicks(tx: Transaction, clicks: readonly Click[]): Promise<void> {
  await tx.run(sql`with given as (select * from jsonb_to_recordset(${json(clicks)}::jsonb) as c(subject_id uuid, product_id uuid, text text, position smallint, clicked_at timestamptz)),
    counted as (insert into search_clicks as k (subject_id, product_id, text, position, clicked_at)
      select distinct on (subject_id, product_id, text) subject_id, product_id, text, position, clicked_at from given where subject_id is not null order by subject_id, product_id, text, clicked_at
      on conflict (subject_id, product_id, text) do update set position = excluded.position, clicked_at = excluded.clicked_at, is_carted = false, is_purchased = false where k.clicked_at::date < excluded.clicked_at::date
      returning k.subject_id, k.product_id, k.text, k.position, k.clicked_at),
    every as (select * from counted union all select subject_id, product_id, text, position, clicked_at from given where subject_id is null),
    shows as (insert into search_shows as s (text, product_id, position, shown_on, click_count)
      select text, product_id, position, clicked_at::date, count(*) from every group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (text, product_id, position, shown_on) do update set click_count = s.click_count + excluded.click_count),
    firsts as (
      (select distinct on (c.subject_id, c.text, c.clicked_at::date) c.text, c.position, c.clicked_at::date as clicked_on from counted c
        where not exists (select from search_clicks o where o.subject_id = c.subject_id and o.text = c.text and o.clicked_at::date = c.clicked_at::date) order by c.subject_id, c.text, c.clicked_at::date, c.clicked_at)
      union all select text, position, clicked_at::date from given where subject_id is null)
    insert into queries as q (text, searched_on, first_click_count, first_click_position_sum) select text, clicked_on, count(*), sum(position) from firsts group by 1, 2 order by 1, 2
    on conflict (text, searched_on) do update set first_click_count = q.first_click_count + excluded.first_click_count, first_click_position_sum = q.first_click_position_sum + excluded.first_click_position_sum`);
}

export async function addReformulations(tx: Transaction, reformulations: readonly ReformulationCount[], seen_on: string): Promise<void> {
  await tx.run(sql`insert into search_reformulations as r (from_text, to_text, seen_on, seen_count)
    select from_text, to_text, ${seen_on}::date, seen_count from jsonb_to_recordset(${json(reformulations)}::jsonb) as c(from_text text, to_text text, seen_count integer) order by from_text, to_text
    on conflict (from_text, to_text, seen_on) do update set seen_count = r.seen_count + excluded.seen_count`);
}

/** Puts products that went into carts down to the last click on them in the 24 hours before, each click once. */
export async function attributeCarts(tx: Transaction, outcomes: readonly Outcome[]): Promise<void> {
  await tx.run(sql`with latest as (
      select distinct on (o.outcome_id, o.product_id) k.subject_id, k.product_id, k.text from jsonb_to_recordset(${json(outcomes)}::jsonb) as o(outcome_id text, subject_id uuid, product_id uuid, happened_at timestamptz)
      join search_clicks k on k.subject_id = o.subject_id and k.product_id = o.product_id and k.clicked_at between o.happened_at - interval '24 hours' and o.happened_at order by o.outcome_id, o.product_id, k.clicked_at desc),
    marked as (update search_clicks k set is_carted = true from latest l where k.subject_id = l.subject_id and k.product_id = l.product_id and k.text = l.text and not k.is_carted returning k.text, k.product_id, k.position, k.clicked_at::date as clicked_on)
    insert into search_shows as s (text, product_id, position, shown_on, cart_count) select text, product_id, position, clicked_on, count(*) from marked group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (text, product_id, position, shown_on) do update set cart_count = s.cart_count + excluded.cart_count`);
}

/** Puts purchases down to the last click on the product in the 7 days before, each click once. */
export async function attributePurchases(tx: Transaction, outcomes: readonly Outcome[]): Promise<void> {
  await tx.run(sql`with latest as (
      select distinct on (o.outcome_id, o.product_id) k.subject_id, k.product_id, k.text from jsonb_to_recordset(${json(outcomes)}::jsonb) as o(outcome_id text, subject_id uuid, product_id uuid, happened_at timestamptz)
      join search_clicks k on k.subject_id = o.subject_id and k.product_id = o.product_id and k.clicked_at between o.happened_at - interval '7 days' and o.happened_at order by o.outcome_id, o.product_id, k.clicked_at desc),
    marked as (update search_clicks k set is_purchased = true from latest l where k.subject_id = l.subject_id and k.product_id = l.product_id and k.text = l.text and not k.is_purchased returning k.text, k.product_id, k.position, k.clicked_at::date as clicked_on),
    shows as (insert into search_shows as s (text, product_id, position, shown_on, purchase_count) select text, product_id, position, clicked_on, count(*) from marked group by 1, 2, 3, 4 order by 1, 2, 3, 4
      on conflict (text, product_id, position, shown_on) do update set purchase_count = s.purchase_count + excluded.purchase_count)
    insert into queries as q (text, searched_on, purchase_count) select text, clicked_on, count(*) from marked group by 1, 2 order by 1, 2
    on conflict (text, searched_on) do update set purchase_count = q.purchase_count + excluded.purchase_count`);
}

/** A guest has signed in: the clicks are the customer's now. Where both clicked the same, the later click stays. */
export async function moveSubject(tx: Transaction, guest_id: string, customer_id: string): Promise<void> {
  await tx.run(sql`with moved as (delete from search_clicks where subject_id = ${guest_id} returning product_id, text, position, clicked_at, is_carted, is_purchased)
    insert into search_clicks as k (subject_id, product_id, text, position, clicked_at, is_carted, is_purchased) select ${customer_id}::uuid, product_id, text, position, clicked_at, is_carted, is_purchased from moved
    on conflict (subject_id, product_id, text) do update set position = excluded.position, clicked_at = excluded.clicked_at, is_carted = excluded.is_carted, is_purchased = excluded.is_purchased where k.clicked_at < excluded.clicked_at`);
}

/** Removes some clicks that are older; answers how many. */
export async function forgetClicks(database: Queryable, before: string): Promise<number> {
  return database.run(sql`delete from search_clicks where (subject_id, product_id, text) in (select subject_id, product_id, text from search_clicks where clicked_at < ${before}::timestamptz limit 10000)`);
}
