import { json, sql, type Database } from '@orinoco/database';

export interface KeyRow { readonly is_new: boolean; readonly is_same: boolean; readonly status: number | null; readonly answer: unknown }

/**
 * Takes a key, or tells what the first request with it was and answered. An attempt without an answer after a minute is
 * dead. Undefined when the key was taken while this statement ran: it waited for that, and its snapshot is from before.
 */
export async function takeKey(database: Database, actor: string, route: string, key: string, request_hash: Buffer): Promise<KeyRow | undefined> {
  return database.maybe(sql<KeyRow>`with taken as (
      insert into idempotency_keys as k (actor, route, key, request_hash) values (${actor}, ${route}, ${key}, ${request_hash})
      on conflict (actor, route, key) do update set created_at = now(), request_hash = excluded.request_hash
        where k.created_at < now() - interval '48 hours' or (k.status is null and k.request_hash = excluded.request_hash and k.created_at < now() - interval '1 minute')
      returning true as is_new)
    select true as is_new, true as is_same, null::integer as status, null::jsonb as answer from taken
    union all select false, request_hash = ${request_hash}, status, answer from idempotency_keys where actor = ${actor} and route = ${route} and key = ${key} and not exists (select from taken)`);
}

export async function keepAnswer(database: Database, actor: string, route: string, key: string, status: number, answer: unknown): Promise<void> {
  await database.run(sql`update idempotency_keys set status = ${status}, answer = ${json(answer)} where actor = ${actor} and route = ${route} and key = ${key}`);
}

/** Failures of ours are not answers: the next request with the key may try again. */
export async function dropKey(database: Database, actor: string, route: string, key: string): Promise<void> {
  await database.run(sql`delete from idempotency_keys where actor = ${actor} and route = ${route} and key = ${key} and status is null`);
}

export async function dropOldKeys(database: Database): Promise<number> {
  return database.run(sql`delete from idempotency_keys where created_at < now() - interval '48 hours'`);
}
