import { valueOf } from './json-text.ts';
import { checkDeadline, type Call } from './call.ts';
import { CodedError, fail, platformErrors, type FieldError } from './errors.ts';
import type { Client, Contract, Service } from './contract.ts';
import { systemRuntime, type Runtime } from './runtime.ts';

/** Where a service is: in this process, or behind a URL with the secret that services share. */
export type Target<C extends Contract> =
  | { readonly local: Service<C>; /** Send input and answer through JSON, as a network would, and hold refusals against the contract. */ readonly is_round_trip?: boolean; readonly clock?: Runtime['clock'] }
  | { readonly url: string; readonly service_token: string };

/** The typed client of a service. Only it knows whether the service is in this process or elsewhere. */
export function connect<C extends Contract>(contract: C, target: Target<C>): Client<C> {
  const names = Object.keys(contract.methods);
  const invoke = 'local' in target ? localInvoker(contract, target) : remoteInvoker(contract, target);
  return Object.fromEntries(names.map((name) => [name, (input: unknown, call: Call) => invoke(name, input, call)])) as unknown as Client<C>;
}

type Invoke = (name: string, input: unknown, call: Call) => Promise<unknown>;

function localInvoker<C extends Contract>(contract: C, target: Extract<Target<C>, { local: unknown }>): Invoke {
  const { clock = systemRuntime.clock } = target;
  const service = target.local as Record<string, (input: unknown, call: Call) => Promise<unknown>>;
  return async (name, input, call) => {
    checkDeadline(call, clock().getTime());
    const run = service[name];
    if (!run) throw new Error(`The service has no method ${name}`);
    if (!target.is_round_trip) return valueOf(await run(input, call));
    try {
      return roundTrip(valueOf(await run(roundTrip(input), call)));
    } catch (error) {
      throw checkRefusal(contract, name, error);
    }
  };
}

/** Whether a method may refuse with this code: its contract names it, or the platform has it for all. */
export function isDeclared(contract: Contract, name: string, code: string): boolean {
  return code in platformErrors || contract.methods[name]?.errors?.includes(code) === true;
}

/** A refusal that the contract does not name is a fault: nobody who calls can be ready for it. */
function checkRefusal(contract: Contract, name: string, error: unknown): unknown {
  if (!(error instanceof CodedError) || isDeclared(contract, name, error.code)) return error;
  return new Error(`${contract.service}.${name} refuses with ${error.code}, which its contract does not name`, { cause: error });
}

function roundTrip(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

interface Problem { code?: string; detail?: string; errors?: FieldError[]; [extra: string]: unknown }

function remoteInvoker<C extends Contract>(contract: C, target: Extract<Target<C>, { url: string }>): Invoke {
  return async (name, input, call) => {
    const now = systemRuntime.clock().getTime();
    const remaining_ms = call.deadline - now;
    const timeout_ms = Math.min(remaining_ms, contract.methods[name]!.timeout_ms);
    if (timeout_ms <= 0) throw fail('deadline_exceeded');
    const { signal: _signal, ...sent } = call;
    const response = await post(`${target.url}/internal/${contract.service}/${name}`, JSON.stringify({ input, call: { ...sent, deadline: now + timeout_ms } }), target.service_token, timeout_ms);
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    const { code = 'unavailable', detail, errors, type: _type, title: _title, status: _status, ...extra } = problemOf(text);
    throw new CodedError(code, { ...(detail === undefined ? {} : { detail }), ...(errors ? { errors } : {}), extra });
  };
}

async function post(url: string, body: string, token: string, timeout_ms: number): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  try {
    return await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(timeout_ms) });
  } catch (cause) {
    const is_timeout = cause instanceof Error && cause.name === 'TimeoutError';
    throw fail(is_timeout ? 'deadline_exceeded' : 'unavailable', { cause });
  }
}

function problemOf(text: string): Problem {
  try {
    return JSON.parse(text) as Problem;
  } catch {
    return {};
  }
}
