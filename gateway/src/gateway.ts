import { randomUUID } from 'node:crypto';
import cookies from '@fastify/cookie';
import { isSameOrigin } from '@orinoco/auth';
import { fail, serviceCall, type Call, type Client, type Contract, type Method } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { on, type Subscription } from '@orinoco/event';
import { listingChanged } from '@orinoco/catalog/events';
import { ratingChanged } from '@orinoco/review/events';
import type { fulfillmentContract } from '@orinoco/fulfillment/contract';
import type { identityContract } from '@orinoco/identity/contract';
import type { paymentContract } from '@orinoco/payment/contract';
import { mountContract, sendProblem, type Callable, type Door } from '@orinoco/http';
import { collectProcessMetrics, currentTraceparent, histogram, registry, type Logger } from '@orinoco/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createAdmission, type Admission } from './admission.ts';
import { createAuthentication, type Authentication } from './authentication.ts';
import { docsPage, errorsPage } from './docs-page.ts';
import { once } from './idempotency.ts';
import { openApi } from './openapi.ts';
import { buildPorch } from './porch.ts';
import { createResponseCaches, type CachedMethod, type ResponseCaches } from './response-cache.ts';

export { createAuthentication, sessionCookie, type Authentication, type Visitor } from './authentication.ts';

export interface GatewayOptions {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly log: Logger;
  readonly services: readonly { readonly contract: Contract; readonly service: Callable }[];
  readonly identity: Client<typeof identityContract>;
  readonly payment: Client<typeof paymentContract>;
  readonly fulfillment: Client<typeof fulfillmentContract>;
  readonly guest_secret: string;
  readonly public_url: string;
  readonly rate_factor: number;
  readonly version: string;
  readonly isReady: () => Promise<boolean>;
  /** Whether the server takes leave: it still answers, and asks for connections to be closed. */
  readonly isClosing: () => boolean;
  /** Brings gauges up to date before they are read; must not throw. */
  readonly beforeMetrics?: () => Promise<void>;
}

export interface Gateway {
  readonly authentication: Authentication;
  readonly subscription: Subscription;
  /** For pages, which are let in by the same rules. */
  readonly admission: Admission;
}

const durations = histogram('orinoco_http_request_seconds', 'Time from request to answer', ['method', 'route', 'status']);

/** The front door: shows every contract's public methods, and nothing gets past it unasked. */
export async function mountGateway(options: GatewayOptions): Promise<Gateway> {
  const { app, services, log, identity, guest_secret, public_url } = options;
  await app.register(cookies);
  const authentication = createAuthentication({ identity, guest_secret, is_secure: public_url.startsWith('https:') });
  const caches = createResponseCaches();
  const admission = createAdmission(options.rate_factor);
  const observe = logRequests(app, log);
  const headers = secureHeaders(app, public_url);
  buildPorch(app, { caches, admission, headers, isClosing: options.isClosing, onAnswer: (route, status, took_ms) => observe('GET', route, status, took_ms) });
  mountHealth(app, options);
  mountWebhooks(app, options);
  app.addHook('onClose', async () => admission.stop());
  for (const { contract, service } of services) {
    const door = doorFor(options, contract, authentication, caches, admission);
    mountContract(app, contract, service, door, log);
  }
  mountDocs(app, services.map((each) => each.contract), options.version);
  const purge = async (key: string) => caches.purgeTag(key);
  return {
    authentication,
    admission,
    subscription: { group: 'gateway', database: options.database, handlers: [on(listingChanged, ({ data }) => purge(data.handle)), on(ratingChanged, ({ data }) => purge(data.product_id))] },
  };
}

function doorFor({ database, public_url }: GatewayOptions, contract: Contract, authentication: Authentication, caches: ResponseCaches, admission: Admission): Door {
  const unsafe = (request: FastifyRequest) => request.method !== 'GET' && request.method !== 'HEAD';
  return {
    onRequest: (request, reply, _name, method) => {
      if (unsafe(request) && authentication.isByCookie(request) && !isSameOrigin(request.headers, public_url)) throw fail('forbidden', { detail: 'This request came from another site' });
      const route_class = method.route_class ?? 'account';
      admission.takeTurn(request, route_class);
      return admission.enter(request, reply, route_class);
    },
    callOf: async (request, reply, method): Promise<Call> => {
      const isPersonal = !method.access.includes('public') || unsafe(request) || method.cache === undefined;
      const { actor } = !isPersonal ? { actor: { kind: 'anonymous' } as const } : await (method.access.includes('shopper') && unsafe(request) ? authentication.shopper(request, reply) : authentication.visitor(request, reply));
      const traceparent = currentTraceparent();
      return { request_id: request.id, actor, deadline: Date.now() + method.timeout_ms, ...(traceparent === undefined ? {} : { traceparent }) };
    },
    // Who signs in from where is seen on the connection, not believed from the body.
    complete: (request, name, input) => (contract.service === 'identity' && (name === 'signIn' || name === 'signUp') ? { ...input, ip_address: request.ip, device: (request.headers['user-agent'] ?? '').slice(0, 300) } : input),
    around: async (request, reply, name, method, input, run, call) => {
      if (isCached(method)) return caches.load(method, request, reply, (method.cache.tags ?? []).map((field) => String((input as Record<string, unknown>)[field])), run);
      const key = request.headers['idempotency-key'];
      if (method.idempotency_key === undefined || typeof key !== 'string') {
        if (method.idempotency_key === 'required') throw fail('idempotency_key_required');
        const answer = await run();
        keepSession(authentication, reply, contract, name, answer);
        return answer;
      }
      const route = `${request.method} ${request.routeOptions.url ?? ''}`;
      const { answer, is_replayed } = await once(database, contract, route, key.replace(/^"|"$/g, ''), input, call, run);
      void reply.header('idempotency-key', key);
      if (is_replayed) void reply.header('idempotent-replayed', 'true');
      return answer;
    },
  };
}

