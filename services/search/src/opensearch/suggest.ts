import type { SuggestResult } from '../port.ts';
import { completionsOf } from './completions.ts';
import type { Json } from './connection.ts';
import { every } from './filters.ts';
import type { Plan } from './plan.ts';
import { textQuery, withPriors } from './query.ts';
import { readLabelled, readPath, type Labelled } from './source.ts';
import { folded, identifierKeys, isUnspaced, wordsOf, type QueryWord } from './words.ts';

/** Titles that completions are read from. */
const titles_read = 60;
const labels_read = 200;

interface Found { hits: { hits: { _id: string; _source?: { title: string } }[] }; aggregations?: { labels: { buckets: { key: string; doc_count: number }[] } } }

/** Products, categories and brands for an unfinished text, as the searches of one request. Undefined when it has no words. */
export function suggestLines(text: string): Json[] | undefined {
  const words = wordsOf(text, true);
  if (words.length === 0) return undefined;
  const plan: Plan = { text, words, counts: [], glued: new Map(), variants: [{ text: words.map((word) => word.text).join(' '), weight: 1 }], identifiers: identifierKeys(text) };
  const products = { size: titles_read, _source: ['title'], track_total_hits: false, query: withPriors(textQuery(plan, words.map((_, i) => i), 'relevance')), sort: [{ _score: 'desc' }, { product_id: 'asc' }] };
  const labels = (field: string, keys: string) => ({ size: 0, track_total_hits: false, query: every(words.map((word) => beginning(`${field}.plain`, word))), aggs: { labels: { terms: { field: keys, size: labels_read } } } });
  return [{}, products, {}, labels('category', 'category_keys'), {}, labels('brand', 'brand_key')];
}

/** Words of labels that begin like this one. */
function beginning(field: string, { text }: QueryWord): Json {
  return { match_bool_prefix: { [field]: { query: text, operator: 'and' } } };
}

export function readSuggestions(text: string, size: number, answers: readonly unknown[]): SuggestResult {
  const [products, categories, brands] = answers as readonly (Found | undefined)[];
  const hits = products?.hits.hits ?? [];
  const keys = wordsOf(text, false).map((word) => ({ key: folded(word.text), is_anywhere: isUnspaced(word.text) }));
  const labelsOf = (found: Found | undefined, read: (key: string) => Labelled | undefined) => {
    const labels = new Map<string, { handle: string; name: string; count: number }>();
    for (const { key, doc_count } of found?.aggregations?.labels.buckets ?? []) {
      const label = read(key);
      if (!label || !hasEveryWord(folded(label.name), keys)) continue;
      const known = labels.get(label.handle);
      if (known) known.count += doc_count;
      else labels.set(label.handle, { ...label, count: doc_count });
    }
    return [...labels.values()].sort((a, b) => b.count - a.count || (a.handle < b.handle ? -1 : 1)).slice(0, size);
  };
  return {
    queries: completionsOf(text, hits.map(({ _source }) => _source?.title ?? ''), size),
    products: hits.slice(0, size).map(({ _id }) => ({ product_id: _id })),
    categories: labelsOf(categories, (key) => readPath(key).at(-1)),
    brands: labelsOf(brands, readLabelled),
  };
}

function hasEveryWord(label: string, words: readonly { key: string; is_anywhere: boolean }[]): boolean {
  return words.every(({ key, is_anywhere }) => {
    for (let at = label.indexOf(key); at >= 0; at = label.indexOf(key, at + 1)) {
      if (at === 0 || is_anywhere || !/[\p{L}\p{N}]/u.test(label[at - 1] ?? '')) return true;
    }
    return false;
  });
}
