import { json, sql, type Database } from '@orinoco/database';

export interface QueryCount { readonly text: string; readonly search_count: number; readonly zero_result_count: number }
export interface QuerySubject { readonly text: string; readonly subject_key: string }
export interface PopularQuery { readonly text: string; readonly search_count: number }

/** Adds to the day's counts, many texts in one statement. */
export async function countQueries(database: Database, counts: readonly QueryCount[], searched_on: string): Promise<void> {
  await database.run(sql`insert into queries as q (text, searched_on, search_count, zero_result_count)
    select text, ${searched_on}::date, search_count, zero_result_count from jsonb_to_recordset(${json(counts)}::jsonb) as c(text text, search_count integer, zero_result_count integer) order by text
    on conflict (text, searched_on) do update set search_count = q.search_count + excluded.search_count, zero_result_count = q.zero_result_count + excluded.zero_result_count`);
}

/** Remembers that different people searched a text; twenty are as good as a thousand. */
export async function rememberSubjects(database: Database, subjects: readonly QuerySubject[], seen_on: string): Promise<void> {
  await database.run(sql`insert into search_subjects as s (text, subject_key, seen_on)
    select text, subject_key, ${seen_on}::date from jsonb_to_recordset(${json(subjects)}::jsonb) as c(text text, subject_key text)
    where exists (select from search_subjects k where k.text = c.text and k.subject_key = c.subject_key) or (select count(*) from search_subjects k where k.text = c.text) < 20 order by text, subject_key
    on conflict (text, subject_key) do update set seen_on = excluded.seen_on where s.seen_on < excluded.seen_on`);
}

/** What is searched for most since a day: by several, so that nobody's own words are shown to others, and with results. */
export async function popularQueries(database: Database, since: string, least_count: number, limit: number): Promise<PopularQuery[]> {
  return database.many(sql<PopularQuery>`select q.text, q.search_count from (
      select text, sum(greatest(search_count, view_count)) as search_count from queries where searched_on >= ${since}::date group by text
      having sum(greatest(search_count, view_count)) >= ${least_count}::bigint and sum(zero_result_count) * 2 < sum(greatest(search_count, view_count))) q
    where (select count(*) from (select from search_subjects s where s.text = q.text limit 3) as those) >= 3 order by q.search_count desc, q.text limit ${limit}`);
}

/** Removes some of what is older than a day, of everything but clicks; answers how much. */
export async function forgetQueries(database: Database, before: string): Promise<number> {
  const { count } = await database.one(sql<{ count: number }>`with
    q as (delete from queries where (text, searched_on) in (select text, searched_on from queries where searched_on < ${before}::date limit 10000) returning 1),
    s as (delete from search_subjects where (text, subject_key) in (select text, subject_key from search_subjects where seen_on < ${before}::date limit 10000) returning 1),
    w as (delete from search_shows where (text, product_id, position, shown_on) in (select text, product_id, position, shown_on from search_shows where shown_on < ${before}::date limit 10000) returning 1),
    r as (delete from search_reformulations where (from_text, to_text, seen_on) in (select from_text, to_text, seen_on from search_reformulations where seen_on < ${before}::date limit 10000) returning 1)
    select (select count(*) from q) + (select count(*) from s) + (select count(*) from w) + (select count(*) from r) as count`);
  return count;
}
