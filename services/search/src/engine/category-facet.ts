import type { FacetScope } from './facet-scope.ts';
import { selectedValues, visitIgnoring } from './matches.ts';
import type { Facet, FacetValue } from '../port.ts';

const SIBLINGS = 20;
const DEPTH = 10;
/** The share of the matches that makes a category speak for all of them. */
const LEADING = .5;
/** A category with nearly all matches is no choice, so its children are offered at once. */
const OPENING = .9;

interface Tree { handles: string[]; names: string[]; parents: Int32Array; counts: Int32Array; children: Map<number, number[]> }

/**
 * The category tree, opened where the buyer is: the roots, the children of selected categories and of those above
 * them. `has_leader` says whether one category holds most matches, so that its attributes make sense as facets.
 */
export function categoryFacet(scope: FacetScope): { facet: Facet; has_leader: boolean } {
  const { matches, groups } = scope;
  const selected = selectedValues('category', groups);
  const tree = countTree(scope);
  let total = 0;
  visitIgnoring('category', groups, matches, () => { total++; });
  const open = openNodes(tree, selected, total);
  const values: FacetValue[] = [];
  const list = (parent: number, depth: number): void => {
    for (const node of shownChildren(tree, parent, open, selected)) {
      const value = tree.handles[node]!;
      values.push({ value, label: tree.names[node]!, count: tree.counts[node]!, is_selected: selected.has(value), depth });
      if (open.has(node) && depth < DEPTH) list(node, depth + 1);
    }
  };
  list(-1, 0);
  const has_leader = selected.size > 0 || tree.counts.some((count) => count > 0 && count >= total * LEADING);
  return { facet: { field: 'category', kind: 'terms', values }, has_leader };
}

function countTree({ matches, groups, table }: FacetScope): Tree {
  const { nodes, parents, paths } = table.categories;
  const pathCounts = new Int32Array(paths.lists.length);
  visitIgnoring('category', groups, matches, (document) => { pathCounts[table.document_paths.values[document]!]!++; });
  const counts = new Int32Array(nodes.keys.length);
  paths.lists.forEach((path, i) => {
    if (pathCounts[i]! > 0) for (const node of new Set(path)) counts[node]! += pathCounts[i]!;
  });
  const children = new Map<number, number[]>();
  nodes.keys.forEach((_, node) => {
    const siblings = children.get(parents.values[node]!);
    if (siblings) siblings.push(node);
    else children.set(parents.values[node]!, [node]);
  });
  return { handles: nodes.keys, names: nodes.labels, parents: parents.values, counts, children };
}

function openNodes({ handles, parents, counts, children }: Tree, selected: ReadonlySet<string>, total: number): Set<number> {
  const open = new Set<number>();
  handles.forEach((handle, start) => {
    if (!selected.has(handle)) return;
    for (let node = start, depth = 0; node >= 0 && depth < DEPTH; node = parents[node]!, depth++) open.add(node);
  });
  if (selected.size > 0) return open;
  for (let parent = -1, depth = 0; depth < DEPTH; depth++) {
    const leader = (children.get(parent) ?? []).find((node) => counts[node]! > 0 && counts[node]! >= total * OPENING);
    if (leader === undefined) break;
    open.add(leader);
    parent = leader;
  }
  return open;
}

function shownChildren({ handles, counts, children }: Tree, parent: number, open: ReadonlySet<number>, selected: ReadonlySet<string>): number[] {
  const isKept = (node: number): boolean => open.has(node) || selected.has(handles[node]!);
  const shown = (children.get(parent) ?? []).filter((node) => counts[node]! > 0 || isKept(node))
    .sort((a, b) => counts[b]! - counts[a]! || (handles[a]! < handles[b]! ? -1 : 1));
  return [...shown.slice(0, SIBLINGS), ...shown.slice(SIBLINGS).filter(isKept)];
}
