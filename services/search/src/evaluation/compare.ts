import type { QueryQuality } from './measure.ts';

const RESAMPLES = 2000;
const LOW = .025;

/** The mean of paired differences with its 95 % bootstrap interval; certain when the interval leaves 0 out. */
export interface PairedDifference { mean: number; low: number; high: number }

export type Differences = Record<'ndcg_at_10' | 'ndcg_at_10_judged' | 'mrr' | 'recall_at_100', PairedDifference>;

export interface Comparison extends Differences {
  classes: Record<string, Differences>;
  /** The queries that changed, the greatest change first. */
  changes: { query: string; class: string; before: number; after: number; before_judged: number; after_judged: number }[];
}

/** One query as both runs answered it. */
interface Pair { before: QueryQuality; after: QueryQuality }

/** Compares the queries that both runs asked. Believe a gain when NDCG over all and over judged products both rise. */
export function compareRuns(before: readonly QueryQuality[], after: readonly QueryQuality[]): Comparison {
  const keys = (queries: readonly QueryQuality[]): [string, QueryQuality][] => {
    const seen = new Map<string, number>();
    return queries.map((query) => {
      const key = `${query.class}\n${query.query}`;
      // Two products may have been looked for by the same words.
      const nth = (seen.get(key) ?? 0) + 1;
      seen.set(key, nth);
      return [`${key}\n${nth}`, query];
    });
  };
  const earlier = new Map(keys(before));
  const pairs: Pair[] = keys(after).flatMap(([key, query]) => {
    const other = earlier.get(key);
    return other ? [{ before: other, after: query }] : [];
  });
  const changes = pairs.map((pair) => ({
    query: pair.after.query, class: pair.after.class, before: pair.before.ndcg_at_10, after: pair.after.ndcg_at_10,
    before_judged: pair.before.ndcg_at_10_judged, after_judged: pair.after.ndcg_at_10_judged,
  })).filter((change) => change.before !== change.after || change.before_judged !== change.after_judged);
  const classes = Map.groupBy(pairs, (pair) => pair.after.class);
  return {
    ...differences(pairs),
    classes: Object.fromEntries([...classes].map(([name, members]) => [name, differences(members)])),
    changes: changes.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before)),
  };
}

function differences(pairs: readonly Pair[]): Differences {
  const change = (metric: keyof Differences): PairedDifference => pairedDifference(pairs.map((pair) => pair.after[metric] - pair.before[metric]));
  return { ndcg_at_10: change('ndcg_at_10'), ndcg_at_10_judged: change('ndcg_at_10_judged'), mrr: change('mrr'), recall_at_100: change('recall_at_100') };
}

/** Resamples with a fixed seed, so that the same runs always give the same interval. */
export function pairedDifference(differences: readonly number[]): PairedDifference {
  if (differences.length === 0) return { mean: 0, low: 0, high: 0 };
  const random = seededRandom(1);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) sum += differences[Math.floor(random() * differences.length)]!;
    return sum / differences.length;
  }).sort();
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
  return { mean, low: means[Math.floor(LOW * RESAMPLES)]!, high: means[Math.ceil((1 - LOW) * RESAMPLES) - 1]! };
}

/** Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
