import { fail } from '@orinoco/contract';
import { ProviderUnknownError, type AuthorizeResult, type PaymentProvider, type ProviderEvent, type ProviderPayment } from '@orinoco/payment/providers/port';
import type { Process } from './process.ts';
import { saw, type World } from './world.ts';

/** A payment in the provider's books. */
export interface Booked {
  readonly payment_id: string;
  readonly reference: string | null;
  status: 'requires_action' | 'authorized' | 'declined' | 'captured' | 'voided';
  readonly amount_minor: number;
  readonly currency: string;
  captured_minor: number;
  released_minor: number;
  refunded_minor: number;
  /** From when until when the money was blocked, in ms. */
  blocked_at: number | null;
  voided_at: number | null;
  readonly decline_code: string | null;
}

export interface Movement { readonly kind: 'capture' | 'refund'; readonly payment_id: string; readonly amount_minor: number; readonly currency: string; readonly movement_reference: string; readonly occurred_at: string }
export type Card = 'good' | 'declined' | 'challenge';

/** The provider from outside the shop: its books, the cards that it gets, and what buyers do on its pages. */
export interface Bank {
  readonly payments: ReadonlyMap<string, Booked>;
  readonly movements: readonly Movement[];
  /** A payment token, good for one authorization. */
  tokenize(card: Card): string;
  /** Whether somebody tried to pay with it. */
  isSpent(token: string): boolean;
  /** The buyer on the bank's page. */
  answerChallenge(payment_id: string, is_approved: boolean): void;
  waiting(): string[];
  /** As one process of the shop sees it: over a network with faults. */
  seenFrom(process: Process): PaymentProvider;
}

const nothingMoved = { captured_minor: 0, released_minor: 0, refunded_minor: 0, blocked_at: null, voided_at: null };

/** How long the shop's adapter waits. */
const patience_ms = 10_000;

