import { CodedError, serviceCall } from '@orinoco/contract';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { errorsOf, safePath } from '../../server/form.ts';
import { urls } from '../../urls.ts';
import { viewSignIn } from './loader.ts';

/** Words for what can go wrong with an account; the same for an unknown address and a wrong password. */
export const accountWords: Readonly<Record<string, string>> = {
  credentials_wrong: 'The e-mail address or the password is wrong.', too_many_attempts: 'There were too many attempts. Wait a few minutes, then try again.', email_taken: 'There is an account with this e-mail address already. Sign in instead.',
  token_invalid: 'This link has expired or was used already. Ask for a new one.',
};

export async function signIn(context: ActionContext): Promise<Outcome> {
  const { clients, call, form, device } = context;
  const return_to = safePath(form.text('return_to'));
  try {
    const { session_token, customer } = await clients.identity.signIn({ email: form.text('email'), password: form.values['password'] ?? '', ...device }, call);
    await welcome(context, session_token, customer.customer_id);
    return { redirect_to: return_to ?? urls.home, answer: { customer } };
  } catch (error) {
    if (context.is_scripted || !(error instanceof CodedError) || !['invalid_request', 'credentials_wrong', 'too_many_attempts'].includes(error.code)) throw error;
    return { page: 'sign-in', status: error.code === 'too_many_attempts' ? 429 : 422, view: viewSignIn(context, return_to, form.shown(), errorsOf(error, accountWords)) };
  }
}

/** Keeps the session and brings a guest's cart along at once; the event that also tells of it may be a moment late. */
export async function welcome({ clients, call, startSession }: ActionContext, session_token: string, customer_id: string): Promise<void> {
  startSession(session_token);
  if (call.actor.kind !== 'guest') return;
  await clients.cart.mergeGuestCart({ guest_id: call.actor.guest_id, customer_id }, serviceCall('storefront', call.request_id, call.deadline)).catch(() => undefined);
}

export async function signOut({ clients, call, endSession }: ActionContext): Promise<Outcome> {
  if (call.actor.kind === 'customer') await clients.identity.signOut({}, call);
  endSession();
  return { redirect_to: urls.home, answer: {} };
}
