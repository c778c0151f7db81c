import { sql, type Database } from '@orinoco/database';
import type { Shown } from './click-model.ts';
import type { ReportRow, ReportSort, ReportTotals } from './report-shapes.ts';
import type { ClickedProduct, Reformulation } from './synonym-proposals.ts';

export interface ReportRequest { readonly from_on: string; readonly to_on: string; readonly sort: ReportSort; readonly offset: number; readonly limit: number }

/** What was searched from day to day, ends included, of texts that three people at least have searched. */
export async function reportRows(database: Database, { from_on, to_on, sort, offset, limit }: ReportRequest): Promise<ReportRow[]> {
  return database.many(sql<ReportRow>`with sums as (
      select text, sum(greatest(search_count, view_count)) as search_count, sum(greatest(zero_result_count, zero_view_count)) as zero_result_count, sum(view_count) as view_count, sum(first_click_count) as first_click_count,
        sum(first_click_position_sum) as first_click_position_sum, sum(purchase_count) as purchase_count from queries where searched_on between ${from_on}::date and ${to_on}::date group by text),
    tries as (select from_text as text, sum(seen_count) as reformulation_count from search_reformulations where seen_on between ${from_on}::date and ${to_on}::date group by from_text),
    shown as (
      select text, search_count, zero_result_count, least(1, first_click_count / nullif(view_count, 0)::double precision) as click_through, least(1, purchase_count / nullif(view_count, 0)::double precision) as conversion, view_count,
        coalesce(reformulation_count, 0) as reformulation_count, first_click_position_sum / nullif(first_click_count, 0)::double precision as first_click_position_average
      from sums left join tries using (text) where (select count(*) from (select from search_subjects s where s.text = sums.text limit 3) as those) >= 3),
    page as (
      select shown.*, row_number() over (order by case ${sort}::text when 'volume' then search_count::double precision when 'zero_results' then zero_result_count::double precision when 'low_click_through' then case when view_count >= 10 then -click_through end else reformulation_count::double precision end desc nulls last, search_count desc, text) as place
      from shown where case ${sort}::text when 'zero_results' then zero_result_count > 0 when 'reformulations' then reformulation_count > 0 when 'low_click_through' then view_count > 0 else true end
      order by place offset ${offset}::integer limit ${limit}::integer)
    select p.text, p.search_count, p.zero_result_count, p.click_through, p.conversion, p.reformulation_count, t.to_text as top_reformulation, p.first_click_position_average from page p
    left join lateral (select r.to_text from search_reformulations r where r.from_text = p.text and r.seen_on between ${from_on}::date and ${to_on}::date and (select count(*) from (select from search_subjects s where s.text = r.to_text limit 3) as those) >= 3
      group by r.to_text order by sum(r.seen_count) desc, r.to_text limit 1) t on true order by p.place`);
}

export async function reportTotals(database: Database, from_on: string, to_on: string): Promise<ReportTotals> {
  return database.one(sql<ReportTotals>`select count(distinct text) as text_count, coalesce(sum(greatest(search_count, view_count)), 0) as search_count, coalesce(sum(greatest(zero_result_count, zero_view_count)), 0) as zero_result_count,
      least(1, sum(first_click_count) / nullif(sum(view_count), 0)::double precision) as click_through, least(1, sum(purchase_count) / nullif(sum(view_count), 0)::double precision) as conversion,
      (select coalesce(sum(seen_count), 0) from search_reformulations where seen_on between ${from_on}::date and ${to_on}::date) as reformulation_count
    from queries where searched_on between ${from_on}::date and ${to_on}::date`);
}

/** What was shown and clicked since a day, of the texts that were shown most and that three people at least have searched. */
export async function shownSince(database: Database, since: string, text_limit: number, row_limit: number): Promise<Shown[]> {
  return database.many(sql<Shown>`with texts as (select w.text from search_shows w where w.shown_on >= ${since}::date group by w.text having (select count(*) from (select from search_subjects s where s.text = w.text limit 3) as those) >= 3 order by sum(w.shown_count) desc, w.text limit ${text_limit})
    select text, product_id, position, sum(shown_count) as shown_count, sum(click_count) as click_count from search_shows join texts using (text) where shown_on >= ${since}::date group by text, product_id, position order by sum(shown_count) desc limit ${row_limit}`);
}

/** What people searched next, both texts searched by three at least. */
export async function reformulationsSince(database: Database, since: string, limit: number): Promise<Reformulation[]> {
  return database.many(sql<Reformulation>`select from_text, to_text, sum(seen_count) as seen_count from search_reformulations r where seen_on >= ${since}::date group by from_text, to_text
    having (select count(*) from (select from search_subjects s where s.text = r.from_text limit 3) as those) >= 3 and (select count(*) from (select from search_subjects s where s.text = r.to_text limit 3) as those) >= 3
    order by sum(seen_count) desc, from_text, to_text limit ${limit}`);
}

export async function clicksSince(database: Database, since: string, limit: number): Promise<ClickedProduct[]> {
  return database.many(sql<ClickedProduct>`select text, product_id, sum(click_count) as click_count from search_shows w where shown_on >= ${since}::date and click_count > 0 group by text, product_id
    having (select count(*) from (select from search_subjects s where s.text = w.text limit 3) as those) >= 3 order by sum(click_count) desc, text, product_id limit ${limit}`);
}

/** Days on which the conversions that are known were computed; null before the first time. */
export async function conversionsComputedOn(database: Database): Promise<string | null> {
  return (await database.one(sql<{ computed_on: string | null }>`select max(computed_on) as computed_on from search_conversions`)).computed_on;
}

/**
 * Purchases by shows since a day, drawn towards the shop's average by `assumed_shows` shows of it, so that one lucky sale is
 * no record. Two processes that do it at once write the same.
 */
export async function computeConversions(database: Database, since: string, computed_on: string, assumed_shows: number): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.run(sql`with sums as (select product_id, sum(shown_count) as shown_count, least(sum(purchase_count), sum(shown_count)) as purchase_count from search_shows where shown_on >= ${since}::date group by product_id having sum(shown_count) > 0),
        usual as (select sum(purchase_count) / nullif(sum(shown_count), 0)::double precision as conversion from sums)
      insert into search_conversions (product_id, conversion, computed_on)
      select product_id, (purchase_count + ${assumed_shows}::double precision * coalesce(usual.conversion, 0)) / (shown_count + ${assumed_shows}::double precision), ${computed_on}::date from sums, usual order by product_id
      on conflict (product_id) do update set conversion = excluded.conversion, computed_on = excluded.computed_on`);
    await tx.run(sql`delete from search_conversions where computed_on < ${computed_on}::date`);
  });
}

export async function readConversions(database: Database, limit: number): Promise<{ product_id: string; conversion: number }[]> {
  return database.many(sql<{ product_id: string; conversion: number }>`select product_id, conversion from search_conversions where conversion > 0 order by product_id limit ${limit}`);
}
