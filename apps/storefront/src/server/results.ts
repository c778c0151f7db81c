import { hasCode } from '@orinoco/contract';
import type { OutputOf } from '@orinoco/contract';
import type { Facet as FoundFacet, searchContract } from '@orinoco/search/contract';
import type { Facet, FacetValue, Results } from '../types.ts';
import type { PageContext } from './context.ts';
import { promised, toCards } from './listings.ts';
import { filtersOf, pageOf, withQuery } from './query.ts';
import { isOutage } from './wait.ts';

export type Found = OutputOf<typeof searchContract, 'search'>;
export type Sort = 'relevance' | 'price_asc' | 'price_desc' | 'rating' | 'newest' | 'popularity';

/** What a list of products is of: a category, a seller, or the words that were searched. */
export interface Scope {
  readonly text?: string;
  readonly category?: string;
  readonly seller?: string;
  /** The words as they stand, without correction. */
  readonly is_verbatim?: boolean;
  /** Facets that would only repeat the scope. */
  readonly without_facets: readonly string[];
}

/** Products on a page of results. */
export const page_size = 24;
const sort_labels: Readonly<Record<Sort, string>> = { relevance: 'Best match', popularity: 'Featured', price_asc: 'Price, low to high', price_desc: 'Price, high to low', rating: 'Customer rating', newest: 'Newest' };

/** Sorts that make sense for the scope, the usual one first. */
function sortsOf(scope: Scope): Sort[] {
  const rest: Sort[] = ['price_asc', 'price_desc', 'rating', 'newest'];
  return scope.text ? ['relevance', ...rest, 'popularity'] : ['popularity', ...rest];
}

function sortOf(query: URLSearchParams, scope: Scope): Sort {
  const [usual = 'popularity', ...others] = sortsOf(scope);
  return others.find((sort) => sort === query.get('sort')) ?? usual;
}

/** The products of a scope under the filters, order and page of the address. Browsing goes on, plainly, while search is down. */
export async function loadResults(context: PageContext, scope: Scope): Promise<{ results: Results; found: Found }> {
  const found = await find(context, scope);
  const listings = await promised(context, toCards(found.listings));
  return { results: { ...viewResults(found, context.path, context.query, scope), listings }, found };
}

async function find(context: PageContext, scope: Scope): Promise<Found> {
  const { clients, call, query } = context;
  // A category is a place in the tree, not a filter: there is one at a time.
  const category = scope.category ?? (scope.seller === undefined ? query.get('category') : null);
  const filters = [...(scope.seller === undefined ? [] : [`seller:${scope.seller}`]), ...filtersOf(query).filter(({ field }) => field !== 'category').map(({ field, value }) => `${field}:${value}`)];
  try {
    return await clients.search.search({
      ...(scope.text ? { text: scope.text } : {}), ...(category ? { category } : {}), ...(filters.length > 0 ? { filters } : {}), sort: sortOf(query, scope), ...(scope.is_verbatim ? { verbatim: true } : {}), page: pageOf(query), page_size,
    }, call);
  } catch (error) {
    if (scope.text || !isOutage(error) || hasCode(error, 'page_too_deep')) throw error;
    return browse(context, scope);
  }
}

/** The catalogue's own list: no facets, and no more known of the end than whether this page is it. */
async function browse({ clients, call, query }: PageContext, scope: Scope): Promise<Found> {
  const sort = sortOf(query, scope);
  const { listings, page, has_more } = await clients.catalog.listListings({ ...(scope.category === undefined ? {} : { category: scope.category }), ...(scope.seller === undefined ? {} : { seller: scope.seller }), sort: sort === 'relevance' ? 'popularity' : sort, page: pageOf(query), page_size }, call);
  const page_count = has_more ? page + 1 : page;
  return { listings, highlights: {}, total_count: (page - 1) * page_size + listings.length + (has_more ? 1 : 0), page, page_count, facets: [], corrected_text: null, is_relaxed: false, redirect_path: null, fallback: 'none', near: null, took_ms: 0 };
}

/** Everything around the grid: each facet value, sort and filter as a link. `path` is the page's own address. */
export function viewResults(found: Pick<Found, 'facets' | 'page' | 'page_count' | 'total_count'>, path: string, query: URLSearchParams, scope: Scope): Omit<Results, 'listings'> {
  const current = new URLSearchParams(query);
  current.delete('page');
  const link = (change: (next: URLSearchParams) => void): string => {
    const next = new URLSearchParams(current);
    change(next);
    next.sort();
    return withQuery(path, next);
  };
  const facets = found.facets.filter((facet) => !scope.without_facets.includes(facet.field)).map((facet) => viewFacet(facet, current, link));
  const selected = sortOf(query, scope);
  const [usual] = sortsOf(scope);
  const labels = new Map(found.facets.flatMap((facet) => facet.values.map((value) => [`${facet.field}:${value.value}`, `${facet.label}: ${facet.field === 'rating' ? `${starsIn(value.value)} stars and up` : value.label}`])));
  return {
    facets,
    sorts: sortsOf(scope).map((sort) => ({ value: sort, label: sort_labels[sort], is_selected: sort === selected, url: link((next) => (sort === usual ? next.delete('sort') : next.set('sort', sort))) })),
    applied: filtersOf(query).map(({ field, value }) => ({ label: labels.get(`${field}:${value}`) ?? value, remove_url: link((next) => next.delete(field, value)) })),
    clear_url: link((next) => filtersOf(query).forEach(({ field }) => next.delete(field))),
    base_url: link(() => undefined),
    page: found.page, page_count: found.page_count, total_count: found.total_count,
  };
}

function viewFacet(facet: FoundFacet, current: URLSearchParams, link: (change: (next: URLSearchParams) => void) => string): Facet {
  const { field, label, kind } = facet;
  const is_single = kind === 'ranges' || field === 'category';
  const values = facet.values.map(({ value, label, count }): FacetValue => {
    const is_chosen = current.has(field, value);
    const url = link((next) => {
      // Ranges exclude each other, so choosing one lets go of the other; values of a list add up.
      if (is_chosen) next.delete(field, value);
      else if (is_single) next.set(field, value);
      else next.append(field, value);
    });
    return { value: field === 'rating' ? String(starsIn(value)) : value, label: field === 'rating' ? 'and up' : label, count, is_selected: is_chosen, url };
  });
  return { field, label, kind: field === 'rating' ? 'rating' : kind === 'ranges' ? 'range' : 'choice', values };
}

/** The lower end of a range of ratings, `4..`. */
function starsIn(range: string): number {
  return Number.parseFloat(range) || 0;
}
