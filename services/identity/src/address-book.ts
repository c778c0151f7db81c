import { customerId, fail, failField } from '@orinoco/contract';
import type { Transaction } from '@orinoco/database';
import { checkAddress } from './address.ts';
import { addressFields } from './address-formats.ts';
import { deleteAddress, insertAddress, listAddresses, max_address_count, updateAddress } from './address-store.ts';
import type { IdentityContext, IdentityMethods } from './context.ts';
import type { SavedAddress } from './contract.ts';
import { lockCustomer } from './customer-store.ts';

/** The addresses a customer keeps. Writes of one customer go one after another, so that there is one default. */
export function addressBookMethods({ database, clock }: IdentityContext): Pick<IdentityMethods, 'listAddresses' | 'createAddress' | 'updateAddress' | 'deleteAddress'> {
  const locked = <T>(customer_id: string, work: (tx: Transaction) => Promise<T>) =>
    database.transaction(async (tx) => {
      if (!(await lockCustomer(tx, customer_id))) throw fail('customer_not_found');
      return work(tx);
    });
  return {
    async listAddresses(_input, call) {
      return { addresses: await listAddresses(database, customerId(call)) };
    },

    async createAddress({ address, is_default = false }, call) {
      const customer_id = customerId(call);
      const cleaned = cleanAddress(address, '/address');
      return locked(customer_id, async (tx) => {
        const saved = await insertAddress(tx, customer_id, cleaned, is_default, clock());
        // Thrown inside, so that a refusal does not cost the customer the default address.
        if (!saved) throw failField('/address', 'too_many', `An address book has room for ${max_address_count} addresses`);
        return saved;
      });
    },

    async updateAddress({ address_id, address, is_default }, call) {
      const customer_id = customerId(call);
      const cleaned = address && cleanAddress(address, '/address');
      return locked(customer_id, async (tx) => {
        const saved = await updateAddress(tx, customer_id, address_id, cleaned, is_default);
        if (!saved) throw fail('address_not_found');
        return saved;
      });
    },

    async deleteAddress({ address_id }, call) {
      const customer_id = customerId(call);
      await locked(customer_id, (tx) => deleteAddress(tx, customer_id, address_id));
      return { is_done: true };
    },
  };
}

/** The address without blanks around its parts, or 422 that names every part that is wrong below `pointer`. */
export function cleanAddress(address: SavedAddress['address'], pointer: string): SavedAddress['address'] {
  const cleaned = { ...address };
  for (const field of addressFields) {
    const text = cleaned[field];
    if (typeof text === 'string') cleaned[field] = text.trim();
  }
  const errors = checkAddress(cleaned).map((error) => ({ ...error, pointer: `${pointer}${error.pointer}` }));
  if (errors.length > 0) throw fail('invalid_request', { detail: errors.map((error) => error.detail).join('; ').slice(0, 500), errors });
  return cleaned;
}
