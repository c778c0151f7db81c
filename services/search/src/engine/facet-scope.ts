import type { DocumentTable } from './document-table.ts';
import type { FilterGroup } from './filters.ts';
import type { Matches } from './matches.ts';
import type { FacetValue } from '../port.ts';
import type { SearchSettings } from './settings.ts';

/** Everything a facet is counted from. */
export interface FacetScope { matches: Matches; groups: readonly FilterGroup[]; table: DocumentTable; settings: SearchSettings }

/** Most frequent values first, at most `limit`, and the selected ones however rare. */
export function topValues(values: FacetValue[], selected: ReadonlySet<string>, limit: number): FacetValue[] {
  const known = new Set(values.map(({ value }) => value));
  const missing = [...selected].filter((value) => !known.has(value)).map((value) => ({ value, label: value, count: 0, is_selected: true }));
  const shown = values.filter((value) => value.count > 0 || value.is_selected)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return [...shown.slice(0, limit), ...shown.slice(limit).filter((value) => value.is_selected), ...missing];
}
