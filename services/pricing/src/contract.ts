import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

export const Price = s.object({ offer_id: s.Uuid, currency: s.Currency, price_minor: Type.Integer({ minimum: 1 }), list_price_minor: Type.Optional(s.nullable(Type.Integer({ minimum: 1 }))) });
export type Price = Static<typeof Price>;

export const Coupon = s.object({
  code: Type.String({ pattern: '^[A-Z0-9_-]{3,32}$' }), kind: s.choice('percent', 'amount', 'free_shipping'), percent_ppm: Type.Optional(s.nullable(s.RatePpm)), amount_minor: Type.Optional(s.nullable(s.Minor)), currency: Type.Optional(s.nullable(s.Currency)),
  min_subtotal_minor: Type.Optional(s.Minor), seller_id: Type.Optional(s.nullable(s.Uuid)), category_ids: Type.Optional(s.list(s.Uuid, 100)), is_first_order_only: Type.Optional(Type.Boolean()), funded_by: Type.Optional(s.choice('marketplace', 'seller')),
  usage_limit: Type.Optional(s.nullable(Type.Integer({ minimum: 1 }))), usage_limit_per_customer: Type.Optional(s.nullable(Type.Integer({ minimum: 1 }))), starts_at: Type.Optional(s.nullable(s.Timestamp)), ends_at: Type.Optional(s.nullable(s.Timestamp)),
});
export type Coupon = Static<typeof Coupon>;

const AppliedDiscount = s.object({ code: s.text(32), amount_minor: s.Minor, funded_by: s.choice('marketplace', 'seller') });
const AppliedTax = s.object({ name: s.text(100), rate_ppm: s.RatePpm, tax_minor: s.Minor });
export const QuoteLine = s.object({
  line_id: s.Uuid, offer_id: s.Uuid, seller_id: s.Uuid, quantity: s.Quantity, unit_price_minor: s.Minor, subtotal_minor: s.Minor, discount_minor: s.Minor, discounts: s.list(AppliedDiscount, 20),
  tax_minor: s.Minor, taxes: s.list(AppliedTax, 10), total_minor: s.Minor,
});
/** `shipping_minor` is what is left after `shipping_discount_minor`, the sum of `shipping_discounts`. */
export const SellerTotal = s.object({ seller_id: s.Uuid, subtotal_minor: s.Minor, discount_minor: s.Minor, shipping_minor: s.Minor, shipping_discount_minor: s.Minor, shipping_discounts: s.list(AppliedDiscount, 20), shipping_tax_minor: s.Minor, tax_minor: s.Minor, total_minor: s.Minor });
export const Totals = s.object({ subtotal_minor: s.Minor, discount_minor: s.Minor, shipping_minor: s.Minor, tax_minor: s.Minor, total_minor: s.Minor });
export type Totals = Static<typeof Totals>;
export const CouponResult = s.object({ code: s.text(32), status: s.choice('applied', 'refused'), reason_code: s.nullable(s.text(60)), amount_minor: s.Minor });
/** Every amount of a cart with where it came from. `tax_minor` is inside the prices when `is_tax_included`, on top otherwise. */
export const Quote = s.object({
  currency: s.Currency, is_tax_included: Type.Boolean(), is_tax_estimated: Type.Boolean(), lines: s.list(QuoteLine, 100), sellers: s.list(SellerTotal, 100), totals: Totals, coupons: s.list(CouponResult, 20), trace: s.list(s.object({ step: s.text(60), detail: s.text(500) }), 1000),
});
export type Quote = Static<typeof Quote>;
export type QuoteLine = Static<typeof QuoteLine>;

export const TaxRate = s.object({ name: s.text(100, 1), country: s.Country, region: s.nullable(s.text(20)), tax_category: s.text(40, 1), rate_ppm: s.RatePpm, is_included: Type.Boolean(), is_shipping_taxed: Type.Boolean() });

export const pricingContract = defineContract('pricing', {
  errors: {
    price_not_found: { status: 409, title: 'Something in the cart has no price in this currency' },
    coupon_not_found: { status: 404, title: 'This code is not known' },
    coupon_refused: { status: 409, title: 'This code cannot be used here' },
    coupon_exists: { status: 409, title: 'This code exists already' },
  },
  methods: {
    quote: method({
      summary: 'All amounts of a cart: prices from the price list, coupons, shipping and tax, with an explanation of each',
      input: s.object({
        currency: s.Currency, destination: s.nullable(s.object({ country: s.Country, region: s.nullable(s.text(100)) })), customer_id: Type.Optional(s.nullable(s.Uuid)), is_first_order: Type.Optional(Type.Boolean()), coupon_codes: s.list(s.text(32), 10),
        lines: s.list(s.object({ line_id: s.Uuid, offer_id: s.Uuid, seller_id: s.Uuid, category_ids: s.list(s.Uuid, 10), tax_category: s.text(40), quantity: s.Quantity }), 100),
        shipping: s.list(s.object({ seller_id: s.Uuid, amount_minor: s.Minor }), 100),
      }),
      output: Quote, errors: ['price_not_found'], access: ['service'], timeout_ms: 2_000, idempotent: true,
    }),
    setPrices: method({ summary: 'Sets prices, 1,000 at a time; the history is kept', input: s.object({ prices: s.list(Price, 1000), seller_id: Type.Optional(s.Uuid) }), output: s.object({ price_count: Type.Integer() }), access: ['seller', 'operator', 'service'], http: 'PUT /v1/prices', timeout_ms: 20_000, idempotent: true, route_class: 'operator' }),
    getPriceHistory: method({ summary: 'What an offer cost, newest first, with the lowest price of the last 30 days', input: s.object({ offer_id: s.Uuid, currency: s.Currency }), output: s.object({ lowest_price_30d_minor: s.nullable(s.Minor), prices: s.list(s.object({ price_minor: s.Minor, from_at: s.Timestamp, until_at: s.nullable(s.Timestamp) }), 1000) }), access: ['public'], http: 'GET /v1/offers/:offer_id/prices', timeout_ms: 5_000, retries: 3, idempotent: true, route_class: 'browse' }),
    redeemCoupons: method({ summary: 'Uses codes up for a purchase, all or none; a limit holds under any number of buyers at once', input: s.object({ purchase_id: s.Uuid, codes: s.list(s.text(32), 10), customer_id: s.nullable(s.Uuid) }), output: s.Done, errors: ['coupon_refused'], access: ['service'], timeout_ms: 5_000, idempotent: true }),
    releaseCoupons: method({ summary: "Gives a purchase's codes back", input: s.object({ purchase_id: s.Uuid }), output: s.Done, access: ['service'], timeout_ms: 5_000, idempotent: true }),
    createCoupon: method({ summary: 'Makes a code', input: Coupon, output: Coupon, status: 201, errors: ['coupon_exists'], access: ['operator', 'service'], http: 'POST /v1/coupons', timeout_ms: 5_000, idempotent: false, idempotency_key: 'accepted', route_class: 'operator' }),
    listCoupons: method({ summary: 'All codes', input: s.object({ ...s.Page }), output: s.object({ coupons: s.list(Coupon, 100) }), access: ['operator', 'service'], http: 'GET /v1/coupons', timeout_ms: 5_000, idempotent: true, route_class: 'operator' }),
    saveTaxRates: method({ summary: 'Replaces the tax table', input: s.object({ rates: s.list(TaxRate, 2000) }), output: s.object({ rate_count: Type.Integer() }), access: ['operator', 'service'], http: 'PUT /v1/tax-rates', timeout_ms: 20_000, idempotent: true, route_class: 'operator' }),
  },
});
