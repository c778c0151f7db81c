import { event } from '@orinoco/event';
import { orderPlaced } from './events.ts';
import { chosenOption } from './checkout.ts';
import type { CheckoutRow } from './checkout-store.ts';
import { numberOf, splitBySeller, type AllocatedStock, type Commission, type OrderDraft, type PlacedPayload } from './order.ts';
import type { Placement } from './order-store.ts';

export interface PlacementInput {
  readonly checkout: CheckoutRow;
  readonly guest_id: string | null;
  readonly allocations: readonly AllocatedStock[];
  readonly commissions: readonly Commission[];
  readonly payment: { readonly payment_id: string; readonly card_brand: string | null; readonly card_last4: string | null };
  readonly now: string;
  /** Ids are made by the caller, so that this is a pure function. */
  readonly newId: () => string;
  readonly saga_context: object;
}

/** All rows of a purchase and its event, out of a checkout whose stock is held and whose money is authorized. */
export function placementOf(input: PlacementInput): Placement {
  const { checkout, payment, now, newId } = input;
  const order_group_id = checkout.purchase_id;
  const order_group_number = numberOf(order_group_id);
  const drafts = splitBySeller(checkout.lines, checkout.parcels, checkout.quote, input.commissions, input.allocations);
  const built = drafts.map((draft) => buildOrder(draft, input, order_group_id, newId()));
  const { customer_id, email, locale, currency } = checkout;
  const total_minor = checkout.quote.totals.total_minor;
  return {
    group: { order_group_id, order_group_number, checkout_id: checkout.checkout_id, cart_id: checkout.cart_id, customer_id, guest_id: input.guest_id, email, locale, currency, total_minor, ...payment, placed_at: now },
    orders: built.map((each) => each.row),
    lines: built.flatMap((each) => each.lines),
    facts: built.map((each) => ({ order_id: each.fact.order_id, version: 1, type: 'placed', payload: each.fact, actor: customer_id ?? 'guest', occurred_at: now })),
    saga: { saga_id: checkout.purchase_id, context: { ...input.saga_context, order_group_id } },
    event: event(orderPlaced, order_group_id, {
      order_group_id, order_group_number, checkout_id: checkout.checkout_id, purchase_id: checkout.purchase_id, cart_id: checkout.cart_id, customer_id, guest_id: input.guest_id, email: email ?? '', locale, currency, total_minor,
      shipping_address: checkout.shipping_address ?? failToPlace(), orders: built.map((each) => each.placed), placed_at: now,
    }),
  };
}

function failToPlace(): never {
  throw new Error('A checkout without an address cannot be placed');
}

function buildOrder(draft: OrderDraft, { checkout, now, newId }: PlacementInput, order_group_id: string, order_id: string) {
  const { money, parcel, seller_id, commission_minor } = draft;
  const option = chosenOption(parcel) ?? failToPlace();
  const order_number = numberOf(order_id);
  const lines = draft.lines.map(({ line, quoted }, position) => ({ ...line, order_line_id: newId(), order_id, position, subtotal_minor: quoted.subtotal_minor, discount_minor: quoted.discount_minor, tax_minor: quoted.tax_minor, total_minor: quoted.total_minor }));
  const discounts = [...draft.lines.flatMap(({ quoted }) => quoted.discounts), ...money.shipping_discounts];
  const marketplace_discount_minor = discounts.filter((discount) => discount.funded_by === 'marketplace').reduce((sum, discount) => sum + discount.amount_minor, 0);
  const tax_minor = money.tax_minor;
  const amounts = { subtotal_minor: money.subtotal_minor, discount_minor: money.discount_minor + money.shipping_discount_minor, shipping_minor: money.shipping_minor + money.shipping_discount_minor, tax_minor, total_minor: money.total_minor };
  const delivery = { shipping_rate_id: option.shipping_rate_id, name: option.name, earliest_on: option.earliest_on, latest_on: option.latest_on };
  const shared = { order_id, order_number, order_group_id, seller_id, customer_id: checkout.customer_id, currency: checkout.currency, ...amounts, is_tax_included: checkout.quote.is_tax_included, commission_minor, shipping_address: checkout.shipping_address ?? failToPlace(), placed_at: now };
  const fact: PlacedPayload = { ...shared, seller: parcel.seller, lines: lines.map(publicLine), delivery: { name: option.name, earliest_on: option.earliest_on, latest_on: option.latest_on } };
  return {
    row: { ...shared, purchase_id: checkout.purchase_id, seller_handle: parcel.seller.handle, seller_name: parcel.seller.name, status: 'placed', marketplace_discount_minor, delivery, allocations: draft.allocations },
    lines,
    fact,
    placed: {
      order_id, order_number, seller_id, total_minor: money.total_minor, shipping_minor: money.shipping_minor, tax_minor, delivery, allocations: [...draft.allocations],
      lines: lines.map(({ order_line_id, offer_id, product_id, variant_id, title, quantity, unit_price_minor, total_minor, weight_g }) => ({ order_line_id, offer_id, product_id, variant_id, title, quantity, unit_price_minor, total_minor, weight_g })),
    },
  };
}

function publicLine({ order_line_id, offer_id, product_id, variant_id, handle, title, variant_title, sku, media_key, quantity, unit_price_minor, subtotal_minor, discount_minor, tax_minor, total_minor }: PlacedPayload['lines'][number]) {
  return { order_line_id, offer_id, product_id, variant_id, handle, title, variant_title, sku, media_key, quantity, unit_price_minor, subtotal_minor, discount_minor, tax_minor, total_minor };
}
