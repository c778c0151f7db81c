import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { compress, encodingFor, type Encoding } from './compression.ts';

/** A document ready to be sent, compressed at most once an encoding. */
export interface Prepared {
  readonly body: Buffer;
  readonly etag: string;
  readonly policy: string;
  /** The product the page is about, so that looking at it can be recorded however it was served. */
  readonly product_id: string | null;
  /** Where the browser is sent in place of a document. */
  readonly redirect_to?: string;
  readonly compressed: Map<Encoding, Promise<Buffer>>;
}

export function prepare(html: string, policy: string, product_id: string | null): Prepared {
  const body = Buffer.from(html);
  // Weak: the bytes differ by encoding. The policy is part of it, because a 304 leaves the stored one in force.
  const etag = `W/"${createHash('sha1').update(policy).update(body).digest('base64url')}"`;
  return { body, etag, policy, product_id, compressed: new Map() };
}

export interface SendOptions { readonly status?: number; readonly cache_control: string; readonly is_kept: boolean }

/** Sends it, or 304 to a browser that has it already. */
export async function sendPrepared(request: FastifyRequest, reply: FastifyReply, prepared: Prepared, { status = 200, cache_control, is_kept }: SendOptions): Promise<FastifyReply> {
  void reply.header('cache-control', cache_control).header('vary', 'Accept-Encoding, Cookie');
  if (status === 200) {
    void reply.header('etag', prepared.etag);
    if (request.headers['if-none-match']?.includes(prepared.etag) === true) return reply.code(304).send();
  }
  void reply.code(status).header('content-security-policy', prepared.policy).type('text/html; charset=utf-8');
  const encoding = encodingFor(request.headers['accept-encoding'], prepared.body.byteLength);
  if (encoding === undefined) return reply.send(prepared.body);
  const known = prepared.compressed.get(encoding) ?? compress(prepared.body, encoding, is_kept ? 5 : 3);
  prepared.compressed.set(encoding, known);
  return reply.header('content-encoding', encoding).send(await known);
}
