import type { OutputOf } from '@orinoco/contract';
import type { Listing } from '@orinoco/catalog/contract';
import type { NearResults, searchContract } from './contract.ts';
import type { Facet, SearchEngine, SearchQuery, SearchResult } from './port.ts';

const shown_products = 12;
const shown_queries = 5;
const looked_at_queries = 3;
const shown_categories = 8;

type Fallback = Pick<OutputOf<typeof searchContract, 'search'>, 'fallback'> & { readonly near: (Omit<NearResults, 'listings'> & { readonly product_ids: string[] }) | null };

/** What an answer has beside its products: nothing when they hold what was asked for. */
export function fallbackFor(engine: SearchEngine, query: SearchQuery, result: SearchResult, near: (text: string, limit: number) => string[]): Promise<Fallback> | Fallback {
  if (result.total_count === 0) return nearestTo(engine, query, near);
  return { fallback: result.is_relaxed ? 'relaxed' : 'none', near: null };
}

/**
 * Something to go on with where nothing was found: the same words without the filters, or with the correction that was
 * declined; else the categories of queries that look alike, and what is bought most in the first of them, or anywhere.
 */
async function nearestTo(engine: SearchEngine, query: SearchQuery, near: (text: string, limit: number) => string[]): Promise<Fallback> {
  const first = { page: 1, page_size: shown_products } as const;
  const queries = near(query.text ?? '', shown_queries);
  const tries: { readonly relaxed: NearResults['relaxed']; readonly query: SearchQuery }[] = [];
  const { verbatim: _verbatim, ...corrected } = query;
  if (query.filters.length > 0) tries.push({ relaxed: ['filters'], query: { ...query, ...first, filters: [] } });
  if (query.verbatim) tries.push({ relaxed: ['correction'], query: { ...corrected, ...first } });
  if (query.verbatim && query.filters.length > 0) tries.push({ relaxed: ['correction', 'filters'], query: { ...corrected, ...first, filters: [] } });
  for (const each of tries) {
    const found = await engine.search({ ...each.query, facets: true });
    if (found.total_count > 0) return { fallback: 'relaxed', near: { relaxed: each.relaxed, queries, categories: categoriesIn([found]), category: null, product_ids: idsOf(found) } };
  }
  const alike = await Promise.all(queries.slice(0, looked_at_queries).map((text) => engine.search({ text, ...first, sort: 'relevance', filters: [], facets: true })));
  const categories = categoriesIn(alike);
  const category = categories[0] ?? null;
  const popular = await engine.search({ ...first, sort: 'popularity', filters: category ? [{ field: 'category', any_of: [category.handle] }] : [] });
  return { fallback: 'popular', near: { relaxed: [], queries, categories, category, product_ids: idsOf(popular) } };
}

function idsOf(result: SearchResult): string[] {
  return result.hits.map((hit) => hit.product_id);
}

/** The deepest categories that hold most of what was found, each once. */
function categoriesIn(results: readonly SearchResult[]): { handle: string; name: string }[] {
  const values = results.flatMap(({ facets }) => deepest(facets.find((facet) => facet.field === 'category')));
  const byHandle = new Map(values.toSorted((a, b) => b.count - a.count).map(({ value, label }) => [value, { handle: value, name: label.slice(0, 200) }]));
  return [...byHandle.values()].slice(0, shown_categories);
}

/** In pre-order, a category whose next is not deeper has none below it. */
function deepest(facet: Facet | undefined): Facet['values'] {
  const values = facet?.values ?? [];
  return values.filter((value, index) => (values[index + 1]?.depth ?? 0) <= (value.depth ?? 0));
}

/** With the product cards in place of the ids. */
export function withListings(near: Fallback['near'], listings: readonly Listing[]): NearResults | null {
  if (near === null) return null;
  const { product_ids, ...rest } = near;
  const byId = new Map(listings.map((listing) => [listing.product_id, listing]));
  return { ...rest, listings: product_ids.flatMap((product_id) => byId.get(product_id) ?? []) };
}
