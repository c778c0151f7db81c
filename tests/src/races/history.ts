/** One call as its client saw it. */
export interface Observation {
  readonly call: 'reserve' | 'release' | 'read';
  /** Whether it was granted. A call without an answer may have happened at any time since its start, or not at all. */
  readonly outcome: 'ok' | 'refused' | 'unknown';
  readonly offer_id: string;
  /** What was asked for; of a release what the purchase had; of a read what it saw as available. */
  readonly quantity: number;
  /** Whose; calls with the same one are about one purchase. */
  readonly purchase_id: string;
  /** Monotonic, ms. */
  readonly started_at: number;
  readonly ended_at: number;
}

export interface Explaining {
  /** What was available of each offer before the first call. */
  readonly stock: ReadonlyMap<string, number>;
  /** How old the knowledge behind a refusal may be. 0 for one process; several may remember "sold out" for a moment. */
  readonly stale_ms?: number;
}

/**
 * What clients were told and no order of their calls can explain, where each call happens at one moment between its
 * start and its end (linearizability; Herlihy and Wing, 1990). Stock is a counter with a floor of zero, for which four
 * conditions can be checked without a search: (a) never more granted than there was, (b) every refusal at a moment
 * with too little, (c) the same purchase is answered the same, (d) every read between what it can have been.
 */
export function unexplained(history: readonly Observation[], { stock, stale_ms = 0 }: Explaining): string[] {
  return [...Map.groupBy(history, (each) => each.offer_id)].flatMap(([offer_id, own]) => {
    const bounds = boundsOf(effects(own), stock.get(offer_id) ?? 0);
    return [...oversold(offer_id, bounds), ...idleRefusals(own, bounds, stale_ms), ...changedAnswers(own), ...impossibleReads(own, bounds)];
  });
}

/** A repeat takes nothing more: of a purchase's calls of one sort the earliest start and the earliest end count. */
function effects(own: readonly Observation[]): Observation[] {
  const changing = own.filter((each) => each.call !== 'read' && each.outcome !== 'refused');
  return [...Map.groupBy(changing, (each) => `${each.call} ${each.purchase_id}`).values()].flatMap((all) => {
    const [first] = all;
    const answered = all.filter((each) => each.outcome === 'ok').map((each) => each.ended_at);
    return first ? [{ ...first, started_at: Math.min(...all.map((each) => each.started_at)), ended_at: Math.min(...answered, Infinity) }] : [];
  });
}

interface Level { readonly at: number; readonly count: number }

interface Bounds {
  /** The most that can be available, from each moment on: what need not have been granted yet was not. */
  readonly most: readonly Level[];
  /** The least: what can have been granted was, and what need not have been given back yet was not. */
  readonly least: readonly Level[];
}

function boundsOf(changes: readonly Observation[], stock: number): Bounds {
  const stepsOf = (grantAt: 'started_at' | 'ended_at', returnAt: 'started_at' | 'ended_at') => changes.map((change) => (change.call === 'release' ? { at: change[returnAt], count: change.quantity } : { at: change[grantAt], count: -change.quantity }));
  // At one and the same moment, whatever explains more comes first.
  return { most: levelsOf(stepsOf('ended_at', 'started_at').toSorted((a, b) => a.at - b.at || b.count - a.count), stock), least: levelsOf(stepsOf('started_at', 'ended_at').toSorted((a, b) => a.at - b.at || a.count - b.count), stock) };
}

function levelsOf(steps: readonly Level[], stock: number): Level[] {
  let count = stock;
  return [{ at: -Infinity, count }, ...steps.filter((step) => step.at !== Infinity).map((step) => ({ at: step.at, count: (count += step.count) }))];
}

/** The levels that hold at some moment between the two. */
function during(levels: readonly Level[], from: number, to: number): number[] {
  const last = levels.findLast((level) => level.at < from);
  return [...(last ? [last] : []), ...levels.filter((level) => level.at >= from && level.at <= to)].map((level) => level.count);
}

function oversold(offer_id: string, { most }: Bounds): string[] {
  const lowest = Math.min(...most.map((level) => level.count));
  return lowest < 0 ? [`(a) ${-lowest} of ${offer_id} were granted beyond the stock`] : [];
}

function idleRefusals(own: readonly Observation[], { least }: Bounds, stale_ms: number): string[] {
  const refused = own.filter((each) => each.call === 'reserve' && each.outcome === 'refused');
  return refused.filter(({ started_at, ended_at, quantity }) => Math.min(...during(least, started_at - stale_ms, ended_at)) >= quantity)
    .map(({ purchase_id, quantity, started_at, ended_at }) => `(b) ${purchase_id} was refused ${quantity} while there were at least ${Math.min(...during(least, started_at - stale_ms, ended_at))}`);
}

function changedAnswers(own: readonly Observation[]): string[] {
  return [...Map.groupBy(own.filter((each) => each.call === 'reserve'), (each) => each.purchase_id)].flatMap(([purchase_id, all]) => {
    const granted_at = Math.min(...all.filter((each) => each.outcome === 'ok').map((each) => each.ended_at), Infinity);
    return all.some((each) => each.outcome === 'refused' && each.started_at > granted_at) ? [`(c) ${purchase_id} was granted and then refused`] : [];
  });
}

function impossibleReads(own: readonly Observation[], { most, least }: Bounds): string[] {
  return own.filter((each) => each.call === 'read' && each.outcome === 'ok').flatMap(({ quantity, started_at, ended_at }) => {
    const [low, high] = [Math.min(...during(least, started_at, ended_at)), Math.max(...during(most, started_at, ended_at))];
    return quantity < low || quantity > high ? [`(d) ${quantity} were seen where there were ${low} to ${high}`] : [];
  });
}
