import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { fail } from '@orinoco/contract';
import { problemOf } from '@orinoco/http';
import type { FastifyInstance } from 'fastify';
import type { Admission } from './admission.ts';
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
 * Stands before the framework, for what needs nothing of it: answers in memory are written, and while more people browse
 * than can be served, those who cannot be are told so; while somebody waits to buy, all of them wait a moment. A refusal
 * must cost far less than an answer, or a flood of requests is served by refusing alone. Build it before any route, since it learns from the routes which addresses are for browsing.
 */
export function buildPorch(app: FastifyInstance, { caches, admission, headers, isClosing, onAnswer }: PorchOptions): void {
  const isForBrowsing = learnAddresses(app);
  const refuse = createRefusal(headers);
  const answer = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (isClosing()) return false;
    const started_at = performance.now();
    const known = caches.answer(request, response, [...headers, 'x-request-id', randomUUID()]);
    if (known) {
      onAnswer(known.route, known.status, performance.now() - started_at);
      return true;
    }
    if (!admission.isOverrun('browse') || request.method !== 'GET' || !isForBrowsing(request.url ?? '')) return false;
    refuse(request, response);
    admission.countRefused('browse');
    return true;
  };
  const [handle] = app.server.listeners('request') as RequestListener[];
  if (!handle) throw new Error('The framework does not listen');
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    if (!answer(request, response)) void handle(request, response);
  };
  app.server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    const pause_ms = admission.browsePause();
    if (pause_ms === 0 || request.method !== 'GET' || !isForBrowsing(request.url ?? '')) return serve(request, response);
    // Who has left meanwhile is not worked for.
    setTimeout(() => (request.socket.destroyed ? response.end() : serve(request, response)), pause_ms);
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

/** Of addresses that begin alike all must be for browsing: what is not known goes the whole way. */
function learnAddresses(app: FastifyInstance): (url: string) => boolean {
  const browsing = new Set<string>();
  const others = new Set<string>();
  app.addHook('onRoute', ({ url, method, config }) => {
    if ([method].flat().includes('GET')) (config?.route_class === 'browse' ? browsing : others).add(beginningOf(url));
  });
  return (url) => {
    const beginning = beginningOf(url);
    return browsing.has(beginning) && !others.has(beginning);
  };
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
