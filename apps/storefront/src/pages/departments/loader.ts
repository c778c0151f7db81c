import type { PageContext } from '../../server/context.ts';
import type { DepartmentsView } from '../../types.ts';

export async function loadDepartments({ directory }: PageContext): Promise<DepartmentsView> {
  const categories = await directory.categories();
  const departments = await Promise.all(categories.departments.map(async ({ category_id, handle, name }) => ({
    handle, name, media_key: (await directory.picture(handle)) ?? 'none',
    children: categories.childrenOf(category_id).map((child) => ({ handle: child.handle, name: child.name })),
  })));
  return { departments };
}
