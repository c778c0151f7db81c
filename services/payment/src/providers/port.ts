import { CodedError } from '@orinoco/contract';

/** Brand in lower case (`visa`, `mastercard`, `amex`, `unknown`) and the last four digits: all we ever see of a card. */
export interface ProviderCard {
  readonly brand: string;
  readonly last4: string;
}

/**
 * The outcome of asking for money. Every member is certain; what is not certain throws `ProviderUnknownError`.
 * A `decline_code` of `payment_voided` says that a void came first, `payment_token_invalid` that the card must be
 * asked for again; the others are the provider's own (`card_declined`, `insufficient_funds`, …).
 */
export type AuthorizeResult =
  | { readonly status: 'authorized'; readonly provider_reference: string; readonly card?: ProviderCard }
  | { readonly status: 'requires_action'; readonly provider_reference: string; readonly action_url: string }
  | { readonly status: 'declined'; readonly provider_reference?: string; readonly decline_code: string };

/** A payment as the provider sees it now. Integer minor units (ISO 4217) of `currency`. */
export interface ProviderPayment {
  readonly payment_id: string;
  /** Null for a payment that was voided before the provider saw an authorization. */
  readonly provider_reference: string | null;
  /** `pending`: seen, and neither held nor refused. `captured`: nothing is left to capture. */
  readonly status: 'pending' | 'requires_action' | 'authorized' | 'declined' | 'captured' | 'voided';
  readonly currency: string;
  /** What was asked for. */
  readonly amount_minor: number;
  /** What is held or was captured; 0 unless the status is `authorized` or `captured`. */
  readonly authorized_minor: number;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly decline_code?: string;
  readonly action_url?: string;
  readonly card?: ProviderCard;
}

/** Totals after the change, so that books can be compared at once. `movement_reference` names this capture or refund. */
export interface CaptureResult { readonly movement_reference: string; readonly captured_minor: number }
export interface RefundResult {
  readonly movement_reference: string;
  readonly refunded_minor: number;
  /** `pending`: accepted, and the money moves later. */
  readonly status: 'succeeded' | 'pending';
}
/** `is_deferred`: the provider gives the rest back with the final capture, not now. */
export interface ReleaseResult { readonly is_deferred: boolean }
export interface VoidResult { readonly status: 'voided' }

/** A fact that the provider reported. It is a reason to look (`find`), never a command. */
export interface ProviderEvent {
  /** The same in every delivery of the event: the inbox key. */
  readonly event_id: string;
  readonly type: 'payment.authorized' | 'payment.declined' | 'payment.captured' | 'payment.refunded' | 'payment.voided' | 'ignored';
  /** Null for an event that belongs to no payment of ours. */
  readonly payment_id: string | null;
  readonly provider_reference: string | null;
  /** RFC 3339. */
  readonly occurred_at: string;
}

interface PaymentRequest { readonly payment_id: string; readonly amount_minor: number; readonly currency: string; readonly return_url: string }
/** `parent_origin`: whose pages may frame the fields; the origin of `return_url` when absent. */
export interface SessionRequest extends PaymentRequest { readonly parent_origin?: string }
/** `fields_url`: script or iframe on `origin`. `page_url`: the provider's own page, for browsers without JavaScript; it comes back to `return_url?payment_token=…`. */
export interface ProviderSession { readonly fields_url: string; readonly page_url: string; readonly origin: string }
export interface AuthorizeRequest extends PaymentRequest { readonly idempotency_key: string; readonly payment_token: string }
export interface MovementRequest { readonly payment_id: string; readonly provider_reference: string; readonly idempotency_key: string; readonly amount_minor: number }
export interface CaptureRequest extends MovementRequest {
  /** Gives back what is not captured. */
  readonly is_final: boolean;
}
export interface VoidRequest { readonly payment_id: string; readonly provider_reference?: string; readonly idempotency_key: string }

