import { asService, hasCode, serviceCall, type Call, type Client } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { defineSaga, moveStatement, type Outcome, type SagaDefinition, type SagaRun } from '@orinoco/saga';
import type { inventoryContract, Allocation } from '@orinoco/inventory/contract';
import type { Payment, paymentContract } from '@orinoco/payment/contract';
import type { pricingContract } from '@orinoco/pricing/contract';
import type { sellerContract } from '@orinoco/seller/contract';
import { agreementOf } from './checkout.ts';
import { findCheckout, rejectAttempt, type CheckoutRow } from './checkout-store.ts';
import { placeOrders } from './order-store.ts';
import { placementOf } from './placement.ts';

/** What one attempt to buy carries from step to step. Its id is the purchase_id, which is also the payment's. */
export interface CheckoutContext {
  readonly checkout_id: string;
  readonly payment_token: string;
  readonly return_url: string;
  /** Epoch ms after which an unanswered payment is given up: voided, never assumed. */
  readonly give_up_at: number;
  /** What the buyer said yes to, as `agreementOf` the checkout then. Absent in attempts that an older release began. */
  readonly agreement?: string;
  readonly allocations?: readonly Allocation[];
  /** ISO time at which the hold ends. */
  readonly held_until?: string;
  readonly payment?: { readonly payment_id: string; readonly card_brand: string | null; readonly card_last4: string | null };
  readonly action_url?: string | null;
  readonly reject_reason?: { readonly code: string; readonly detail: string };
  readonly order_group_id?: string;
}

export interface CheckoutPorts {
  readonly database: Database;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly inventory: Client<typeof inventoryContract>;
  readonly payment: Client<typeof paymentContract>;
  readonly pricing: Client<typeof pricingContract>;
  readonly seller: Client<typeof sellerContract>;
}

/**
 * How long stock is held. An attempt gives back what it does not buy, so the end of a hold is for a request to hold that
 * came after all was given back. It must outlast an outage: until an order's event is read, its stock is only held.
 */
const hold_ms = 4 * 3_600_000;
/** How long the shopper has for the bank's page. */
const action_ms = 30 * 60_000;

/**
 * Buys a checkout: `reserving → authorizing → placing → placed`, or `compensating → rejected`. Only two states are
 * written down on the way: the first, and the decision to undo. Everything between is idempotent by the purchase_id
 * and is run again from the start after a crash. `placing` is the point of no return and one statement.
 */
export function checkoutSaga(ports: CheckoutPorts): SagaDefinition<CheckoutContext> {
  return defineSaga<CheckoutContext>({
    kind: 'checkout',
    initial: 'reserving',
    finals: ['placed', 'rejected'],
    steps: {
      reserving: { is_checkpoint: true, run: (run) => reserve(ports, run) },
      authorizing: { run: (run) => authorize(ports, run) },
      placing: { run: (run) => place(ports, run) },
      compensating: { is_checkpoint: true, run: (run) => compensate(ports, run) },
    },
  });
}

type Run = SagaRun<CheckoutContext>;

const callOf = ({ clock }: CheckoutPorts, run: Run): Call => serviceCall('order', run.saga_id, Math.max(run.deadline, clock().getTime() + 5_000));

async function reserve(ports: CheckoutPorts, run: Run): Promise<Outcome<CheckoutContext>> {
  const checkout = await loadOpen(ports, run);
  const { agreement } = run.context;
  // Another window changed it between the buyer's yes and the first row of this attempt, from when on it cannot be changed.
  if (agreement !== undefined && agreement !== agreementOf(checkout)) return reject('checkout_changed', 'The checkout was changed in another window. Look at it again');
  try {
    const lines = checkout.lines.map(({ offer_id, quantity }) => ({ offer_id, quantity }));
    const { allocations, expires_at } = await ports.inventory.reserve({ purchase_id: run.saga_id, lines, hold_ms }, callOf(ports, run));
    const codes = checkout.quote.coupons.filter((coupon) => coupon.status === 'applied').map((coupon) => coupon.code);
    if (codes.length > 0) await ports.pricing.redeemCoupons({ purchase_id: run.saga_id, codes, customer_id: checkout.customer_id }, callOf(ports, run));
    return { next: 'authorizing', context: { allocations, held_until: expires_at } };
  } catch (error) {
    if (hasCode(error, 'out_of_stock', 'reservation_expired')) return reject('out_of_stock', error.detail ?? 'Something in the cart is no longer available');
    if (hasCode(error, 'coupon_refused')) return reject('coupon_refused', error.detail ?? 'A code can no longer be used');
    throw error;
  }
}

