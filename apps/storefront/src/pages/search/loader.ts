import type { PageContext } from '../../server/context.ts';
import { loadResults } from '../../server/results.ts';
import { orElse } from '../../server/wait.ts';
import type { SearchView } from '../../types.ts';

/** What was searched for. Without words it is everything, narrowed by the filters; that is also the page of a brand. */
export async function loadSearch(context: PageContext): Promise<SearchView> {
  const text = (context.query.get('text') ?? '').trim();
  const { results, corrected_text } = await loadResults(context, { text, without_facets: [] });
  const popular = results.listings.length === 0 ? await orElse(context.directory.popular(), []) : [];
  return { text, corrected_text, results, popular };
}
