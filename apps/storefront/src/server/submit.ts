import { isSameOrigin } from '@orinoco/auth';
import { fail } from '@orinoco/contract';
import { refuseBrokenText } from '@orinoco/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { loadFrame } from './frame.ts';
import { actionContext, originOf } from './request-context.ts';
import type { ActionRoute } from './routes.ts';
import { newNonce, sendPage } from './show.ts';
import type { Shop } from './shop.ts';

/** Runs what a form asks for: then the browser is led on with 303, or sees the page again with what was wrong. */
export async function submit(shop: Shop, { run, method }: ActionRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (method === 'POST') refuseForeign(shop, request);
  refuseBrokenText(request.body);
  const context = await actionContext(shop, request, reply);
  const outcome = await run(context);
  void reply.header('cache-control', 'no-store');
  if ('redirect_to' in outcome) {
    if (context.is_scripted) return reply.send({ ...outcome.answer, url: outcome.redirect_to });
    return reply.redirect(outcome.redirect_to, 303);
  }
  if (outcome.refresh_s !== undefined) void reply.header('refresh', `${outcome.refresh_s}; url=/checkout/${context.params['checkout_id'] ?? context.form.text('checkout_id')}/return`);
  // A guest may have come into being while the form was handled.
  const call = context.call.actor.kind === 'anonymous' && reply.getHeader('x-guest-token') !== undefined ? null : context.call;
  const frame = await loadFrame(call === null ? { ...context, call: await context.shopperCall() } : context, shop.options.public_url, newNonce(), false);
  return sendPage(shop, request, reply, outcome.page, outcome.view as never, frame, { status: outcome.status, cache_control: 'no-store', context });
}

/** Forms of other sites may not act on the cookies that a browser sends along. */
function refuseForeign({ options }: Shop, request: FastifyRequest): void {
  const origin = originOf(request, options.public_url);
  if (isSameOrigin(request.headers, origin) || isSameOrigin(request.headers, new URL(options.public_url).origin)) return;
  throw fail('forbidden', { detail: 'This form was sent from another site' });
}
