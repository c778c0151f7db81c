import type { Facet, FacetValue, SearchHit, SearchResult, SuggestResult } from '../port.ts';

/** Hits of all shards in one order. Each shard's are in order already; a key says where a hit stands among all. */
export function mergeHits(results: readonly SearchResult[], first: number, end: number): SearchHit[] {
  const heads = results.map(() => 0);
  const merged: SearchHit[] = [];
  while (merged.length < end) {
    let best = -1;
    for (let shard = 0; shard < results.length; shard++) {
      const hit = results[shard]!.hits[heads[shard]!];
      if (hit && (best < 0 || isBefore(hit, results[best]!.hits[heads[best]!]!))) best = shard;
    }
    if (best < 0) break;
    merged.push(results[best]!.hits[heads[best]!]!);
    heads[best]!++;
  }
  return merged.slice(first, end).map(({ sort_key: _sort_key, ...hit }) => hit);
}

function isBefore(a: SearchHit, b: SearchHit): boolean {
  const [left = [-a.score], right = [-b.score]] = [a.sort_key, b.sort_key];
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return (left[i] ?? 0) < (right[i] ?? 0);
  return a.product_id < b.product_id;
}

/** Counts are sums. Values come in the order of the first shard that has them, a category below its parent; terms by count. */
export function mergeFacets(results: readonly SearchResult[]): Facet[] {
  const fields = [...new Set(results.flatMap((result) => result.facets.map((facet) => facet.field)))];
  return fields.flatMap((field) => {
    const parts = results.flatMap((result) => result.facets.filter((facet) => facet.field === field));
    const [first] = parts;
    if (!first) return [];
    if (first.values.some((value) => value.depth !== undefined)) return [{ ...first, values: mergeTrees(parts.map((part) => part.values)) }];
    const values = sumOf(parts.flatMap((part) => part.values));
    return [{ ...first, values: first.kind === 'ranges' ? values.toSorted((a, b) => startOf(a) - startOf(b)) : values.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)) }];
  });
}

function startOf({ value }: FacetValue): number {
  return Number(value.split('-')[0]) || 0;
}

function sumOf(values: readonly FacetValue[]): FacetValue[] {
  const sums = new Map<string, FacetValue>();
  for (const value of values) {
    const known = sums.get(value.value);
    sums.set(value.value, known ? { ...known, count: known.count + value.count, is_selected: known.is_selected || value.is_selected } : value);
  }
  return [...sums.values()];
}

interface Branch { value: FacetValue; children: Branch[] }

function mergeTrees(parts: readonly (readonly FacetValue[])[]): FacetValue[] {
  const merge = (levels: readonly (readonly Branch[])[]): FacetValue[] => {
    const branches = sumOf(levels.flat().map((branch) => branch.value)).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return branches.flatMap((value) => [value, ...merge(levels.flat().filter((branch) => branch.value.value === value.value).map((branch) => branch.children))]);
  };
  return merge(parts.map(treeOf));
}

/** Pre-order with depths, as a tree again. */
function treeOf(values: readonly FacetValue[]): Branch[] {
  const roots: Branch[] = [];
  const path: Branch[] = [];
  for (const value of values) {
    const branch = { value, children: [] };
    const depth = Math.min(value.depth ?? 0, path.length);
    path.length = depth;
    (path.at(-1)?.children ?? roots).push(branch);
    path.push(branch);
  }
  return roots;
}

/** Suggestions of all shards in turn, each once. */
export function mergeSuggestions(results: readonly SuggestResult[], size: number): SuggestResult {
  const inTurn = <T>(lists: readonly (readonly T[])[], keyOf: (value: T) => string): T[] => {
    const seen = new Map<string, T>();
    for (let i = 0; i < size && seen.size < size; i++) for (const list of lists) if (list[i] !== undefined && !seen.has(keyOf(list[i]!))) seen.set(keyOf(list[i]!), list[i]!);
    return [...seen.values()].slice(0, size);
  };
  const counted = (lists: readonly (readonly { handle: string; name: string; count: number }[])[]) => {
    const sums = new Map<string, { handle: string; name: string; count: number }>();
    for (const each of lists.flat()) sums.set(each.handle, { ...each, count: each.count + (sums.get(each.handle)?.count ?? 0) });
    return [...sums.values()].toSorted((a, b) => b.count - a.count || (a.handle < b.handle ? -1 : 1)).slice(0, size);
  };
  return {
    queries: inTurn(results.map((result) => result.queries), (text) => text),
    products: inTurn(results.map((result) => result.products), (product) => product.product_id),
    categories: counted(results.map((result) => result.categories)),
    brands: counted(results.map((result) => result.brands)),
  };
}
