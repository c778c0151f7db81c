import { createHash } from 'node:crypto';
import { CodedError, errorDefinition, fail, JsonText, type Actor, type Contract, type FieldError } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { dropKey, keepAnswer, takeKey } from './idempotency-store.ts';

interface KeptError { readonly error: { readonly code: string; readonly detail?: string; readonly errors?: readonly FieldError[]; readonly extra?: Record<string, unknown> } }

/**
 * Runs a request once per (caller, route, key): a repeat gets the first answer, also when it was a refusal. While the
 * first runs, a repeat gets 409; the same key with other content gets 422.
 */
export async function once(database: Database, contract: Contract, actor: Actor, route: string, key: string, input: unknown, run: () => Promise<unknown>): Promise<{ answer: unknown; is_replayed: boolean }> {
  if (key.length > 255) throw fail('invalid_request', { detail: 'Idempotency-Key is longer than 255 characters' });
  const owner = ownerName(actor);
  const request_hash = createHash('sha256').update(JSON.stringify(sorted(input))).digest();
  const taken = await takeKey(database, owner, route, key, request_hash);
  if (!taken.is_same) throw fail('idempotency_conflict');
  if (!taken.is_new && taken.status === null) throw fail('idempotency_in_flight', { retry_after_s: 1 });
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