const isCached = (method: Method): method is CachedMethod => method.cache !== undefined;

/** Browsers that use the API get their session as a cookie as well. */
function keepSession(authentication: Authentication, reply: FastifyReply, contract: Contract, name: string, answer: unknown): void {
  if (contract.service !== 'identity') return;
  if (typeof answer === 'object' && answer !== null && 'session_token' in answer) authentication.startSession(reply, String(answer.session_token));
  if (name === 'signOut') authentication.endSession(reply);
  if (['signOut', 'revokeSession', 'changePassword', 'resetPassword'].includes(name)) authentication.forget();
}

type Observe = (method: string, route: string, status: number, took_ms: number) => void;

/** Counts every answer. Answers how those are counted that the framework does not see. */
function logRequests(app: FastifyInstance, log: Logger): Observe {
  collectProcessMetrics();
  const observe: Observe = (method, route, status, took_ms) => durations.observe({ method, route, status }, took_ms / 1000);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    observe(request.method, route, reply.statusCode, reply.elapsedTime);
    log.debug({ request_id: request.id, method: request.method, route, status: reply.statusCode, duration_ms: Math.round(reply.elapsedTime * 100) / 100 }, 'request');
  });
  return observe;
}

/** Answers what every answer carries: names and values by turns. */
function secureHeaders(app: FastifyInstance, public_url: string): readonly string[] {
  const headers = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'strict-origin-when-cross-origin', 'x-frame-options': 'DENY', 'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(self)', ...(public_url.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}) };
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id);
    done();
  });
  return Object.entries(headers).flat();
}

function mountHealth(app: FastifyInstance, { isReady, beforeMetrics }: GatewayOptions): void {
  app.get('/healthz', () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => ((await isReady()) ? { status: 'ready' } : reply.code(503).send({ status: 'not ready' })));
  app.get('/metrics', async (request, reply) => {
    if (!['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '')) throw fail('forbidden', { detail: 'Metrics are read on this machine' });
    await beforeMetrics?.();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

/** Providers call here; what they say is checked by its signature, so the body is passed on byte by byte. */
function mountWebhooks(app: FastifyInstance, { payment, fulfillment, services, log }: GatewayOptions): void {
  const refusals = (service: string) => {
    const contract = services.find((each) => each.contract.service === service)?.contract;
    return { errorHandler: (error: unknown, request: FastifyRequest, reply: FastifyReply) => sendProblem(request, reply, error, contract, log) };
  };
  const call = () => serviceCall('gateway', randomUUID(), Date.now() + 10_000);
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 65_536 }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { provider: string } }>('/webhooks/payments/:provider', refusals('payment'), async (request, reply) => {
      await payment.receiveWebhook({ provider: request.params.provider, raw_body: String(request.body ?? ''), headers: plainHeaders(request) }, call());
      return reply.code(204).send();
    });
    scope.post<{ Params: { carrier: string } }>('/webhooks/carriers/:carrier', refusals('fulfillment'), async (request, reply) => {
      await fulfillment.receiveWebhook({ carrier: request.params.carrier, raw_body: String(request.body ?? ''), headers: plainHeaders(request) }, call());
      return reply.code(204).send();
    });
  });
}

function plainHeaders(request: FastifyRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

function mountDocs(app: FastifyInstance, contracts: readonly Contract[], version: string): void {
  const document = openApi(contracts, version);
  const text = JSON.stringify(document);
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  app.get('/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').header('cache-control', 'public, max-age=60').send(text));
  app.get('/docs', (_request, reply) => reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(docsPage(contracts)));
  app.get('/docs/errors', (_request, reply) => reply.type('text/html; charset=utf-8').header('content-security-policy', policy).send(errorsPage(contracts)));
}
