import { parseArgs } from 'node:util';
import type { HybridOptions } from '../meaning/hybrid-engine.ts';
import type { EmbeddingChoice } from '../meaning/providers.ts';
import { languages, type Language } from '../port.ts';

const USAGE = `npm run search:eval -- --products FILE --judgments FILE [--judgments FILE ...] [--engine own|opensearch]
  [--language en] [--url http://127.0.0.1:9200] [--index NAME] [--settings FILE] [--compare FILE] [--json]
  [--meaning openai|local] [--embedding-url URL] [--embedding-model NAME] [--embedding-dimensions 512] [--vectors FILE]
  [--weight NUMBER] [--least-nearness NUMBER]`;

/** What the command was called with is wrong: told in one line, without a stack. */
export class UsageError extends Error {}

export interface Options {
  readonly products: string;
  readonly judgments: readonly string[];
  readonly engine: 'own' | 'opensearch';
  readonly language: Language;
  /** Of OpenSearch. */
  readonly url: string;
  readonly index: string;
  readonly settings?: string;
  readonly compare?: string;
  readonly json: boolean;
  /** Absent: words alone. */
  readonly embeddings?: EmbeddingChoice;
  readonly vectors?: string;
  readonly ranking: Pick<HybridOptions, 'weight' | 'least_nearness'>;
}

/** Reads the command line. Throws UsageError. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      products: { type: 'string' }, judgments: { type: 'string', multiple: true }, engine: { type: 'string', default: 'own' },
      language: { type: 'string', default: 'en' }, url: { type: 'string', default: 'http://127.0.0.1:9200' },
      index: { type: 'string', default: 'orinoco-search-evaluation' }, settings: { type: 'string' }, compare: { type: 'string' },
      json: { type: 'boolean', default: false },
      meaning: { type: 'string' }, 'embedding-url': { type: 'string' }, 'embedding-model': { type: 'string' },
      'embedding-dimensions': { type: 'string', default: '512' }, vectors: { type: 'string' },
      weight: { type: 'string' }, 'least-nearness': { type: 'string' },
    },
  });
  const { products, judgments = [], engine, language, url, index, settings, compare, json, meaning, vectors, weight, 'least-nearness': least_nearness } = values;
  if (products === undefined || judgments.length === 0) throw new UsageError(USAGE);
  if (engine !== 'own' && engine !== 'opensearch') throw new UsageError(`There is no engine ${engine}: own or opensearch`);
  if (!isLanguage(language)) throw new UsageError(`There is no language ${language}: ${languages.join(' ')}`);
  return {
    products, judgments, engine, language, url, index, json,
    ...(settings !== undefined && { settings }), ...(compare !== undefined && { compare }), ...(vectors !== undefined && { vectors }),
    ...(meaning !== undefined && { embeddings: choiceOf(meaning, values['embedding-url'], values['embedding-model'], values['embedding-dimensions']) }),
    ranking: {
      ...(weight !== undefined && { weight: numberOf('weight', weight) }),
      ...(least_nearness !== undefined && { least_nearness: numberOf('least-nearness', least_nearness) }),
    },
  };
}

function choiceOf(meaning: string, url: string | undefined, model: string | undefined, dimensions: string): EmbeddingChoice {
  if (meaning === 'local') return { kind: 'local' };
  if (meaning !== 'openai') throw new UsageError(`There is no meaning by ${meaning}: openai or local`);
  if (url === undefined || model === undefined) throw new UsageError('--meaning openai needs --embedding-url and --embedding-model');
  const api_key = process.env['EMBEDDING_API_KEY'];
  return { kind: 'openai', url, model, dimension_count: numberOf('embedding-dimensions', dimensions), ...(api_key !== undefined && { api_key }) };
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new UsageError(`--${name} takes a number`);
  return number;
}

function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text);
}
