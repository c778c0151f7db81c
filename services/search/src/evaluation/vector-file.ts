import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import type { EmbeddingStore, KeptVector } from '../meaning/vectors.ts';
import { readRows, textOf, type Row } from './files.ts';

/**
 * Keeps vectors for a run and, with a path, for the runs after it: one JSON object a line, four bytes a component in
 * Base64. A later line of a product takes the place of an earlier one.
 */
export async function openVectorFile(path: string | undefined): Promise<EmbeddingStore> {
  const kept = new Map<string, KeptVector>();
  const keyOf = (provider: string, product_id: string): string => `${provider}\n${product_id}`;
  if (path !== undefined && existsSync(path)) {
    for (const { provider, ...vector } of await readRows(path, vectorOf)) kept.set(keyOf(provider, vector.product_id), vector);
  }
  return {
    find: (provider, product_ids) => Promise.resolve(product_ids.flatMap((product_id) => kept.get(keyOf(provider, product_id)) ?? [])),
    async save(provider, vectors) {
      for (const each of vectors) kept.set(keyOf(provider, each.product_id), each);
      if (path !== undefined) await appendFile(path, vectors.map((each) => `${JSON.stringify({ provider, ...each, vector: base64(each.vector) })}\n`).join(''));
    },
  };
}

function vectorOf(row: Row): KeptVector & { readonly provider: string } {
  const vector = new Float32Array(Uint8Array.from(Buffer.from(textOf(row['vector']), 'base64')).buffer);
  return { provider: textOf(row['provider']), product_id: textOf(row['product_id']), text_hash: textOf(row['text_hash']), vector };
}

function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
