/** How many finished orders weigh as much as the base score. */
const base_weight = 20;

/** A score that moved less is not worth telling anybody. */
const noticeable = 0.02;

/**
 * What to expect of a seller, 0 to 1: the share of its finished orders that arrived, smoothed towards the base score as
 * if 20 more orders had ended that way (additive smoothing), so that one cancelled first order does not ruin a seller.
 */
export function scoreOf({ base_score, delivered_count, cancelled_count }: { readonly base_score: number; readonly delivered_count: number; readonly cancelled_count: number }): number {
  const score = (base_score * base_weight + delivered_count) / (base_weight + delivered_count + cancelled_count);
  return Math.round(Math.min(Math.max(score, 0), 1) * 10_000) / 10_000;
}

export function isNoticeable(before: number, after: number): boolean {
  // A millionth for what `real` columns round away.
  return Math.abs(after - before) >= noticeable - 0.000_001;
}
