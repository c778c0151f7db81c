import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutsideError } from './outside-error.ts';
import type { Faults } from './faults.ts';

const bodyLimitBytes = 64 * 1024;
const requestTimeoutMs = 60_000;
/** How long a lost answer keeps its connection open before it is cut. */
export const lostAnswerMs = 30_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Name by which faults address the route. */
    fault?: string;
    /** Reachable without the api key: what a browser calls. */
    is_public?: boolean;
  }
}

/** A Fastify server as the outside systems use it: bearer key on /v1, coded errors, forms, strict bodies, no caching. */
export function createOutsideServer(api_key: string): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, allErrors: false } },
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    if (!request.url.startsWith('/v1/') || request.routeOptions.config.is_public === true) return;
    if (!isSameText(request.headers.authorization ?? '', `Bearer ${api_key}`)) throw new OutsideError(401, 'unauthenticated', 'Send the api key as a bearer token');
  });
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((_request, reply) => reply.status(404).send({ code: 'not_found', detail: 'There is nothing here' }));
  return app;
}

function sendError(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof OutsideError) return reply.status(error.status).send({ code: error.code, detail: error.message });
  const status = error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status >= 500) process.stderr.write(`outside: ${String(error)}\n`);
  const detail = status >= 500 || !(error instanceof Error) ? 'Something went wrong' : error.message;
  return reply.status(status).send({ code: status >= 500 ? 'internal' : 'invalid_request', detail });
}

/** Compares in constant time, whatever the lengths. */
export function isSameText(left: string, right: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}

/** Applies the waiting fault of the route, if any, around `effect`. A lost answer cuts the connection without a word. */
export async function withFaults<Result>(faults: Faults, request: FastifyRequest, effect: () => Result): Promise<Result> {
  const route = request.routeOptions.config.fault;
  const fault = route === undefined ? null : faults.take(route);
  if (fault?.kind === 'error') throw new OutsideError(500, 'internal', 'A fault was asked for');
  if (fault?.kind === 'delay') await sleep(fault.delay_ms ?? 1_000, undefined, { ref: false });
  const result = effect();
  if (fault?.kind === 'lost_answer') await loseAnswer(request, fault.delay_ms ?? lostAnswerMs);
  return result;
}

/** Says nothing for `wait_ms`, unless the client gives up first, and then cuts the connection. */
export async function loseAnswer(request: FastifyRequest, wait_ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, wait_ms);
    timer.unref();
    request.raw.socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  request.raw.socket.destroy();
}

/** Routes with which tests arrange what goes wrong. */
export function addFaultRoutes(app: FastifyInstance, faults: Faults): void {
  const body = {
    type: 'object',
    additionalProperties: false,
    required: ['route', 'kind', 'count'],
    properties: {
      route: { type: 'string', minLength: 1, maxLength: 40 },
      kind: { enum: ['error', 'lost_answer', 'delay', 'duplicate', 'reorder'] },
      count: { type: 'integer', minimum: 1, maximum: 100_000 },
      delay_ms: { type: 'integer', minimum: 0, maximum: 60_000 },
    },
  };
  app.post<{ Body: Parameters<Faults['add']>[0] }>('/v1/faults', { schema: { body } }, async (request, reply) => {
    faults.add(request.body);
    return reply.status(201).send({});
  });
  app.delete('/v1/faults', async (_request, reply) => {
    faults.clear();
    return reply.status(204).send();
  });
}