export function createBank(world: World, deliver: (event: ProviderEvent) => void): Bank {
  const chance = world.chance.fork('bank');
  const payments = new Map<string, Booked>();
  const movements: Movement[] = [];
  const tokens = new Map<string, Card>();
  const answers = new Map<string, { readonly asked: string; readonly answer: unknown }>();

  const tell = (type: ProviderEvent['type'], { payment_id, reference }: Booked) => deliver({ event_id: `evt_${chance.uuid()}`, type, payment_id, provider_reference: reference, occurred_at: new Date(world.scheduler.now()).toISOString() });
  const openMinor = ({ amount_minor, captured_minor, released_minor }: Booked) => amount_minor - captured_minor - released_minor;
  const get = (payment_id: string): Booked => payments.get(payment_id) ?? failWith('payment_not_found');
  const checkOpen = ({ status }: Booked) => {
    if (status === 'voided') throw fail('payment_voided');
    if (status !== 'authorized') throw fail('payment_not_authorized');
  };
  /** A repeat under one key is answered as before, whatever has happened since. */
  const once = <T>(key: string, request: object, act: () => T): T => {
    const asked = JSON.stringify(request);
    const known = answers.get(key);
    if (known && known.asked !== asked) throw fail('idempotency_conflict');
    if (known) {
      saw(world, 'the provider was asked the same again');
      return known.answer as T;
    }
    const answer = act();
    answers.set(key, { asked, answer });
    return answer;
  };
  const move = (kind: Movement['kind'], payment: Booked, amount_minor: number) => {
    const movement = { kind, payment_id: payment.payment_id, amount_minor, currency: payment.currency, movement_reference: `${kind}_${chance.uuid()}`, occurred_at: new Date(world.scheduler.now()).toISOString() };
    movements.push(movement);
    tell(kind === 'capture' ? 'payment.captured' : 'payment.refunded', payment);
    return movement.movement_reference;
  };

  const acts = {
    authorize({ payment_id, payment_token, amount_minor, currency }: { payment_id: string; payment_token: string; amount_minor: number; currency: string }): AuthorizeResult {
      const seen = payments.get(payment_id);
      if (seen?.status === 'voided') {
        saw(world, 'an authorization met its void');
        return { status: 'declined', decline_code: 'payment_voided' };
      }
      if (seen && seen.status !== 'declined') throw fail('payment_exists');
      const card = tokens.get(payment_token);
      if (card === undefined) return { status: 'declined', decline_code: 'payment_token_invalid' };
      tokens.delete(payment_token);
      const reference = `auth_${chance.uuid()}`;
      const status = card === 'good' ? 'authorized' : card === 'challenge' ? 'requires_action' : 'declined';
      const payment: Booked = { ...nothingMoved, payment_id, reference, status, amount_minor, currency, blocked_at: status === 'authorized' ? world.scheduler.now() : null, decline_code: card === 'declined' ? 'card_declined' : null };
      payments.set(payment_id, payment);
      if (status === 'authorized') tell('payment.authorized', payment);
      return answerOf(payment);
    },
    capture({ payment_id, amount_minor, is_final }: { payment_id: string; amount_minor: number; is_final: boolean }) {
      const payment = get(payment_id);
      if (payment.status === 'captured') throw fail('capture_exceeds_authorization');
      checkOpen(payment);
      const rest_minor = openMinor(payment) - amount_minor;
      if (rest_minor < 0) throw fail('capture_exceeds_authorization');
      payment.captured_minor += amount_minor;
      if (is_final) payment.released_minor += rest_minor;
      if (is_final || rest_minor === 0) payment.status = 'captured';
      return { movement_reference: move('capture', payment, amount_minor), captured_minor: payment.captured_minor };
    },
    release({ payment_id, amount_minor }: { payment_id: string; amount_minor: number }) {
      const payment = get(payment_id);
      checkOpen(payment);
      if (amount_minor > openMinor(payment)) throw fail('release_exceeds_authorization');
      payment.released_minor += amount_minor;
      if (openMinor(payment) === 0) payment.status = payment.captured_minor > 0 ? 'captured' : 'voided';
      return { is_deferred: false };
    },
    void({ payment_id }: { payment_id: string }) {
      const payment = payments.get(payment_id);
      if (payment === undefined) {
        saw(world, 'a void left a tombstone');
        payments.set(payment_id, { ...nothingMoved, payment_id, reference: null, status: 'voided', amount_minor: 0, currency: 'XXX', decline_code: null });
      } else if (payment.captured_minor > 0) {
        throw fail('payment_captured');
      } else if (payment.status !== 'voided') {
        payment.released_minor = payment.status === 'authorized' ? payment.amount_minor : 0;
        payment.status = 'voided';
        payment.voided_at = world.scheduler.now();
        tell('payment.voided', payment);
      }
      return { status: 'voided' as const };
    },
    refund({ payment_id, amount_minor }: { payment_id: string; amount_minor: number }) {
      const payment = get(payment_id);
      if (amount_minor > payment.captured_minor - payment.refunded_minor) throw fail('refund_exceeds_capture');
      payment.refunded_minor += amount_minor;
      return { movement_reference: move('refund', payment, amount_minor), refunded_minor: payment.refunded_minor, status: 'succeeded' as const };
    },
  };

  return {
    payments, movements,
    tokenize(card) {
      const token = `tok_${chance.uuid()}`;
      tokens.set(token, card);
      return token;
    },
    isSpent: (token) => !tokens.has(token),
    answerChallenge(payment_id, is_approved) {
      const payment = payments.get(payment_id);
      if (payment?.status !== 'requires_action') return;
      payment.status = is_approved ? 'authorized' : 'declined';
      if (is_approved) payment.blocked_at = world.scheduler.now();
      tell(is_approved ? 'payment.authorized' : 'payment.declined', payment);
    },
    waiting: () => [...payments.values()].filter((payment) => payment.status === 'requires_action').map((payment) => payment.payment_id),
    seenFrom(process) {
      const ask = <T>(label: string, work: () => T, signal?: AbortSignal) => askOutside(world, process, `provider.${label}`, work, signal);
      const keyed = <Request extends object, T>(kind: string, act: (request: Request) => T) => (request: Request & { readonly idempotency_key: string }, signal?: AbortSignal) => ask(kind, () => once(`${kind}:${request.idempotency_key}`, request, () => act(request)), signal);
      return {
        name: 'simulated',
        session: () => ask('session', () => ({ fields_url: 'https://bank.example/fields', page_url: 'https://bank.example/pay', origin: 'https://bank.example' })),
        authorize: keyed('authorize', acts.authorize),
        find: ({ payment_id }) => ask('find', () => recordOf(payments.get(payment_id))),
        capture: keyed('capture', acts.capture),
        release: keyed('release', acts.release),
        void: keyed('void', acts.void),
        refund: keyed('refund', acts.refund),
        settlement: (settled_on) => ask('settlement', () => movements.filter((each) => each.occurred_at.startsWith(settled_on)).map((each) => ({ ...each, amount_minor: each.kind === 'refund' ? -each.amount_minor : each.amount_minor, fee_minor: 0 }))),
        parseWebhook: (raw_body) => JSON.parse(raw_body.toString()) as ProviderEvent,
      };
    },
  };
}

