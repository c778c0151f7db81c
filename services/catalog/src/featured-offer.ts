export interface OfferCandidate {
  readonly offer_id: string;
  readonly seller_id: string;
  readonly price_minor: number;
  readonly shipping_minor: number;
  /** Days from now to the latest promised day. */
  readonly promised_days: number;
  /** `new`, or one of the used conditions. */
  readonly condition: string;
  readonly is_in_stock: boolean;
  readonly stock_depth: number;
  /** 0 (worst) to 1. */
  readonly seller_score: number;
  readonly seller_status: string;
}

export type OfferRefusal = 'seller_not_active' | 'out_of_stock' | 'price_above_reference' | 'used_while_new_exists';

/** How one candidate stood. `parts` sum to `score`; both are in parts per million of the logarithm of a price. */
export interface OfferScore {
  readonly offer_id: string;
  readonly seller_id: string;
  /** Price and shipping. */
  readonly landed_minor: number;
  readonly refusal_code: OfferRefusal | null;
  readonly score: number;
  readonly parts: { readonly price: number; readonly speed: number; readonly seller: number; readonly stock: number };
}

export interface FeaturedOffer {
  readonly offer_id: string | null;
  readonly reason: {
    readonly code: 'only_candidate' | 'best_score' | 'tie_broken' | 'no_candidates' | OfferRefusal;
    readonly reference_price_minor: number | null;
    /** The most that a featured offer may cost, shipping included. */
    readonly limit_minor: number | null;
    readonly candidate_count: number;
    readonly eligible_count: number;
    readonly weights: typeof featuredOfferWeights;
    /** Best first; those refused follow by id. */
    readonly scores: readonly OfferScore[];
  };
}

/**
 * What a shopper gives up for what, as logarithm of the landed price: a day sooner is worth 1.5 % of it, the best
 * seller instead of the worst 15 %, deep stock instead of a last piece 2 %. Public, since EU law has a marketplace
 * name what decides its ranking.
 */
export const featuredOfferWeights = { price: 1, day: 0.015, max_days: 14, seller: 0.15, stock: 0.02, full_stock: 20, reference_limit_ppm: 1_250_000 } as const;

/**
 * Chooses the offer behind the buy button. A candidate's score comes from itself and the reference alone, never from
 * the others: so a loser that comes or goes changes nothing, and a lower price never lowers a rank.
 */
export function chooseFeaturedOffer(candidates: readonly OfferCandidate[], { reference_price_minor }: { readonly reference_price_minor?: number | null } = {}): FeaturedOffer {
  const reference = reference_price_minor ?? null;
  const limit_minor = reference === null ? null : Math.floor((reference * featuredOfferWeights.reference_limit_ppm) / 1_000_000);
  const gated = candidates.map((candidate) => ({ candidate, refusal_code: refusalOf(candidate, limit_minor) }));
  // Last, so that only a new offer that could itself be featured keeps used ones out.
  const isNewThere = gated.some(({ candidate, refusal_code }) => refusal_code === null && candidate.condition === 'new');
  const entries = gated.map(({ candidate, refusal_code }) => {
    const isKeptOut = refusal_code === null && isNewThere && candidate.condition !== 'new';
    return { candidate, score: scoreOf(candidate, isKeptOut ? 'used_while_new_exists' : refusal_code) };
  });
  const ranked = entries.toSorted(byRank);
  const eligible = ranked.filter((entry) => entry.score.refusal_code === null);
  return {
    offer_id: eligible[0]?.candidate.offer_id ?? null,
    reason: {
      code: reasonOf(eligible.map((entry) => entry.score), ranked.map((entry) => entry.score)),
      reference_price_minor: reference,
      limit_minor,
      candidate_count: candidates.length,
      eligible_count: eligible.length,
      weights: featuredOfferWeights,
      scores: ranked.map((entry) => entry.score),
    },
  };
}

function landedOf(candidate: OfferCandidate): number {
  return candidate.price_minor + candidate.shipping_minor;
}

function refusalOf(candidate: OfferCandidate, limit_minor: number | null): OfferRefusal | null {
  if (candidate.seller_status !== 'active') return 'seller_not_active';
  if (!candidate.is_in_stock) return 'out_of_stock';
  return limit_minor !== null && landedOf(candidate) > limit_minor ? 'price_above_reference' : null;
}

function scoreOf(candidate: OfferCandidate, refusal_code: OfferRefusal | null): OfferScore {
  const { price, day, max_days, seller, stock, full_stock } = featuredOfferWeights;
  const landed_minor = landedOf(candidate);
  // Whole millionths, so that two machines that differ in the last bit of a logarithm still agree.
  const parts = {
    price: -millionths(price * Math.log1p(landed_minor)),
    speed: -millionths(day * between(candidate.promised_days, 0, max_days)),
    seller: millionths(seller * between(candidate.seller_score, 0, 1)),
    stock: millionths((stock * between(candidate.stock_depth, 0, full_stock)) / full_stock),
  };
  const score = parts.price + parts.speed + parts.seller + parts.stock;
  return { offer_id: candidate.offer_id, seller_id: candidate.seller_id, landed_minor, refusal_code, score, parts };
}

/** Best score first; ties go to the cheaper, the sooner, the better seller, and at last to the smaller id. */
function byRank(a: { candidate: OfferCandidate; score: OfferScore }, b: { candidate: OfferCandidate; score: OfferScore }): number {
  const isOut = (entry: { score: OfferScore }) => (entry.score.refusal_code === null ? 0 : 1);
  const byId = a.candidate.offer_id < b.candidate.offer_id ? -1 : a.candidate.offer_id > b.candidate.offer_id ? 1 : 0;
  if (isOut(a) === 1 && isOut(b) === 1) return byId;
  return isOut(a) - isOut(b)
    || b.score.score - a.score.score
    || a.score.landed_minor - b.score.landed_minor
    || a.candidate.promised_days - b.candidate.promised_days
    || b.candidate.seller_score - a.candidate.seller_score
    || byId;
}

/** For nobody: the refusal of those that came nearest. */
function reasonOf(eligible: readonly OfferScore[], all: readonly OfferScore[]): FeaturedOffer['reason']['code'] {
  const [first, second] = eligible;
  if (first !== undefined) return second === undefined ? 'only_candidate' : first.score === second.score ? 'tie_broken' : 'best_score';
  const nearest: readonly OfferRefusal[] = ['price_above_reference', 'out_of_stock', 'seller_not_active'];
  return nearest.find((code) => all.some((score) => score.refusal_code === code)) ?? 'no_candidates';
}

function millionths(value: number): number {
  return Math.round(value * 1_000_000);
}

function between(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
