import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';
import { DeliveryOption } from '@orinoco/fulfillment/contract';
import { Quote } from '@orinoco/pricing/contract';

/** What one seller sends: its lines and the ways it can be delivered. */
export const CheckoutParcel = s.object({ seller_id: s.Uuid, seller: s.object({ handle: s.Handle, name: s.text(200) }), line_ids: s.list(s.Uuid, 100), options: s.list(DeliveryOption, 10), shipping_rate_id: s.nullable(s.Uuid) });
export const CheckoutLine = s.object({
  line_id: s.Uuid, offer_id: s.Uuid, product_id: s.Uuid, variant_id: s.Uuid, handle: s.Handle, title: s.text(300), variant_title: s.text(300), sku: s.text(80), media_key: s.text(200), seller_id: s.Uuid, category_id: s.Uuid, category_ids: s.list(s.Uuid, 10),
  tax_category: s.text(40), handling_days: Type.Integer(), weight_g: Type.Integer(), condition: s.text(40), quantity: s.Quantity, unit_price_minor: s.Minor,
});
export type CheckoutLine = Static<typeof CheckoutLine>;

/** A purchase being prepared. `missing` lists what is needed before it can be completed. */
export const Checkout = s.object({
  checkout_id: s.Uuid, cart_id: s.Uuid, status: s.choice('open', 'completing', 'requires_action', 'placed', 'rejected'), customer_id: s.nullable(s.Uuid), email: s.nullable(s.Email), shipping_address: s.nullable(s.Address), billing_address: s.nullable(s.Address), currency: s.Currency,
  lines: s.list(CheckoutLine, 100), parcels: s.list(CheckoutParcel, 100), quote: Quote, coupon_codes: s.list(s.text(32), 10), missing: s.list(s.choice('email', 'shipping_address', 'delivery', 'lines'), 4), problems: s.list(s.object({ code: s.text(60), detail: s.text(300), offer_id: s.nullable(s.Uuid) }), 100),
  action_url: s.nullable(s.text(2000)), reject_reason: s.nullable(s.object({ code: s.text(60), detail: s.text(300) })), order_group_id: s.nullable(s.Uuid), created_at: s.Timestamp, updated_at: s.Timestamp,
});
export type Checkout = Static<typeof Checkout>;
export type CheckoutParcel = Static<typeof CheckoutParcel>;

export const OrderStatus = s.choice('placed', 'preparing', 'shipped', 'delivered', 'cancelling', 'cancelled');
export type OrderStatus = Static<typeof OrderStatus>;
export const OrderLine = s.object({
  order_line_id: s.Uuid, offer_id: s.Uuid, product_id: s.Uuid, variant_id: s.Uuid, handle: s.Handle, title: s.text(300), variant_title: s.text(300), sku: s.text(80), media_key: s.text(200), quantity: s.Quantity, unit_price_minor: s.Minor, subtotal_minor: s.Minor, discount_minor: s.Minor, tax_minor: s.Minor, total_minor: s.Minor,
});
export const OrderEvent = s.object({ version: Type.Integer(), type: s.text(60), payload: Type.Record(Type.String(), Type.Unknown()), actor: s.text(100), occurred_at: s.Timestamp });
/** What one seller owes one buyer out of one purchase. */
export const Order = s.object({
  order_id: s.Uuid, order_number: s.text(20), order_group_id: s.Uuid, seller_id: s.Uuid, seller: s.object({ handle: s.Handle, name: s.text(200) }), customer_id: s.nullable(s.Uuid), status: OrderStatus, version: Type.Integer(), currency: s.Currency,
  subtotal_minor: s.Minor, discount_minor: s.Minor, shipping_minor: s.Minor, tax_minor: s.Minor, total_minor: s.Minor, refunded_minor: s.Minor, is_tax_included: Type.Boolean(), commission_minor: s.Minor, lines: s.list(OrderLine, 100), shipping_address: s.Address, delivery: s.object({ name: s.text(100), earliest_on: s.CivilDate, latest_on: s.CivilDate }),
  placed_at: s.Timestamp, cancelled_at: s.nullable(s.Timestamp), shipped_at: s.nullable(s.Timestamp), delivered_at: s.nullable(s.Timestamp), is_cancellable: Type.Boolean(), events: s.list(OrderEvent, 500),
});
export type Order = Static<typeof Order>;
export const OrderGroup = s.object({ order_group_id: s.Uuid, order_group_number: s.text(20), customer_id: s.nullable(s.Uuid), email: s.Email, currency: s.Currency, total_minor: s.Minor, placed_at: s.Timestamp, payment: s.object({ payment_id: s.Uuid, card_brand: s.nullable(s.text(40)), card_last4: s.nullable(s.text(4)) }), orders: s.list(Order, 100) });
export type OrderGroup = Static<typeof OrderGroup>;
export const OrderSummary = s.object({ order_id: s.Uuid, order_number: s.text(20), order_group_id: s.Uuid, seller: s.object({ handle: s.Handle, name: s.text(200) }), status: OrderStatus, currency: s.Currency, total_minor: s.Minor, placed_at: s.Timestamp, latest_on: s.CivilDate, line_count: Type.Integer(), lines: s.list(s.object({ title: s.text(300), handle: s.Handle, media_key: s.text(200), quantity: Type.Integer(), product_id: s.Uuid }), 100) });
export type OrderSummary = Static<typeof OrderSummary>;

