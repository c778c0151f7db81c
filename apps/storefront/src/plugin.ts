import { join } from 'node:path';
import formbody from '@fastify/formbody';
import { fail } from '@orinoco/contract';
import { sendProblem } from '@orinoco/http';
import type { FastifyInstance } from 'fastify';
import { createTurns } from './server/rate.ts';
import { pageContract } from './server/errors.ts';
import { wantsHtml, wantsJson } from './server/request-context.ts';
import { actionRoutes, pageRoutes, redirects } from './server/routes.ts';
import { showError, showPage } from './server/show.ts';
import { mountSitemap } from './server/sitemap.ts';
import { mountSmallAnswers } from './server/small-answers.ts';
import { mountStaticFiles } from './server/static-files.ts';
import { submit } from './server/submit.ts';
import { openShop } from './server/shop.ts';
import type { StorefrontOptions } from './server/options.ts';

export type { DemoAccount, StorefrontClients, StorefrontOptions } from './server/options.ts';

/** Forms are small; an address is the largest. Bytes. */
const form_limit = 65_536;

/**
 * The pages of the shop: everything that a browser sees at its addresses. Needs `@fastify/cookie` on `app` and the
 * build of buildStorefront in `options.folder`.
 */
export async function registerStorefront(app: FastifyInstance, options: StorefrontOptions): Promise<void> {
  const shop = await openShop(options);
  await app.register(async (scope) => {
    await scope.register(formbody, { bodyLimit: form_limit });
    scope.setErrorHandler((error, request, reply) => (wantsJson(request) ? sendProblem(request, reply, error, pageContract, options.log) : showError(shop, request, reply, error)));
    await mountStaticFiles(scope, join(options.folder, 'client'));
    mountSitemap(scope, { clients: shop.clients, directory: shop.directory, public_url: options.public_url });
    mountSmallAnswers(scope, shop);
    // Of what stands above nothing is held back: it costs less than the refusal.
    scope.addHook('onRequest', (request, reply) => options.admit?.(request, reply, request.routeOptions.config.route_class ?? 'browse') ?? Promise.resolve());
    for (const route of pageRoutes) scope.get(route.path, { config: { route_class: classOf(route.path) } }, (request, reply) => showPage(shop, route, request, reply));
    const takeTurn = createTurns(options.rate_factor ?? 1);
    for (const route of actionRoutes) scope.route({ method: route.method, url: route.path, config: { route_class: classOf(route.path) }, bodyLimit: form_limit, onRequest: async (request) => takeTurn(route.rate_class, request.ip), handler: (request, reply) => submit(shop, route, request, reply) });
    for (const [from, to] of Object.entries(redirects)) scope.get(from, (_request, reply) => reply.redirect(to, 302));
    // People get a page; programs, and addresses of the API, get the problem that they can read.
    scope.get('/*', (request, reply) => {
      if (!wantsHtml(request) || /^\/(v1|internal|webhooks|media)\//.test(request.url)) return reply.callNotFound();
      return showError(shop, request, reply, fail('not_found'));
    });
  });
}

/** By what kind of work a page is let in when the shop is busy: who is about to pay comes first. */
function classOf(path: string): 'browse' | 'cart' | 'checkout' | 'payment' | 'account' | 'operator' {
  if (/^\/checkout\/(order|:checkout_id\/return)$|\/cancellation$/.test(path)) return 'payment';
  if (/^\/(checkout|orders)\b/.test(path)) return 'checkout';
  if (/^\/cart\b/.test(path)) return 'cart';
  if (/^\/operator\b/.test(path)) return 'operator';
  return /^\/(account|sign-|reset-|verify-)/.test(path) ? 'account' : 'browse';
}
