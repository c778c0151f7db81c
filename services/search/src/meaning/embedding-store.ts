import { json, sql, type Database } from '@orinoco/database';
import type { EmbeddingStore } from './vectors.ts';

interface Row { product_id: string; text_hash: string; vector: Buffer }

/** Vectors in the search schema, four bytes a component, little-endian. */
export function openEmbeddingStore(database: Database): EmbeddingStore {
  return {
    async find(provider, product_ids) {
      const rows = await database.many(sql<Row>`select product_id, text_hash, vector from product_embeddings where provider = ${provider} and product_id = any(${product_ids}::uuid[])`);
      return rows.map(({ product_id, text_hash, vector }) => ({ product_id, text_hash, vector: new Float32Array(Uint8Array.from(vector).buffer) }));
    },
    async save(provider, vectors) {
      const rows = vectors.map(({ product_id, text_hash, vector }) => ({ product_id, text_hash, vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64') }));
      await database.run(sql`insert into product_embeddings as e (provider, product_id, text_hash, vector)
        select ${provider}, product_id, text_hash, decode(vector, 'base64') from jsonb_to_recordset(${json(rows)}::jsonb) as v(product_id uuid, text_hash text, vector text)
        on conflict (provider, product_id) do update set text_hash = excluded.text_hash, vector = excluded.vector, made_at = now() where e.text_hash <> excluded.text_hash`);
    },
  };
}
