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

const Signed = Type.Integer({ minimum: -9_007_199_254_740_991, maximum: 9_007_199_254_740_991 });
export const DifferenceKind = s.choice('missing_at_ours', 'missing_at_provider', 'amount_differs', 'currency_differs', 'kind_differs', 'duplicated', 'wrong_day', 'unknown_fee', 'ledger_differs');
/** One thing that the provider's file of a day and our books do not agree on. Amounts are signed; the side that has nothing is null. */
export const Difference = s.object({
  kind: DifferenceKind, movement_reference: s.nullable(s.text(300)), operation_key: s.nullable(s.text(100)), payment_id: s.nullable(s.text(200)),
  own_minor: s.nullable(Signed), own_currency: s.nullable(s.text(3)), own_on: s.nullable(s.CivilDate), provider_minor: s.nullable(Signed), provider_currency: s.nullable(s.text(3)), provider_on: s.nullable(s.CivilDate), detail: s.text(300),
});
export type Difference = Static<typeof Difference>;
/** `provider_minor - own_minor` of a currency is `cut_off_minor` and what the differences say. `fee_minor` is what the provider kept of the movements. */
export const ReconciledTotal = s.object({ currency: s.Currency, own_minor: Signed, provider_minor: Signed, cut_off_minor: Signed, fee_minor: Signed });
export type ReconciledTotal = Static<typeof ReconciledTotal>;
/** How a day (UTC) of the provider compares with ours. `difference_count` may be more than are kept: the first 500 are. */
export const Reconciliation = s.object({
  provider: s.text(40), settled_on: s.CivilDate, difference_count: Type.Integer(), matched_count: Type.Integer(), cut_off_count: Type.Integer(), totals: s.list(ReconciledTotal, 200), is_day_over: Type.Boolean(), run_count: Type.Integer(), run_at: s.Timestamp,
  differences: s.list(Difference, 500),
});
export type Reconciliation = Static<typeof Reconciliation>;

/** One booking on a seller's account: `net_minor = amount_minor - tax_minor - commission_minor + marketplace_discount_minor`. All of a refund are negative. */
export const StatementRow = s.object({
  journal_id: s.Uuid, kind: s.choice('capture', 'refund', 'payout', 'adjustment'), reference: s.text(100), order_id: s.nullable(s.Uuid), currency: s.Currency, booked_at: s.Timestamp,
  amount_minor: Signed, tax_minor: Signed, commission_minor: Signed, marketplace_discount_minor: Signed, net_minor: Signed,
});
/**
 * A seller's account in one currency. `closing_balance_minor = opening_balance_minor + sales_minor - refunded_minor - tax_minor - commission_minor + marketplace_discount_minor
 * - paid_out_minor + adjusted_minor`, where tax, commission and discount are less what refunds gave back. `payout_minor` is the closing balance, or 0 when the seller owes.
 */
export const StatementTotal = s.object({
  currency: s.Currency, opening_balance_minor: Signed, sales_minor: Signed, refunded_minor: Signed, tax_minor: Signed, commission_minor: Signed, marketplace_discount_minor: Signed, paid_out_minor: Signed, adjusted_minor: Signed,
  closing_balance_minor: Signed, payout_minor: Signed,
});
/** `until_on` is the first day that is not in it; `is_final`: the period is over and nothing can be added. */
export const SellerStatement = s.object({ seller_id: s.Uuid, from_on: s.CivilDate, until_on: s.CivilDate, is_final: Type.Boolean(), totals: s.list(StatementTotal, 200), rows: s.list(StatementRow, 500), page: Type.Integer(), has_more: Type.Boolean() });
export type SellerStatement = Static<typeof SellerStatement>;

const PaymentId = { payment_id: s.Uuid };

export const paymentContract = defineContract('payment', {
  errors: {
    payment_not_found: { status: 404, title: 'This payment does not exist' },
    payment_not_authorized: { status: 409, title: 'Nothing is authorized that could be captured' },
    capture_too_large: { status: 409, title: 'More would be captured than is authorized' },
    refund_too_large: { status: 409, title: 'More would be refunded than was captured' },
    settlement_unreadable: { status: 502, title: "The payment provider's settlement file could not be read" },
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
    getSellerStatement: method({
      summary: "A seller's account over a period (UTC days, `until` not included): balances, what changed them, and every booking; the closing balance is what is paid out",
      input: s.object({ seller_id: s.Uuid, from: s.CivilDate, until: s.CivilDate, page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })), page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) }),
      output: SellerStatement, access: ['seller', 'operator', 'service'], http: 'GET /v1/sellers/:seller_id/statements', timeout_ms: 15_000, retries: 1, idempotent: true, route_class: 'account',
    }),
    reconcile: method({ summary: "Compares the provider's settlement file of a day (UTC) with the operations and the ledger, and keeps what differs; run again it replaces what it found before", input: s.object({ date: s.CivilDate }), output: Reconciliation, errors: ['settlement_unreadable'], access: ['operator', 'service'], http: 'POST /v1/reconciliations', timeout_ms: 60_000, idempotent: true, route_class: 'operator' }),
    listReconciliations: method({ summary: 'Days that were reconciled, newest first, with their differences', input: s.object({ is_differing: Type.Optional(Type.Boolean()), page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })), page_size: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })) }), output: s.object({ reconciliations: s.list(Reconciliation, 31), page: Type.Integer(), has_more: Type.Boolean() }), access: ['operator', 'service'], http: 'GET /v1/reconciliations', timeout_ms: 10_000, retries: 1, idempotent: true, route_class: 'operator' }),
  },
});
