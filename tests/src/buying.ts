import { cartContract } from '@orinoco/cart/contract';
import { catalogContract, type Listing } from '@orinoco/catalog/contract';
import { hasCode, type OutputOf } from '@orinoco/contract';
import { inventoryContract } from '@orinoco/inventory/contract';
import { orderContract, type Checkout } from '@orinoco/order/contract';
import { someEmail, waitFor, type Visitor } from './visitor.ts';

export type Completion = OutputOf<typeof orderContract, 'completeCheckout'>;

/** Numbers of the sandbox provider and what it does with them. */
export const cards = {
  good: '4242424242424242', declined: '4000000000000002', poor: '4000000000009995', challenge: '4000002500003155',
  lostAnswer: '4000000000000341', answeredTwice: '4000000000000077', slow: '4000000000000119',
} as const;

export const address = { name: 'Ada Byron', line1: '12 Maple Ave', city: 'Austin', region: 'TX', postal_code: '78701', country: 'US' } as const;

/** A listing that can be bought. */
export type Offered = Listing & { readonly offer_id: string; readonly price_minor: number };

/** Plentiful offers, each of another seller, always in the same order. `from` passes some over, so that tests do not meet. */
export async function findOffers(visitor: Visitor, count: number, from = 0): Promise<Offered[]> {
  const { listings } = await visitor.call(catalogContract, 'listListings', { page_size: 100 });
  const plenty = listings.filter((listing): listing is Offered => listing.offer_id !== null && listing.price_minor !== null && listing.stock_hint !== 'out').toSorted((a, b) => (a.product_id < b.product_id ? -1 : 1)).slice(from);
  const chosen = plenty.filter((listing, index) => plenty.findIndex((other) => other.seller?.handle === listing.seller?.handle) === index).slice(0, count);
  if (chosen.length < count) throw new Error(`Only ${chosen.length} sellers have something to sell`);
  return chosen;
}

export async function fillCart(visitor: Visitor, offers: readonly Offered[], quantity = 1): Promise<string> {
  // The cart of a purchase that was made just now is closed by its event, a moment later.
  return waitFor('an open cart', async () => {
    const { cart_id } = await visitor.call(cartContract, 'createCart', {});
    try {
      for (const { offer_id } of offers) await visitor.call(cartContract, 'addLine', { cart_id, offer_id, quantity });
      return cart_id;
    } catch (error) {
      if (hasCode(error, 'cart_closed')) return null;
      throw error;
    }
  });
}

/** A checkout that lacks nothing but the payment. */
export async function prepare(visitor: Visitor, offers: readonly Offered[], quantity = 1): Promise<Checkout> {
  const cart_id = await fillCart(visitor, offers, quantity);
  const { checkout_id } = await visitor.call(orderContract, 'createCheckout', { cart_id, email: someEmail() });
  return visitor.call(orderContract, 'updateCheckout', { checkout_id, shipping_address: address });
}

export interface PaidWith { readonly payment_token: string; readonly payment_id: string; readonly origin: string }

/** Exchanges a card for a token at the payment provider, as its fields in the checkout page do. */
export async function payWith(visitor: Visitor, checkout_id: string, number: string): Promise<PaidWith> {
  const return_url = `${visitor.url}/checkout/${checkout_id}/return`;
  const { fields_url, origin, payment_id } = await visitor.call(orderContract, 'getPaymentSession', { checkout_id, return_url, parent_origin: visitor.url });
  const session = new URL(fields_url).searchParams.get('session');
  const response = await fetch(`${origin}/v1/tokens`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ session, number, expiry: '12/40', cvc: '123', name: address.name }) });
  if (!response.ok) throw new Error(`The provider refuses the card: ${await response.text()}`);
  const { payment_token } = (await response.json()) as { payment_token: string };
  return { payment_token, payment_id, origin };
}

/** Pays with a card, and asks for what comes of it. */
export async function complete(visitor: Visitor, { checkout_id, quote }: Checkout, number: string): Promise<Completion & PaidWith> {
  const paid = await payWith(visitor, checkout_id, number);
  return { ...paid, ...(await visitor.call(orderContract, 'completeCheckout', { checkout_id, payment_token: paid.payment_token, total_minor: quote.totals.total_minor })) };
}

/** Buys one of each and answers the id of the purchase. */
export async function buy(visitor: Visitor, offers: readonly Offered[]): Promise<string> {
  const { order_group_id, reject_reason } = await complete(visitor, await prepare(visitor, offers), cards.good);
  if (order_group_id === null) throw new Error(`The purchase failed: ${JSON.stringify(reject_reason)}`);
  return order_group_id;
}

/** Where an offer lies and how much of it can be sold, out of the ledger of its stock. */
export async function stockOf(operator: Visitor, offer_id: string): Promise<{ on_hand: number; reserved: number; stock_location_ids: string[] }> {
  const { movements } = await operator.call(inventoryContract, 'listMovements', { offer_id, page_size: 100 });
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  return { on_hand: sum(movements.map((each) => each.on_hand_change)), reserved: sum(movements.map((each) => each.reserved_change)), stock_location_ids: [...new Set(movements.map((each) => each.stock_location_id))] };
}

/** A payment as the provider knows it, or null. */
export interface Authorized { readonly status: string; readonly amount_minor: number; readonly captured_minor: number; readonly released_minor: number; readonly refunded_minor: number }

/** The provider's own books and switches, with the shop's key. */
export function providerAt(origin: string, api_key: string) {
  const ask = (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, { ...init, headers: { authorization: `Bearer ${api_key}`, ...(init.body === undefined ? {} : { 'content-type': 'application/json' }) } });
  return {
    find: async (payment_id: string): Promise<Authorized | null> => {
      const response = await ask(`/v1/payments/${payment_id}`);
      return response.ok ? ((await response.json()) as Authorized) : null;
    },
    /** Lets the next `count` requests on a route go wrong. */
    fault: async (fault: { route: string; kind: 'error' | 'lost_answer' | 'delay' | 'duplicate' | 'reorder'; count: number; delay_ms?: number }) => void (await ask('/v1/faults', { method: 'POST', body: JSON.stringify(fault) })),
    heal: async () => void (await ask('/v1/faults', { method: 'DELETE' })),
  };
}

/** Moves a parcel one step on its way, as the carrier's people do. */
export async function advance(tracking_url: string, tracking_number: string, api_key: string): Promise<string> {
  const response = await fetch(`${new URL(tracking_url).origin}/v1/test/advance/${tracking_number}`, { method: 'POST', headers: { authorization: `Bearer ${api_key}` } });
  return ((await response.json()) as { status: string }).status;
}

/** What the shopper has bought at the shop so far, newest first. */
export async function ordersOf(visitor: Visitor) {
  return (await visitor.call(orderContract, 'listOrders', { page_size: 100 })).orders;
}
