import { fail, hasCode } from '@orinoco/contract';
import { createWebhookVerifier } from '@orinoco/http/standard-webhook';
import { requestLocal, type LocalConnection } from './local-http.ts';
import { settlementLines } from './local-settlement.ts';
import type { AuthorizeResult, CaptureResult, PaymentProvider, ProviderCard, ProviderEvent, ProviderPayment, ProviderSession, RefundResult } from './port.ts';

export interface LocalProviderOptions extends LocalConnection {
  /** Current secrets, `whsec_…`; more than one while a secret is rotated. */
  readonly webhook_secrets: readonly string[];
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

interface LocalPayment {
  readonly payment_id: string;
  readonly authorization_id: string | null;
  readonly status: Exclude<ProviderPayment['status'], 'pending'>;
  readonly currency: string;
  readonly amount_minor: number;
  readonly captured_minor: number;
  readonly released_minor: number;
  readonly refunded_minor: number;
  readonly decline_code: string | null;
  readonly card: ProviderCard | null;
  readonly action_url: string | null;
}
type LocalMovement = LocalPayment & { readonly movement_id: string };

/** Adapter of the sandbox provider (demo/src/payment-provider), over its HTTP API. */
export function createLocalProvider(options: LocalProviderOptions): PaymentProvider {
  const verify = createWebhookVerifier(options.webhook_secrets, options.clock);
  const act = <Answer>(action: string, request: { provider_reference: string; idempotency_key: string }, body: object): Promise<Answer> =>
    requestLocal<Answer>(options, { method: 'POST', path: `/v1/authorizations/${encodeURIComponent(request.provider_reference)}/${action}`, idempotency_key: `${action}:${request.idempotency_key}`, body });

  return {
    name: 'local',
    session: ({ payment_id, amount_minor, currency, return_url }) =>
      requestLocal<ProviderSession>(options, { method: 'POST', path: '/v1/sessions', body: { payment_id, amount_minor, currency, return_url } })
        .then(({ fields_url, page_url, origin }) => ({ fields_url, page_url, origin })),
    async authorize({ payment_id, idempotency_key, amount_minor, currency, payment_token, return_url }, signal) {
      const body = { payment_id, amount_minor, currency, payment_token, return_url };
      try {
        return toAuthorizeResult(await requestLocal<LocalPayment>(options, { method: 'POST', path: '/v1/authorizations', idempotency_key: `authorize:${idempotency_key}`, body, signal }));
      } catch (error) {
        if (hasCode(error, 'payment_voided', 'payment_token_invalid')) return { status: 'declined', decline_code: error.code };
        throw error;
      }
    },
    async find({ payment_id }) {
      try {
        return toProviderPayment(await requestLocal<LocalPayment>(options, { method: 'GET', path: `/v1/payments/${encodeURIComponent(payment_id)}` }));
      } catch (error) {
        if (hasCode(error, 'payment_not_found')) return null;
        throw error;
      }
    },
    async capture(request): Promise<CaptureResult> {
      const answer = await act<LocalMovement>('capture', request, { amount_minor: request.amount_minor, is_final: request.is_final });
      return { movement_reference: answer.movement_id, captured_minor: answer.captured_minor };
    },
    async release(request) {
      await act('release', request, { amount_minor: request.amount_minor });
      return { is_deferred: false };
    },
    async void({ payment_id, idempotency_key }) {
      // Always by our own id: it also covers an authorization whose reference we never learned.
      await requestLocal(options, { method: 'POST', path: `/v1/payments/${encodeURIComponent(payment_id)}/void`, idempotency_key: `void:${idempotency_key}`, body: {} });
      return { status: 'voided' };
    },
    async refund(request): Promise<RefundResult> {
      const answer = await act<LocalMovement>('refund', request, { amount_minor: request.amount_minor });
      return { movement_reference: answer.movement_id, refunded_minor: answer.refunded_minor, status: 'succeeded' };
    },
    async settlement(settled_on) {
      const { csv } = await requestLocal<{ csv?: string }>(options, { method: 'GET', path: `/v1/settlements?date=${encodeURIComponent(settled_on)}` });
      return settlementLines(csv ?? '');
    },
    parseWebhook(raw_body, headers) {
      const { webhook_id, body } = verify(raw_body, headers);
      return toEvent(webhook_id, body);
    },
  };
}

function toAuthorizeResult(payment: LocalPayment): AuthorizeResult {
  const provider_reference = String(payment.authorization_id);
  if (payment.status === 'requires_action' && payment.action_url !== null) return { status: 'requires_action', provider_reference, action_url: payment.action_url };
  if (payment.status === 'declined') return { status: 'declined', provider_reference, decline_code: payment.decline_code ?? 'card_declined' };
  if (payment.status !== 'authorized') throw fail('provider_rejected', { detail: `authorization answered ${payment.status}` });
  return { status: 'authorized', provider_reference, ...(payment.card !== null && { card: payment.card }) };
}

function toProviderPayment(payment: LocalPayment): ProviderPayment {
  const { payment_id, status, currency, amount_minor, captured_minor, released_minor, refunded_minor } = payment;
  const is_held = status === 'authorized' || status === 'captured';
  return {
    payment_id, status, currency, amount_minor, captured_minor, refunded_minor,
    provider_reference: payment.authorization_id,
    authorized_minor: is_held ? amount_minor - released_minor : 0,
    ...(payment.decline_code !== null && { decline_code: payment.decline_code }),
    ...(payment.action_url !== null && { action_url: payment.action_url }),
    ...(payment.card !== null && { card: payment.card }),
  };
}

const eventTypes: readonly ProviderEvent['type'][] = ['payment.authorized', 'payment.declined', 'payment.captured', 'payment.refunded', 'payment.voided'];

function toEvent(event_id: string, body: unknown): ProviderEvent {
  if (!isRecord(body) || typeof body['type'] !== 'string' || typeof body['timestamp'] !== 'string' || !isRecord(body['data'])) throw fail('webhook_malformed');
  const { payment_id, authorization_id } = body['data'];
  return {
    event_id,
    type: eventTypes.find((type) => type === body['type']) ?? 'ignored',
    payment_id: typeof payment_id === 'string' ? payment_id : null,
    provider_reference: typeof authorization_id === 'string' ? authorization_id : null,
    occurred_at: body['timestamp'],
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
