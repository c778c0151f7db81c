import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

/** Something a shopper has to know about a line before paying. */
export const LineProblem = s.object({ code: s.choice('price_changed', 'out_of_stock', 'quantity_reduced', 'unavailable'), detail: s.text(300), previous_price_minor: Type.Optional(s.nullable(s.Minor)), available_count: Type.Optional(s.nullable(Type.Integer())) });

export const CartLine = s.object({
  line_id: s.Uuid, offer_id: s.Uuid, product_id: s.nullable(s.Uuid), handle: s.nullable(s.Handle), title: s.text(300), variant_title: s.text(300), media_key: s.nullable(s.text(200)), seller: s.nullable(s.object({ seller_id: s.Uuid, handle: s.Handle, name: s.text(200) })),
  quantity: s.Quantity, quantity_limit: Type.Integer(), unit_price_minor: s.nullable(s.Minor), list_price_minor: s.nullable(s.Minor), line_total_minor: s.Minor, is_saved_for_later: Type.Boolean(), problems: s.list(LineProblem, 5), added_at: s.Timestamp,
});
export type CartLine = Static<typeof CartLine>;

export const Cart = s.object({
  cart_id: s.Uuid, status: s.choice('open', 'ordered', 'merged'), currency: s.Currency, customer_id: s.nullable(s.Uuid), coupon_codes: s.list(s.text(32), 10), lines: s.list(CartLine, 200), saved_lines: s.list(CartLine, 200), quantity_count: Type.Integer(), subtotal_minor: s.Minor, has_problems: Type.Boolean(), updated_at: s.Timestamp,
});
export type Cart = Static<typeof Cart>;

const change = { access: ['shopper', 'service'], timeout_ms: 2_000, idempotency_key: 'accepted', route_class: 'cart' } as const;
const CartId = { cart_id: s.Uuid };

export const cartContract = defineContract('cart', {
  errors: {
    cart_not_found: { status: 404, title: 'This cart does not exist' },
    cart_closed: { status: 409, title: 'This cart has become an order' },
    line_not_found: { status: 404, title: 'This line is not in the cart' },
    offer_unavailable: { status: 409, title: 'This offer cannot be bought now' },
    quantity_unavailable: { status: 409, title: 'Not that many are available' },
    cart_full: { status: 409, title: 'The cart is full' },
    coupon_not_found: { status: 404, title: 'This code is not known' },
  },
  methods: {
    createCart: method({ summary: "Makes a cart, or answers the shopper's open one", input: s.object({ currency: Type.Optional(s.Currency) }), output: Cart, status: 201, http: 'POST /v1/carts', idempotent: true, ...change }),
    getCurrentCart: method({ summary: "The shopper's open cart, or null", input: s.Empty, output: s.nullable(Cart), access: ['shopper'], http: 'GET /v1/carts/current', timeout_ms: 2_000, retries: 2, idempotent: true, route_class: 'cart' }),
    getCart: method({ summary: 'A cart with prices and stock as they are now', input: s.object(CartId), output: Cart, errors: ['cart_not_found'], access: ['shopper', 'service'], http: 'GET /v1/carts/:cart_id', timeout_ms: 2_000, retries: 2, idempotent: true, route_class: 'cart' }),
    getContents: method({ summary: 'What is in a cart and not saved for later, without prices', input: s.object(CartId), output: s.object({ cart_id: s.Uuid, currency: s.Currency, coupon_codes: s.list(s.text(32), 10), lines: s.list(s.object({ line_id: s.Uuid, offer_id: s.Uuid, quantity: s.Quantity }), 200) }), errors: ['cart_not_found'], access: ['shopper', 'service'], timeout_ms: 2_000, retries: 2, idempotent: true }),
    addLine: method({ summary: 'Puts an offer in the cart, or adds to the quantity that is there', input: s.object({ ...CartId, offer_id: s.Uuid, quantity: Type.Optional(s.Quantity) }), output: Cart, status: 201, errors: ['cart_not_found', 'cart_closed', 'offer_unavailable', 'quantity_unavailable', 'cart_full'], http: 'POST /v1/carts/:cart_id/lines', idempotent: false, ...change }),
    updateLine: method({ summary: 'Changes the quantity, or saves the line for later', input: s.object({ ...CartId, line_id: s.Uuid, quantity: Type.Optional(s.Quantity), is_saved_for_later: Type.Optional(Type.Boolean()) }), output: Cart, errors: ['cart_not_found', 'cart_closed', 'line_not_found', 'quantity_unavailable'], http: 'PATCH /v1/carts/:cart_id/lines/:line_id', idempotent: true, ...change }),
    removeLine: method({ summary: 'Takes a line out', input: s.object({ ...CartId, line_id: s.Uuid }), output: Cart, errors: ['cart_not_found', 'cart_closed'], http: 'DELETE /v1/carts/:cart_id/lines/:line_id', idempotent: true, ...change }),
    addCoupon: method({ summary: 'Adds a code; whether it applies is decided by the quote', input: s.object({ ...CartId, code: s.text(32, 1) }), output: Cart, errors: ['cart_not_found', 'cart_closed'], http: 'POST /v1/carts/:cart_id/coupons', idempotent: true, ...change }),
    removeCoupon: method({ summary: 'Takes a code off', input: s.object({ ...CartId, code: s.text(32, 1) }), output: Cart, errors: ['cart_not_found', 'cart_closed'], http: 'DELETE /v1/carts/:cart_id/coupons/:code', idempotent: true, ...change }),
    mergeGuestCart: method({ summary: "Moves a guest's lines into the customer's cart; done twice it changes nothing", input: s.object({ guest_id: s.Uuid, customer_id: s.Uuid }), output: s.object({ cart_id: s.nullable(s.Uuid) }), access: ['service'], timeout_ms: 5_000, idempotent: true }),
  },
});
