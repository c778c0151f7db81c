import { sql, type Queryable } from '@orinoco/database';
import type { Email } from './contract.ts';

export interface NewEmail {
  /** The same key is the same e-mail: it is written once. */
  readonly dedupe_key: string;
  readonly to_address: string;
  readonly template: string;
  readonly locale: string;
  readonly subject: string;
  readonly html: string;
  readonly body_text: string;
  readonly status: 'waiting' | 'kept';
}

export async function insertEmail(queryable: Queryable, email: NewEmail, now: Date): Promise<void> {
  await queryable.run(sql`insert into emails (dedupe_key, to_address, template, locale, subject, html, body_text, status, next_attempt_at, created_at)
    values (${email.dedupe_key}, ${email.to_address}, ${email.template}, ${email.locale}, ${email.subject}, ${email.html}, ${email.body_text}, ${email.status}, ${now}, ${now})
    on conflict (dedupe_key) do nothing`);
}

export async function listEmails(queryable: Queryable, to_address: string | undefined, page: number, page_size: number): Promise<Email[]> {
  return queryable.many(sql<Email>`select email_id, to_address, subject, template, html, body_text, status, created_at, sent_at from emails
    where ${to_address}::text is null or to_address = ${to_address}::text order by created_at desc, email_id desc limit ${page_size} offset ${(page - 1) * page_size}`);
}

export async function findEmail(queryable: Queryable, email_id: string): Promise<Email | undefined> {
  return queryable.maybe(sql<Email>`select email_id, to_address, subject, template, html, body_text, status, created_at, sent_at from emails where email_id = ${email_id}`);
}

export interface DueEmail {
  readonly email_id: string;
  readonly to_address: string;
  readonly subject: string;
  readonly html: string;
  readonly body_text: string;
  readonly attempt_count: number;
}

/** Takes e-mails that are due, counts the attempt, and keeps other senders off them until the lease ends. */
export async function claimDue(queryable: Queryable, now: Date, lease_s: number, limit: number): Promise<DueEmail[]> {
  return queryable.many(sql<DueEmail>`
    update emails set attempt_count = attempt_count + 1, next_attempt_at = ${now}::timestamptz + make_interval(secs => ${lease_s})
    where email_id in (select email_id from emails where status = 'waiting' and next_attempt_at <= ${now} order by next_attempt_at limit ${limit} for update skip locked)
    returning email_id, to_address, subject, html, body_text, attempt_count`);
}

export async function markSent(queryable: Queryable, email_id: string, now: Date): Promise<void> {
  await queryable.run(sql`update emails set status = 'sent', sent_at = ${now}, error = null where email_id = ${email_id}`);
}

/** `retry_at` null: nobody tries again. */
export async function markRefused(queryable: Queryable, email_id: string, error: string, retry_at: Date | null): Promise<void> {
  await queryable.run(sql`update emails set status = case when ${retry_at}::timestamptz is null then 'failed' else 'waiting' end, next_attempt_at = coalesce(${retry_at}::timestamptz, next_attempt_at), error = ${error} where email_id = ${email_id} and status = 'waiting'`);
}
