import { json, sql, type Queryable } from '@orinoco/database';
import type { Address } from './address.ts';
import type { Checkout, CheckoutLine, CheckoutParcel } from './contract.ts';
import type { Quote } from '@orinoco/pricing/contract';

/** A row of `checkouts` with where its running attempt stands. */
export interface CheckoutRow {
  readonly checkout_id: string;
  readonly purchase_id: string;
  readonly cart_id: string;
  readonly customer_id: string | null;
  readonly guest_id: string | null;
  readonly status: 'open' | 'placed';
  readonly email: string | null;
  readonly locale: string;
  readonly shipping_address: Address | null;
  readonly billing_address: Address | null;
  readonly currency: string;
  readonly lines: CheckoutLine[];
  readonly parcels: CheckoutParcel[];
  readonly quote: Quote;
  readonly coupon_codes: string[];
  readonly problems: Checkout['problems'];
  readonly reject_reason: { code: string; detail: string } | null;
  /** Payment tokens of rejected attempts. */
  readonly rejected_tokens: readonly string[];
  readonly order_group_id: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly saga_state: string | null;
  readonly action_url: string | null;
}

export async function findCheckout(database: Queryable, checkout_id: string): Promise<CheckoutRow | undefined> {
  return database.maybe(sql<CheckoutRow>`select c.*, s.state as saga_state, s.context ->> 'action_url' as action_url from checkouts c
    left join sagas s on s.kind = 'checkout' and s.saga_id = c.purchase_id where c.checkout_id = ${checkout_id}`);
}

export async function findCheckoutOfCart(database: Queryable, cart_id: string): Promise<CheckoutRow | undefined> {
  return database.maybe(sql<CheckoutRow>`select c.*, s.state as saga_state, s.context ->> 'action_url' as action_url from checkouts c
    left join sagas s on s.kind = 'checkout' and s.saga_id = c.purchase_id where c.cart_id = ${cart_id}`);
}

export type CheckoutContent = Pick<CheckoutRow, 'customer_id' | 'guest_id' | 'email' | 'shipping_address' | 'billing_address' | 'lines' | 'parcels' | 'quote' | 'coupon_codes' | 'problems'>;

/** Makes the checkout of a cart, or fills the one that is there: two tabs end up in the same. No row: an attempt to pay it is running, or the cart is bought. */
export async function upsertCheckout(database: Queryable, cart_id: string, locale: string, currency: string, content: CheckoutContent): Promise<CheckoutRow | undefined> {
  return database.maybe(sql<CheckoutRow>`insert into checkouts (cart_id, locale, currency, customer_id, guest_id, email, shipping_address, billing_address, lines, parcels, quote, coupon_codes, problems)
    values (${cart_id}, ${locale}, ${currency}, ${content.customer_id}, ${content.guest_id}, ${content.email}, ${content.shipping_address && json(content.shipping_address)}, ${content.billing_address && json(content.billing_address)},
      ${json(content.lines)}, ${json(content.parcels)}, ${json(content.quote)}, ${content.coupon_codes}, ${json(content.problems)})
    on conflict (cart_id) do update set customer_id = excluded.customer_id, guest_id = excluded.guest_id, email = excluded.email, shipping_address = excluded.shipping_address,
      billing_address = excluded.billing_address, lines = excluded.lines, parcels = excluded.parcels, quote = excluded.quote, coupon_codes = excluded.coupon_codes, problems = excluded.problems, updated_at = now()
      where checkouts.status = 'open' and not exists (select from sagas s where s.kind = 'checkout' and s.saga_id = checkouts.purchase_id and not s.is_finished)
    returning *, null as saga_state, null as action_url`);
}

/** Changes an open checkout. No row: an attempt is running or the purchase is done. */
export async function updateCheckout(database: Queryable, checkout_id: string, content: CheckoutContent): Promise<CheckoutRow | undefined> {
  return database.maybe(sql<CheckoutRow>`update checkouts c set customer_id = ${content.customer_id}, guest_id = ${content.guest_id}, email = ${content.email}, shipping_address = ${content.shipping_address && json(content.shipping_address)},
      billing_address = ${content.billing_address && json(content.billing_address)}, lines = ${json(content.lines)}, parcels = ${json(content.parcels)}, quote = ${json(content.quote)}, coupon_codes = ${content.coupon_codes}, problems = ${json(content.problems)}, updated_at = now()
    where checkout_id = ${checkout_id} and status = 'open' and not exists (select from sagas s where s.kind = 'checkout' and s.saga_id = c.purchase_id and not s.is_finished)
    returning c.*, null as saga_state, null as action_url`);
}

const kept_tokens = 20;

/** Ends an attempt without an order: the next one gets an id of its own, and needs a token of its own. */
export async function rejectAttempt(tx: Queryable, { checkout_id, purchase_id, payment_token, reject_reason }: { readonly checkout_id: string; readonly purchase_id: string; readonly payment_token: string; readonly reject_reason: { code: string; detail: string } }): Promise<void> {
  await tx.run(sql`update checkouts set reject_reason = ${json(reject_reason)}, rejected_tokens = (rejected_tokens || ${payment_token}::text)[greatest(1, cardinality(rejected_tokens) + 2 - ${kept_tokens}::integer):], purchase_id = uuidv7(), updated_at = now() where checkout_id = ${checkout_id} and purchase_id = ${purchase_id} and status = 'open'`);
}

/** Whether the customer has bought here before; first-order coupons ask. */
export async function hasOrdered(database: Queryable, customer_id: string): Promise<boolean> {
  const row = await database.one(sql<{ has_ordered: boolean }>`select exists (select from order_groups where customer_id = ${customer_id}) as has_ordered`);
  return row.has_ordered;
}

export async function adoptCheckouts(tx: Queryable, guest_id: string, customer_id: string): Promise<void> {
  await tx.run(sql`update checkouts set customer_id = ${customer_id} where guest_id = ${guest_id} and customer_id is null and status = 'open'`);
}
