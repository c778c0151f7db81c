import type { AccountView } from '../../order-types.ts';
import type { PageContext } from '../../server/context.ts';
import { countriesFor } from '../../server/countries.ts';
import { noticeOf } from '../../server/notices.ts';
import { deviceName } from './device-name.ts';

/** The customer's own page. Throws `unauthenticated` for everybody else. */
export async function loadAccount(context: PageContext): Promise<AccountView> {
  return viewAccount(context, {});
}

export async function viewAccount({ clients, call, locale, query }: PageContext, remarks: Partial<Pick<AccountView, 'errors' | 'notices' | 'typed_address'>>): Promise<AccountView> {
  const [customer, { addresses }, { sessions }] = await Promise.all([clients.identity.getCustomer({}, call), clients.identity.listAddresses({}, call), clients.identity.listSessions({}, call)]);
  return {
    profile: { name: customer.name, email: customer.email, is_email_verified: customer.is_email_verified, is_operator: call.actor.kind === 'customer' && call.actor.is_operator },
    addresses: addresses.map(({ address_id, is_default, address }) => ({ ...address, address_id, is_default })),
    countries: countriesFor(locale, 'US'),
    devices: sessions.map(({ session_id, device, ip_address, last_seen_at, is_current }) => ({ session_id, name: deviceName(device), place: ip_address || null, last_seen_at, is_current })),
    errors: remarks.errors ?? {}, notices: remarks.notices ?? noticeOf(query), typed_address: remarks.typed_address ?? null,
  };
}
