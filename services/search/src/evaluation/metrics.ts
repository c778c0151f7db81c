/** Human grades of one query: product id to 0 (wrong) .. 3 (perfect). */
export type Grades = ReadonlyMap<string, number>;

const CUTOFF = 10;
const RECALL_CUTOFF = 100;
/** From this grade on a product answers the query. */
const GOOD = 2;

export interface NdcgAt10 {
  /** Products without a grade count as 0: punishes what the judges never saw. */
  nd: number;
  /** Products without a grade are left out of the ranking: blind to what the judges never saw. */
  judged_only: number;
}

/**
 * Normalized discounted cumulative gain of the first ten: sum of (2^grade - 1) / log2(rank + 1), over that of the
 * best order of the grades. Believe a gain when both numbers rise. Both 0 when no grade is above 0.
 * Järvelin and Kekäläinen 2002, gain after Burges et al. 2005.
 */
export function ndcgAt10(ranked: readonly string[], grades: Grades): NdcgAt10 {
  const ideal = discountedGain([...grades.values()].sort((a, b) => b - a));
  if (ideal === 0) return { nd: 0, judged_only: 0 };
  const judged = ranked.filter((product_id) => grades.has(product_id));
  const gradesOf = (ids: readonly string[]): number[] => ids.map((product_id) => grades.get(product_id) ?? 0);
  return { nd: discountedGain(gradesOf(ranked)) / ideal, judged_only: discountedGain(gradesOf(judged)) / ideal };
}

function discountedGain(grades: readonly number[]): number {
  return grades.slice(0, CUTOFF).reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0);
}

/** 1 / rank of the first good product (grade 2 or more) among the first ten, else 0. */
export function reciprocalRank(ranked: readonly string[], grades: Grades): number {
  const at = ranked.slice(0, CUTOFF).findIndex((product_id) => (grades.get(product_id) ?? 0) >= GOOD);
  return at < 0 ? 0 : 1 / (at + 1);
}

/** The share of good products that is among the first hundred; 0 when there are none. */
export function recallAt100(ranked: readonly string[], grades: Grades): number {
  const good = [...grades].filter(([, grade]) => grade >= GOOD);
  if (good.length === 0) return 0;
  const seen = new Set(ranked.slice(0, RECALL_CUTOFF));
  return good.filter(([product_id]) => seen.has(product_id)).length / good.length;
}

/** Whether some product answers the query; only such queries count. */
export function isAnswerable(grades: Grades): boolean {
  for (const grade of grades.values()) if (grade >= GOOD) return true;
  return false;
}
