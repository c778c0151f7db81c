import type { PageContext, Redirect } from '../../server/context.ts';
import { safePath } from '../../server/form.ts';
import { toCards } from '../../server/listings.ts';
import { filtersOf, withQuery } from '../../server/query.ts';
import { loadResults, page_size, type Found } from '../../server/results.ts';
import { orElse } from '../../server/wait.ts';
import type { NearResults, Results, SearchView, ShownResults } from '../../types.ts';
import { urls } from '../../urls.ts';

/** What was searched for. Without words it is everything, narrowed by the filters; that is also the page of a brand. */
export async function loadSearch(context: PageContext): Promise<SearchView | Redirect> {
  const { query, directory } = context;
  const text = (query.get('text') ?? '').trim();
  const is_verbatim = query.get('verbatim') === '1';
  const { results, found } = await loadResults(context, { text, is_verbatim, without_facets: [] });
  const is_filtered = filtersOf(query).length > 0;
  const redirect_to = is_filtered ? null : safePath(found.redirect_path);
  if (redirect_to !== null) return { redirect_to };
  const near = nearOf(found);
  const popular = results.listings.length + (near?.listings.length ?? 0) === 0 ? await orElse(directory.popular(), []) : [];
  return {
    text, corrected_text: found.corrected_text, is_relaxed: found.is_relaxed, results, near, popular,
    verbatim_url: found.corrected_text === null ? null : withQuery('/search', new URLSearchParams({ text, verbatim: '1' })),
    shown: text === '' || is_filtered || query.has('sort') ? null : shownOf(text, results),
  };
}

function nearOf({ near }: Found): NearResults | null {
  return near && { ...near, listings: toCards(near.listings), queries: near.queries.map((text) => ({ text, url: urls.search(text) })) };
}

/** Only what the words alone decided: filters and other orders say nothing about which product a text is about. */
function shownOf(text: string, { listings, page, total_count }: Results): ShownResults {
  return { text, page, total_count, first: (page - 1) * page_size + 1, products: listings.map(({ product_id, handle }) => [product_id, handle]) };
}