async function authorize(ports: CheckoutPorts, run: Run): Promise<Outcome<CheckoutContext>> {
  const checkout = await loadOpen(ports, run);
  const { payment_token, return_url, give_up_at, held_until } = run.context;
  // A run that waits is taken up here, however much later.
  if (held_until !== undefined && ports.clock().toISOString() > held_until) return reject('payment_abandoned', 'The payment was not confirmed in time');
  const amount_minor = checkout.quote.totals.total_minor;
  const payment = await ports.payment.authorize({ payment_id: run.saga_id, checkout_id: checkout.checkout_id, amount_minor, currency: checkout.currency, payment_token, return_url }, callOf(ports, run));
  return decide(payment, give_up_at, ports.clock().getTime());
}

/** What a payment's state means for the purchase. */
export function decide(payment: Pick<Payment, 'payment_id' | 'status' | 'card_brand' | 'card_last4' | 'decline_code' | 'action_url'>, give_up_at: number, now: number): Outcome<CheckoutContext> {
  const { payment_id, card_brand, card_last4 } = payment;
  switch (payment.status) {
    case 'authorized':
    case 'captured':
      return { next: 'placing', context: { payment: { payment_id, card_brand, card_last4 }, action_url: null } };
    case 'declined':
      return reject('payment_declined', declineText(payment.decline_code));
    case 'voided':
      return reject('payment_cancelled', 'The payment was cancelled');
    case 'requires_action':
      if (now > give_up_at + action_ms) return reject('payment_abandoned', 'The payment was not confirmed in time');
      return { wait_ms: 60_000, context: { action_url: payment.action_url } };
    default:
      if (now > give_up_at) return reject('payment_unknown', 'The payment provider did not answer. Nothing was charged.');
      return { wait_ms: 500 };
  }
}

function declineText(code: string | null): string {
  if (code === 'insufficient_funds') return 'The card was declined: not enough money on it';
  if (code === 'expired_card') return 'The card has expired';
  if (code === 'incorrect_cvc') return 'The security code is wrong';
  return 'The card was declined. Try another one.';
}

function reject(code: string, detail: string): Outcome<CheckoutContext> {
  return { next: 'compensating', context: { reject_reason: { code, detail }, action_url: null } };
}

async function place(ports: CheckoutPorts, run: Run): Promise<Outcome<CheckoutContext>> {
  const checkout = await loadOpen(ports, run);
  const { allocations = [], payment } = run.context;
  if (!payment) throw new Error('Placing without a payment');
  const lines = checkout.quote.lines.map(({ line_id, seller_id, subtotal_minor, discount_minor }) => ({ line_id, seller_id, category_ids: categoriesOf(checkout, line_id), amount_minor: subtotal_minor - discount_minor }));
  const commissions = await ports.seller.quoteCommissions({ currency: checkout.currency, lines }, callOf(ports, run));
  const placement = placementOf({ checkout, guest_id: checkout.guest_id, allocations, commissions: commissions.lines, payment, now: ports.clock().toISOString(), newId: ports.newId, saga_context: run.context });
  // Overtaken: the engine looks at what the other one has decided.
  if (!(await placeOrders(ports.database, placement))) throw new Error('This purchase was decided elsewhere');
  ports.database.poke();
  return { next: 'placed', is_saved: true, context: { order_group_id: checkout.purchase_id } };
}

function categoriesOf(checkout: CheckoutRow, line_id: string): string[] {
  return checkout.lines.find((line) => line.line_id === line_id)?.category_ids ?? [];
}

/** Undoes an attempt: the money first, since it is the shopper's; then stock and codes. Tried until it is done. */
async function compensate(ports: CheckoutPorts, run: Run): Promise<Outcome<CheckoutContext>> {
  const call = asService(callOf(ports, run), 'order');
  const { checkout_id, payment_token, reject_reason = { code: 'rejected', detail: 'The purchase was not completed' } } = run.context;
  await ports.payment.void({ payment_id: run.saga_id, checkout_id }, call);
  await Promise.all([ports.inventory.release({ purchase_id: run.saga_id }, call), ports.pricing.releaseCoupons({ purchase_id: run.saga_id }, call)]);
  await ports.database.transaction(async (tx) => {
    await moveStatement(tx, { kind: 'checkout', saga_id: run.saga_id, state: 'rejected', is_finished: true, context: run.context });
    await rejectAttempt(tx, { checkout_id, purchase_id: run.saga_id, payment_token, reject_reason });
  });
  return { next: 'rejected', is_saved: true };
}

/** The checkout, which nobody changes while its saga runs: read once a drive. */
async function loadOpen(ports: CheckoutPorts, run: Run): Promise<CheckoutRow> {
  const known = run.notes.get('checkout') as CheckoutRow | undefined;
  if (known) return known;
  const checkout = await findCheckout(ports.database, run.context.checkout_id);
  if (!checkout) throw new Error(`The checkout ${run.context.checkout_id} is gone`);
  run.notes.set('checkout', checkout);
  return checkout;
}
