import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createCache, type Cache } from '@orinoco/cache';
import { JsonText, type CachePolicy, type Method } from '@orinoco/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * An answer ready to be sent: nothing is left to do but to write it. `bytes` is the UTF-8 of the body with a character
 * a byte, since Node writes the head and a Latin-1 text at once, but a buffer separately. Headers are names and values by turns.
 */
interface Prepared { readonly bytes: string; readonly etag: string; readonly headers: readonly string[] }

/** Where the answer of an address is, and until when it is fresh. */
interface Fresh { readonly until: number; readonly route: string; readonly cache: Cache<Prepared> }

/** A method whose answer is the same for everybody. */
export type CachedMethod = Method & { readonly cache: CachePolicy };

/** The answers that are kept, of all routes. */
export interface ResponseCaches {
  /** Answers from memory when it can, before anything else looks at the request, with these headers before its own. Answers what it has done. */
  answer(request: IncomingMessage, response: ServerResponse, headers: readonly string[]): { readonly route: string; readonly status: number } | undefined;
  /** Makes the answer at most once at a time per address, and keeps it. */
  load(method: CachedMethod, request: FastifyRequest, reply: FastifyReply, tags: readonly string[], make: () => Promise<unknown>): Promise<FastifyReply>;
  purgeTag(tag: string): void;
}

/** Addresses that are longer are not kept; nobody links to them. */
const longest_key = 2_000;
const most_fresh = 20_000;

export function createResponseCaches(): ResponseCaches {
  const caches = new Map<Method, Cache<Prepared>>();
  const fresh = new Map<string, Fresh>();
  const cacheOf = (method: CachedMethod) => {
    const known = caches.get(method) ?? createCache<Prepared>({ max_entries: 10_000, fresh_ms: method.cache.fresh_ms, stale_ms: method.cache.stale_ms, clock: Date.now });
    caches.set(method, known);
    return known;
  };
  return {
    answer(request, response, headers) {
      const key = request.url ?? '';
      const found = fresh.get(key);
      // Refreshing behind a stale answer needs the full way through validation, so only fresh entries are answered early.
      if (found === undefined || request.method !== 'GET' || found.until < Date.now()) return undefined;
      const prepared = found.cache.peek(key);
      return prepared && { route: found.route, status: write(request, response, prepared, headers) };
    },
    async load(method, request, reply, tags, make) {
      const key = request.raw.url ?? '';
      if (key.length > longest_key) return reply.type('application/json; charset=utf-8').serializer(String).send(textOf(await make()));
      const cache = cacheOf(method);
      const prepared = await cache.get(key, async () => {
        const made = prepare(textOf(await make()), method.cache);
        if (fresh.size >= most_fresh) fresh.clear();
        fresh.set(key, { until: Date.now() + method.cache.fresh_ms, route: request.routeOptions.url ?? '', cache });
        return made;
      }, { tags });
      // Past Fastify's serialization and send hooks, which have nothing to do for bytes that are ready.
      const { raw } = reply.hijack();
      write(request.raw, raw, prepared, Object.entries(reply.getHeaders()).flatMap(([name, value]) => [name, String(value)]));
      return reply;
    },
    purgeTag: (tag) => caches.forEach((cache) => cache.purgeTag(tag)),
  };
}

function textOf(answer: unknown): string {
  return answer instanceof JsonText ? answer.json : JSON.stringify(answer);
}

function prepare(text: string, { fresh_ms, stale_ms }: CachePolicy): Prepared {
  const body = Buffer.from(text);
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
  return { bytes: body.toString('latin1'), etag, headers: ['cache-control', `public, max-age=0, s-maxage=${seconds(fresh_ms)}, stale-while-revalidate=${seconds(stale_ms)}`, 'etag', etag] };
}

function write(request: IncomingMessage, response: ServerResponse, { bytes, etag, headers }: Prepared, before: readonly string[]): number {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, [...before, ...headers]).end();
    return 304;
  }
  response.writeHead(200, [...before, ...headers, 'content-type', 'application/json; charset=utf-8', 'content-length', String(bytes.length)]).end(bytes, 'latin1');
  return 200;
}
