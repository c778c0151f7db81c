import { CodedError } from '@orinoco/contract';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { errorsOf, safePath } from '../../server/form.ts';
import { urls } from '../../urls.ts';
import { accountWords, welcome } from '../sign-in/actions.ts';

/** Makes an account; the cart of the guest becomes the customer's. */
export async function signUp(context: ActionContext): Promise<Outcome> {
  const { clients, call, form, device } = context;
  const return_to = safePath(form.text('return_to'));
  try {
    const { session_token, customer } = await clients.identity.signUp({ email: form.text('email'), password: form.values['password'] ?? '', name: form.text('name'), ...device }, call);
    await welcome(context, session_token, customer.customer_id);
    return { redirect_to: return_to ?? urls.home, answer: { customer } };
  } catch (error) {
    if (context.is_scripted || !(error instanceof CodedError) || !['invalid_request', 'email_taken', 'password_weak', 'too_many_attempts'].includes(error.code)) throw error;
    return { page: 'sign-up', status: error.code === 'too_many_attempts' ? 429 : 422, view: { return_to, values: form.shown(), errors: signUpErrors(error) } };
  }
}

function signUpErrors(error: CodedError): Record<string, string> {
  if (error.code === 'password_weak') return { password: error.detail ?? 'Choose a password that is harder to guess' };
  if (error.code === 'email_taken') return { email: accountWords['email_taken'] ?? '' };
  return errorsOf(error, accountWords);
}
