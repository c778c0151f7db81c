import type { PageContext, Redirect } from '../../server/context.ts';
import { safePath } from '../../server/form.ts';
import type { SignUpView } from '../../order-types.ts';
import { urls } from '../../urls.ts';

export async function loadSignUp({ call, query }: PageContext): Promise<SignUpView | Redirect> {
  const return_to = safePath(query.get('return_to'));
  if (call.actor.kind === 'customer') return { redirect_to: return_to ?? urls.account };
  return { return_to, values: {}, errors: {} };
}
