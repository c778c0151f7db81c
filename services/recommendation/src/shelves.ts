import type { Static } from 'typebox';
import type { Recommendation, Surface } from './contract.ts';
import { buyAgain, type Purchase } from './buy-again.ts';
import type { InteractionKind, PairSource, Pull, RecommendationEngine } from './engine/engine.ts';
import { arrange, type DraftShelf } from './rules.ts';

/** What is known of who asks: latest interactions first. Empty for somebody new. */
export interface History {
  readonly latest: readonly { readonly product_id: string; readonly kind: InteractionKind }[];
  readonly purchases: readonly Purchase[];
}

export interface ShelfRequest {
  readonly surface: Static<typeof Surface>;
  /** The product of the page, the products in the cart, or those seen in this session. */
  readonly product_ids: readonly string[];
  readonly history: History;
  readonly limit: number;
  readonly now_ms: number;
}

/** Candidates for each place: rules take some away. */
const spare = 3;
/** The z-th latest product of a history pulls with z^-1.25; chosen on half of a validation set. */
const recency = 1.25;
/** On the home page only what may really be used up soon. */
const ready = 0.3;
const nothing: ReadonlySet<string> = new Set();

/** The shelves of a page, from what the engine knows at this moment: the same question gets the same answer. */
export function shelvesFor(engine: RecommendationEngine, request: ShelfRequest): ReturnType<typeof arrange> {
  const { surface, limit, now_ms, history } = request;
  const trending = engine.trending(now_ms, limit * spare + 50).map((each): Recommendation => ({ ...each, source: 'trending', because_product_id: null }));
  const drafts = draftsFor(engine, request, trending);
  const shelves = arrange(drafts, trending, limit);
  const is_short = shelves.reduce((sum, shelf) => sum + shelf.recommendations.length, 0) < limit;
  // A page of a product nobody has looked at yet still leads on, under its right name.
  if (!is_short || (surface !== 'product' && surface !== 'cart')) return shelves;
  return arrange([...drafts, trendingShelf(trending, new Set([...request.product_ids, ...history.purchases.map((each) => each.product_id)]))], trending, limit);
}

function draftsFor(engine: RecommendationEngine, request: ShelfRequest, trending: readonly Recommendation[]): DraftShelf[] {
  const { surface, product_ids, history, limit, now_ms } = request;
  const here = new Set(product_ids);
  const related = (...sources: PairSource[]) => engine.related(product_ids.map((product_id) => ({ product_id, weight: 1, sources })), here, limit * spare);
  const together = (): DraftShelf => ({ shelf: 'bought_together', candidates: related('bought_together'), excluded: here, is_filled: false });
  switch (surface) {
    case 'home': return [forYou(engine, request), buyAgainShelf(history, now_ms, ready), trendingShelf(trending, new Set(history.purchases.map((each) => each.product_id)))];
    case 'product': return [together(), { shelf: 'also_viewed', candidates: [...related('also_viewed'), ...related('also_bought')], excluded: here, is_filled: false }];
    case 'cart': return [{ ...together(), candidates: [...related('bought_together'), ...related('also_bought')] }];
    case 'buy-again': return [buyAgainShelf(history, now_ms, 0)];
    case 'trending': return [trendingShelf(trending, nothing)];
  }
}

function forYou(engine: RecommendationEngine, { product_ids, history, limit }: ShelfRequest): DraftShelf {
  const kinds = new Map<string, boolean>();
  for (const product_id of product_ids) kinds.set(product_id, false);
  for (const { product_id, kind } of history.latest) kinds.set(product_id, kinds.get(product_id) === true || kind === 'purchase');
  const pulls = [...kinds].map(([product_id, is_bought], place): Pull => ({ product_id, weight: (place + 1) ** -recency, sources: is_bought ? ['also_viewed', 'also_bought'] : ['also_viewed'] }));
  const excluded = new Set([...kinds.keys(), ...history.purchases.map((each) => each.product_id)]);
  return { shelf: 'for_you', candidates: engine.related(pulls, excluded, limit * spare), excluded, is_filled: pulls.length > 0 };
}

function buyAgainShelf({ purchases }: History, now_ms: number, least_readiness: number): DraftShelf {
  const candidates = buyAgain(purchases, now_ms).filter(({ readiness }) => readiness >= least_readiness).map(({ product_id, score }): Recommendation => ({ product_id, score, source: 'buy_again', because_product_id: null }));
  return { shelf: 'buy_again', candidates, excluded: nothing, is_filled: false };
}

function trendingShelf(candidates: readonly Recommendation[], excluded: ReadonlySet<string>): DraftShelf {
  return { shelf: 'trending', candidates, excluded, is_filled: false };
}
