import { fail } from '@orinoco/contract';
import { providerErrors, ProviderUnknownError } from './port.ts';

export interface LocalConnection {
  /** Origin of the provider, without a slash at the end. */
  readonly url: string;
  readonly api_key: string;
  /** How long one answer may take; 10 s when absent. */
  readonly timeout_ms?: number;
}

export interface LocalRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly idempotency_key?: string;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

const defaultTimeoutMs = 10_000;
const maxDetailLength = 200;
// Answers that say nothing about the effect: the first request still runs, or the provider is shedding load.
const uncertainStatuses: ReadonlySet<number> = new Set([408, 425, 429]);
// Refusals of the provider that callers tell apart; any other becomes `provider_rejected`.
const knownCodes: ReadonlySet<string> = new Set([...Object.keys(providerErrors), 'payment_token_invalid']);

/**
 * One request to the sandbox provider, without a retry: who calls decides.
 * @throws ProviderUnknownError when the answer is lost, late, unreadable or 5xx; a coded error for a certain refusal
 */
export async function requestLocal<Answer>(connection: LocalConnection, request: LocalRequest): Promise<Answer> {
  const timeout = AbortSignal.timeout(connection.timeout_ms ?? defaultTimeoutMs);
  const { status, answer } = await send(connection, request, request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]));
  if (status >= 200 && status < 300) return answer as Answer;
  if (status >= 500 || uncertainStatuses.has(status)) throw new ProviderUnknownError(new Error(`HTTP ${status}`));
  const code = typeof answer['code'] === 'string' ? answer['code'] : 'provider_rejected';
  const detail = typeof answer['detail'] === 'string' ? answer['detail'].slice(0, maxDetailLength) : `HTTP ${status}`;
  throw fail(knownCodes.has(code) ? code : 'provider_rejected', { detail });
}

async function send(connection: LocalConnection, request: LocalRequest, signal: AbortSignal): Promise<{ status: number; answer: Record<string, unknown> }> {
  try {
    const response = await fetch(connection.url + request.path, {
      method: request.method,
      redirect: 'error',
      signal,
      headers: {
        authorization: `Bearer ${connection.api_key}`,
        ...(request.idempotency_key !== undefined && { 'idempotency-key': request.idempotency_key }),
        ...(request.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    const is_csv = response.headers.get('content-type')?.startsWith('text/csv') === true;
    return { status: response.status, answer: is_csv ? { csv: await response.text() } : ((await response.json()) as Record<string, unknown>) };
  } catch (error) {
    throw new ProviderUnknownError(error);
  }
}
