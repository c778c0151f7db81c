import type { Chance } from './chance.ts';

/** Everything that can go wrong, by where and how. A rate is a probability per chance to go wrong. */
export const faultKinds = [
  'sql_not_applied', 'sql_lost', 'sql_deadlock', 'sql_slow', 'commit_not_applied', 'commit_lost',
  'call_not_applied', 'call_lost', 'call_late', 'call_slow', 'call_duplicate',
  'provider_not_applied', 'provider_lost', 'provider_late', 'provider_slow',
  'webhook_never', 'webhook_late', 'webhook_twice', 'event_twice', 'event_late', 'crash', 'outage',
] as const;
export type FaultKind = (typeof faultKinds)[number];
export type FaultRates = Readonly<Record<FaultKind, number>>;

export interface Faults {
  /** Whether this goes wrong now; counted when it does. */
  strikes(kind: FaultKind): boolean;
  /** The first of the kinds that strikes. */
  which<Kind extends FaultKind>(kinds: readonly Kind[]): Kind | null;
  /** From now on everything works: what is left must come to its end. */
  stop(): void;
  readonly counts: Readonly<Partial<Record<FaultKind, number>>>;
  count(kind: FaultKind): void;
}

export function createFaults(chance: Chance, rates: FaultRates): Faults {
  const counts: Partial<Record<FaultKind, number>> = {};
  let is_over = false;
  const count = (kind: FaultKind) => { counts[kind] = (counts[kind] ?? 0) + 1; };
  const strikes = (kind: FaultKind) => {
    if (is_over || !chance.happens(rates[kind])) return false;
    count(kind);
    return true;
  };
  return { strikes, which: (kinds) => kinds.find(strikes) ?? null, stop: () => { is_over = true; }, counts, count };
}
