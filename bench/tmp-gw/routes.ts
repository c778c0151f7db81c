import type { Method } from '@orinoco/contract';

/** Limits of one class of routes. Checkout and webhooks are the last to be refused when the shop is too busy. */
export interface RouteClass {
  /** Requests that may be in work at once in this process. */
  readonly in_flight: number;
  /** Requests a minute from one address. */
  readonly per_minute: number;
}

export const routeClasses: Readonly<Record<NonNullable<Method['route_class']>, RouteClass>> = {
  browse: { in_flight: 400, per_minute: 6_000 },
  cart: { in_flight: 300, per_minute: 1_200 },
  account: { in_flight: 200, per_minute: 300 },
  operator: { in_flight: 100, per_minute: 1_200 },
  checkout: { in_flight: 500, per_minute: 600 },
  webhook: { in_flight: 500, per_minute: 6_000 },
};
