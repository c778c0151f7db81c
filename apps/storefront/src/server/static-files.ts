import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { compress, encodingFor, type Encoding } from './compression.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.webmanifest': 'application/manifest+json', '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2', '.png': 'image/png', '.ico': 'image/x-icon', '.txt': 'text/plain; charset=utf-8', '.map': 'application/json',
};
const compressible = /^(text\/|image\/svg|application\/(manifest|json))/;

/**
 * The browser's files of the build, from memory: they are few and small. Names in `assets/` carry a digest and are kept
 * for good; the others, such as the favicon, for a day.
 */
export async function mountStaticFiles(app: FastifyInstance, folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of names.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const url = `/${file.slice(folder.length + 1).replaceAll('\\', '/')}`;
    mountFile(app, url, await readFile(file));
  }
}

function mountFile(app: FastifyInstance, url: string, body: Buffer): void {
  const type = types[extname(url)] ?? 'application/octet-stream';
  const etag = `W/"${createHash('sha1').update(body).digest('base64url')}"`;
  const cache_control = url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=86400';
  const compressed = new Map<Encoding, Promise<Buffer>>();
  app.get(url, async (request, reply) => {
    void reply.header('cache-control', cache_control).header('etag', etag).header('vary', 'Accept-Encoding').header('cross-origin-resource-policy', 'same-origin').type(type);
    if (request.headers['if-none-match']?.includes(etag) === true) return reply.code(304).send();
    const encoding = compressible.test(type) ? encodingFor(request.headers['accept-encoding'], body.byteLength) : undefined;
    if (encoding === undefined) return reply.send(body);
    const known = compressed.get(encoding) ?? compress(body, encoding, 9);
    compressed.set(encoding, known);
    return reply.header('content-encoding', encoding).send(await known);
  });
}
