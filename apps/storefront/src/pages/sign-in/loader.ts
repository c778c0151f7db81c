import type { PageContext, Redirect } from '../../server/context.ts';
import { safePath } from '../../server/form.ts';
import type { SignInView } from '../../order-types.ts';
import { urls } from '../../urls.ts';

export async function loadSignIn(context: PageContext): Promise<SignInView | Redirect> {
  const return_to = safePath(context.query.get('return_to'));
  if (context.call.actor.kind === 'customer') return { redirect_to: return_to ?? urls.account };
  return viewSignIn(context, return_to, {}, {});
}

export function viewSignIn({ is_demo, demo_accounts }: Pick<PageContext, 'is_demo' | 'demo_accounts'>, return_to: string | null, values: Record<string, string>, errors: Record<string, string>): SignInView {
  return { return_to, values, errors, demo_accounts: is_demo ? demo_accounts.map(({ email, password, label }) => ({ email, password, label })) : [] };
}
