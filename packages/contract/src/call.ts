import { fail } from './errors.ts';

/** Who is asking. `guest` carries the id that its cart belongs to; `service` is another part of Orinoco. */
export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'guest'; readonly guest_id: string }
  | {
      readonly kind: 'customer';
      readonly customer_id: string;
      readonly session_id: string;
      /** Sellers that this person works for. */
      readonly seller_ids: readonly string[];
      readonly is_operator: boolean;
      /** The guest this browser was before it signed in, as long as its carts may have to be merged. */
      readonly guest_id?: string;
    }
  | { readonly kind: 'service'; readonly service: string };

/** What travels with every call, in process and over HTTP alike. Plain JSON but for `signal`. */
export interface Call {
  readonly request_id: string;
  readonly actor: Actor;
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadline: number;
  readonly idempotency_key?: string;
  readonly traceparent?: string;
  readonly signal?: AbortSignal;
}

/** The call that one service makes on behalf of nobody: background work, events, sagas. */
export function serviceCall(service: string, request_id: string, deadline: number): Call {
  return { request_id, actor: { kind: 'service', service }, deadline };
}

/** The same call, made in the name of a service instead of the person: for methods only services may use. */
export function asService(call: Call, service: string): Call {
  return { ...call, actor: { kind: 'service', service } };
}

/** Throws `deadline_exceeded` when the caller has given up, so that no work starts for nobody. */
export function checkDeadline(call: Call, now: number): void {
  if (now > call.deadline) throw fail('deadline_exceeded');
}

/** Id of the signed-in customer, or 401. */
export function customerId(call: Call): string {
  if (call.actor.kind === 'customer') return call.actor.customer_id;
  throw fail('unauthenticated');
}

/**
 * Whose carts, checkouts and orders the caller may touch: a customer, or a guest by the id in its signed cookie.
 * Answers null for services and operators, who are not bound to one owner.
 */
export function ownerOf(actor: Actor): { readonly customer_id: string | null; readonly guest_id: string | null } | null {
  if (actor.kind === 'customer') return { customer_id: actor.customer_id, guest_id: actor.guest_id ?? null };
  if (actor.kind === 'guest') return { customer_id: null, guest_id: actor.guest_id };
  return null;
}

export function isOperator(actor: Actor): boolean {
  return actor.kind === 'customer' && actor.is_operator;
}

/** Throws 403 unless the caller works for this seller, is an operator, or is a service. */
export function checkSeller(call: Call, seller_id: string): void {
  const actor = call.actor;
  if (actor.kind === 'service' || isOperator(actor)) return;
  if (actor.kind === 'customer' && actor.seller_ids.includes(seller_id)) return;
  throw fail('forbidden', { detail: 'You do not work for this seller' });
}
