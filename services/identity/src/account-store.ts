import { json, sql, type Transaction } from '@orinoco/database';
import type { InputOf } from '@orinoco/contract';
import type { identityContract } from './contract.ts';

export type ImportedAccount = InputOf<typeof identityContract, 'saveAccounts'>['accounts'][number];

/** An account as it is written: the password is a hash by now. */
export type HashedAccount = Omit<ImportedAccount, 'password'> & { readonly password_hash: string | null };

/**
 * Writes a batch; the same batch again changes nothing. What an account does not mention stays as it is. Whoever
 * brings accounts in vouches for their addresses. Violates `customers_email` when an address belongs to another id.
 */
export async function saveAccounts(tx: Transaction, accounts: readonly HashedAccount[], now: Date): Promise<void> {
  const batch = json(accounts);
  await tx.run(sql`
    insert into customers (customer_id, email, name, password_hash, locale, is_email_verified, created_at, updated_at)
    select customer_id, a.email, a.name, a.password_hash, coalesce(a.locale, c.locale, 'en-US'), true, ${now}, ${now}
    from jsonb_to_recordset(${batch}::jsonb) as a(customer_id uuid, email text, name text, password_hash text, locale text) left join customers c using (customer_id) order by customer_id
    on conflict (customer_id) do update set email = excluded.email, name = excluded.name, password_hash = coalesce(excluded.password_hash, customers.password_hash), locale = excluded.locale, updated_at = excluded.updated_at`);
  await tx.run(sql`
    with account as materialized (select * from jsonb_to_recordset(${batch}::jsonb) as a(customer_id uuid, is_operator boolean, seller_ids uuid[])),
      dismissed as (delete from operators o using account a where a.customer_id = o.customer_id and a.is_operator = false),
      appointed as (insert into operators (customer_id) select customer_id from account where is_operator on conflict do nothing),
      left_sellers as (delete from seller_members m using account a where a.customer_id = m.customer_id and m.seller_id <> all(a.seller_ids))
    insert into seller_members (customer_id, seller_id) select customer_id, unnest(seller_ids) from account on conflict do nothing`);
  await tx.run(sql`
    insert into addresses (customer_id, address, is_default, created_at)
    select customer_id, address, not exists (select from addresses d where d.customer_id = a.customer_id and d.is_default), ${now}
    from jsonb_to_recordset(${batch}::jsonb) as a(customer_id uuid, address jsonb)
    where jsonb_typeof(address) = 'object' and not exists (select from addresses same where same.customer_id = a.customer_id and same.address = a.address)`);
}