function failWith(code: string): never {
  throw fail(code);
}

function answerOf({ status, reference, decline_code, payment_id }: Booked): AuthorizeResult {
  const provider_reference = reference ?? '';
  if (status === 'requires_action') return { status, provider_reference, action_url: `https://bank.example/challenge/${payment_id}` };
  if (status === 'declined') return { status, provider_reference, decline_code: decline_code ?? 'card_declined' };
  return { status: 'authorized', provider_reference, card: { brand: 'visa', last4: '4242' } };
}

function recordOf(payment: Booked | undefined): ProviderPayment | null {
  if (payment === undefined) return null;
  const { payment_id, reference, status, currency, amount_minor, captured_minor, released_minor, refunded_minor, decline_code } = payment;
  const is_held = status === 'authorized' || status === 'captured';
  return {
    payment_id, provider_reference: reference, status, currency, amount_minor, authorized_minor: is_held ? amount_minor - released_minor : 0, captured_minor, refunded_minor,
    ...(decline_code !== null && { decline_code }), ...(status === 'requires_action' && { action_url: `https://bank.example/challenge/${payment_id}` }), ...(is_held && { card: { brand: 'visa', last4: '4242' } }),
  };
}

/** A request to the provider that can be lost on either way, come late, or outlast the patience of who asks. */
function askOutside<T>(world: World, from: Process, label: string, work: () => T, signal: AbortSignal | undefined): Promise<T> {
  const { scheduler, chance, faults } = world;
  const fault = faults.which(['provider_not_applied', 'provider_lost', 'provider_late', 'provider_slow']);
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      scheduler.cancel(timer);
      signal?.removeEventListener('abort', giveUp);
      reject(new ProviderUnknownError(new Error('no answer')));
    };
    const timer = scheduler.after(patience_ms, from, `gives ${label} up`, giveUp);
    signal?.addEventListener('abort', giveUp, { once: true });
    const answer = (act: () => void) => void scheduler.after(fault === 'provider_slow' ? chance.delay(world.swarm.slow_ms) : chance.between(1, 30), from, `hears of ${label}`, () => {
      scheduler.cancel(timer);
      act();
    });
    if (fault === 'provider_not_applied') return answer(() => reject(new ProviderUnknownError(new Error('502'))));
    const way_ms = fault === 'provider_late' ? patience_ms + chance.delay(3_000) : chance.between(1, 30);
    scheduler.after(way_ms, world.outside, `${from.name} asks ${label}`, () => {
      let act: () => void;
      try {
        const value = work();
        act = () => resolve(value);
      } catch (error) {
        act = () => reject(error);
      }
      if (fault === 'provider_late') return;
      answer(fault === 'provider_lost' ? () => reject(new ProviderUnknownError(new Error('connection reset'))) : act);
    });
    return undefined;
  });
}
