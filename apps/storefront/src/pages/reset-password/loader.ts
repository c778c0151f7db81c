import type { PageContext } from '../../server/context.ts';
import type { ResetPasswordView } from '../../order-types.ts';

/** Without a token a link can be asked for; the link brings the token. */
export async function loadResetPassword({ query }: PageContext): Promise<ResetPasswordView> {
  const token = query.get('token');
  return { step: token === null ? 'request' : 'choose', token, values: {}, errors: {} };
}
