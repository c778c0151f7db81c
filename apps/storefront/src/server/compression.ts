import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);
/** Below this many bytes the saving is smaller than its headers. */
const least_bytes = 1_000;

/** The best encoding that the client takes; undefined for none. */
export function encodingFor(accept_encoding: string | undefined, byte_count: number): Encoding | undefined {
  if (accept_encoding === undefined || byte_count < least_bytes) return undefined;
  const accepted = accept_encoding.toLowerCase().split(',').map((part) => part.trim()).filter((part) => !/;\s*q=0(\.0+)?$/.test(part)).map((part) => part.split(';')[0]);
  return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : undefined;
}

/** `effort` 1 to 9: what is sent once gets little, what is kept gets more. */
export async function compress(body: Buffer, encoding: Encoding, effort: number): Promise<Buffer> {
  if (encoding === 'gzip') return gzipped(body, { level: effort });
  return brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: effort, [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength } });
}
