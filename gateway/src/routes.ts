import type { Method } from '@orinoco/contract';

/**
 * Limits of one class of routes. What a shopper loses most by is refused last: browsing gives way at the first sign of
 * congestion, a checkout when the process itself has fallen far behind.
 */
export interface RouteClass {
  /** While a class of a higher rank has to wait, those of lower ranks give way, whatever their own state. */
  readonly rank: number;
  /** Requests that may be in work at once in this process: never fewer than the first, never more than the second. */
  readonly in_flight: readonly [least: number, most: number];
  /** Average time beyond which the class is congested. Milliseconds. */
  readonly target_ms: number;
  /** Lateness of this process beyond which the class gives way. Milliseconds. */
  readonly late_ms: number;
  /** The time depends on others (a bank, an argon2 queue), so only the lateness of this process counts. */
  readonly is_time_foreign?: boolean;
  /** How long a request may wait to be let in, in a burst and while the queue stands. Milliseconds. */
  readonly patience_ms: readonly [burst: number, standing: number];
  /** Requests a minute from one address. */
  readonly per_minute: number;
}

export const routeClasses: Readonly<Record<NonNullable<Method['route_class']>, RouteClass>> = {
  browse: { rank: 0, in_flight: [2, 400], target_ms: 100, late_ms: 45, patience_ms: [400, 20], per_minute: 6_000 },
  operator: { rank: 1, in_flight: [4, 100], target_ms: 400, late_ms: 100, is_time_foreign: true, patience_ms: [300, 50], per_minute: 1_200 },
  account: { rank: 1, in_flight: [4, 200], target_ms: 300, late_ms: 100, is_time_foreign: true, patience_ms: [300, 50], per_minute: 300 },
  cart: { rank: 1, in_flight: [4, 300], target_ms: 200, late_ms: 60, patience_ms: [500, 50], per_minute: 1_200 },
  checkout: { rank: 2, in_flight: [16, 100], target_ms: 300, late_ms: 250, is_time_foreign: true, patience_ms: [1_000, 300], per_minute: 600 },
  payment: { rank: 3, in_flight: [32, 500], target_ms: 800, late_ms: 500, is_time_foreign: true, patience_ms: [2_000, 1_000], per_minute: 600 },
  webhook: { rank: 3, in_flight: [16, 500], target_ms: 800, late_ms: 500, is_time_foreign: true, patience_ms: [2_000, 1_000], per_minute: 6_000 },
};