/** An order that was placed and dealt with elsewhere or before. */
export const PastOrder = s.object({
  order_id: s.Uuid, order_group_id: s.Uuid, seller_id: s.Uuid, seller: s.object({ handle: s.Handle, name: s.text(200) }), customer_id: s.Uuid, email: s.Email, status: s.choice('delivered', 'shipped', 'cancelled'), currency: s.Currency, shipping_minor: s.Minor, tax_minor: s.Minor, commission_minor: s.Minor, shipping_address: s.Address, placed_at: s.Timestamp, shipped_at: s.nullable(s.Timestamp), delivered_at: s.nullable(s.Timestamp),
  lines: s.list(s.object({ order_line_id: s.Uuid, offer_id: s.Uuid, product_id: s.Uuid, variant_id: s.Uuid, handle: s.Handle, title: s.text(300), variant_title: s.text(300), sku: s.text(80), media_key: s.text(200), quantity: s.Quantity, unit_price_minor: s.Minor }), 100),
});
export type PastOrder = Static<typeof PastOrder>;

const step = { access: ['shopper', 'service'], timeout_ms: 10_000, route_class: 'checkout' } as const;
const CheckoutId = { checkout_id: s.Uuid };

export const orderContract = defineContract('order', {
  errors: {
    checkout_not_found: { status: 404, title: 'This checkout does not exist' },
    checkout_incomplete: { status: 409, title: 'Something is still missing' },
    checkout_closed: { status: 409, title: 'This checkout is completed or being completed' },
    cart_not_found: { status: 404, title: 'This cart does not exist' },
    cart_empty: { status: 409, title: 'There is nothing in the cart that can be bought' },
    total_changed: { status: 409, title: 'The total has changed; look at it again' },
    order_not_found: { status: 404, title: 'This order does not exist' },
    order_not_cancellable: { status: 409, title: 'This order cannot be cancelled any more' },
    no_delivery: { status: 409, title: 'Nobody delivers this to that address' },
  },
  methods: {
    createCheckout: method({ summary: 'Starts buying what is in a cart; asked again it answers the checkout of the cart: with today’s prices while it is open, and as it stands once it is paid for', input: s.object({ cart_id: s.Uuid, email: Type.Optional(s.Email), shipping_address: Type.Optional(s.Address) }), output: Checkout, status: 201, errors: ['cart_not_found', 'cart_empty'], http: 'POST /v1/checkouts', idempotent: true, idempotency_key: 'accepted', ...step }),
    getCheckout: method({ summary: 'A checkout as it stands', input: s.object(CheckoutId), output: Checkout, errors: ['checkout_not_found'], http: 'GET /v1/checkouts/:checkout_id', retries: 1, idempotent: true, ...step }),
    updateCheckout: method({
      summary: 'Sets e-mail, addresses, the delivery of each parcel and codes; amounts are quoted anew',
      input: s.object({ ...CheckoutId, email: Type.Optional(s.Email), shipping_address: Type.Optional(s.Address), billing_address: Type.Optional(s.nullable(s.Address)), deliveries: Type.Optional(s.list(s.object({ seller_id: s.Uuid, shipping_rate_id: s.Uuid }), 100)), coupon_codes: Type.Optional(s.list(s.text(32, 1), 10)) }),
      output: Checkout, errors: ['checkout_not_found', 'checkout_closed', 'no_delivery'], http: 'PATCH /v1/checkouts/:checkout_id', idempotent: true, ...step,
    }),
    completeCheckout: method({
      summary: 'Pays and places the orders. Called again with the same checkout it joins what is running and answers the same; after a payment step it is called once more. A payment_token is good for one attempt: after a rejection get another.',
      input: s.object({ ...CheckoutId, payment_token: Type.Optional(s.text(200, 1)), total_minor: Type.Optional(s.Minor) }),
      output: s.object({ status: s.choice('placed', 'requires_action', 'rejected', 'pending'), order_group_id: s.nullable(s.Uuid), action_url: s.nullable(s.text(2000)), reject_reason: s.nullable(s.object({ code: s.text(60), detail: s.text(300) })) }),
      errors: ['checkout_not_found', 'checkout_incomplete', 'total_changed'], http: 'POST /v1/checkouts/:checkout_id/complete', idempotent: true, idempotency_key: 'accepted', access: ['shopper', 'service'], timeout_ms: 25_000, route_class: 'payment',
    }),
    getPaymentSession: method({ summary: "What the page needs to show the payment provider's fields", input: s.object({ ...CheckoutId, return_url: s.text(2000, 1), parent_origin: s.text(300, 1) }), output: s.object({ payment_id: s.Uuid, fields_url: s.text(2000), page_url: s.text(2000), origin: s.text(300) }), errors: ['checkout_not_found'], http: 'POST /v1/checkouts/:checkout_id/payment-session', idempotent: true, ...step }),
    getOrderGroup: method({ summary: 'A whole purchase, with one order a seller', input: s.object({ order_group_id: s.Uuid }), output: OrderGroup, errors: ['order_not_found'], access: ['shopper', 'service'], http: 'GET /v1/order-groups/:order_group_id', timeout_ms: 10_000, retries: 1, idempotent: true, route_class: 'account' }),
    getOrder: method({ summary: 'An order, now or as it was at a time', input: s.object({ order_id: s.Uuid, at: Type.Optional(Type.String({ format: 'date-time', maxLength: 40 })) }), output: Order, errors: ['order_not_found'], access: ['shopper', 'seller', 'operator', 'service'], http: 'GET /v1/orders/:order_id', timeout_ms: 10_000, retries: 1, idempotent: true, route_class: 'account' }),
    listOrders: method({ summary: "The customer's orders, or a seller's, newest first", input: s.object({ seller_id: Type.Optional(s.Uuid), status: Type.Optional(OrderStatus), ...s.Page }), output: s.object({ orders: s.list(OrderSummary, 100), page: Type.Integer(), has_more: Type.Boolean() }), access: ['customer', 'seller', 'operator', 'service'], http: 'GET /v1/orders', timeout_ms: 10_000, retries: 1, idempotent: true, route_class: 'account' }),
    cancelOrder: method({ summary: 'Cancels an order that has not been shipped and gives the money back', input: s.object({ order_id: s.Uuid, reason: Type.Optional(s.text(300)) }), output: Order, errors: ['order_not_found', 'order_not_cancellable'], access: ['shopper', 'seller', 'operator', 'service'], http: 'POST /v1/orders/:order_id/cancel', timeout_ms: 25_000, idempotent: true, idempotency_key: 'accepted', route_class: 'payment' }),
    importOrders: method({ summary: 'Brings in orders of the past, 500 at a time; nothing is charged, reserved or sent', input: s.object({ orders: s.list(PastOrder, 500) }), output: s.object({ order_count: Type.Integer() }), access: ['service'], timeout_ms: 60_000, idempotent: true }),
  },
});
