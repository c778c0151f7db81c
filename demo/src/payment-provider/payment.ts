import { OutsideError } from '../outside/outside-error.ts';

/**
 * A payment as the provider knows it. Amounts are integer minor units of `currency`.
 * Always: captured_minor + released_minor <= amount_minor, refunded_minor <= captured_minor.
 */
export interface Payment {
  readonly payment_id: string;
  /** Null for a tombstone: a payment that was voided before it was seen. */
  readonly authorization_id: string | null;
  readonly status: 'requires_action' | 'authorized' | 'declined' | 'captured' | 'voided';
  readonly amount_minor: number;
  readonly currency: string;
  readonly captured_minor: number;
  readonly released_minor: number;
  readonly refunded_minor: number;
  readonly decline_code: string | null;
  readonly card_brand: string | null;
  readonly card_last4: string | null;
  readonly return_url: string | null;
  /** Every event is sent twice and repeated under a new id: the test card that answers twice. */
  readonly is_answered_twice: boolean;
}

/** What is still held on the card and not yet captured. */
export function openMinor(payment: Payment): number {
  return payment.amount_minor - payment.captured_minor - payment.released_minor;
}

const refuse = (code: string, detail: string): OutsideError => new OutsideError(409, code, detail);

function requireOpen(payment: Payment): void {
  if (payment.status === 'voided') throw refuse('payment_voided', 'The payment was voided');
  if (payment.status !== 'authorized') throw refuse('payment_not_authorized', `The payment is ${payment.status}`);
}

/** Takes part of the hold. Several captures are allowed; `is_final` gives the rest back. */
export function captured(payment: Payment, amount_minor: number, is_final: boolean): Payment {
  if (payment.status === 'captured') throw refuse('capture_exceeds_authorization', 'Nothing is left to capture');
  requireOpen(payment);
  if (amount_minor > openMinor(payment)) throw refuse('capture_exceeds_authorization', `Only ${openMinor(payment)} is left to capture`);
  const rest = openMinor(payment) - amount_minor;
  return {
    ...payment,
    captured_minor: payment.captured_minor + amount_minor,
    released_minor: payment.released_minor + (is_final ? rest : 0),
    status: is_final || rest === 0 ? 'captured' : 'authorized',
  };
}

/** Gives part of the hold back to the card. */
export function released(payment: Payment, amount_minor: number): Payment {
  requireOpen(payment);
  const rest = openMinor(payment) - amount_minor;
  if (rest < 0) throw refuse('release_exceeds_authorization', `Only ${openMinor(payment)} is held`);
  const closed = payment.captured_minor > 0 ? 'captured' : 'voided';
  return { ...payment, released_minor: payment.released_minor + amount_minor, status: rest === 0 ? closed : 'authorized' };
}

/** Gives the whole hold back. Allowed in every state without a capture; voiding twice changes nothing. */
export function voided(payment: Payment): Payment {
  if (payment.status === 'voided') return payment;
  if (payment.captured_minor > 0) throw refuse('payment_captured', 'Part of the payment is captured; refund it instead');
  return { ...payment, released_minor: payment.amount_minor, status: 'voided' };
}

/** Pays captured money back, in one or several refunds. */
export function refunded(payment: Payment, amount_minor: number): Payment {
  const left = payment.captured_minor - payment.refunded_minor;
  if (amount_minor > left) throw refuse('refund_exceeds_capture', `Only ${left} is left to refund`);
  return { ...payment, refunded_minor: payment.refunded_minor + amount_minor };
}

/** Ends the 3-D Secure step. A payment that no longer waits for it stays as it is. */
export function challenged(payment: Payment, is_approved: boolean): Payment {
  if (payment.status !== 'requires_action') return payment;
  return is_approved ? { ...payment, status: 'authorized' } : { ...payment, status: 'declined', decline_code: 'authentication_failed' };
}

/** What the API tells about a payment. */
export function paymentAnswer(payment: Payment, url: string): Record<string, unknown> {
  return {
    payment_id: payment.payment_id,
    authorization_id: payment.authorization_id,
    status: payment.status,
    currency: payment.currency,
    amount_minor: payment.amount_minor,
    captured_minor: payment.captured_minor,
    released_minor: payment.released_minor,
    refunded_minor: payment.refunded_minor,
    decline_code: payment.decline_code,
    card: payment.card_last4 === null ? null : { brand: payment.card_brand, last4: payment.card_last4 },
    action_url: payment.status === 'requires_action' ? `${url}/challenge/${payment.authorization_id}` : null,
  };
}
