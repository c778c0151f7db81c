import { CodedError } from '@orinoco/contract';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { errorsOf } from '../../server/form.ts';
import { urls } from '../../urls.ts';
import { readAddress } from '../checkout/actions.ts';
import { viewAccount } from './loader.ts';

export async function saveProfile(context: ActionContext): Promise<Outcome> {
  const { clients, call, form } = context;
  const { email } = await clients.identity.getCustomer({}, call);
  return orShow(context, async () => {
    await clients.identity.updateCustomer({ name: form.text('name') }, call);
    // The address is what the account is found by; changing it takes a confirmation that does not exist yet.
    if (form.has('email') && form.text('email').toLowerCase() !== email.toLowerCase()) return show(context, { email: 'The e-mail address of an account cannot be changed here. Your name was saved.' });
    return { redirect_to: `${urls.account}?notice=profile_saved#profile` };
  });
}

export async function createAddress(context: ActionContext): Promise<Outcome> {
  const { clients, call, form } = context;
  if (form.has('change_country')) return { page: 'account', status: 200, view: await viewAccount(context, { typed_address: { ...readAddress(form), region: null } }) };
  return orShow(context, async () => {
    await clients.identity.createAddress({ address: readAddress(form), ...(form.text('is_default') === 'true' ? { is_default: true } : {}) }, call);
    return { redirect_to: `${urls.account}?notice=address_saved#addresses` };
  });
}

export async function makeDefaultAddress({ clients, call, params }: ActionContext): Promise<Outcome> {
  await clients.identity.updateAddress({ address_id: params['address_id'] ?? '', is_default: true }, call);
  return { redirect_to: `${urls.account}#addresses` };
}

export async function removeAddress({ clients, call, params }: ActionContext): Promise<Outcome> {
  await clients.identity.deleteAddress({ address_id: params['address_id'] ?? '' }, call);
  return { redirect_to: `${urls.account}?notice=address_removed#addresses` };
}

export async function removeDevice({ clients, call, params }: ActionContext): Promise<Outcome> {
  await clients.identity.revokeSession({ session_id: params['session_id'] ?? '' }, call);
  return { redirect_to: `${urls.account}?notice=device_removed#devices` };
}

async function orShow(context: ActionContext, change: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await change();
  } catch (error) {
    if (context.is_scripted || !(error instanceof CodedError) || error.code !== 'invalid_request') throw error;
    return show(context, errorsOf(error));
  }
}

async function show(context: ActionContext, errors: Record<string, string>): Promise<Outcome> {
  const { form, ...by_field } = errors;
  return { page: 'account', status: 422, view: await viewAccount(context, { errors: by_field, typed_address: context.form.has('line1') ? readAddress(context.form) : null, notices: [{ tone: 'error', text: form ?? 'This was not saved as it is. Look at the fields below.' }] }) };
}
