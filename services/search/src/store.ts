import { json, sql, type Database } from '@orinoco/database';

export interface QueryCount { readonly text: string; readonly search_count: number; readonly zero_result_count: number }

/** Adds to the day's counts, many texts in one statement. */
export async function countQueries(database: Database, counts: readonly QueryCount[], searched_on: string): Promise<void> {
  await database.run(sql`insert into queries as q (text, searched_on, search_count, zero_result_count)
    select text, ${searched_on}::date, search_count, zero_result_count from jsonb_to_recordset(${json(counts)}::jsonb) as c(text text, search_count integer, zero_result_count integer) order by text
    on conflict (text, searched_on) do update set search_count = q.search_count + excluded.search_count, zero_result_count = q.zero_result_count + excluded.zero_result_count`);
}

/** What is searched for most since a day: by several, so that nobody's own words are shown to others, and with results. */
export async function popularQueries(database: Database, since: string, least_count: number, limit: number): Promise<{ text: string; search_count: number }[]> {
  return database.many(sql<{ text: string; search_count: number }>`select text, sum(search_count) as search_count from queries where searched_on >= ${since}::date group by text
    having sum(search_count) >= ${least_count}::bigint and sum(zero_result_count) * 2 < sum(search_count) order by sum(search_count) desc, text limit ${limit}`);
}

/** Removes some of what is older than a day; answers how much. */
export async function forgetQueries(database: Database, before: string): Promise<number> {
  return database.run(sql`delete from queries where (text, searched_on) in (select text, searched_on from queries where searched_on < ${before}::date limit 10000)`);
}
