import { join } from 'node:path';
import type { IndexOptions } from '@orinoco/search/service';
import type { ServerSettings } from './config.ts';

/** Where the product index lives and what orders it, out of the settings. Throws with the name of a setting that is missing. */
export function indexOptions(settings: ServerSettings): IndexOptions {
  const { DATA_DIR, DATABASE_URL, SEARCH_ENGINE, SEARCH_LANGUAGE, SEARCH_COUNTRY, SEARCH_THREADS, OPENSEARCH_URL, OPENSEARCH_INDEX } = settings;
  if (SEARCH_ENGINE === 'opensearch' && !OPENSEARCH_URL) throw new Error('SEARCH_ENGINE=opensearch needs OPENSEARCH_URL');
  return {
    language: SEARCH_LANGUAGE,
    country: SEARCH_COUNTRY,
    thread_count: SEARCH_THREADS,
    snapshot_folder: join(DATA_DIR, 'search'),
    catalogue_name: DATABASE_URL?.reveal() ?? 'embedded',
    ...(SEARCH_ENGINE === 'opensearch' && OPENSEARCH_URL ? { opensearch: { url: OPENSEARCH_URL.reveal(), index: `${OPENSEARCH_INDEX}-${SEARCH_LANGUAGE}` } } : {}),
    ...meaningOf(settings),
  };
}

function meaningOf({ EMBEDDING_PROVIDER, EMBEDDING_URL, EMBEDDING_MODEL, EMBEDDING_DIMENSIONS: dimension_count, EMBEDDING_API_KEY, AWS_REGION }: ServerSettings): Pick<IndexOptions, 'embeddings'> {
  if (EMBEDDING_PROVIDER === 'none') return {};
  if (EMBEDDING_PROVIDER === 'local') return { embeddings: { kind: 'local' } };
  if (EMBEDDING_PROVIDER === 'bedrock') {
    if (AWS_REGION === undefined) throw new Error('EMBEDDING_PROVIDER=bedrock needs AWS_REGION');
    return { embeddings: { kind: 'bedrock', region: AWS_REGION, dimension_count, ...(EMBEDDING_MODEL === undefined ? {} : { model: EMBEDDING_MODEL }) } };
  }
  if (EMBEDDING_URL === undefined || EMBEDDING_MODEL === undefined) throw new Error('EMBEDDING_PROVIDER=openai needs EMBEDDING_URL and EMBEDDING_MODEL');
  return { embeddings: { kind: 'openai', url: EMBEDDING_URL, model: EMBEDDING_MODEL, dimension_count, ...(EMBEDDING_API_KEY ? { api_key: EMBEDDING_API_KEY.reveal() } : {}) } };
}
