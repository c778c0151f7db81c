import { sql, type Queryable, type Transaction } from '@orinoco/database';

/** Hours a link in an e-mail is good for. */
export const token_hours = { verify_email: 7 * 24, reset_password: 1 } as const;
export type Purpose = keyof typeof token_hours;

export async function insertToken(tx: Transaction, token_hash: Buffer, customer_id: string, purpose: Purpose, now: Date): Promise<void> {
  await tx.run(sql`insert into one_time_tokens (token_hash, customer_id, purpose, expires_at)
    values (${token_hash}, ${customer_id}, ${purpose}, ${now}::timestamptz + make_interval(hours => ${token_hours[purpose]}))`);
}

/** Opened twice, the link of a verification says yes twice: mail scanners open it before its owner does. */
export async function verifyEmail(queryable: Queryable, token_hash: Buffer, now: Date): Promise<boolean> {
  const count = await queryable.run(sql`
    with used as (update one_time_tokens set used_at = coalesce(used_at, ${now}) where token_hash = ${token_hash} and purpose = 'verify_email' and expires_at > ${now} returning customer_id)
    update customers set is_email_verified = true, updated_at = ${now} where customer_id in (select customer_id from used)`);
  return count > 0;
}

export interface TokenOwner {
  readonly customer_id: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
}

export async function findResetToken(queryable: Queryable, token_hash: Buffer, now: Date): Promise<TokenOwner | undefined> {
  return queryable.maybe(sql<TokenOwner>`select customer_id, email, name, locale from one_time_tokens join customers using (customer_id)
    where token_hash = ${token_hash} and purpose = 'reset_password' and expires_at > ${now} and used_at is null`);
}

/** Uses a reset token up; false when somebody was first. Who could read it has the mailbox, so the address is verified by it. */
export async function consumeResetToken(tx: Transaction, token_hash: Buffer, now: Date): Promise<boolean> {
  const count = await tx.run(sql`
    with used as (update one_time_tokens set used_at = ${now} where token_hash = ${token_hash} and purpose = 'reset_password' and expires_at > ${now} and used_at is null returning customer_id)
    update customers set is_email_verified = true where customer_id in (select customer_id from used)`);
  return count > 0;
}

/** A changed password makes every reset link that is still under way worthless. */
export async function discardResetTokens(tx: Transaction, customer_id: string): Promise<void> {
  await tx.run(sql`delete from one_time_tokens where customer_id = ${customer_id} and purpose = 'reset_password' and used_at is null`);
}
