import { fail, failField } from '@orinoco/contract';
import type { Queryable } from '@orinoco/database';
import { findCustomer, type CustomerRow } from './customer-store.ts';

/** One spelling an account: addresses are compared without regard to case, as every large provider does. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Throws 422 for a language tag that `Intl` would refuse later, when a price is to be shown. */
export function checkLocale(locale: string, pointer: string): void {
  try {
    Intl.getCanonicalLocales(locale);
  } catch {
    throw failField(pointer, 'locale_invalid', 'The locale is not a language tag of BCP 47');
  }
}

/** Throws `customer_not_found` when the account is gone while its session still lives elsewhere. */
export async function requireCustomer(queryable: Queryable, customer_id: string): Promise<CustomerRow> {
  const row = await findCustomer(queryable, { customer_id });
  if (!row) throw fail('customer_not_found');
  return row;
}
