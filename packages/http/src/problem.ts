import { CodedError, errorDefinition, fail, type Contract, type FieldError } from '@orinoco/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '@orinoco/telemetry';

/** RFC 9457 problem details. `type` resolves to the catalogue of codes in the API reference. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly request_id: string;
  readonly [extra: string]: unknown;
}

/** Turns whatever was thrown into a problem. Only coded errors say more than "something went wrong". */
export function problemOf(error: unknown, contract: Contract | undefined, request_id: string): { readonly problem: Problem; readonly retry_after_s: number | undefined } {
  const coded = error instanceof CodedError ? error : fromFastify(error);
  const { status, title } = errorDefinition(contract, coded.code);
  const { code, detail, errors, extra, retry_after_s } = coded;
  const problem: Problem = { ...extra, type: `/docs/errors#${code}`, title, status, code, ...(detail === undefined ? {} : { detail }), ...(errors ? { errors } : {}), request_id };
  return { problem, retry_after_s };
}

/** Fastify's own refusals, by status, in our words. Everything else is a bug and stays silent. */
function fromFastify(error: unknown): CodedError {
  if (!(error instanceof Error) || !('statusCode' in error)) return fail('internal', { cause: error });
  if (error.statusCode === 413) return fail('body_too_large');
  if (error.statusCode === 415) return fail('unsupported_media_type');
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500) return fail('malformed_request', { cause: error });
  return fail('internal', { cause: error });
}

export async function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown, contract: Contract | undefined, log: Logger): Promise<FastifyReply> {
  const { problem, retry_after_s } = problemOf(error, contract, request.id);
  if (problem.status >= 500) log.error({ request_id: request.id, route: request.routeOptions.url, code: problem.code, err: error instanceof CodedError ? (error.cause ?? error) : error }, 'request failed');
  if (retry_after_s !== undefined) void reply.header('retry-after', String(Math.ceil(retry_after_s)));
  if (problem.status === 429 && retry_after_s === undefined) void reply.header('retry-after', '1');
  // As a string: a route's compiled serializer is for its answers, not for problems.
  return reply.code(problem.status).header('cache-control', 'no-store').type('application/problem+json').send(JSON.stringify(problem));
}
