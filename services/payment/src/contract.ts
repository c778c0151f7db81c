import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

export const PaymentStatus = s.choice('pending', 'requires_action', 'authorized', 'captured', 'declined', 'voided', 'unknown');
export const Payment = s.object({
  payment_id: s.Uuid, checkout_id: s.Uuid, provider: s.text(40), status: PaymentStatus, currency: s.Currency, amount_minor: s.Minor, captured_minor: s.Minor, released_minor: s.Minor, refunded_minor: s.Minor,
  card_brand: s.nullable(s.text(40)), card_last4: s.nullable(s.text(4)), decline_code: s.nullable(s.text(60)), action_url: s.nullable(s.text(2000)), created_at: s.Timestamp,
});
export type Payment = Static<typeof Payment>;
/** How an order's money is shared out when it is captured. All parts add up to `amount_minor`. */
export const OrderMoney = s.object({ order_id: s.Uuid, seller_id: s.Uuid, amount_minor: s.Minor, commission_minor: s.Minor, tax_minor: s.Minor, marketplace_discount_minor: s.Minor });
export const LedgerEntry = s.object({ entry_id: s.Uuid, journal_id: s.Uuid, account: s.text(100), currency: s.Currency, amount_minor: Type.Integer(), kind: s.text(40), reference: s.text(100), created_at: s.Timestamp });

const PaymentId = { payment_id: s.Uuid };

export const paymentContract = defineContract('payment', {
  errors: {
    payment_not_found: { status: 404, title: 'This payment does not exist' },
    payment_not_authorized: { status: 409, title: 'Nothing is authorized that could be captured' },
    capture_too_large: { status: 409, title: 'More would be captured than is authorized' },
    refund_too_large: { status: 409, title: 'More would be refunded than was captured' },
    webhook_refused: { status: 401, title: 'The signature of this message is wrong' },
  },
  methods: {
    createSession: method({ summary: "Opens the provider's payment fields for a checkout", input: s.object({ ...PaymentId, checkout_id: s.Uuid, amount_minor: s.Minor, currency: s.Currency, return_url: s.text(2000), parent_origin: s.text(300) }), output: s.object({ fields_url: s.text(2000), page_url: s.text(2000), origin: s.text(300) }), access: ['service'], timeout_ms: 10_000, idempotent: true }),
    authorize: method({
      summary: 'Blocks the money of a checkout. Answers what is known; `unknown` is never a decline and is asked again or voided.',
      input: s.object({ ...PaymentId, checkout_id: s.Uuid, amount_minor: s.Minor, currency: s.Currency, payment_token: s.text(200, 1), return_url: s.text(2000) }), output: Payment, access: ['service'], timeout_ms: 20_000, idempotent: true,
    }),
    getPayment: method({ summary: 'A payment; with is_fresh the provider is asked', input: s.object({ ...PaymentId, is_fresh: Type.Optional(Type.Boolean()) }), output: Payment, errors: ['payment_not_found'], access: ['operator', 'service'], http: 'GET /v1/payments/:payment_id', timeout_ms: 15_000, idempotent: true, route_class: 'operator' }),
    capture: method({ summary: "Takes an order's share of an authorization and books it", input: s.object({ ...PaymentId, order: OrderMoney, is_final: Type.Boolean() }), output: Payment, errors: ['payment_not_found', 'payment_not_authorized', 'capture_too_large'], access: ['service'], timeout_ms: 20_000, idempotent: true }),
    release: method({ summary: "Gives an uncaptured order's share of an authorization back to the buyer", input: s.object({ ...PaymentId, order_id: s.Uuid, amount_minor: s.Minor }), output: Payment, errors: ['payment_not_found'], access: ['service'], timeout_ms: 20_000, idempotent: true }),
    void: method({ summary: 'Takes a whole authorization back, also one whose answer was lost', input: s.object({ ...PaymentId, checkout_id: s.Uuid }), output: s.object({ payment_id: s.Uuid, status: PaymentStatus }), access: ['service'], timeout_ms: 20_000, idempotent: true }),
    refund: method({ summary: 'Pays captured money back and books it', input: s.object({ ...PaymentId, refund_id: s.Uuid, order: OrderMoney, reason: s.text(300) }), output: Payment, errors: ['payment_not_found', 'refund_too_large'], access: ['operator', 'service'], http: 'POST /v1/payments/:payment_id/refunds', timeout_ms: 20_000, idempotent: true, route_class: 'operator' }),
    receiveWebhook: method({ summary: "Records what the provider says; it acts on nothing but wakes what waits", input: s.object({ provider: s.text(40), raw_body: s.text(65_536), headers: Type.Record(Type.String(), Type.String({ maxLength: 2000 })) }), output: s.Done, errors: ['webhook_refused'], access: ['service'], timeout_ms: 10_000, idempotent: true }),
    listLedger: method({ summary: 'Entries of the double-entry ledger, newest first; each journal sums to zero per currency', input: s.object({ account: Type.Optional(s.text(100)), reference: Type.Optional(s.text(100)), ...s.Page }), output: s.object({ entries: s.list(LedgerEntry, 100), balances: s.list(s.object({ account: s.text(100), currency: s.Currency, balance_minor: Type.Integer() }), 1000) }), access: ['operator', 'service'], http: 'GET /v1/ledger', timeout_ms: 10_000, idempotent: true, route_class: 'operator' }),
  },
});
