import { sql, type Queryable, type Transaction } from '@orinoco/database';
import type { Customer } from './contract.ts';

export interface CustomerRow {
  readonly customer: Customer;
  readonly password_hash: string | null;
}

/** By id or by e-mail address, whichever is given. */
export async function findCustomer(queryable: Queryable, by: { customer_id: string } | { email: string }): Promise<CustomerRow | undefined> {
  const customer_id = 'customer_id' in by ? by.customer_id : null;
  const email = 'email' in by ? by.email : null;
  const row = await queryable.maybe(sql<Customer & { password_hash: string | null }>`
    select customer_id, email, name, locale, currency, is_email_verified, accepts_marketing, created_at, password_hash,
      array(select seller_id from seller_members m where m.customer_id = c.customer_id order by seller_id limit 100) as seller_ids,
      exists (select from operators o where o.customer_id = c.customer_id) as is_operator
    from customers c where customer_id = ${customer_id}::uuid or email = ${email}::text`);
  if (!row) return undefined;
  const { password_hash, ...customer } = row;
  return { customer, password_hash };
}

export interface NewCustomer {
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
  readonly locale: string;
  readonly accepts_marketing: boolean;
}

/** Violates `customers_email` when the address is taken. */
export async function insertCustomer(tx: Transaction, customer: NewCustomer, now: Date): Promise<Customer> {
  const row = await tx.one(sql<Omit<Customer, 'seller_ids' | 'is_operator'>>`
    insert into customers (email, name, password_hash, locale, accepts_marketing, created_at, updated_at)
    values (${customer.email}, ${customer.name}, ${customer.password_hash}, ${customer.locale}, ${customer.accepts_marketing}, ${now}, ${now})
    returning customer_id, email, name, locale, currency, is_email_verified, accepts_marketing, created_at`);
  return { ...row, seller_ids: [], is_operator: false };
}

export interface CustomerChange {
  readonly name?: string;
  readonly locale?: string;
  readonly currency?: string;
  readonly accepts_marketing?: boolean;
}

export async function updateCustomer(queryable: Queryable, customer_id: string, change: CustomerChange, now: Date): Promise<void> {
  await queryable.run(sql`update customers set name = coalesce(${change.name}, name), locale = coalesce(${change.locale}, locale), currency = coalesce(${change.currency}, currency),
    accepts_marketing = coalesce(${change.accepts_marketing}, accepts_marketing), updated_at = ${now} where customer_id = ${customer_id}`);
}

/** Sets the password, if it still is `expected_hash` (null: whatever it is). False when somebody changed it meanwhile. */
export async function setPassword(tx: Transaction, customer_id: string, password_hash: string, expected_hash: string | null, now: Date): Promise<boolean> {
  const count = await tx.run(sql`update customers set password_hash = ${password_hash}, updated_at = ${now}
    where customer_id = ${customer_id} and (${expected_hash}::text is null or password_hash = ${expected_hash}::text)`);
  return count > 0;
}

/** Whether the password is still the one that was checked; it cannot change before the transaction ends. */
export async function holdPassword(tx: Transaction, customer_id: string, password_hash: string | null): Promise<boolean> {
  return (await tx.maybe(sql<{ customer_id: string }>`select customer_id from customers where customer_id = ${customer_id} and password_hash = ${password_hash} for share`)) !== undefined;
}

/** One at a time for what counts or compares a customer's rows; released with the transaction. Answers whether there is such a customer. */
export async function lockCustomer(tx: Transaction, customer_id: string): Promise<boolean> {
  return (await tx.maybe(sql<{ customer_id: string }>`select customer_id from customers where customer_id = ${customer_id} for no key update`)) !== undefined;
}
