import { formatMoney } from '@orinoco/money';
import { mediaUrl } from '@orinoco/ui/picture.ts';
import type { FastifyInstance } from 'fastify';
import { loadEmailHtml } from '../pages/emails/loader.ts';
import type { Suggestion } from '../types.ts';
import { urls } from '../urls.ts';
import { cartCount } from './frame.ts';
import { pageContext } from './request-context.ts';
import type { Shop } from './shop.ts';
import { orElse } from './wait.ts';

/** What a script on a page asks for: who is here, what one may be typing; and the frame of a demo e-mail. */
export function mountSmallAnswers(app: FastifyInstance, shop: Shop): void {
  app.get('/me', async (request, reply) => {
    const context = pageContext(shop, request, await shop.options.authentication.visitor(request, reply));
    const [cart_count, deliver_to] = await Promise.all([cartCount(context), orElse(deliverTo(context), null)]);
    return reply.header('cache-control', 'private, no-store').send({ account: context.visitor.name === null ? null : { name: context.visitor.name }, cart_count: cart_count ?? 0, deliver_to });
  });
  app.get('/search/suggestions', async (request, reply) => {
    const context = pageContext(shop, request);
    const text = (context.query.get('text') ?? '').trim().slice(0, 200);
    const found = await context.clients.search.suggest({ text, limit: 8 }, context.call);
    return reply.header('cache-control', 'public, max-age=60').send({ suggestions: suggestionsOf(found, context.locale) });
  });
  app.get<{ Params: { email_id: string } }>('/demo/emails/:email_id', async (request, reply) => {
    const html = await loadEmailHtml(pageContext(shop, request));
    // Mail is written by many hands: in a sandbox it is a picture with links.
    const policy = "sandbox allow-popups allow-top-navigation-by-user-activation; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
    return reply.header('content-security-policy', policy).header('x-frame-options', 'SAMEORIGIN').header('cache-control', 'private, no-store').type('text/html; charset=utf-8').send(html);
  });
}

async function deliverTo({ call, clients }: ReturnType<typeof pageContext>): Promise<string | null> {
  if (call.actor.kind !== 'customer') return null;
  const { addresses } = await clients.identity.listAddresses({}, call);
  const address = (addresses.find((each) => each.is_default) ?? addresses[0])?.address;
  return address ? [address.city, address.postal_code].filter(Boolean).join(' ') : null;
}

type Suggested = Awaited<ReturnType<Shop['clients']['search']['suggest']>>;

/** One list for the field: words first, then places to go, then products with their picture and price. */
export function suggestionsOf({ queries, categories, brands, listings }: Suggested, locale: string): Suggestion[] {
  const place = { image_url: null, price: null };
  return [
    ...queries.slice(0, 6).map((text): Suggestion => ({ ...place, text, kind: 'query', url: null })),
    ...categories.slice(0, 2).map(({ name, handle }): Suggestion => ({ ...place, text: name, kind: 'category', url: urls.category(handle) })),
    ...brands.slice(0, 2).map(({ name, handle }): Suggestion => ({ ...place, text: name, kind: 'brand', url: urls.brand(handle) })),
    ...listings.slice(0, 4).map(({ title, handle, media_key, price_minor, currency }): Suggestion => ({ text: title, kind: 'product', url: urls.product(handle), image_url: mediaUrl(media_key, 96, 'webp'), price: price_minor === null ? null : formatMoney(price_minor, currency, locale) })),
  ];
}
