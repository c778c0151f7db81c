import type { Static, TSchema } from 'typebox';
import { platformErrors, type ErrorDefinition } from './errors.ts';
import type { Call } from './call.ts';
import type { JsonText } from './json-text.ts';

export * from './errors.ts';
export * from './call.ts';
export { JsonText, valueOf } from './json-text.ts';
export { connect, isDeclared, type Target } from './connect.ts';
export { checkAccess } from './access.ts';
export { systemRuntime, type Runtime } from './runtime.ts';
export * as shapes from './shapes.ts';

/**
 * Who may call a method. `public` is everybody, signed in or not; `shopper` is a guest or a customer;
 * `service` is another service of Orinoco and never a person.
 */
export type Access = 'public' | 'shopper' | 'customer' | 'seller' | 'operator' | 'service';

export type HttpVerb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type HttpBinding = `${HttpVerb} /v1/${string}`;

/** How long an answer may be kept by the edge. An event of the service purges by tag before that. */
export interface CachePolicy {
  readonly fresh_ms: number;
  readonly stale_ms: number;
  /** Names of input fields whose values become purge tags, beside the service's own name. */
  readonly tags?: readonly string[];
}

export interface Method<Input extends TSchema = TSchema, Output extends TSchema = TSchema> {
  /** One sentence for the API reference. */
  readonly summary: string;
  readonly input: Input;
  readonly output: Output;
  /** Codes beyond the platform's that the method answers with. */
  readonly errors?: readonly string[];
  readonly access: readonly Access[];
  /** Where the gateway shows it. Absent: only other services can call it. Path parameters are fields of `input`. */
  readonly http?: HttpBinding;
  /** Status of a success over HTTP; 200 when absent. */
  readonly status?: 200 | 201 | 202 | 204;
  readonly timeout_ms: number;
  /** Tries after the first that the gateway may make; only for idempotent methods. */
  readonly retries?: number;
  /** Calling it twice is the same as calling it once. */
  readonly idempotent: boolean;
  /** The gateway demands or accepts an `Idempotency-Key` and answers a repeat with the first answer. */
  readonly idempotency_key?: 'required' | 'accepted';
  readonly cache?: CachePolicy;
  readonly route_class?: 'browse' | 'cart' | 'checkout' | 'payment' | 'account' | 'webhook' | 'operator';
}

export interface Contract<Methods extends Record<string, Method> = Record<string, Method>> {
  readonly service: string;
  readonly errors: Readonly<Record<string, ErrorDefinition>>;
  readonly methods: Methods;
}

/** Keeps the exact types of input and output while checking the rest. */
export function method<Input extends TSchema, Output extends TSchema>(definition: Method<Input, Output>): Method<Input, Output> {
  return definition;
}

/**
 * Declares everything about a service that others may rely on. Data only: importing a contract starts nothing.
 * Throws at load when a method names a code that the table lacks.
 */
export function defineContract<Methods extends Record<string, Method>>(
  service: string,
  definition: { readonly errors: Readonly<Record<string, ErrorDefinition>>; readonly methods: Methods },
): Contract<Methods> {
  for (const [name, { errors = [] }] of Object.entries(definition.methods)) {
    for (const code of errors) {
      if (!(code in definition.errors) && !(code in platformErrors)) throw new Error(`${service}.${name} names the unknown error ${code}`);
    }
  }
  return { service, ...definition };
}

/** What the service implements: one function a method. */
export type Service<C extends Contract> = {
  readonly [Name in keyof C['methods']]: (
    input: Static<C['methods'][Name]['input']>,
    call: Call,
  ) => Promise<Static<C['methods'][Name]['output']> | JsonText<Static<C['methods'][Name]['output']>>>;
};

/** What others call: the same names, whether the service is here or across the network. */
export type Client<C extends Contract> = {
  readonly [Name in keyof C['methods']]: (
    input: Static<C['methods'][Name]['input']>,
    call: Call,
  ) => Promise<Static<C['methods'][Name]['output']>>;
};

export type InputOf<C extends Contract, Name extends keyof C['methods']> = Static<C['methods'][Name]['input']>;
export type OutputOf<C extends Contract, Name extends keyof C['methods']> = Static<C['methods'][Name]['output']>;

/** Status and title of a code for one service, falling back to the platform's and at last to `internal`. */
export function errorDefinition(contract: Contract | undefined, code: string): ErrorDefinition {
  return contract?.errors[code] ?? (platformErrors as Record<string, ErrorDefinition>)[code] ?? platformErrors.internal;
}
