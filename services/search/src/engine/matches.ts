import type { FilterGroup } from './filters.ts';

const SEVERAL = 255;

/** Candidates with what became of them under the filters, so that each facet can leave its own filter out. */
export interface Matches {
  /** The first `count` are the candidates. */
  documents: Int32Array;
  count: number;
  /** By position in `documents`: 0 passes, n fails the n-th filter group alone, 255 fails several. */
  failures: Uint8Array;
  /** Candidates that pass; the first `passed_count` count. */
  passed: Int32Array;
  passed_count: number;
}

export function applyFilters(documents: Int32Array, count: number, groups: readonly FilterGroup[]): Matches {
  const failures = new Uint8Array(count);
  if (groups.length === 0) return { documents, count, failures, passed: documents, passed_count: count };
  const passed = new Int32Array(count);
  let passed_count = 0;
  for (let i = 0; i < count; i++) {
    const document = documents[i]!;
    let failure = 0;
    for (let g = 0; g < groups.length; g++) {
      if (groups[g]!.passes(document)) continue;
      failure = failure === 0 ? g + 1 : SEVERAL;
      if (failure === SEVERAL) break;
    }
    failures[i] = failure;
    if (failure === 0) passed[passed_count++] = document;
  }
  return { documents, count, failures, passed, passed_count };
}

/** Calls back for each candidate that passes all filters but those on `field`. */
export function visitIgnoring(field: string, groups: readonly FilterGroup[], matches: Matches, visit: (document: number) => void): void {
  const own = groups.findIndex((group) => group.field === field) + 1;
  if (own === 0) {
    for (let i = 0; i < matches.passed_count; i++) visit(matches.passed[i]!);
    return;
  }
  for (let i = 0; i < matches.count; i++) {
    const failure = matches.failures[i]!;
    if (failure === 0 || failure === own) visit(matches.documents[i]!);
  }
}

/** The values that a field's filters name. */
export function selectedValues(field: string, groups: readonly FilterGroup[]): Set<string> {
  const filters = groups.find((group) => group.field === field)?.filters ?? [];
  return new Set(filters.flatMap((filter) => 'any_of' in filter ? filter.any_of : []));
}
