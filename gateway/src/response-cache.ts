import { createHash } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';
import { createCache, type Cache } from '@orinoco/cache';
import { JsonText, type CachePolicy } from '@orinoco/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * An answer ready to be sent: nothing is left to do but to write it. `bytes` is the UTF-8 of the body with a character
 * a byte, since Node writes the head and a Latin-1 text at once, but a buffer separately.
 */
interface Prepared { readonly bytes: string; readonly etag: string; readonly headers: OutgoingHttpHeaders }

export interface ResponseCache {
  /** Answers from memory when it can, before anything else looks at the request. */
  answer(request: FastifyRequest, reply: FastifyReply): boolean;
  /** Makes the answer at most once at a time per address, and keeps it. */
  load(request: FastifyRequest, reply: FastifyReply, tags: readonly string[], make: () => Promise<unknown>): Promise<FastifyReply>;
}

export type Caches = Map<string, Cache<Prepared>>;

/** The response cache of one route. Only for methods whose answer is the same for everybody. */
export function createResponseCache(policy: CachePolicy, caches: Caches, name: string): ResponseCache {
  const cache = createCache<Prepared>({ max_entries: 10_000, fresh_ms: policy.fresh_ms, stale_ms: policy.stale_ms, clock: Date.now });
  caches.set(name, cache);
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const cache_control = `public, max-age=0, s-maxage=${seconds(policy.fresh_ms)}, stale-while-revalidate=${seconds(policy.stale_ms)}`;
  const keyOf = (request: FastifyRequest) => request.raw.url ?? '';
  // Refreshing behind a stale answer needs the full way through validation, so only fresh entries are answered early.
  const freshUntil = new Map<string, number>();
  return {
    answer(request, reply) {
      const key = keyOf(request);
      if ((freshUntil.get(key) ?? 0) < Date.now()) return false;
      const prepared = cache.peek(key);
      if (!prepared) return false;
      send(request, reply, prepared);
      return true;
    },
    async load(request, reply, tags, make) {
      const key = keyOf(request);
      if (key.length > 2_000) return reply.type('application/json; charset=utf-8').serializer(String).send(textOf(await make()));
      const prepared = await cache.get(key, async () => {
        const body = Buffer.from(textOf(await make()));
        if (freshUntil.size > 20_000) freshUntil.clear();
        freshUntil.set(key, Date.now() + policy.fresh_ms);
        const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
        return { bytes: body.toString('latin1'), etag, headers: { 'cache-control': cache_control, etag } };
      }, { tags });
      return send(request, reply, prepared);
    },
  };
}

function textOf(answer: unknown): string {
  return answer instanceof JsonText ? answer.json : JSON.stringify(answer);
}

/** Writes past Fastify's serialization and send hooks, which have nothing to do for bytes that are ready. */
function send(request: FastifyRequest, reply: FastifyReply, { bytes, etag, headers }: Prepared): FastifyReply {
  const { raw } = reply.hijack();
  const head = { ...(reply.getHeaders() as OutgoingHttpHeaders), ...headers };
  if (request.headers['if-none-match'] === etag) raw.writeHead(304, head).end();
  else raw.writeHead(200, { ...head, 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length }).end(bytes, 'latin1');
  return reply;
}
