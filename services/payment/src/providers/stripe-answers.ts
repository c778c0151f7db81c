import { CodedError, fail } from '@orinoco/contract';
import { ProviderUnknownError, type AuthorizeResult, type ProviderCard, type ProviderEvent, type ProviderPayment } from './port.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import type { StripeCharge, StripeEvent, StripePaymentIntent } from './stripe-client.ts';

/** Marks the intent that stands for a payment which was voided before it was seen. */
export const tombstoneMark = 'orinoco_tombstone';

/** What an error of the library says, by its documented `type` (docs.stripe.com/api/errors). */
export interface StripeFailure {
  readonly type: string;
  readonly code: string;
  readonly decline_code: string;
  readonly status: number;
  readonly provider_reference: string | undefined;
}

export function stripeFailure(error: unknown): StripeFailure | null {
  if (!isRecord(error) || typeof error['type'] !== 'string' || !error['type'].startsWith('Stripe')) return null;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const intent = error['payment_intent'];
  return {
    type: error['type'],
    code: text(error['code']),
    decline_code: text(error['decline_code']),
    status: typeof error['statusCode'] === 'number' ? error['statusCode'] : 0,
    provider_reference: isRecord(intent) && typeof intent['id'] === 'string' ? intent['id'] : undefined,
  };
}

const certainCodes: Readonly<Record<string, string>> = {
  resource_missing: 'payment_not_found',
  charge_already_refunded: 'refund_exceeds_capture',
  charge_already_captured: 'capture_exceeds_authorization',
  amount_too_large: 'capture_exceeds_authorization',
  payment_intent_unexpected_state: 'payment_not_authorized',
};

/** Turns any failure of a call into what the port promises. A 4xx is certain, all else is unknown. */
export function toPortError(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const failure = stripeFailure(error);
  if (failure === null || failure.status < 400 || failure.status >= 500 || failure.status === 409 || failure.status === 429) return new ProviderUnknownError(error);
  if (failure.type === 'StripeIdempotencyError') return fail('idempotency_conflict', { cause: error });
  return fail(certainCodes[failure.code] ?? 'provider_rejected', { detail: failure.code || failure.type, cause: error });
}

export function chargeOf(intent: StripePaymentIntent): StripeCharge | null {
  return typeof intent.latest_charge === 'string' ? null : intent.latest_charge;
}

function cardOf(intent: StripePaymentIntent): ProviderCard | undefined {
  const card = chargeOf(intent)?.payment_method_details?.card;
  return card === undefined || card.last4 === null ? undefined : { brand: card.brand ?? 'unknown', last4: card.last4 };
}

/** The outcome of an authorization from the intent's state. `processing` is not an outcome. */
export function toAuthorizeResult(intent: StripePaymentIntent): AuthorizeResult {
  const provider_reference = intent.id;
  const card = cardOf(intent);
  if (intent.status === 'requires_capture' || intent.status === 'succeeded') return { status: 'authorized', provider_reference, ...(card !== undefined && { card }) };
  if (intent.status === 'canceled') return { status: 'declined', provider_reference, decline_code: 'payment_voided' };
  const action_url = intent.next_action?.redirect_to_url?.url;
  if (intent.status === 'requires_action' && typeof action_url === 'string') return { status: 'requires_action', provider_reference, action_url };
  if (intent.status !== 'requires_payment_method') throw new ProviderUnknownError(new Error(`the intent is ${intent.status}`));
  const problem = intent.last_payment_error;
  return { status: 'declined', provider_reference, decline_code: problem?.decline_code ?? problem?.code ?? 'card_declined' };
}

const statuses: Readonly<Record<string, ProviderPayment['status']>> = {
  requires_action: 'requires_action', requires_capture: 'authorized', succeeded: 'captured', canceled: 'voided', processing: 'pending', requires_confirmation: 'pending',
};

/** The port's view of an intent whose `latest_charge` is expanded. */
export function toProviderPayment(intent: StripePaymentIntent): ProviderPayment {
  const currency = intent.currency.toUpperCase();
  const minor = (amount: number): number => fromStripeAmount(amount, currency);
  const decline_code = intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code;
  const status = intent.status === 'requires_payment_method' ? (intent.last_payment_error === null ? 'pending' : 'declined') : (statuses[intent.status] ?? 'pending');
  const is_tombstone = intent.metadata[tombstoneMark] !== undefined;
  const action_url = intent.next_action?.redirect_to_url?.url;
  const card = cardOf(intent);
  return {
    payment_id: intent.metadata['payment_id'] ?? '',
    provider_reference: intent.id,
    status,
    currency,
    amount_minor: is_tombstone ? 0 : minor(intent.amount),
    authorized_minor: status === 'authorized' || status === 'captured' ? minor(intent.amount_capturable + intent.amount_received) : 0,
    captured_minor: minor(intent.amount_received),
    refunded_minor: minor(chargeOf(intent)?.amount_refunded ?? 0),
    ...(status === 'declined' && decline_code !== undefined && { decline_code }),
    ...(typeof action_url === 'string' && { action_url }),
    ...(card !== undefined && { card }),
  };
}

const eventTypes: Readonly<Record<string, ProviderEvent['type']>> = {
  'payment_intent.amount_capturable_updated': 'payment.authorized',
  'payment_intent.payment_failed': 'payment.declined',
  'payment_intent.canceled': 'payment.voided',
  'payment_intent.succeeded': 'payment.captured',
  'charge.captured': 'payment.captured',
  'charge.refunded': 'payment.refunded',
};

/** An event about an intent or its charge, which carries the intent's metadata. */
export function toEvent(event: StripeEvent): ProviderEvent {
  const subject: Record<string, unknown> = { ...event.data.object };
  const metadata = isRecord(subject['metadata']) ? subject['metadata'] : {};
  const reference = event.type.startsWith('charge.') ? subject['payment_intent'] : subject['id'];
  return {
    event_id: event.id,
    type: eventTypes[event.type] ?? 'ignored',
    payment_id: typeof metadata['payment_id'] === 'string' ? metadata['payment_id'] : null,
    provider_reference: typeof reference === 'string' ? reference : null,
    occurred_at: new Date(event.created * 1000).toISOString(),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
