import { asService, fail, type Call, type Client, type InputOf, type OutputOf } from '@orinoco/contract';
import type { catalogContract, Listing } from '@orinoco/catalog/contract';
import type { searchContract } from './contract.ts';
import { presentFacets } from './facets.ts';
import { fallbackFor, withListings } from './fallback.ts';
import { parseFilters } from './filters.ts';
import type { Names } from './names.ts';
import { searchLimits, type SearchHit } from './port.ts';
import type { ProductIndex } from './product-index.ts';
import type { QueryLog } from './query-log.ts';
import { subjectOf } from './search-events.ts';
import type { Steering } from './steering.ts';

const default_page_size = 24;
const default_suggestions = 8;
const patience_ms = 2_000;
const suggest_patience_ms = 300;

export interface SearchingDependencies {
  readonly catalog: Client<typeof catalogContract>;
  readonly index: ProductIndex;
  readonly steering: Steering;
  readonly queries: QueryLog;
  readonly names: Names;
  /** Throws `unavailable` when the index is not loaded within so many milliseconds. */
  readonly waitUntilReady: (ms: number) => Promise<void>;
}

type Output<Name extends 'search' | 'suggest'> = OutputOf<typeof searchContract, Name>;

/** What buyers ask. */
export function searchingMethods({ catalog, index, steering, queries, names, waitUntilReady }: SearchingDependencies) {
  const listingsOf = async (product_ids: readonly string[], call: Call): Promise<Listing[]> => {
    if (product_ids.length === 0) return [];
    const { listings } = await catalog.getListings({ product_ids: [...product_ids] }, asService(call, 'search'));
    names.learnSellers(listings);
    return listings;
  };
  return {
    async search(input: InputOf<typeof searchContract, 'search'>, call: Call): Promise<Output<'search'>> {
      const asked = boundedQuery(input);
      const rules = steering.resolve(asked.text);
      await waitUntilReady(patience_ms);
      const query = { ...asked, weights: steering.weights(), ...(rules.merchandising ? { merchandising: rules.merchandising } : {}) };
      const result = await index.engine().search({ ...query, facets: true, highlight: true });
      const is_plain = asked.page === 1 && asked.filters.length === 0;
      if (is_plain) queries.record(asked.text, { total_count: result.total_count, subject_id: subjectOf(call.actor) });
      const { fallback, near } = await fallbackFor(index.engine(), query, result, queries.near);
      const { hits, total_count, facets, corrected_text = null, is_relaxed, took_ms } = result;
      // Where there is something near, there were no hits.
      const found = await listingsOf(near?.product_ids ?? hits.map((hit) => hit.product_id), call);
      const listings = near === null ? found : [];
      return {
        listings, highlights: highlightsOf(hits, listings), total_count, page: asked.page, page_count: Math.ceil(Math.min(total_count, searchLimits.page_depth) / asked.page_size),
        facets: presentFacets(facets, { ...names, currency: found[0]?.currency ?? 'USD' }), corrected_text, is_relaxed,
        redirect_path: is_plain && !asked.verbatim ? rules.redirect_path : null, fallback, near: withListings(near, found), took_ms: Math.round(took_ms * 100) / 100,
      };
    },
    async suggest({ text, limit = default_suggestions }: InputOf<typeof searchContract, 'suggest'>, call: Call): Promise<Output<'suggest'>> {
      await waitUntilReady(suggest_patience_ms);
      const found = await index.engine().suggest({ text: text.toWellFormed(), size: limit });
      const listings = await listingsOf(found.products.map((product) => product.product_id), call);
      const texts = new Set([...queries.startingWith(text, limit), ...found.queries.map((query) => query.slice(0, 200))]);
      return { queries: [...texts].slice(0, limit), categories: found.categories.map(({ handle, name }) => ({ handle, name })), brands: found.brands.filter(({ handle }) => handle !== '').map(({ handle, name }) => ({ handle, name })), listings };
    },
  };
}

function boundedQuery({ text = '', category, filters = [], sort, verbatim = false, page = 1, page_size = default_page_size }: InputOf<typeof searchContract, 'search'>) {
  if ((page - 1) * page_size >= searchLimits.page_depth) throw fail('page_too_deep', { detail: `Pages end after ${searchLimits.page_depth} products` });
  return { text: text.slice(0, searchLimits.text_characters * 4).toWellFormed().trim().slice(0, searchLimits.text_characters).toWellFormed(), filters: parseFilters(category, filters), sort: sort ?? 'relevance', verbatim, page, page_size };
}

/** Where the words stand in the titles. A title that has changed since it was indexed gets none beyond its end. */
function highlightsOf(hits: readonly SearchHit[], listings: readonly Listing[]): Record<string, [number, number][]> {
  const titles = new Map(listings.map((listing) => [listing.product_id, listing.title]));
  return Object.fromEntries(hits.flatMap(({ product_id, highlights }) => {
    const spans = (highlights?.title ?? []).filter(([, end]) => end <= (titles.get(product_id)?.length ?? 0)).slice(0, 50);
    return spans.length === 0 ? [] : [[product_id, spans]];
  }));
}