/** One line of a day's settlement: money that has moved, as the provider says. Integer minor units of `currency`. */
export interface SettlementLine {
  /** The provider's name for the movement. It need not be the `movement_reference` that a capture answered: then payment, kind and amount tell what is meant. */
  readonly movement_reference: string;
  /** `fee`: whatever is neither a capture nor a refund of a payment, for example a charge of the provider's own. */
  readonly kind: 'capture' | 'refund' | 'fee';
  /** Null where the line names no payment of ours. */
  readonly payment_id: string | null;
  /** Signed: what goes back to the buyer or stays with the provider is negative. */
  readonly amount_minor: number;
  readonly currency: string;
  /** What the provider has kept of this movement; not part of `amount_minor`. */
  readonly fee_minor: number;
  /** RFC 3339. */
  readonly occurred_at: string;
}

/** Header names in lower case, as node gives them. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Where money is asked for. Every write is idempotent by operation and key (one saga id may serve for authorize and
 * void; two captures need two keys): repeat it with the same request until the answer is
 * certain. Certain refusals throw one of `providerErrors`; a lost, late or 5xx answer throws `ProviderUnknownError`.
 */
export interface PaymentProvider {
  readonly name: string;
  /** What the checkout page needs to show hosted fields. */
  session(request: SessionRequest): Promise<ProviderSession>;
  authorize(request: AuthorizeRequest, signal: AbortSignal): Promise<AuthorizeResult>;
  /** The provider's view of a payment, or null when it has never seen it. Resolves an unknown outcome. */
  find(request: { readonly payment_id: string }): Promise<ProviderPayment | null>;
  /** Several partial captures are allowed up to what is held. */
  capture(request: CaptureRequest): Promise<CaptureResult>;
  /** Gives part of the hold back. */
  release(request: MovementRequest): Promise<ReleaseResult>;
  /** Gives the hold back. Of an unseen payment it leaves a tombstone, so that a late authorization is refused. */
  void(request: VoidRequest): Promise<VoidResult>;
  refund(request: MovementRequest): Promise<RefundResult>;
  /** Everything that moved on a day (`YYYY-MM-DD`, UTC), in the order of the provider. Payouts to our bank are left out. */
  settlement(settled_on: string): Promise<readonly SettlementLine[]>;
  /** Verifies the signature over the raw body before it reads it. */
  parseWebhook(raw_body: Buffer, headers: WebhookHeaders): ProviderEvent;
}

/** The codes that an adapter throws, with HTTP status and public title. */
export const providerErrors = {
  provider_unknown: { status: 503, title: 'The payment provider has not confirmed the outcome' },
  provider_rejected: { status: 502, title: 'The payment provider refused the request' },
  payment_not_found: { status: 404, title: 'The provider does not know this payment' },
  payment_exists: { status: 409, title: 'The payment was authorized before' },
  payment_voided: { status: 409, title: 'The payment was voided' },
  payment_captured: { status: 409, title: 'Part of the payment is captured already' },
  payment_not_authorized: { status: 409, title: 'The payment is not authorized' },
  capture_exceeds_authorization: { status: 409, title: 'More than was authorized' },
  release_exceeds_authorization: { status: 409, title: 'More than is held' },
  refund_exceeds_capture: { status: 409, title: 'More than was captured' },
  partial_capture_unavailable: { status: 409, title: 'This card allows one capture only' },
  amount_not_representable: { status: 422, title: 'The provider cannot take this amount in this currency' },
  settlement_malformed: { status: 502, title: 'The settlement file could not be read' },
  idempotency_conflict: { status: 422, title: 'This key was used with another request' },
  webhook_signature_invalid: { status: 401, title: 'The signature is wrong' },
  webhook_expired: { status: 401, title: 'The event was signed too long ago' },
  webhook_malformed: { status: 400, title: 'The event could not be read' },
} as const;

export type ProviderErrorCode = keyof typeof providerErrors;

/**
 * Nobody knows whether it happened: a lost connection, a timeout, a 5xx. Never a decline. Ask with `find`, repeat with
 * the same key, or `void`.
 */
export class ProviderUnknownError extends CodedError {
  constructor(cause: unknown) {
    super('provider_unknown', { cause });
    this.name = 'ProviderUnknownError';
  }
}
