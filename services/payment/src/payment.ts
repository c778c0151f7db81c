import { CodedError } from '@orinoco/contract';
import type { Static } from 'typebox';
import type { OrderMoney, Payment } from './contract.ts';
import { providerErrors, type AuthorizeResult, type ProviderPayment } from './providers/port.ts';

export type Money = Static<typeof OrderMoney>;

/** A payment as it is stored. `capturing_minor` and `releasing_minor` are claimed by operations under way. */
export interface PaymentRow extends Payment {
  readonly provider_reference: string | null;
  readonly capturing_minor: number;
  readonly releasing_minor: number;
}

export interface OperationRow {
  /** `capture:<order_id>`, `release:<order_id>`, `refund:<refund_id>` or `void:<payment_id>`; the provider's idempotency key too. */
  readonly operation_key: string;
  readonly payment_id: string;
  readonly kind: 'capture' | 'release' | 'refund' | 'void';
  readonly order_id: string | null;
  /** Of a void: what had been blocked, as far as is known. */
  readonly amount_minor: number;
  readonly is_final: boolean;
  readonly money: Money | null;
  readonly status: 'pending' | 'done';
}

/** What is found out about an authorization: the columns that an answer of the provider sets. */
export interface Finding {
  readonly status: 'authorized' | 'requires_action' | 'declined' | 'voided' | 'unknown';
  readonly provider_reference: string | null;
  readonly card_brand: string | null;
  readonly card_last4: string | null;
  readonly decline_code: string | null;
  readonly action_url: string | null;
}

const nothingFound = { provider_reference: null, card_brand: null, card_last4: null, decline_code: null, action_url: null };

/** Nobody knows whether the money is blocked. */
export const unknownFinding: Finding = { ...nothingFound, status: 'unknown' };

export function declinedFinding(decline_code: string): Finding {
  return { ...nothingFound, status: decline_code === 'payment_voided' ? 'voided' : 'declined', decline_code };
}

export function findingOfAnswer(answer: AuthorizeResult): Finding {
  const provider_reference = answer.provider_reference ?? null;
  if (answer.status === 'declined') return { ...declinedFinding(answer.decline_code), provider_reference };
  if (answer.status === 'requires_action') return { ...nothingFound, status: 'requires_action', provider_reference, action_url: answer.action_url };
  return { ...nothingFound, status: 'authorized', provider_reference, card_brand: answer.card?.brand ?? null, card_last4: answer.card?.last4 ?? null };
}

/** What the provider's own record says; null while it has not decided, or has not seen the payment yet. */
export function findingOfRecord(found: ProviderPayment | null): Finding | null {
  if (found === null || found.status === 'pending') return null;
  const { provider_reference, card, decline_code = null, action_url = null } = found;
  const status = found.status === 'captured' ? 'authorized' : found.status;
  return { status, provider_reference, card_brand: card?.brand ?? null, card_last4: card?.last4 ?? null, decline_code, action_url };
}

/** Whether the provider has surely not done what it was asked. Everything else that is thrown leaves it open. */
export function isRefusal(error: unknown): error is CodedError {
  return error instanceof CodedError && error.code in providerErrors && error.code !== 'provider_unknown';
}

type Amounts = Pick<PaymentRow, 'status' | 'amount_minor' | 'captured_minor' | 'released_minor' | 'refunded_minor' | 'capturing_minor' | 'releasing_minor'>;

/** The payment after an operation has happened at the provider. A final capture gives back whatever nobody claimed. */
export function settled<Row extends Amounts>(payment: Row, { kind, amount_minor, is_final }: Pick<OperationRow, 'kind' | 'amount_minor' | 'is_final'>): Row {
  const captured_minor = payment.captured_minor + (kind === 'capture' ? amount_minor : 0);
  const capturing_minor = payment.capturing_minor - (kind === 'capture' ? amount_minor : 0);
  const releasing_minor = payment.releasing_minor - (kind === 'release' ? amount_minor : 0);
  const refunded_minor = payment.refunded_minor + (kind === 'refund' ? amount_minor : 0);
  const open_minor = payment.amount_minor - captured_minor - payment.released_minor;
  const unclaimed_minor = open_minor - capturing_minor - releasing_minor;
  const back_minor = kind === 'release' ? amount_minor : kind === 'void' ? Math.min(amount_minor, open_minor) : kind === 'capture' && is_final ? unclaimed_minor : 0;
  const is_used_up = open_minor === back_minor;
  const closed = kind === 'capture' || captured_minor > 0 ? 'captured' : 'voided';
  const status = payment.status === 'authorized' && is_used_up ? closed : payment.status;
  return { ...payment, status, captured_minor, capturing_minor, releasing_minor, refunded_minor, released_minor: payment.released_minor + back_minor };
}

export function viewOf(row: PaymentRow): Payment {
  const { payment_id, checkout_id, provider, status, currency, amount_minor, captured_minor, released_minor, refunded_minor, card_brand, card_last4, decline_code, action_url, created_at } = row;
  return { payment_id, checkout_id, provider, status, currency, amount_minor, captured_minor, released_minor, refunded_minor, card_brand, card_last4, decline_code, action_url: status === 'requires_action' ? action_url : null, created_at };
}
