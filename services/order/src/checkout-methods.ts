import { asService, fail, type Call, type Service } from '@orinoco/contract';
import type { Sagas } from '@orinoco/saga';
import type { CheckoutContext } from './checkout-saga.ts';
import type { Quote } from '@orinoco/pricing/contract';
import type { Checkout, CheckoutLine, orderContract } from './contract.ts';
import { findCheckout, findCheckoutOfCart, hasOrdered, updateCheckout, upsertCheckout, type CheckoutContent, type CheckoutRow } from './checkout-store.ts';
import { agreementOf, chosenOption, linesFrom, missingOf, parcelsFrom } from './checkout.ts';
import { isOwner } from './owner.ts';
import type { OrderDependencies } from './dependencies.ts';
import { wakeCheckout } from './saga-store.ts';

type CheckoutMethods = Pick<Service<typeof orderContract>, 'createCheckout' | 'getCheckout' | 'updateCheckout' | 'completeCheckout' | 'getPaymentSession'>;
type Ports = OrderDependencies & { readonly checkouts: Sagas<CheckoutContext> };

/** How long an unanswered authorization is asked about before it is voided. */
const give_up_ms = 15_000;

export function checkoutMethods(ports: Ports): CheckoutMethods {
  const { database } = ports;
  return {
    async createCheckout({ cart_id, email, shipping_address }, call) {
      const cart = await ports.cart.getContents({ cart_id }, call);
      const known = await findCheckoutOfCart(database, cart_id);
      if (known && isClosed(known)) return viewOf(known);
      const owner = call.actor.kind === 'customer' ? { customer_id: call.actor.customer_id, guest_id: call.actor.guest_id ?? null } : { customer_id: null, guest_id: call.actor.kind === 'guest' ? call.actor.guest_id : null };
      const draft = { ...owner, email: email ?? known?.email ?? null, shipping_address: shipping_address ?? known?.shipping_address ?? null, billing_address: known?.billing_address ?? null, coupon_codes: cart.coupon_codes, currency: cart.currency, chosen: chosenIn(known) };
      const content = await fill(ports, draft, cart.lines, call);
      if (content.lines.length === 0) throw fail('cart_empty', { extra: { problems: content.problems } });
      // When another tab has begun to pay meanwhile, or has paid, its checkout is the answer.
      const saved = (await upsertCheckout(database, cart_id, 'en-US', cart.currency, content)) ?? (await findCheckoutOfCart(database, cart_id));
      if (!saved) throw fail('conflict');
      return viewOf(saved);
    },
    async getCheckout({ checkout_id }, call) {
      return viewOf(await findOwn(ports, checkout_id, call));
    },
    async updateCheckout(input, call) {
      const checkout = await findOwn(ports, input.checkout_id, call);
      if (isClosed(checkout)) throw fail('checkout_closed');
      const chosen = new Map([...chosenIn(checkout), ...(input.deliveries ?? []).map((each) => [each.seller_id, each.shipping_rate_id] as const)]);
      // A guest who has signed in takes the checkout along; an operator who helps does not take it over.
      const { actor } = call;
      const is_own_guest = actor.kind === 'customer' && checkout.guest_id !== null && actor.guest_id === checkout.guest_id;
      const owner = { customer_id: checkout.customer_id ?? (is_own_guest ? actor.customer_id : null), guest_id: checkout.guest_id };
      const draft = { ...owner, email: input.email ?? checkout.email, shipping_address: input.shipping_address ?? checkout.shipping_address, billing_address: input.billing_address === undefined ? checkout.billing_address : input.billing_address, coupon_codes: input.coupon_codes ?? checkout.coupon_codes, currency: checkout.currency, chosen };
      const content = await fill(ports, draft, checkout.lines, call);
      if (content.shipping_address && content.parcels.every((parcel) => parcel.options.length === 0)) throw fail('no_delivery');
      const updated = await updateCheckout(database, input.checkout_id, content);
      if (!updated) throw fail('checkout_closed');
      return viewOf(updated);
    },
    async getPaymentSession({ checkout_id, return_url, parent_origin }, call) {
      const { purchase_id, quote, currency } = await findOwn(ports, checkout_id, call);
      const session = await ports.payment.createSession({ payment_id: purchase_id, checkout_id, amount_minor: quote.totals.total_minor, currency, return_url, parent_origin }, asService(call, 'order'));
      return { payment_id: purchase_id, ...session };
    },
    async completeCheckout({ checkout_id, payment_token, total_minor }, call) {
      const checkout = await findOwn(ports, checkout_id, call);
      if (checkout.status === 'placed') return { status: 'placed', order_group_id: checkout.order_group_id, action_url: null, reject_reason: null };
      if (isRunning(checkout)) return finish(ports, checkout.purchase_id, undefined, call);
      // Without a token, or with one whose attempt is over: somebody asks again what came of it. Late, it buys nothing.
      const is_over = payment_token === undefined || checkout.rejected_tokens.includes(payment_token);
      if (is_over && checkout.reject_reason) return { status: 'rejected', order_group_id: null, action_url: null, reject_reason: checkout.reject_reason };
      if (payment_token === undefined) return failIncomplete(['payment_token']);
      const missing = missingOf(checkout);
      if (missing.length > 0) return failIncomplete(missing);
      const current = await refreshQuote(ports, checkout, call);
      if (!current) return finish(ports, checkout.purchase_id, undefined, call);
      if (total_minor !== undefined && total_minor !== current.quote.totals.total_minor) throw fail('total_changed', { extra: { total_minor: current.quote.totals.total_minor } });
      const context: CheckoutContext = { checkout_id, payment_token, return_url: `${ports.shop_url}/checkout/${checkout_id}/return`, give_up_at: ports.clock().getTime() + give_up_ms, agreement: agreementOf(current) };
      return finish(ports, checkout.purchase_id, context, call);
    },
  };
}

