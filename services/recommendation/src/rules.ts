import type { Static } from 'typebox';
import type { Recommendation, Shelf } from './contract.ts';

/** A shelf before the rules: more candidates than it shows, best first. */
export interface DraftShelf {
  readonly shelf: Static<typeof Shelf>['shelf'];
  readonly candidates: readonly Recommendation[];
  /** Products that must not stand here: those on the page, in the cart, or bought already. */
  readonly excluded: ReadonlySet<string>;
  /** Filled up with what is trending when there is too little. */
  readonly is_filled: boolean;
}

/**
 * Brings shelves in order, the first having first choice: nothing excluded, nothing twice on a page, no more than the
 * limit, filled up from what is trending where allowed, and no empty shelf.
 */
export function arrange(drafts: readonly DraftShelf[], trending: readonly Recommendation[], limit: number): Static<typeof Shelf>[] {
  const shown = new Set<string>();
  const shelves = drafts.map(({ shelf, candidates, excluded, is_filled }) => {
    const recommendations: Recommendation[] = [];
    for (const candidate of is_filled ? [...candidates, ...trending] : candidates) {
      if (recommendations.length === limit) break;
      if (shown.has(candidate.product_id) || excluded.has(candidate.product_id)) continue;
      shown.add(candidate.product_id);
      recommendations.push(candidate);
    }
    return { shelf, recommendations };
  });
  return shelves.filter((shelf) => shelf.recommendations.length > 0);
}
