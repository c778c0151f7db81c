const half_life_ms = 30 * 86_400_000;
const epoch_ms = Date.UTC(2026, 0, 1);

/** Where the factor stops growing: far below the end of a double, about the year 2090. */
const max_exponent = 800;

/**
 * What a unit sold at a time weighs. Instead of halving old sales every 30 days, new ones count double for every
 * 30 days since 2026: the order is the same at any moment, and nothing has to be recomputed as time passes.
 */
export function popularityFactor(at: Date): number {
  const exponent = (at.getTime() - epoch_ms) / half_life_ms;
  return 2 ** Math.min(Math.max(exponent, -max_exponent), max_exponent);
}
