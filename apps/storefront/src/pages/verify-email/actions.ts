import type { ActionContext, Outcome } from '../../server/context.ts';
import { urls } from '../../urls.ts';

/** The link of the e-mail. Opening it twice is as good as once. Throws `token_invalid`. */
export async function verifyEmail({ clients, call, query }: ActionContext): Promise<Outcome> {
  await clients.identity.verifyEmail({ token: query.get('token') ?? '' }, call);
  return { redirect_to: call.actor.kind === 'customer' ? `${urls.account}?notice=email_verified` : `${urls.sign_in}?return_to=${encodeURIComponent(`${urls.account}?notice=email_verified`)}` };
}
