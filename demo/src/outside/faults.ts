/**
 * What can be made to go wrong. `error`: 500 before any effect. `lost_answer`: the effect happens, the answer never
 * comes. `delay`: the answer comes late. `duplicate` and `reorder` are for the route `webhooks`.
 */
export const faultKinds = ['error', 'lost_answer', 'delay', 'duplicate', 'reorder'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  /** Name of the route, or `*` for all but `webhooks`. */
  readonly route: string;
  readonly kind: FaultKind;
  /** How many requests it hits. */
  readonly count: number;
  readonly delay_ms?: number;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The first waiting fault of that route (and kind), used up by one; null when there is none. */
  take(route: string, kind?: FaultKind): Fault | null;
}

const maxFaults = 100;

/** Faults live in memory only: a restart heals the system. */
export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.count });
      waiting = waiting.slice(-maxFaults);
    },
    clear() {
      waiting = [];
    },
    take(route, kind) {
      const found = waiting.find(({ fault }) => (fault.route === route || (fault.route === '*' && route !== 'webhooks')) && (kind === undefined || fault.kind === kind));
      if (found === undefined) return null;
      found.left -= 1;
      if (found.left <= 0) waiting = waiting.filter((entry) => entry !== found);
      return found.fault;
    },
  };
}
