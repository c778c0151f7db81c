import { fail, type Actor, type Call } from '@orinoco/contract';
import { sessionCookie, type Visitor } from '@orinoco/gateway';
import { currentTraceparent } from '@orinoco/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ActionContext, Destination, PageContext } from './context.ts';
import { Form, isUuid } from './form.ts';
import { payment_choice_life_s, paymentCookie, readPaymentChoice, writePaymentChoice } from './payment-choice.ts';
import { readQuery } from './query.ts';
import type { Shop } from './shop.ts';

/** How long a page may take, and what waits on a payment provider. Milliseconds. */
const page_ms = 4_000;
const patient_ms = 24_000;

/** Where parcels go while nobody has said otherwise. */
const usual_destination: Destination = { country: 'US', region: null, postal_code: null };
const anonymous: Visitor = { actor: { kind: 'anonymous' }, name: null, locale: null, currency: null };

/** Languages the pages are written in; another locale would only mislead screen readers. */
const written = /^en(-|$)/;

/** The cookie of guests, as the gateway's authentication sets it. */
export const guestCookie = 'guest';

/** The cart that has just become an order, until its closing has got around. Seconds. */
const orderedCartCookie = 'ordered_cart';
const ordered_cart_life_s = 120;

/** Whether somebody may be signed in, without asking who. */
export function hasSession(request: FastifyRequest): boolean {
  return Boolean(request.cookies[sessionCookie]) || request.headers.authorization !== undefined;
}

/** Scheme, host and port of this request. */
export function originOf(request: FastifyRequest, public_url: string): string {
  return URL.parse(`${request.protocol}://${request.host}`)?.origin ?? new URL(public_url).origin;
}

export function pathOf(request: FastifyRequest): string {
  return (request.raw.url ?? '/').split('?')[0] ?? '/';
}

function callFor(request: FastifyRequest, actor: Actor, ms: number): Call {
  const traceparent = currentTraceparent();
  return { request_id: request.id, actor, deadline: Date.now() + ms, ...(traceparent === undefined ? {} : { traceparent }) };
}

/** The context of a page for a visitor; without one, for everybody. */
export function pageContext(shop: Shop, request: FastifyRequest, visitor: Visitor = anonymous, params: Readonly<Record<string, string>> = readParams(request)): PageContext {
  const { clients, directory, options } = shop;
  const call = callFor(request, visitor.actor, page_ms);
  let destination: Promise<Destination> | undefined;
  return {
    clients, directory, call, visitor, params, query: readQuery(request.raw.url ?? ''), path: pathOf(request), origin: originOf(request, options.public_url),
    destination: () => (destination ??= destinationOf(shop, call)),
    locale: visitor.locale !== null && written.test(visitor.locale) ? visitor.locale : 'en-US', currency: visitor.currency ?? 'USD',
    is_demo: options.is_demo, demo_accounts: options.demo_accounts ?? [], provider_origin: options.provider_url === null ? null : new URL(options.provider_url).origin,
    payment_choice: readPaymentChoice(request.cookies[paymentCookie]), ordered_cart_id: request.cookies[orderedCartCookie] ?? null,
  };
}

/** Parameters of the path. What cannot be the name of anything is not found, before a service is asked. */
function readParams(request: FastifyRequest): Record<string, string> {
  const params = request.params as Record<string, string>;
  for (const [name, value] of Object.entries(params)) {
    if (name.endsWith('_id') && !isUuid(value)) throw fail('not_found');
    if (name === 'handle' && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) throw fail('not_found');
  }
  return params;
}

async function destinationOf({ clients }: Shop, call: Call): Promise<Destination> {
  if (call.actor.kind !== 'customer') return usual_destination;
  const { addresses } = await clients.identity.listAddresses({}, call);
  const address = (addresses.find((each) => each.is_default) ?? addresses[0])?.address;
  return address ? { country: address.country, region: address.region ?? null, postal_code: address.postal_code ?? null } : usual_destination;
}

/** The context of a form. */
export async function actionContext(shop: Shop, request: FastifyRequest, reply: FastifyReply): Promise<ActionContext> {
  const { authentication, public_url } = shop.options;
  const context = pageContext(shop, request, await authentication.visitor(request, reply));
  const shopper = async (ms: number) => callFor(request, (await authentication.shopper(request, reply)).actor, ms);
  const everywhere = { path: '/', httpOnly: true, sameSite: 'lax', secure: public_url.startsWith('https:') } as const;
  const cookie = { ...everywhere, path: '/checkout' } as const;
  return {
    ...context, form: new Form(request.body), is_scripted: wantsJson(request),
    device: { device: (request.headers['user-agent'] ?? '').slice(0, 300), ip_address: request.ip.slice(0, 60) },
    shopperCall: () => shopper(page_ms), patientCall: () => shopper(patient_ms),
    startSession: (session_token) => authentication.startSession(reply, session_token),
    endSession: () => {
      authentication.endSession(reply);
      authentication.forget();
    },
    keepPayment: (choice) => void (choice === null ? reply.clearCookie(paymentCookie, cookie) : reply.setCookie(paymentCookie, writePaymentChoice(choice), { ...cookie, maxAge: payment_choice_life_s })),
    keepOrderedCart: (cart_id) => void reply.setCookie(orderedCartCookie, cart_id, { ...everywhere, maxAge: ordered_cart_life_s }),
  };
}

/** A script asks for JSON; a browser that navigates asks for HTML. */
export function wantsJson(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('application/json') && !accept.includes('text/html');
}

/** Whether an error can be a page: somebody looks at it, or nobody said. */
export function wantsHtml(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}
