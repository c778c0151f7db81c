import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

export const SellerStatus = s.choice('pending', 'active', 'suspended', 'closed');
/** What EU law (Reg. 2022/2065, art. 30) has a buyer see of a trader. */
export const Legal = s.object({ legal_name: s.text(200), address_line1: s.text(200), city: s.text(100), postal_code: s.text(20), country: s.Country, email: s.text(254), phone: s.text(40) });
export const Seller = s.object({ seller_id: s.Uuid, handle: s.Handle, name: s.text(200, 1), description: s.text(5000), status: SellerStatus, country: s.Country, city: s.nullable(s.text(100)), is_own: Type.Boolean(), return_days: Type.Integer({ minimum: 0, maximum: 365 }), score: Type.Number({ minimum: 0, maximum: 1 }), order_count: Type.Integer(), legal: s.nullable(Legal), joined_at: s.Timestamp });
export type Seller = Static<typeof Seller>;
export const SellerDraft = s.object({ seller_id: Type.Optional(s.Uuid), handle: s.Handle, name: s.text(200, 1), description: Type.Optional(s.text(5000)), status: Type.Optional(SellerStatus), country: s.Country, city: Type.Optional(s.nullable(s.text(100))), is_own: Type.Optional(Type.Boolean()), return_days: Type.Optional(Type.Integer({ minimum: 0, maximum: 365 })), score: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })), legal: Type.Optional(s.nullable(Legal)), joined_at: Type.Optional(s.Timestamp) });
export type SellerDraft = Static<typeof SellerDraft>;
export const CommissionRule = s.object({ commission_rule_id: Type.Optional(s.Uuid), seller_id: s.nullable(s.Uuid), category_id: s.nullable(s.Uuid), rate_ppm: s.RatePpm, fixed_minor: s.Minor, min_minor: s.Minor, currency: s.Currency });
export type CommissionRule = Static<typeof CommissionRule>;

export const sellerContract = defineContract('seller', {
  errors: {
    seller_not_found: { status: 404, title: 'This seller does not exist' },
    handle_taken: { status: 409, title: 'Another seller has this handle' },
  },
  methods: {
    getSeller: method({ summary: "A seller's public page", input: s.object({ handle: s.Handle }), output: Seller, errors: ['seller_not_found'], access: ['public'], http: 'GET /v1/sellers/:handle', timeout_ms: 5_000, retries: 3, idempotent: true, cache: { fresh_ms: 10_000, stale_ms: 60_000 }, route_class: 'browse' }),
    listSellers: method({ summary: 'Active sellers by name', input: s.object({ ...s.Page }), output: s.object({ sellers: s.list(Seller, 100), page: Type.Integer(), has_more: Type.Boolean() }), access: ['public'], http: 'GET /v1/sellers', timeout_ms: 5_000, retries: 3, idempotent: true, route_class: 'browse' }),
    saveSellers: method({ summary: 'Creates or changes sellers by handle', input: s.object({ sellers: s.list(SellerDraft, 500) }), output: s.object({ sellers: s.list(s.object({ seller_id: s.Uuid, handle: s.Handle }), 500) }), errors: ['handle_taken'], access: ['operator', 'service'], http: 'PUT /v1/sellers', timeout_ms: 20_000, idempotent: true, route_class: 'operator' }),
    setSellerStatus: method({ summary: 'Activates, suspends or closes a seller; its offers follow', input: s.object({ seller_id: s.Uuid, status: SellerStatus }), output: Seller, errors: ['seller_not_found'], access: ['operator', 'service'], http: 'PUT /v1/sellers/:seller_id/status', timeout_ms: 5_000, idempotent: true, route_class: 'operator' }),
    saveCommissionRules: method({ summary: 'Replaces the commission rules; the most specific rule that fits a line counts', input: s.object({ rules: s.list(CommissionRule, 2000) }), output: s.object({ rule_count: Type.Integer() }), access: ['operator', 'service'], http: 'PUT /v1/commission-rules', timeout_ms: 10_000, idempotent: true, route_class: 'operator' }),
    quoteCommissions: method({ summary: 'The commission of each line by the rules in force now; the order freezes it', input: s.object({ currency: s.Currency, lines: s.list(s.object({ line_id: s.Uuid, seller_id: s.Uuid, category_ids: s.list(s.Uuid, 10), amount_minor: s.Minor }), 100) }), output: s.object({ lines: s.list(s.object({ line_id: s.Uuid, commission_minor: s.Minor, rate_ppm: s.RatePpm, commission_rule_id: s.nullable(s.Uuid) }), 100) }), access: ['seller', 'operator', 'service'], http: 'POST /v1/commission-quotes', timeout_ms: 2_000, idempotent: true, route_class: 'operator' }),
  },
});
