import { createLogger } from '@orinoco/telemetry';
import type { HybridOptions } from '../meaning/hybrid-engine.ts';
import type { EmbeddingProvider } from '../meaning/port.ts';
import { embeddingProvider } from '../meaning/providers.ts';
import type { Options } from './options.ts';
import { openVectorFile } from './vector-file.ts';

/** Longer than the service waits, so that a slow model does not pass for a poor one: the times of the report tell. Milliseconds. */
const PATIENCE_MS = 10_000;
const BATCH_TIMEOUT_MS = 120_000;

/** What the hybrid engine needs beside an engine by words. */
export type Meaning = Omit<HybridOptions, 'lexical'>;

/** The provider that was chosen, if one was, as the service has it; it says on stderr how many products it has embedded. */
export async function openMeaning({ embeddings, vectors, ranking }: Options, product_count: number): Promise<Meaning | undefined> {
  if (embeddings === undefined) return undefined;
  const provider = embeddingProvider(embeddings.kind === 'openai' ? { ...embeddings, timeout_ms: BATCH_TIMEOUT_MS } : embeddings);
  return {
    provider: withProgress(provider, product_count), store: await openVectorFile(vectors), log: createLogger({ level: 'warn', destination: process.stderr }),
    patience_ms: PATIENCE_MS, ...ranking,
  };
}

function withProgress(provider: EmbeddingProvider, product_count: number): EmbeddingProvider {
  let embedded_count = 0;
  return {
    ...provider,
    async embed(texts, kind, signal) {
      const vectors = await provider.embed(texts, kind, signal);
      if (kind === 'document') process.stderr.write(`${embedded_count += texts.length} of ${product_count} products embedded\r`);
      return vectors;
    },
  };
}
