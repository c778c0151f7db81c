import { CodedError } from '@orinoco/contract';
import type { ResetPasswordView } from '../../order-types.ts';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { errorsOf } from '../../server/form.ts';
import { accountWords } from '../sign-in/actions.ts';

/** Sends a link, or with the link's token sets the new password. The answer to the first never tells whether there is an account. */
export async function resetPassword(context: ActionContext): Promise<Outcome> {
  const { clients, call, form } = context;
  const token = form.optional('token');
  const values = form.shown();
  const show = (status: number, view: Partial<ResetPasswordView>): Outcome => ({ page: 'reset-password', status, view: { step: token === null ? 'request' : 'choose', token, values, errors: {}, ...view } });
  try {
    if (token === null) {
      await clients.identity.requestPasswordReset({ email: form.text('email') }, call);
      return show(200, { step: 'sent' });
    }
    await clients.identity.resetPassword({ token, password: form.values['password'] ?? '' }, call);
    context.endSession();
    return show(200, { step: 'done', token: null });
  } catch (error) {
    if (!(error instanceof CodedError) || !['invalid_request', 'password_weak', 'token_invalid', 'too_many_attempts'].includes(error.code)) throw error;
    if (error.code === 'token_invalid') return show(422, { step: 'request', token: null, errors: errorsOf(error, accountWords) });
    return show(422, { errors: error.code === 'password_weak' ? { password: error.detail ?? 'Choose a password that is harder to guess' } : errorsOf(error, accountWords) });
  }
}
