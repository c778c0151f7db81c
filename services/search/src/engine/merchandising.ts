import { searchLimits, type Merchandising } from '../port.ts';
import type { DocumentTable } from './document-table.ts';
import { compileFilters } from './filters.ts';

const LEAST_FACTOR = .01;
const MOST_FACTOR = 100;

/** The documents an operator put first, in order, without those that are not there. */
export function pinnedRows(merchandising: Merchandising | undefined, rows: ReadonlyMap<string, number>): number[] {
  const ids = merchandising?.pinned_product_ids.slice(0, searchLimits.merchandising_rules) ?? [];
  return [...new Set(ids.flatMap((product_id) => rows.get(product_id) ?? []))];
}

/** By what a document's score is multiplied; undefined when there is nothing to multiply. */
export function boostOf(merchandising: Merchandising | undefined, table: DocumentTable): ((document: number) => number) | undefined {
  const boosts = (merchandising?.boosts ?? []).slice(0, searchLimits.merchandising_rules).flatMap(({ filter, factor }) => {
    const [group] = compileFilters([filter], table);
    return group && factor >= 0 ? [{ passes: group.passes, factor: Math.min(MOST_FACTOR, Math.max(LEAST_FACTOR, factor)) }] : [];
  });
  if (boosts.length === 0) return undefined;
  return (document) => boosts.reduce((product, { passes, factor }) => passes(document) ? product * factor : product, 1);
}
