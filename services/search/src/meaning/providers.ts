import { createBedrockProvider, type BedrockOptions } from './bedrock-provider.ts';
import { createLocalProvider } from './local-provider.ts';
import { createOpenAiProvider, type OpenAiOptions } from './openai-provider.ts';
import type { EmbeddingProvider } from './port.ts';

/** Which model orders by meaning. */
export type EmbeddingChoice = ({ readonly kind: 'openai' } & OpenAiOptions) | ({ readonly kind: 'bedrock' } & BedrockOptions) | { readonly kind: 'local' };

export function embeddingProvider(choice: EmbeddingChoice): EmbeddingProvider {
  if (choice.kind === 'openai') return createOpenAiProvider(choice);
  return choice.kind === 'bedrock' ? createBedrockProvider(choice) : createLocalProvider();
}
