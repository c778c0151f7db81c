import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { randomUUID, timingSafeEqual } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { checkAccess, fail, JsonText, type Call, type Contract, type Method } from '@orinoco/contract';
import type { Logger } from '@orinoco/telemetry';
import { problemOf, sendProblem } from './problem.ts';
import { splitInput } from './binding.ts';
import { serializable } from './serialization.ts';
import { compile, refuseBrokenText } from './validation.ts';

export { problemOf, sendProblem, type Problem } from './problem.ts';
export { splitInput, parseBinding, type ObjectSchema } from './binding.ts';
export { compile, refuseBrokenText } from './validation.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** By what kind of work a request is let in when the shop is busy. */
    readonly route_class?: NonNullable<Method['route_class']>;
  }
}

/** What can be called: a service in this process or a client of one elsewhere. */
export type Callable = Readonly<Record<string, (input: never, call: Call) => Promise<unknown>>>;

export interface ServerOptions {
  readonly log: Logger;
  /** Largest request body in bytes; 256 KiB when absent. */
  readonly body_limit?: number;
  /** Proxies in front whose `X-Forwarded-*` are believed: all, some addresses, or none. */
  readonly trust_proxy?: boolean | string;
}

/** A Fastify with our limits and our errors. */
export function createServer({ log, body_limit = 262_144, trust_proxy = false }: ServerOptions): FastifyInstance {
  const app: FastifyInstance = Fastify({
    logger: false, bodyLimit: body_limit, trustProxy: trust_proxy, requestIdHeader: false, genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true }, requestTimeout: 30_000, keepAliveTimeout: 65_000, return503OnClosing: true, clientErrorHandler: refuseUnreadable,
  });
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error, undefined, log));
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, fail('not_found'), undefined, log));
  return app;
}

/** What Node cannot read as HTTP is answered like everything else, and the connection closed. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { problem } = problemOf(fail(error.code === 'HPE_HEADER_OVERFLOW' ? 'address_too_long' : 'malformed_request'), undefined, randomUUID());
  const body = JSON.stringify(problem);
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

/** What the door adds around a method: who asks, and what may answer instead of the service. */
export interface Door {
  /** First of all, before the body is read: refuses by throwing, answers by itself from memory, or lets the request wait for its turn. */
  readonly onRequest?: (request: FastifyRequest, reply: FastifyReply, name: string, method: Method) => Promise<void> | undefined;
  readonly callOf: (request: FastifyRequest, reply: FastifyReply, method: Method) => Promise<Call> | Call;
  /** Adds to the checked input what only the door knows, such as the caller's address. */
  readonly complete?: (request: FastifyRequest, name: string, input: Record<string, unknown>) => Record<string, unknown>;
  /** Wraps the call of the service: caching, idempotency. Absent: the service is called at once. */
  readonly around?: (request: FastifyRequest, reply: FastifyReply, name: string, method: Method, input: unknown, run: () => Promise<unknown>, call: Call) => Promise<unknown>;
}

/** Shows every method that has an HTTP binding, with compiled validation and serialization from its schemas. */
export function mountContract(app: FastifyInstance, contract: Contract, service: Callable, door: Door, log: Logger): void {
  for (const [name, method] of Object.entries(contract.methods)) {
    if (method.http !== undefined) mountMethod(app, contract, name, method, service, door, log);
  }
}

function mountMethod(app: FastifyInstance, contract: Contract, name: string, method: Method, service: Callable, door: Door, log: Logger): void {
  const { verb, path, params, query, body } = splitInput(method);
  const checks = { params: compile(params, 'address'), query: compile(query, 'address'), body: body ? compile(body, 'body') : undefined };
  const run = service[name];
  if (!run) throw new Error(`${contract.service} does not implement ${name}`);
  const status = method.status ?? 200;
  app.route({
    method: verb,
    url: path,
    config: { route_class: method.route_class ?? 'account' },
    schema: { response: { [status]: serializable(method.output) } },
    errorHandler: (error, request, reply) => sendProblem(request, reply, error, contract, log),
    ...(door.onRequest ? { onRequest: (request, reply, done) => admit(door, request, reply, name, method, done) } : {}),
    handler: async (request, reply) => {
      const call = await door.callOf(request, reply, method);
      checkAccess(method.access, call.actor);
      const given = readInput(request, checks);
      const input = door.complete ? door.complete(request, name, given) : given;
      const invoke = () => withTimeout(run(input as never, call), method.timeout_ms);
      const answer = door.around ? await door.around(request, reply, name, method, input, invoke, call) : await invoke();
      if (reply.sent) return reply;
      void reply.code(status);
      if (status === 204) return reply.send();
      return answer instanceof JsonText ? reply.type('application/json; charset=utf-8').serializer(String).send(answer.json) : answer;
    },
  });
}

function admit(door: Door, request: FastifyRequest, reply: FastifyReply, name: string, method: Method, done: (error?: Error) => void): void {
  try {
    const turn = door.onRequest?.(request, reply, name, method);
    if (turn) turn.then(() => done(), done);
    else if (!reply.sent) done();
  } catch (error) {
    done(error as Error);
  }
}

type Checks = { params: (value: unknown) => void; query: (value: unknown) => void; body: ((value: unknown) => void) | undefined };

function readInput(request: FastifyRequest, checks: Checks): Record<string, unknown> {
  const params = { ...(request.params as Record<string, unknown>) };
  const query = { ...(request.query as Record<string, unknown>) };
  const body = request.body ?? {};
  for (const part of [params, query, body]) refuseBrokenText(part);
  checks.params(params);
  checks.query(query);
  checks.body?.(body);
  return { ...query, ...(checks.body ? (body as Record<string, unknown>) : {}), ...params };
}

async function withTimeout<T>(work: Promise<T>, timeout_ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(fail('deadline_exceeded')), timeout_ms); });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The door between services: `POST /internal/<service>/<method>` with `{ input, call }`. Only holders of the shared
 * secret come in, and they say for whom they ask.
 */
export function mountInternal(app: FastifyInstance, contract: Contract, service: Callable, service_token: string, log: Logger): void {
  for (const [name, method] of Object.entries(contract.methods)) {
    const check = compile(method.input, 'body');
    app.post(`/internal/${contract.service}/${name}`, {
      bodyLimit: 8_388_608,
      onRequest: (request, _reply, done) => done(isFrom(request, service_token) ? undefined : (fail('unauthenticated') as unknown as Error)),
      errorHandler: (error, request, reply) => sendProblem(request, reply, error, contract, log),
    }, async (request, reply) => {
      const { input, call } = request.body as { input: unknown; call: Call };
      check(input);
      checkAccess(method.access, call.actor);
      const answer = await withTimeout(service[name]!(input as never, call), method.timeout_ms);
      return reply.type('application/json').send(answer instanceof JsonText ? answer.json : JSON.stringify(answer ?? null));
    });
  }
}

/** Compares the bearer token in constant time. */
export function isFrom(request: FastifyRequest, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
