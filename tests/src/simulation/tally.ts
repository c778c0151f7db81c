import { faultKinds } from './faults.ts';
import type { Outcome } from './run.ts';

/** Rare ways that have to be met, or the simulation no longer tests what it was made for. */
const sometimes = [
  'an order was cancelled before its parcels were known', 'a cancellation was refused', 'a hold ran out', 'rejected: out_of_stock', 'rejected: coupon_refused', 'rejected: payment_declined', 'rejected: payment_unknown', 'rejected: payment_abandoned',
  'rejected: checkout_changed', 'a void left a tombstone', 'the provider was asked the same again', 'a buyer was sent to the bank', 'a buyer did not come back from the bank', 'a checkout was submitted twice at once', 'a purchase was pending',
  'a purchase of several sellers', 'operation capture', 'operation capture, final', 'operation release', 'operation release, final', 'operation void', 'operation refund', 'operation capture of nothing, final', 'more was asked back than there was',
  'saga capture captured', 'saga cancellation cancelled', 'saga cancellation refused', 'order delivered',
] as const;
/** For which several rare things must meet. */
const seldom = ['an authorization met its void'] as const;
/** So many seeds must meet them all. */
const [enough, enough_for_seldom] = [1_000, 10_000];

/** What many seeds have met together. */
export interface Tally {
  /** Faults and rare ways that enough seeds should have met and have not. */
  missing(): string[];
  add(outcome: Outcome): void;
  readonly seed_count: () => number;
  /** Lines for people: how much was played, what was broken, and which rare ways were taken. */
  lines(elapsed_ms: number): string[];
}

export function createTally(): Tally {
  const faults = new Map<string, number>();
  const seen = new Map<string, number>();
  let [seed_count, step_count, virtual_ms] = [0, 0, 0];
  const add = (to: Map<string, number>, key: string, count: number) => to.set(key, (to.get(key) ?? 0) + count);
  return {
    seed_count: () => seed_count,
    missing: () => (seed_count < enough ? [] : [...faultKinds.filter((kind) => !faults.has(kind)), ...[...sometimes, ...(seed_count < enough_for_seldom ? [] : seldom)].filter((what) => !seen.has(what))]),
    add(outcome) {
      seed_count += 1;
      step_count += outcome.step_count;
      virtual_ms += outcome.virtual_ms;
      for (const [kind, count] of Object.entries(outcome.faults)) add(faults, kind, count);
      for (const [what, count] of outcome.seen) add(seen, what, count);
    },
    lines(elapsed_ms) {
      const never = faultKinds.filter((kind) => !faults.has(kind));
      return [
        `${seed_count} seeds in ${(elapsed_ms / 1000).toFixed(0)} s (${((seed_count * 1000) / elapsed_ms).toFixed(1)} a second), ${(virtual_ms / 3_600_000).toFixed(1)} virtual hours, ${step_count} steps`,
        `faults: ${[...faults].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${kind} ${count}`).join(', ')}${never.length > 0 ? `; never: ${never.join(', ')}` : ''}`,
        'sometimes:', ...[...seen].toSorted(([, a], [, b]) => b - a).map(([what, count]) => `  ${String(count).padStart(8)}  ${what}`),
      ];
    },
  };
}
