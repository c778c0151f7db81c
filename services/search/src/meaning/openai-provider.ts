import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { fail } from '@orinoco/contract';
import { embeddingLimits, normalized, type EmbeddingProvider } from './port.ts';

export interface OpenAiOptions {
  /** Up to and without `/embeddings`, for example `https://api.openai.com/v1`. */
  readonly url: string;
  readonly model: string;
  readonly dimension_count: number;
  readonly api_key?: string;
  /** 10,000 when absent. */
  readonly timeout_ms?: number;
}

const Answer = Type.Object({ data: Type.Array(Type.Object({ index: Type.Integer(), embedding: Type.Array(Type.Number()) })) });

/** Any endpoint that speaks OpenAI's `POST /embeddings`: OpenAI, Azure, vLLM, Ollama, LM Studio, text-embeddings-inference. */
export function createOpenAiProvider({ url, model, dimension_count, api_key, timeout_ms = 10_000 }: OpenAiOptions): EmbeddingProvider {
  return {
    name: `openai-${model}-${dimension_count}`,
    dimension_count,
    async embed(texts, _kind, signal) {
      const input = texts.map((text) => text.slice(0, embeddingLimits.characters).toWellFormed() || ' ');
      const answer = await ask(`${url.replace(/\/$/, '')}/embeddings`, { model, input, encoding_format: 'float', dimensions: dimension_count }, api_key, AbortSignal.any([AbortSignal.timeout(timeout_ms), ...(signal ? [signal] : [])]));
      const vectors = answer.toSorted((a, b) => a.index - b.index).map(({ embedding }) => normalized(Float32Array.from(embedding)));
      if (vectors.length !== texts.length || vectors.some((vector) => vector.length !== dimension_count)) throw fail('unavailable', { detail: `The embedding provider answered something else than ${texts.length} vectors of ${dimension_count}` });
      return vectors;
    },
  };
}

async function ask(url: string, body: object, api_key: string | undefined, signal: AbortSignal): Promise<{ index: number; embedding: number[] }[]> {
  try {
    const response = await fetch(url, { method: 'POST', signal, redirect: 'error', headers: { 'content-type': 'application/json', ...(api_key === undefined ? {} : { authorization: `Bearer ${api_key}` }) }, body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    if (!response.ok || !Check(Answer, answer)) throw new Error(`The embedding provider answered ${response.status}`);
    return answer.data;
  } catch (cause) {
    throw fail('unavailable', { detail: 'The embedding provider does not answer', cause });
  }
}
