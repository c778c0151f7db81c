import type { FacetValue } from '../port.ts';
import type { Labelled } from './source.ts';

const siblings = 20;
const deepest = 10;
/** The share of the matches that makes a category speak for all of them. */
const leading = .5;
/** A category with nearly all matches is no choice, so its children are offered at once. */
const opening = .9;

interface Node extends Labelled { count: number; parent: string | undefined }

/**
 * The values of the category facet in pre-order: the roots, and the children of what is open. `has_leader` says whether
 * one category holds most matches, so that its attributes make sense as facets.
 */
export function categoryValues(paths: readonly { path: readonly Labelled[]; count: number }[], selected: ReadonlySet<string>, total: number): { values: FacetValue[]; has_leader: boolean } {
  const nodes = nodesOf(paths);
  const children = Map.groupBy(nodes.values(), ({ parent }) => parent);
  const open = openNodes(nodes, children, selected, total);
  const values: FacetValue[] = [];
  const list = (parent: string | undefined, depth: number): void => {
    const isKept = ({ handle }: Node) => open.has(handle) || selected.has(handle);
    const shown = (children.get(parent) ?? []).filter((node) => node.count > 0 || isKept(node)).sort((a, b) => b.count - a.count || (a.handle < b.handle ? -1 : 1));
    for (const node of [...shown.slice(0, siblings), ...shown.slice(siblings).filter(isKept)]) {
      values.push({ value: node.handle, label: node.name, count: node.count, is_selected: selected.has(node.handle), depth });
      if (open.has(node.handle) && depth < deepest) list(node.handle, depth + 1);
    }
  };
  list(undefined, 0);
  const has_leader = selected.size > 0 || [...nodes.values()].some(({ count }) => count > 0 && count >= total * leading);
  return { values, has_leader };
}

/** By handle. A category that has moved or has been renamed is counted together where it was seen most. */
function nodesOf(paths: readonly { path: readonly Labelled[]; count: number }[]): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const { path, count } of paths) {
    const last = path.at(-1);
    if (!last) continue;
    const node = nodes.get(last.handle);
    if (node) node.count += count;
    else nodes.set(last.handle, { ...last, count, parent: path.at(-2)?.handle });
  }
  return nodes;
}

function openNodes(nodes: ReadonlyMap<string, Node>, children: ReadonlyMap<string | undefined, Node[]>, selected: ReadonlySet<string>, total: number): Set<string> {
  const open = new Set<string>();
  for (const handle of selected) {
    for (let node = nodes.get(handle), depth = 0; node && depth < deepest; node = node.parent === undefined ? undefined : nodes.get(node.parent), depth++) open.add(node.handle);
  }
  if (selected.size > 0) return open;
  for (let parent: string | undefined, depth = 0; depth < deepest; depth++) {
    const leader = (children.get(parent) ?? []).find(({ count }) => count > 0 && count >= total * opening);
    if (!leader) break;
    open.add(leader.handle);
    parent = leader.handle;
  }
  return open;
}