function failIncomplete(missing: readonly string[]): never {
  throw fail('checkout_incomplete', { detail: `Missing: ${missing.join(', ')}`, extra: { missing } });
}

function isRunning(checkout: CheckoutRow): boolean {
  return checkout.saga_state !== null && checkout.saga_state !== 'placed' && checkout.saga_state !== 'rejected';
}

/** Nothing about it can be changed: it is bought or being bought. */
function isClosed(checkout: CheckoutRow): boolean {
  return checkout.status === 'placed' || isRunning(checkout);
}

const chosenIn = (checkout: CheckoutRow | undefined) => new Map((checkout?.parcels ?? []).flatMap((parcel) => (parcel.shipping_rate_id === null ? [] : [[parcel.seller_id, parcel.shipping_rate_id] as const])));

async function findOwn(ports: Ports, checkout_id: string, call: Call): Promise<CheckoutRow> {
  const checkout = await findCheckout(ports.database, checkout_id);
  if (!checkout || !isOwner(call.actor, { customer_id: checkout.customer_id, guest_id: checkout.guest_id })) throw fail('checkout_not_found');
  return checkout;
}

interface Draft extends Pick<CheckoutContent, 'customer_id' | 'guest_id' | 'email' | 'shipping_address' | 'billing_address' | 'coupon_codes'> {
  readonly currency: string;
  readonly chosen: ReadonlyMap<string, string>;
}

/** Works a checkout out from scratch: what can be bought now, how it gets there, and what everything costs. */
async function fill(ports: Ports, draft: Draft, wanted: readonly { line_id: string; offer_id: string; quantity: number }[], call: Call): Promise<CheckoutContent> {
  const own = asService(call, 'order');
  const { offers } = await ports.catalog.getOffers({ offer_ids: wanted.map((line) => line.offer_id) }, own);
  const { lines, problems } = linesFrom(wanted, offers);
  const sellerOf = new Map(offers.map((offer) => [offer.seller_id, offer.seller]));
  const optionsOf = new Map<string, CheckoutContent['parcels'][number]['options']>();
  if (draft.shipping_address && lines.length > 0) {
    const parcels = [...Map.groupBy(lines, (line) => line.seller_id)].map(([seller_id, own_lines]) => ({ seller_id, lines: own_lines.map(({ offer_id, quantity, handling_days, weight_g, unit_price_minor }) => ({ offer_id, quantity, handling_days, weight_g, unit_price_minor })) }));
    const { country, region = null, postal_code = null } = draft.shipping_address;
    const delivery = await ports.fulfillment.quoteDelivery({ parcels, destination: { country, region, postal_code }, currency: draft.currency }, own);
    for (const parcel of delivery.parcels) optionsOf.set(parcel.seller_id, parcel.options);
  }
  const parcels = parcelsFrom(lines, sellerOf, optionsOf, draft.chosen);
  const { chosen: _chosen, currency, ...kept } = draft;
  const quote = await quoteOf(ports, { ...kept, currency, lines, parcels }, own);
  return { ...kept, lines: pricedLines(lines, quote), parcels, quote, problems };
}

