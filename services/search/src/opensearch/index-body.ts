import { searchLimits, type Language } from '../port.ts';
import type { Json } from './connection.ts';
import { analysisOf } from './languages.ts';

/** How the text is analysed: by its language, or as an index without settings does, as in the query that all began with. */
export type QueryForm = 'tuned' | 'seed';

const keyword: Json = { type: 'keyword', ignore_above: 8_000 };
const double: Json = { type: 'double' };

const mappings: Json = {
  dynamic: false,
  properties: {
    product_id: { type: 'keyword' },
    title: { type: 'text', analyzer: 'words', index_options: 'offsets', copy_to: ['all', 'spelling', 'typing'], fields: { glued: { type: 'text', analyzer: 'glued', search_analyzer: 'glued_query', norms: false } } },
    description: { type: 'text', analyzer: 'words', copy_to: ['all', 'spelling'] },
    brand: { type: 'text', analyzer: 'words', copy_to: ['all', 'spelling', 'typing'], fields: { plain: { type: 'text', analyzer: 'plain', norms: false } } },
    category: { type: 'text', analyzer: 'words', copy_to: ['all', 'spelling'], fields: { plain: { type: 'text', analyzer: 'plain', norms: false } } },
    all: { type: 'text', analyzer: 'words', norms: false },
    spelling: { type: 'text', analyzer: 'plain', norms: false, index_options: 'freqs' },
    typing: { type: 'search_as_you_type', analyzer: 'plain', max_shingle_size: 2 },
    identifiers: keyword,
    brand_handle: keyword, brand_key: keyword, seller_handles: keyword, category_handles: keyword, category_keys: keyword,
    condition: keyword, availability: keyword, currency: keyword, ships_to: keyword,
    attribute_codes: keyword, attribute_pairs: keyword, attribute_numbers: keyword,
    price_minor: double, rating_average: double, rating_count: { type: 'integer' }, delivery_days: double,
    popularity: double, conversion: double, rating_prior: double,
    created_at: { type: 'date', format: 'epoch_millis' },
  },
};

/**
 * The index template. `refresh_interval` is what keeps a change searchable in under a second. `gc_deletes` is how long
 * the version of a removed product is remembered: a late upsert that comes later than this brings it back.
 */
export function indexTemplate(pattern: string, language: Language, form: QueryForm): Json {
  const analysis = analysisOf(language);
  return {
    index_patterns: [pattern],
    template: {
      settings: {
        number_of_shards: 1,
        auto_expand_replicas: '0-1',
        refresh_interval: '500ms',
        gc_deletes: '12h',
        max_result_window: searchLimits.page_depth,
        analysis: form === 'tuned' ? analysis : { ...analysis, analyzer: { ...(analysis['analyzer'] as Json), words: { type: 'standard' } } },
      },
      mappings,
    },
  };
}
