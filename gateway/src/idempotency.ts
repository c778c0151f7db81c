import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError, errorDefinition, fail, JsonText, type Actor, type Call, type Contract, type FieldError } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { dropKey, keepAnswer, takeKey, type KeyRow } from './idempotency-store.ts';

interface KeptError { readonly error: { readonly code: string; readonly detail?: string; readonly errors?: readonly FieldError[]; readonly extra?: Record<string, unknown> } }

/**
 * Runs a request once per (caller, route, key): a repeat gets the first answer, also when it was a refusal. While the
 * first runs, a repeat waits for it as long as its caller does, and then gets 409; the same key with other content gets
 * 422. When the first failed by our fault, a repeat that waits is the first anew.
 */
export async function once(database: Database, contract: Contract, route: string, key: string, input: unknown, call: Call, run: () => Promise<unknown>): Promise<{ answer: unknown; is_replayed: boolean }> {
  if (key.length > 255) throw fail('invalid_request', { detail: 'Idempotency-Key is longer than 255 characters' });
  const owner = ownerName(call.actor);
  const request_hash = createHash('sha256').update(JSON.stringify(sorted(input))).digest();
  const taken = await takeOrWait(() => takeKey(database, owner, route, key, request_hash), call.deadline - margin_ms);
  if (!taken.is_new) return { answer: replayed(taken.answer), is_replayed: true };
  try {
    const answer = await run();
    await keepAnswer(database, owner, route, key, 200, answer instanceof JsonText ? answer.parse() : answer);
    return { answer, is_replayed: false };
  } catch (error) {
    const status = error instanceof CodedError ? errorDefinition(contract, error.code).status : 500;
    if (status >= 500 || status === 429) await dropKey(database, owner, route, key);
    else if (error instanceof CodedError) await keepAnswer(database, owner, route, key, status, { error: { code: error.code, detail: error.detail, errors: error.errors, extra: error.extra } });
    throw error;
  }
}

/** Kept back of the caller's time, to answer in. */
const margin_ms = 500;
const longest_pause_ms = 250;

async function takeOrWait(take: () => Promise<KeyRow | undefined>, give_up_at: number): Promise<KeyRow> {
  for (let pause_ms = 20; ; pause_ms = Math.min(pause_ms * 2, longest_pause_ms)) {
    const taken = await take();
    if (taken?.is_same === false) throw fail('idempotency_conflict');
    if (taken !== undefined && (taken.is_new || taken.status !== null)) return taken;
    if (Date.now() + pause_ms > give_up_at) throw fail('idempotency_in_flight', { retry_after_s: 1 });
    await sleep(pause_ms);
  }
}

function replayed(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return answer;
  const { code, detail, errors, extra } = (answer as KeptError).error;
  throw new CodedError(code, { ...(detail === undefined ? {} : { detail }), ...(errors ? { errors } : {}), ...(extra ? { extra } : {}) });
}

function ownerName(actor: Actor): string {
  if (actor.kind === 'customer') return `customer ${actor.customer_id}`;
  return actor.kind === 'guest' ? `guest ${actor.guest_id}` : actor.kind;
}

/** The same JSON whatever the order of its keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sorted(member)]));
}
