import { sql, type Queryable, type Transaction } from '@orinoco/database';

/** How long a session lives. `previous_s` is for requests that were on their way when the token changed. */
export const life = { rotate_after_s: 86_400, previous_s: 60, touch_after_s: 60, idle_s: 30 * 86_400, absolute_s: 180 * 86_400 } as const;

/** Sessions a customer may have; the one that was quiet for longest makes room. */
const max_session_count = 100;

export interface NewSession {
  readonly customer_id: string;
  readonly token_hash: Buffer;
  readonly device: string;
  readonly ip_address: string;
}

export async function insertSession(tx: Transaction, session: NewSession, now: Date): Promise<void> {
  await tx.run(sql`
    with surplus as (delete from sessions where session_id in (select session_id from sessions where customer_id = ${session.customer_id} order by last_seen_at desc offset ${max_session_count - 1}))
    insert into sessions (customer_id, token_hash, device, ip_address, rotated_at, created_at, last_seen_at, expires_at)
    values (${session.customer_id}, ${session.token_hash}, ${session.device}, ${session.ip_address}, ${now}, ${now}, ${now}, ${now}::timestamptz + make_interval(secs => ${life.idle_s}))`);
}

export interface ResolvedSession {
  readonly session_id: string;
  readonly customer_id: string;
  readonly name: string;
  readonly locale: string;
  readonly currency: string;
  readonly seller_ids: string[];
  readonly is_operator: boolean;
  readonly is_rotated: boolean;
}

/**
 * Who a token belongs to, in one statement that also notes the visit (once a minute at most) and, once a day, puts
 * `next_hash` in the token's place. Of requests that arrive together only one gets to rotate: the row's own hash is
 * compared again after the lock. Reads alone on most requests.
 */
export async function resolveSession(queryable: Queryable, token_hash: Buffer, next_hash: Buffer, now: Date): Promise<ResolvedSession | undefined> {
  return queryable.maybe(sql<ResolvedSession>`
    with found as (
      select session_id, customer_id, token_hash = ${token_hash} and rotated_at <= ${now}::timestamptz - make_interval(secs => ${life.rotate_after_s}) as is_due
      from sessions
      where (token_hash = ${token_hash} or (previous_token_hash = ${token_hash} and rotated_at > ${now}::timestamptz - make_interval(secs => ${life.previous_s})))
        and expires_at > ${now}
    ), rotated as (
      update sessions s set token_hash = ${next_hash}, previous_token_hash = ${token_hash}, rotated_at = ${now}, last_seen_at = ${now},
        expires_at = least(s.created_at + make_interval(secs => ${life.absolute_s}), ${now}::timestamptz + make_interval(secs => ${life.idle_s}))
      from found where s.session_id = found.session_id and found.is_due and s.token_hash = ${token_hash}
      returning s.session_id
    ), touched as (
      update sessions s set last_seen_at = ${now},
        expires_at = least(s.created_at + make_interval(secs => ${life.absolute_s}), ${now}::timestamptz + make_interval(secs => ${life.idle_s}))
      from found where s.session_id = found.session_id and not found.is_due and s.last_seen_at < ${now}::timestamptz - make_interval(secs => ${life.touch_after_s})
    )
    select session_id, c.customer_id, c.name, c.locale, c.currency, exists (select from rotated) as is_rotated,
      array(select seller_id from seller_members m where m.customer_id = c.customer_id order by seller_id limit 100) as seller_ids,
      exists (select from operators o where o.customer_id = c.customer_id) as is_operator
    from found join customers c using (customer_id)`);
}

export interface SessionRow {
  readonly session_id: string;
  readonly device: string;
  readonly ip_address: string;
  readonly created_at: string;
  readonly last_seen_at: string;
  readonly is_current: boolean;
}

export async function listSessions(queryable: Queryable, customer_id: string, current_id: string, now: Date): Promise<SessionRow[]> {
  return queryable.many(sql<SessionRow>`select session_id, device, ip_address, created_at, last_seen_at, session_id = ${current_id}::uuid as is_current
    from sessions where customer_id = ${customer_id} and expires_at > ${now} order by session_id = ${current_id}::uuid desc, last_seen_at desc limit ${max_session_count}`);
}

export async function deleteSession(queryable: Queryable, customer_id: string, session_id: string): Promise<void> {
  await queryable.run(sql`delete from sessions where customer_id = ${customer_id} and session_id = ${session_id}`);
}

/** Signs devices out: all of them, or all but one. */
export async function deleteSessions(tx: Transaction, customer_id: string, except_id: string | null): Promise<void> {
  await tx.run(sql`delete from sessions where customer_id = ${customer_id} and (${except_id}::uuid is null or session_id <> ${except_id}::uuid)`);
}

/** Removes what no longer has any effect, 1,000 rows a table at most. */
export async function sweep(queryable: Queryable, now: Date): Promise<number> {
  return queryable.run(sql`
    with gone_sessions as (delete from sessions where session_id in (select session_id from sessions where expires_at <= ${now} limit 1000)),
      gone_attempts as (delete from sign_in_attempts where attempt_key in (select attempt_key from sign_in_attempts where updated_at < ${now}::timestamptz - interval '2 days' limit 1000))
    delete from one_time_tokens where token_hash in (select token_hash from one_time_tokens where expires_at <= ${now} limit 1000)`);
}
