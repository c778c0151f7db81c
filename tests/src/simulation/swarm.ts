import type { Chance } from './chance.ts';
import { faultKinds, type FaultKind, type FaultRates } from './faults.ts';

/** How one seed's shop is: sizes, habits and what goes wrong. Drawn anew for each, since a mean of everything meets nothing. */
export interface Swarm {
  readonly buyer_count: number;
  readonly seller_count: number;
  readonly offer_count: number;
  readonly location_count: number;
  readonly most_stock: number;
  readonly most_quantity: number;
  /** Buyers come within so many ms. */
  readonly rush_ms: number;
  readonly rates: FaultRates;
  /** What slow means: the mean of a wait, of which some are many times as long. */
  readonly slow_ms: number;
  readonly crash_count: number;
  readonly stretch: number;
  readonly skew_ms: number;
  /** Probabilities of what people do. */
  readonly declines: number;
  readonly challenges: number;
  readonly double_submits: number;
  readonly leaves: number;
  readonly cancels: number;
  readonly ships: number;
  readonly refunds: number;
  readonly coupons: number;
  readonly frees: number;
  readonly bundles: number;
}

/** How often at most, where a kind is on at all. */
const highest: Readonly<Partial<Record<FaultKind, number>>> = { sql_slow: 0.05, call_slow: 0.3, call_duplicate: 0.4, provider_slow: 0.3, provider_lost: 0.3, webhook_never: 0.6, webhook_late: 0.7, webhook_twice: 0.7, event_twice: 0.5, event_late: 0.5, crash: 0.01, outage: 0.6 };

export function drawSwarm(chance: Chance): Swarm {
  const is_calm = chance.happens(0.08);
  const rateOf = (kind: FaultKind) => (is_calm || chance.happens(0.5) ? 0 : (highest[kind] ?? 0.06) * chance.next() ** 2);
  // In some seeds the provider has a bad day: what is unknown stays so until it is given up.
  const storm = is_calm || !chance.happens(0.15) ? {} : { provider_not_applied: 0.3, provider_lost: 0.3, provider_slow: 0.4, call_slow: 0.3 };
  const rates = { ...Object.fromEntries(faultKinds.map((kind) => [kind, rateOf(kind)])), ...storm } as unknown as FaultRates;
  const share = (most: number) => (chance.happens(0.4) ? 0 : chance.next() * most);
  return {
    buyer_count: chance.between(4, 10), seller_count: chance.between(1, 4), offer_count: chance.between(2, 5), location_count: chance.between(1, 2), most_stock: chance.between(1, 14), most_quantity: chance.between(1, 3),
    rush_ms: chance.pick([50, 1_000, 4_000, 15_000]), rates, slow_ms: chance.pick([300, 1_000, 5_000]), crash_count: is_calm ? 0 : chance.between(0, 6), stretch: chance.pick([1, 4, 4, 8, 8, 16, 16, 32]), skew_ms: chance.pick([0, 0, 150, 2_000]),
    declines: share(0.5), challenges: share(0.6), double_submits: share(0.8), leaves: share(0.3), cancels: share(0.8), ships: share(1), refunds: share(0.7), coupons: share(0.6), frees: share(0.3), bundles: share(0.8),
  };
}
