import { createHash } from 'node:crypto';
import type { Logger } from '@orinoco/telemetry';
import type { SearchDocument } from '../port.ts';
import { embeddingLimits, type EmbeddingProvider } from './port.ts';
import { VectorTable } from './vector-table.ts';

/** A vector as it is kept: of which text, by which provider. */
export interface KeptVector { readonly product_id: string; readonly text_hash: string; readonly vector: Float32Array }

/** Where vectors outlive the process. */
export interface EmbeddingStore {
  find(provider: string, product_ids: readonly string[]): Promise<readonly KeptVector[]>;
  save(provider: string, vectors: readonly KeptVector[]): Promise<void>;
}

export interface Vectors {
  /** Learns the vectors of new texts by and by, without holding anybody up. */
  add(documents: readonly SearchDocument[]): void;
  delete(product_id: string): void;
  clear(): void;
  nearest(vector: Float32Array, count: number, least: number): string[];
  size(): number;
  /** Resolves when everything that was added has its vector, or failed for now, with how many products still wait. */
  settled(): Promise<number>;
}

const retry_after_ms = 30_000;

export function createVectors({ provider, store, log }: { provider: EmbeddingProvider; store?: EmbeddingStore; log: Logger }): Vectors {
  const table = new VectorTable(provider.dimension_count);
  const hashes = new Map<string, string>();
  const waiting = new Map<string, { text: string; text_hash: string }>();
  let working: Promise<void> | undefined;

  const learn = async () => {
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, embeddingLimits.texts);
      try {
        const kept = new Map((await store?.find(provider.name, batch.map(([product_id]) => product_id)) ?? []).map((each) => [each.product_id, each]));
        const missing = batch.filter(([product_id, { text_hash }]) => kept.get(product_id)?.text_hash !== text_hash);
        const made = missing.length === 0 ? [] : await provider.embed(missing.map(([, { text }]) => text), 'document');
        const fresh = missing.flatMap(([product_id, { text_hash }], index) => (made[index] ? [{ product_id, text_hash, vector: made[index] }] : []));
        if (fresh.length > 0) await store?.save(provider.name, fresh);
        for (const each of [...kept.values(), ...fresh]) {
          const wanted = waiting.get(each.product_id);
          if (wanted?.text_hash !== each.text_hash) continue;
          table.set(each.product_id, each.vector);
          hashes.set(each.product_id, each.text_hash);
          waiting.delete(each.product_id);
        }
      } catch (error) {
        log.warn({ error: String(error), waiting: waiting.size }, 'products wait for their vectors');
        setTimeout(start, retry_after_ms).unref();
        return;
      }
    }
  };
  const start = () => { working ??= learn().finally(() => { working = undefined; }); };
  return {
    add(documents) {
      for (const document of documents) {
        const text = textOf(document);
        const text_hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
        if (hashes.get(document.product_id) !== text_hash) waiting.set(document.product_id, { text, text_hash });
      }
      if (waiting.size > 0) start();
    },
    delete(product_id) {
      waiting.delete(product_id);
      hashes.delete(product_id);
      table.delete(product_id);
    },
    clear() {
      waiting.clear();
      hashes.clear();
      table.clear();
    },
    nearest: (vector, count, least) => table.nearest(vector, count, least),
    size: () => table.size,
    settled: async () => {
      while (working) await working;
      return waiting.size;
    },
  };
}

/** What a product is, in the words that a buyer would use for it. */
function textOf({ title, brand, category_path, description }: SearchDocument): string {
  return [title, brand, category_path.map((step) => step.name).join(' › '), description].filter((part) => part !== '').join('. ').slice(0, embeddingLimits.characters);
}
