import { randomUUID } from 'node:crypto';
import { OutsideError } from '../outside/outside-error.ts';
import type { Answer } from '../outside/idempotency.ts';
import type { Clock } from '../outside/store.ts';
import type { WebhookQueue } from '../outside/webhook-queue.ts';
import { findBehaviour, type CardBehaviour } from './cards.ts';
import { captured, challenged, paymentAnswer, refunded, released, voided, type Payment } from './payment.ts';
import type { ProviderStore, Token } from './store.ts';

export interface AuthorizeBody { payment_id: string; amount_minor: number; currency: string; payment_token: string; return_url: string }
export type AuthorizationAction = 'capture' | 'release' | 'void' | 'refund';

/** What the provider does with payments. Synchronous: the caller wraps each in one transaction with its answer. */
export interface Payments {
  /** Behaviour of the card behind a token; an unknown token approves here and is refused by `authorize`. */
  behaviourOf(payment_token: string): CardBehaviour;
  authorize(body: AuthorizeBody): Answer;
  act(authorization_id: string, action: AuthorizationAction, amount_minor: number, is_final: boolean): Answer;
  /** Voids by the merchant's id. One never seen leaves a tombstone, which refuses a late authorization. */
  voidPayment(payment_id: string): Answer;
  find(payment_id: string): Answer;
  challenge(authorization_id: string, is_approved: boolean): Payment;
  get(authorization_id: string): Payment;
}

export interface PaymentsOptions { readonly store: ProviderStore; readonly webhooks: WebhookQueue; readonly clock: Clock; url(): string }

export function createPayments({ store, webhooks, clock, url }: PaymentsOptions): Payments {
  const { announce, keepVoided, move } = createChanges({ store, webhooks, clock, url });
  const answer = (payment: Payment, status = 200): Answer => ({ status, body: paymentAnswer(payment, url()) });
  const get = (authorization_id: string): Payment => {
    const payment = store.findAuthorization(authorization_id);
    if (payment === undefined) throw new OutsideError(404, 'payment_not_found', 'There is no such authorization');
    return payment;
  };

  return {
    behaviourOf: (payment_token) => findBehaviour(store.findToken(payment_token)?.behaviour ?? ''),
    authorize(body) {
      const seen = store.findPayment(body.payment_id);
      if (seen?.status === 'voided') throw new OutsideError(409, 'payment_voided', 'The payment was voided before');
      if (seen !== undefined && seen.status !== 'declined') throw new OutsideError(409, 'payment_exists', `The payment is ${seen.status}`);
      const token = takeToken(store, body.payment_token, clock());
      const payment = newPayment(body, token, seen?.authorization_id ?? `auth_${randomUUID()}`);
      store.savePayment(payment);
      if (payment.status === 'authorized') announce('payment.authorized', payment, payment.amount_minor);
      return answer(payment, 201);
    },
    act(authorization_id, action, amount_minor, is_final) {
      const payment = get(authorization_id);
      if (action === 'void') return answer(keepVoided(payment));
      const after = action === 'capture' ? captured(payment, amount_minor, is_final) : action === 'release' ? released(payment, amount_minor) : refunded(payment, amount_minor);
      store.savePayment(after);
      if (action === 'release') {
        announce('payment.released', after, amount_minor);
        return answer(after);
      }
      const movement_id = move(after, action, amount_minor);
      return { status: 200, body: { ...paymentAnswer(after, url()), movement_id } };
    },
    voidPayment(payment_id) {
      const seen = store.findPayment(payment_id);
      if (seen !== undefined) return answer(keepVoided(seen));
      store.savePayment(tombstone(payment_id));
      return answer(tombstone(payment_id));
    },
    find(payment_id) {
      const payment = store.findPayment(payment_id);
      if (payment === undefined) throw new OutsideError(404, 'payment_not_found', 'There is no such payment');
      return answer(payment);
    },
    challenge(authorization_id, is_approved) {
      const payment = get(authorization_id);
      const after = challenged(payment, is_approved);
      if (after === payment) return payment;
      store.savePayment(after);
      announce(after.status === 'authorized' ? 'payment.authorized' : 'payment.declined', after, after.amount_minor);
      return after;
    },
    get,
  };
}

/** What every change of a payment brings along: the row, the movement for the settlement, the event. */
function createChanges({ store, webhooks, clock, url }: PaymentsOptions) {
  const announce = (type: string, payment: Payment, amount_minor: number): void => {
    const { action_url: _unused, ...facts } = paymentAnswer(payment, url());
    const event = { ...facts, authorized_minor: payment.amount_minor, amount_minor };
    webhooks.enqueue(type, event, { copies: payment.is_answered_twice ? 2 : 1 });
    if (payment.is_answered_twice) webhooks.enqueue(type, event);
  };
  const keepVoided = (payment: Payment): Payment => {
    const after = voided(payment);
    if (after === payment) return payment;
    store.savePayment(after);
    announce('payment.voided', after, after.released_minor - payment.released_minor);
    return after;
  };
  const move = (payment: Payment, kind: 'capture' | 'refund', amount_minor: number): string => {
    const movement_id = `${kind}_${randomUUID()}`;
    const { payment_id, currency } = payment;
    store.addMovement({ movement_id, payment_id, authorization_id: String(payment.authorization_id), kind, amount_minor, currency, created_at: clock() });
    announce(kind === 'capture' ? 'payment.captured' : 'payment.refunded', payment, amount_minor);
    return movement_id;
  };
  return { announce, keepVoided, move };
}

/** Marks the token used. It works once and for 30 minutes. */
function takeToken(store: ProviderStore, payment_token: string, now: number): Token {
  const token = store.findToken(payment_token);
  if (token === undefined || token.used_at !== null || token.expires_at < now) {
    throw new OutsideError(422, 'payment_token_invalid', 'The token is unknown, used or expired; ask for the card again');
  }
  store.useToken(payment_token, now);
  return token;
}

function newPayment(body: AuthorizeBody, token: Token, authorization_id: string): Payment {
  const behaviour = findBehaviour(token.behaviour);
  if (behaviour.outcome === 'error') throw new OutsideError(500, 'internal', 'The card network did not answer');
  const status = { approve: 'authorized', decline: 'declined', challenge: 'requires_action' } as const;
  return {
    payment_id: body.payment_id,
    authorization_id,
    status: status[behaviour.outcome],
    amount_minor: body.amount_minor,
    currency: body.currency,
    captured_minor: 0,
    released_minor: 0,
    refunded_minor: 0,
    decline_code: behaviour.decline_code ?? null,
    card_brand: token.brand,
    card_last4: token.last4,
    return_url: body.return_url,
    is_answered_twice: behaviour.is_answered_twice ?? false,
  };
}

function tombstone(payment_id: string): Payment {
  return {
    payment_id, authorization_id: null, status: 'voided', amount_minor: 0, currency: 'XXX', captured_minor: 0, released_minor: 0, refunded_minor: 0,
    decline_code: null, card_brand: null, card_last4: null, return_url: null, is_answered_twice: false,
  };
}
