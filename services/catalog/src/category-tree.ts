import { fail, failField, type InputOf } from '@orinoco/contract';
import type { catalogContract } from './contract.ts';

type CategoryDraft = InputOf<typeof catalogContract, 'saveCategories'>['categories'][number];

export interface CategoryRow {
  readonly category_id: string;
  readonly parent_category_id: string | null;
  readonly handle: string;
  readonly name: string;
  readonly position: number;
  /** Ids from the root to this one. */
  readonly path_ids: readonly string[];
  readonly attributes: NonNullable<CategoryDraft['attributes']>;
}

/** What a path may hold, root and category included. */
const max_depth = 10;
const max_categories = 5000;

export interface CategoryPlan {
  /** Every row that is new or different, parents first. */
  readonly rows: readonly CategoryRow[];
  /** Those whose products look different now: name, handle or place changed. */
  readonly moved_ids: readonly string[];
}

/**
 * Applies drafts to the tree. A draft is matched by id, then by handle; a parent stands in the tree or earlier among
 * the drafts. What a draft leaves out stays as it is. Throws `category_not_found` for an unknown parent and
 * `invalid_request` for a cycle, a path that is too long, a handle or id used twice.
 */
export function planCategories(existing: readonly CategoryRow[], drafts: readonly CategoryDraft[], new_ids: readonly string[]): CategoryPlan {
  const before = new Map(existing.map((row) => [row.category_id, row]));
  const rows = new Map(before);
  const byHandle = new Map(existing.map((row) => [row.handle, row.category_id]));
  const seen = new Set<string>();
  drafts.forEach((draft, index) => {
    const category_id = (draft.category_id !== undefined && rows.has(draft.category_id) ? draft.category_id : byHandle.get(draft.handle)) ?? draft.category_id ?? new_ids[index];
    if (category_id === undefined) throw new Error('There are fewer new ids than drafts');
    const holder = byHandle.get(draft.handle);
    if (seen.has(category_id) || (holder !== undefined && holder !== category_id)) throw failField(`/categories/${index}/handle`, 'duplicate', `The category ${draft.handle} is there twice`);
    seen.add(category_id);
    const known = rows.get(category_id);
    if (known) byHandle.delete(known.handle);
    byHandle.set(draft.handle, category_id);
    rows.set(category_id, applied(draft, index, category_id, known, byHandle));
  });
  if (rows.size > max_categories) throw failField('/categories', 'too_many', `A shop has at most ${max_categories} categories`);
  const placed = placeAll(rows);
  const rank = (row: CategoryRow) => row.path_ids.length;
  const changed = placed.filter((row) => JSON.stringify(ordered(before.get(row.category_id))) !== JSON.stringify(ordered(row))).toSorted((a, b) => rank(a) - rank(b));
  return { rows: changed, moved_ids: changed.filter((row) => looksDifferent(before.get(row.category_id), row)).map((row) => row.category_id) };
}

function applied(draft: CategoryDraft, index: number, category_id: string, known: CategoryRow | undefined, byHandle: ReadonlyMap<string, string>): CategoryRow {
  const parent_category_id = draft.parent_handle === null ? null : byHandle.get(draft.parent_handle);
  if (parent_category_id === undefined) throw fail('category_not_found', { detail: `The parent ${draft.parent_handle} does not exist; parents come first`, errors: [{ pointer: `/categories/${index}/parent_handle`, code: 'category_not_found', detail: 'Unknown parent' }] });
  return { category_id, parent_category_id, handle: draft.handle, name: draft.name, position: draft.position ?? known?.position ?? 0, path_ids: [], attributes: draft.attributes ?? known?.attributes ?? [] };
}

function placeAll(rows: ReadonlyMap<string, CategoryRow>): CategoryRow[] {
  return [...rows.values()].map((row) => {
    const path_ids: string[] = [];
    for (let at: CategoryRow | undefined = row; at; at = at.parent_category_id === null ? undefined : rows.get(at.parent_category_id)) {
      if (path_ids.length === max_depth) throw failField('/categories', 'too_deep', `The category ${row.handle} lies below itself or deeper than ${max_depth} levels`);
      path_ids.unshift(at.category_id);
    }
    return { ...row, path_ids };
  });
}

function ordered(row: CategoryRow | undefined): unknown {
  return row && [row.category_id, row.parent_category_id, row.handle, row.name, row.position, row.path_ids, row.attributes.map((each) => [each.code, each.label, each.type, each.unit ?? null, each.is_filterable])];
}

function looksDifferent(before: CategoryRow | undefined, after: CategoryRow): boolean {
  return before !== undefined && (before.handle !== after.handle || before.name !== after.name || before.path_ids.join() !== after.path_ids.join());
}
