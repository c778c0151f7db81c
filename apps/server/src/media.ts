import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '@orinoco/contract';
import { decodePicture, encodePicture, isPictureSize, renderPicture, type PictureFormat } from '@orinoco/demo/pictures';
import type { FastifyInstance } from 'fastify';

const name = /^([\w-]{1,120})-(\d{2,3})\.(avif|webp)$/;
/** What a product without a picture shows. */
const placeholder = encodePicture({ art: '📦', background: 'snow' });

/**
 * Product pictures at `/media/<media_key>-<size>.<avif|webp>`: made when first asked for, then served from disk for
 * good, since a key always means the same picture. Sizes are a fixed list, so the cache is bounded.
 */
export function mountMedia(app: FastifyInstance, folder: string): void {
  const making = new Map<string, Promise<void>>();
  app.get<{ Params: { file: string } }>('/media/:file', async (request, reply) => {
    const [, key = '', size = '', format = ''] = name.exec(request.params.file) ?? [];
    const size_px = Number(size);
    if (key === '' || !isPictureSize(size_px)) throw fail('not_found');
    const known = decodePicture(key) === null ? placeholder : key;
    const file = join(folder, `${known}-${size_px}.${format}`);
    if (!(await exists(file))) {
      const made = making.get(file) ?? make(file, folder, known, size_px, format as PictureFormat).finally(() => making.delete(file));
      making.set(file, made);
      await made;
    }
    const etag = `"${createHash('sha1').update(file).digest('base64url').slice(0, 16)}"`;
    void reply.header('cache-control', 'public, max-age=31536000, immutable').header('etag', etag).header('cross-origin-resource-policy', 'same-origin').type(`image/${format}`);
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.send(createReadStream(file));
  });
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(() => true, () => false);
}

async function make(file: string, folder: string, key: string, size_px: Parameters<typeof renderPicture>[1]['size_px'], format: PictureFormat): Promise<void> {
  const spec = decodePicture(key);
  if (spec === null) throw fail('not_found');
  await mkdir(folder, { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, await renderPicture(spec, { size_px, format }));
  await rename(unfinished, file);
}
