import { fail } from '@orinoco/contract';
import { json, sql, type Queryable } from '@orinoco/database';
import { slowing, type AttemptKey } from './attempt.ts';

/**
 * Counts an attempt before it is made, so that a thousand guesses at once are a thousand attempts; `refundAttempt`
 * takes it back when it was right. Throws `too_many_attempts` while one of the keys has to wait.
 */
export async function chargeAttempt(queryable: Queryable, keys: readonly AttemptKey[], now: Date): Promise<void> {
  if (keys.length === 0) return;
  const waits = await queryable.many(sql<{ wait_s: number | null }>`
    insert into sign_in_attempts as a (attempt_key, failure_count, updated_at)
    select attempt_key, 1, ${now}::timestamptz from jsonb_to_recordset(${json(keys)}::jsonb) as k(attempt_key text) order by attempt_key
    on conflict (attempt_key) do update set
      failure_count = case when a.blocked_until > excluded.updated_at then a.failure_count when a.updated_at < excluded.updated_at - make_interval(secs => ${slowing.forget_after_s}) then 1 else a.failure_count + 1 end,
      blocked_until = case
        when a.blocked_until > excluded.updated_at then a.blocked_until
        when a.updated_at < excluded.updated_at - make_interval(secs => ${slowing.forget_after_s}) then null
        else (
          select excluded.updated_at + make_interval(secs => least(power(2, least(a.failure_count - k.free_count, 20)), ${slowing.max_wait_s}::integer))
          from jsonb_to_recordset(${json(keys)}::jsonb) as k(attempt_key text, free_count integer) where k.attempt_key = a.attempt_key and a.failure_count >= k.free_count
        ) end,
      updated_at = excluded.updated_at
    returning case when old.blocked_until > new.updated_at then ceil(extract(epoch from old.blocked_until - new.updated_at)) end as wait_s`);
  const wait_s = Math.max(...waits.map((row) => row.wait_s ?? 0));
  if (wait_s > 0) throw fail('too_many_attempts', { retry_after_s: wait_s, extra: { retry_after_s: wait_s } });
}

/** The attempt was right: its account starts anew, and its address gets back this one attempt, not the wrong ones before it. */
export async function refundAttempt(queryable: Queryable, keys: readonly AttemptKey[]): Promise<void> {
  const [account = '', ...others] = keys.map((key) => key.attempt_key);
  // The account's row is locked first, as in the charge: asking for the count makes the deletion come before the update.
  await queryable.run(sql`with account as (delete from sign_in_attempts where attempt_key = ${account} returning attempt_key)
    update sign_in_attempts set failure_count = greatest(failure_count - 1, 0) where (select count(*) from account) >= 0 and attempt_key = any(${others}::text[])`);
}
