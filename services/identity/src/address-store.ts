import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { SavedAddress } from './contract.ts';

/** As many as one page of an address book shows. */
export const max_address_count = 50;

export async function listAddresses(queryable: Queryable, customer_id: string): Promise<SavedAddress[]> {
  return queryable.many(sql<SavedAddress>`select address_id, is_default, address from addresses where customer_id = ${customer_id} order by is_default desc, created_at desc, address_id desc limit ${max_address_count}`);
}

/** The first address is the default, asked for or not. Undefined when the book is full. The caller holds the customer's lock. */
export async function insertAddress(tx: Transaction, customer_id: string, address: SavedAddress['address'], is_default: boolean, now: Date): Promise<SavedAddress | undefined> {
  if (is_default) await clearDefault(tx, customer_id);
  return tx.maybe(sql<SavedAddress>`
    insert into addresses (customer_id, address, is_default, created_at)
    select ${customer_id}, ${json(address)}::jsonb, ${is_default}::boolean or not exists (select from addresses where customer_id = ${customer_id}), ${now}
    where (select count(*) from addresses where customer_id = ${customer_id}) < ${max_address_count}
    returning address_id, is_default, address`);
}

/** The caller holds the customer's lock. */
export async function updateAddress(tx: Transaction, customer_id: string, address_id: string, address: SavedAddress['address'] | undefined, is_default: boolean | undefined): Promise<SavedAddress | undefined> {
  if (is_default) await clearDefault(tx, customer_id);
  return tx.maybe(sql<SavedAddress>`update addresses set address = coalesce(${address === undefined ? null : json(address)}::jsonb, address), is_default = coalesce(${is_default}, is_default)
    where customer_id = ${customer_id} and address_id = ${address_id} returning address_id, is_default, address`);
}

/** When the default goes, the newest of the others takes its place. The caller holds the customer's lock. */
export async function deleteAddress(tx: Transaction, customer_id: string, address_id: string): Promise<void> {
  const gone = await tx.maybe(sql<{ is_default: boolean }>`delete from addresses where customer_id = ${customer_id} and address_id = ${address_id} returning is_default`);
  if (!gone?.is_default) return;
  await tx.run(sql`update addresses set is_default = true where address_id = (select address_id from addresses where customer_id = ${customer_id} order by created_at desc, address_id desc limit 1)`);
}

async function clearDefault(tx: Transaction, customer_id: string): Promise<void> {
  await tx.run(sql`update addresses set is_default = false where customer_id = ${customer_id} and is_default`);
}
