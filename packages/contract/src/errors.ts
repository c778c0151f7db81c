/** One problem with one field. `pointer` is a JSON Pointer into the request (RFC 6901), `''` for the whole. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** What a client can be told about a code. `status` is the HTTP status; `title` is public text that never varies. */
export interface ErrorDefinition {
  readonly status: number;
  readonly title: string;
}

/** Codes that every method can answer with, whatever its own table says. */
export const platformErrors = {
  invalid_request: { status: 422, title: 'The request has fields that are wrong' },
  malformed_request: { status: 400, title: 'The request could not be read' },
  unauthenticated: { status: 401, title: 'Sign in to do this' },
  forbidden: { status: 403, title: 'You are not allowed to do this' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'Somebody else changed this at the same time' },
  body_too_large: { status: 413, title: 'The request is too large' },
  address_too_long: { status: 431, title: 'The address or the headers of this request are too long' },
  unsupported_media_type: { status: 415, title: 'Send JSON' },
  idempotency_key_required: { status: 400, title: 'This request needs an Idempotency-Key header' },
  idempotency_in_flight: { status: 409, title: 'The first request with this key is still running' },
  idempotency_conflict: { status: 422, title: 'This key was used with another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  overloaded: { status: 429, title: 'Too busy; try again in a moment' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A part of the shop is not answering; try again in a moment' },
  deadline_exceeded: { status: 504, title: 'This took too long' },
} as const satisfies Record<string, ErrorDefinition>;

/**
 * An expected failure. The code is looked up in the contract's table for its status and public title; `detail` is
 * public as well. Anything internal belongs in `cause`, which is logged and never sent.
 */
export class CodedError extends Error {
  readonly code: string;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  /** Extra public members of the problem document, for example `available_count`. */
  readonly extra: Readonly<Record<string, unknown>> | undefined;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retry_after_s: number | undefined;

  constructor(code: string, options: FailOptions = {}) {
    super(options.detail === undefined ? code : `${code}: ${options.detail}`, { cause: options.cause });
    this.name = 'CodedError';
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors;
    this.extra = options.extra;
    this.retry_after_s = options.retry_after_s;
  }
}

export interface FailOptions {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly retry_after_s?: number;
  readonly cause?: unknown;
}

/** Builds the error to throw: `throw fail('offer_not_found', { detail: … })`. */
export function fail(code: string, options: FailOptions = {}): CodedError {
  return new CodedError(code, options);
}

/** The usual answer to one wrong field: 422 `invalid_request` that names it. */
export function failField(pointer: string, code: string, detail: string): CodedError {
  return new CodedError('invalid_request', { detail, errors: [{ pointer, code, detail }] });
}

export function hasCode(error: unknown, ...codes: readonly string[]): error is CodedError {
  return error instanceof CodedError && codes.includes(error.code);
}