/** Lines with the prices that were quoted: an order's lines must say what its amounts were made from. */
function pricedLines(lines: readonly CheckoutLine[], quote: Quote): CheckoutLine[] {
  return lines.map((line) => ({ ...line, unit_price_minor: quote.lines.find((quoted) => quoted.line_id === line.line_id)?.unit_price_minor ?? line.unit_price_minor }));
}

async function quoteOf(ports: Ports, content: Omit<CheckoutContent, 'quote' | 'problems'> & { currency: string }, call: Call) {
  const address = content.shipping_address;
  const needs_history = content.coupon_codes.length > 0 && content.customer_id !== null;
  return ports.pricing.quote({
    currency: content.currency,
    destination: address ? { country: address.country, region: address.region ?? null } : null,
    customer_id: content.customer_id,
    is_first_order: needs_history ? !(await hasOrdered(ports.database, content.customer_id ?? '')) : true,
    coupon_codes: content.coupon_codes,
    lines: content.lines.map(({ line_id, offer_id, seller_id, category_ids, tax_category, quantity }) => ({ line_id, offer_id, seller_id, category_ids, tax_category, quantity })),
    shipping: content.parcels.map((parcel) => ({ seller_id: parcel.seller_id, amount_minor: chosenOption(parcel)?.amount_minor ?? 0 })),
  }, asService(call, 'order'));
}

/** Prices may have moved since the page was shown: quotes again, and saves only what differs. Undefined when another request has begun to pay meanwhile. */
async function refreshQuote(ports: Ports, checkout: CheckoutRow, call: Call): Promise<CheckoutContent | undefined> {
  const quote = await quoteOf(ports, checkout, call);
  if (quote.totals.total_minor === checkout.quote.totals.total_minor) return checkout;
  const saved = await updateCheckout(ports.database, checkout.checkout_id, { ...checkout, lines: pricedLines(checkout.lines, quote), quote });
  if (!saved) return undefined;
  throw fail('total_changed', { extra: { total_minor: quote.totals.total_minor } });
}

/** Drives the attempt, or joins the one that runs, until it is decided, needs the shopper, or the time is up. */
async function finish(ports: Ports, purchase_id: string, context: CheckoutContext | undefined, call: Call) {
  const give_up_at = call.deadline - 500;
  if (context === undefined) await wakeCheckout(ports.database, purchase_id);
  for (;;) {
    const row = context ? await ports.checkouts.run(purchase_id, context, give_up_at) : await joined(ports, purchase_id, give_up_at);
    const { action_url = null, reject_reason = null, order_group_id = null } = row.context;
    if (row.state === 'placed') return { status: 'placed' as const, order_group_id: order_group_id ?? purchase_id, action_url: null, reject_reason: null };
    if (row.state === 'rejected') return { status: 'rejected' as const, order_group_id: null, action_url: null, reject_reason };
    if (action_url !== null) return { status: 'requires_action' as const, order_group_id: null, action_url, reject_reason: null };
    if (ports.clock().getTime() + 250 > give_up_at) return { status: 'pending' as const, order_group_id: null, action_url: null, reject_reason: null };
    await ports.sleep(200);
  }
}

async function joined(ports: Ports, purchase_id: string, give_up_at: number) {
  const known = await ports.checkouts.find(purchase_id);
  if (!known) throw fail('checkout_not_found');
  return known.is_finished ? known : ports.checkouts.run(purchase_id, known.context, give_up_at);
}

function viewOf(row: CheckoutRow): Checkout {
  const status = row.status === 'placed' ? 'placed' : row.action_url !== null && isRunning(row) ? 'requires_action' : isRunning(row) ? 'completing' : row.reject_reason ? 'rejected' : 'open';
  const { checkout_id, cart_id, customer_id, email, shipping_address, billing_address, currency, lines, parcels, quote, coupon_codes, problems, reject_reason, order_group_id, created_at, updated_at } = row;
  return { checkout_id, cart_id, status, customer_id, email, shipping_address, billing_address, currency, lines, parcels, quote, coupon_codes, missing: missingOf(row), problems, action_url: status === 'requires_action' ? row.action_url : null, reject_reason, order_group_id, created_at, updated_at };
}
