import { BedrockRuntimeClient, InvokeModelCommand, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { fail } from '@orinoco/contract';
import { embeddingLimits, normalized, type EmbeddingProvider } from './port.ts';

export interface BedrockOptions {
  readonly region: string;
  /** Amazon Titan Text Embeddings V2 unless another of its family is named. */
  readonly model?: string;
  /** 256, 512 or 1,024 for Titan V2. */
  readonly dimension_count: number;
  /** Credentials and endpoint; those of the machine when absent. */
  readonly client?: Partial<Pick<BedrockRuntimeClientConfig, 'credentials' | 'endpoint'>>;
  readonly timeout_ms?: number;
}

const Answer = Type.Object({ embedding: Type.Array(Type.Number()) });
/** Titan takes one text a request. */
const at_once = 8;

/** Amazon Bedrock. The official client signs the requests. */
export function createBedrockProvider({ region, model = 'amazon.titan-embed-text-v2:0', dimension_count, client, timeout_ms = 10_000 }: BedrockOptions): EmbeddingProvider {
  const bedrock = new BedrockRuntimeClient({ region, maxAttempts: 3, ...client });
  const embedOne = async (text: string, abortSignal: AbortSignal): Promise<Float32Array> => {
    const inputText = text.slice(0, embeddingLimits.characters).toWellFormed() || ' ';
    const command = new InvokeModelCommand({ modelId: model, contentType: 'application/json', accept: 'application/json', body: JSON.stringify({ inputText, dimensions: dimension_count, normalize: true }) });
    const { body } = await bedrock.send(command, { abortSignal });
    const answer: unknown = JSON.parse(new TextDecoder().decode(body));
    if (!Check(Answer, answer) || answer.embedding.length !== dimension_count) throw new Error('Bedrock answered something else than a vector');
    return normalized(Float32Array.from(answer.embedding));
  };
  return {
    name: `bedrock-${model}-${dimension_count}`,
    dimension_count,
    async embed(texts, _kind, signal) {
      const limit = AbortSignal.any([AbortSignal.timeout(timeout_ms), ...(signal ? [signal] : [])]);
      const vectors: Float32Array[] = [];
      try {
        for (let first = 0; first < texts.length; first += at_once) vectors.push(...(await Promise.all(texts.slice(first, first + at_once).map((text) => embedOne(text, limit)))));
      } catch (cause) {
        throw fail('unavailable', { detail: 'The embedding provider does not answer', cause });
      }
      return vectors;
    },
  };
}
