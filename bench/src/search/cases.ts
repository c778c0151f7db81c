import type { SearchDocument, SearchEngine, SearchQuery } from '@orinoco/search/port';
import { readLines } from './corpus.ts';

/** One kind of request. `run` answers the n-th of them. */
export interface Case { readonly name: string; readonly run: (engine: SearchEngine, n: number) => Promise<unknown> }

const page_size = 20;
const brand_count = 12;

/** The requests of a shop: searches with right and wrong words, a whole page, an unfinished word, and a changed title. */
export function casesOf(documents: readonly SearchDocument[], queries_file: string, typos_file: string): Case[] {
  const textsOf = (path: string) => readLines<{ query: string }>(path).map(({ query }) => query);
  const [texts, typos] = [textsOf(queries_file), textsOf(typos_file)];
  const prefixes = [...new Set(texts.flatMap((text) => text.split(' ').flatMap((word) => [word.slice(0, 2), word.slice(0, 3)])))].filter((prefix) => prefix.length > 1);
  const brands = [...Map.groupBy(documents, ({ brand_handle }) => brand_handle)].sort((a, b) => b[1].length - a[1].length).slice(0, brand_count).map(([handle]) => handle);
  const pick = <T>(from: readonly T[], n: number): T => {
    const found = from[n % from.length];
    if (found === undefined) throw new Error('Nothing to ask for');
    return found;
  };
  const page = (text: string, given: Partial<SearchQuery> = {}): SearchQuery => ({ text, page: 1, page_size, sort: 'relevance', filters: [], ...given });
  const full = (n: number): Partial<SearchQuery> => ({ facets: true, highlight: true, filters: n % 3 === 0 ? [] : n % 3 === 1 ? [{ field: 'price_minor', from: 1_000, to: 50_000 }] : [{ field: 'brand', any_of: [pick(brands, n)] }] });
  let version = 1;
  return [
    { name: 'plain', run: (engine, n) => engine.search(page(pick(texts, n))) },
    { name: 'typo', run: (engine, n) => engine.search(page(pick(typos, n))) },
    { name: 'full', run: (engine, n) => engine.search(page(pick(texts, n), full(n))) },
    { name: 'prefix', run: (engine, n) => engine.suggest({ text: pick(prefixes, n), size: 8 }) },
    { name: 'update', run: (engine, n) => {
      const document = pick(documents, n * 97);
      return engine.upsert([{ ...document, version: ++version, title: `${document.title} ${n % 10}` }]);
    } },
  ];
}
