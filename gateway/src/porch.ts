import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { fail } from '@orinoco/contract';
import { problemOf } from '@orinoco/http';
import type { FastifyInstance } from 'fastify';
import type { Admission, ClassName } from './admission.ts';
import { busyPage } from './busy-page.ts';
import type { ResponseCaches } from './response-cache.ts';

export interface PorchOptions {
  readonly caches: ResponseCaches;
  readonly admission: Admission;
  /** Sent with every answer: names and values by turns. */
  readonly headers: readonly string[];
  /** While the server closes, every request goes the whole way, which tells its connection to end. */
  readonly isClosing: () => boolean;
  /** Told of each answer that was given here. */
  readonly onAnswer: (route: string, status: number, took_ms: number) => void;
}

/**
 * Stands before the framework, for what needs nothing of it: answers in memory are written, and while more people come
 * than can be served, those who cannot be are told so; while somebody waits to buy, who browses is answered more slowly. A refusal
 * must cost far less than an answer, or a flood of requests is served by refusing alone. Build it before any route, since it learns from the routes which addresses are for what.
 */
export function buildPorch(app: FastifyInstance, { caches, admission, headers, isClosing, onAnswer }: PorchOptions): void {
  const classOf = learnAddresses(app);
  const refuse = createRefusal(headers);
  const answer = (request: IncomingMessage, response: ServerResponse, route_class: ClassName | undefined): boolean => {
    if (isClosing()) return false;
    const started_at = performance.now();
    const known = caches.answer(request, response, [...headers, 'x-request-id', randomUUID()]);
    if (known) {
      onAnswer(known.route, known.status, performance.now() - started_at);
      return true;
    }
    if (route_class === undefined || !admission.isOverrun(route_class)) return false;
    refuse(request, response);
    admission.countRefused(route_class);
    return true;
  };
  const [handle] = app.server.listeners('request') as RequestListener[];
  if (!handle) throw new Error('The framework does not listen');
  app.server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    const route_class = classOf(request.method ?? '', request.url ?? '');
    const serve = () => {
      if (!answer(request, response, route_class)) void handle(request, response);
    };
    if (route_class !== 'browse') return serve();
    // Who has left meanwhile is not worked for.
    admission.passBrowsing(() => (request.socket.destroyed ? response.end() : serve()));
  });
}

/** The beginning of an address that tells what kind of work it is: `/v1/listings` of `/v1/listings?page=2`, `/p/` of `/p/kettle`. */
function beginningOf(url: string): string {
  const from = url.startsWith('/v1/') ? 4 : 1;
  for (let at = from; at < url.length; at += 1) {
    const code = url.charCodeAt(at);
    if (code === 47 || code === 63) return url.slice(0, code === 47 ? at + 1 : at);
  }
  return url;
}

/** The class of what is asked for, where addresses that begin alike are all of one: what is not known goes the whole way. */
function learnAddresses(app: FastifyInstance): (method: string, url: string) => ClassName | undefined {
  const known = new Map<string, Map<string, ClassName | undefined>>();
  app.addHook('onRoute', ({ url, method: methods, config }) => {
    for (const method of [methods].flat()) {
      const addresses = known.get(method) ?? new Map<string, ClassName | undefined>();
      known.set(method, addresses);
      const beginning = beginningOf(url);
      const route_class = config?.route_class;
      addresses.set(beginning, addresses.has(beginning) && addresses.get(beginning) !== route_class ? undefined : route_class);
    }
  });
  return (method, url) => known.get(method)?.get(beginningOf(url));
}

/** Says that the shop is busy: a page to people, a problem to programs. Both are made once. */
function createRefusal(headers: readonly string[]): (request: IncomingMessage, response: ServerResponse) => void {
  const common = [...headers, 'cache-control', 'no-store', 'retry-after', '1'];
  const { problem } = problemOf(fail('overloaded', { retry_after_s: 1 }), undefined, '{id}');
  const [before = '', after = ''] = JSON.stringify(problem).split('{id}');
  const page = [...common, 'content-type', 'text/html; charset=utf-8', 'content-security-policy', busyPage.policy, 'content-length', String(Buffer.byteLength(busyPage.html))];
  return (request, response) => {
    const request_id = randomUUID();
    if (!request.url?.startsWith('/v1/') && request.headers.accept?.includes('text/html')) return void response.writeHead(problem.status, [...page, 'x-request-id', request_id]).end(busyPage.html);
    const body = `${before}${request_id}${after}`;
    return void response.writeHead(problem.status, [...common, 'content-type', 'application/problem+json', 'x-request-id', request_id, 'content-length', String(body.length)]).end(body);
  };
}
