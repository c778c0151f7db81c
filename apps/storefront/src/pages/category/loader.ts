import { fail } from '@orinoco/contract';
import type { PageContext } from '../../server/context.ts';
import { loadResults } from '../../server/results.ts';
import type { CategoryView } from '../../types.ts';

/** Children that get a picture; the others are words alone. */
const max_pictures = 12;

/** Throws `category_not_found`. */
export async function loadCategory(context: PageContext): Promise<CategoryView> {
  const { directory, params } = context;
  const categories = await directory.categories();
  const category = categories.find(params['handle'] ?? '');
  if (!category) throw fail('category_not_found');
  const children = categories.childrenOf(category.category_id);
  const [{ results }, pictures] = await Promise.all([
    loadResults(context, { category: category.handle, without_facets: ['category'] }),
    Promise.all(children.slice(0, max_pictures).map((child) => directory.picture(child.handle))),
  ]);
  return {
    category: { handle: category.handle, name: category.name, description: null },
    category_path: category.path.map(({ handle, name }) => ({ handle, name })),
    children: children.map(({ handle, name }, index) => ({ handle, name, media_key: pictures[index] ?? null })),
    results,
  };
}
