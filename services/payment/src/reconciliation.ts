import type { Difference, ReconciledTotal } from './contract.ts';
import type { SettlementLine } from './providers/port.ts';

/** A capture or refund of ours. Signed like a settlement's line: a refund is negative. */
export interface OwnMovement {
  readonly operation_key: string;
  readonly movement_reference: string | null;
  readonly kind: 'capture' | 'refund';
  readonly payment_id: string;
  readonly amount_minor: number;
  readonly currency: string;
  /** When it was decided, before the provider heard of it. RFC 3339. */
  readonly created_at: string;
  /** When we learned that it had happened; null while nobody knows. */
  readonly done_at: string | null;
  /** What the ledger has on `provider_clearing` for it. */
  readonly ledger_minor: number;
}

/** A line with the day of the file that it stands in. */
export interface FiledLine extends SettlementLine { readonly settled_on: string }

export interface DayComparison {
  readonly differences: readonly Difference[];
  readonly matched_count: number;
  readonly cut_off_count: number;
  readonly totals: readonly ReconciledTotal[];
}

export interface DayInput {
  /** The day that is compared, `YYYY-MM-DD` in UTC. */
  readonly date: string;
  /** Lines of that day's file and of the files around it. */
  readonly lines: readonly FiledLine[];
  /** What we did that day, and what else the lines may mean, also if it is still open. */
  readonly own: readonly OwnMovement[];
  /** By how much the provider's clock and ours may differ. */
  readonly tolerance_ms: number;
}

interface Pair { readonly line: FiledLine; readonly own: OwnMovement }

/**
 * Compares a day of the provider's settlement with our books. Line and movement belong together by the provider's name
 * for it, or, where the file has other names, by payment, kind, amount and currency. What is told explains the whole
 * gap between the day's sums: see `ReconciledTotal`.
 *
 * A movement may have happened at any time between our deciding and our learning of it, so a file's day is wrong only
 * outside of that, give or take the tolerance.
 */
export function compareDay({ date, lines, own, tolerance_ms }: DayInput): DayComparison {
  const movements = lines.filter((line) => line.kind !== 'fee');
  const done = own.filter((each) => each.done_at !== null);
  const named = pairByReference(movements, done, tolerance_ms);
  const described = pairByDescription(movements, done, named, tolerance_ms);
  const pairs = [...named, ...described];
  const paired = { lines: new Set(pairs.map((pair) => pair.line)), own: new Set(pairs.map((pair) => pair.own)) };
  const isToday = (pair: Pair): boolean => pair.line.settled_on === date || dayOf(pair.own) === date;

  const judged = pairs.filter(isToday).map((pair) => ({ pair, difference: differenceOf(pair, tolerance_ms) }));
  const equal = judged.filter(({ difference }) => difference === null).map(({ pair }) => pair);
  const cut_off = equal.filter((pair) => pair.line.settled_on !== dayOf(pair.own));
  const open = own.filter((each) => each.done_at === null);
  const lonely = movements.filter((line) => line.settled_on === date && !paired.lines.has(line));
  const differences = [
    ...judged.flatMap(({ difference }) => difference ?? []),
    ...lonelyLines(lonely, open, done),
    ...done.filter((each) => dayOf(each) === date && !paired.own.has(each)).map((each) => differ('missing_at_provider', null, each, `${each.operation_key} stands in no file of the provider`)),
    ...lines.filter((line) => line.kind === 'fee' && line.settled_on === date).map((line) => differ('unknown_fee', line, null, 'The provider has taken or given something that is not booked')),
    ...done.filter((each) => dayOf(each) === date && each.ledger_minor !== each.amount_minor).map((each) => differ('ledger_differs', null, each, `The ledger has ${each.ledger_minor} for ${each.operation_key}`)),
  ];
  return { differences, matched_count: equal.length, cut_off_count: cut_off.length, totals: totalsOf(date, lines, done, cut_off) };
}

/** The UTC days whose files are needed to tell what became of movements that were decided at `earliest_at` or later: at most nine. */
export function filesFor(date: string, earliest_at: string | null): string[] {
  const earliest = Math.max(shift(date, -7), Math.min(shift(date, -1), earliest_at === null ? Infinity : Date.parse(`${earliest_at.slice(0, 10)}T00:00:00Z`)));
  return Array.from({ length: (shift(date, 1) - earliest) / day_ms + 1 }, (_each, index) => new Date(earliest + index * day_ms).toISOString().slice(0, 10));
}

/**
 * The days that are to be reconciled now, oldest first: all since the last one up to yesterday, at most seven. A day is
 * left alone for an hour after its end, so that what is under way at midnight comes to rest.
 */
export function daysDue(last_on: string | null, now: Date): string[] {
  const newest = shift(new Date(now.getTime() - rest_ms).toISOString().slice(0, 10), -1);
  const oldest = last_on === null ? newest : Math.max(shift(last_on, 1), newest - 6 * day_ms);
  return oldest > newest ? [] : Array.from({ length: (newest - oldest) / day_ms + 1 }, (_each, index) => new Date(oldest + index * day_ms).toISOString().slice(0, 10));
}

const day_ms = 86_400_000;
const rest_ms = 3_600_000;
const shift = (date: string, days: number): number => Date.parse(`${date}T00:00:00Z`) + days * day_ms;
const dayOf = (own: OwnMovement): string | null => (own.done_at === null ? null : new Date(own.done_at).toISOString().slice(0, 10));

/** Each movement of ours gets the best of the lines with its name; the others with it are duplicates. */
function pairByReference(lines: readonly FiledLine[], done: readonly OwnMovement[], tolerance_ms: number): Pair[] {
  const byReference = Map.groupBy(lines, (line) => line.movement_reference);
  return done.flatMap((own) => {
    const candidates = (own.movement_reference === null ? undefined : byReference.get(own.movement_reference)) ?? [];
    const line = candidates.toSorted((a, b) => distance(a, own, tolerance_ms) - distance(b, own, tolerance_ms))[0];
    return line === undefined ? [] : [{ line, own }];
  });
}

/** 0: as it should be. 1: on another day that is possible. More: something is wrong with it. */
function distance(line: FiledLine, own: OwnMovement, tolerance_ms: number): number {
  const is_same = line.kind === own.kind && line.currency === own.currency && line.amount_minor === own.amount_minor;
  return (is_same ? 0 : 4) + (line.settled_on === dayOf(own) ? 0 : isPossible(line, own, tolerance_ms) ? 1 : 2);
}

const description = ({ payment_id, kind, amount_minor, currency }: Pick<SettlementLine, 'payment_id' | 'kind' | 'amount_minor' | 'currency'>): string => `${payment_id} ${kind} ${amount_minor} ${currency}`;

function pairByDescription(lines: readonly FiledLine[], done: readonly OwnMovement[], named: readonly Pair[], tolerance_ms: number): Pair[] {
  const names = new Set(named.flatMap((pair) => pair.own.movement_reference ?? []));
  const taken = new Set(named.map((pair) => pair.own));
  const free = Map.groupBy(lines.filter((line) => !names.has(line.movement_reference)), (line) => description(line));
  return done.filter((own) => !taken.has(own)).flatMap((own) => {
    const candidates = free.get(description(own)) ?? [];
    // Without a name only the time tells this movement from another one like it.
    const possible = candidates.filter((line) => distance(line, own, tolerance_ms) < 2);
    const line = possible.toSorted((a, b) => distance(a, own, tolerance_ms) - distance(b, own, tolerance_ms))[0];
    if (line === undefined) return [];
    candidates.splice(candidates.indexOf(line), 1);
    return [{ line, own }];
  });
}

function isPossible(line: FiledLine, own: OwnMovement, tolerance_ms: number): boolean {
  const at = Date.parse(line.occurred_at);
  return line.occurred_at.startsWith(line.settled_on) && at >= Date.parse(own.created_at) - tolerance_ms && at <= Date.parse(own.done_at ?? own.created_at) + tolerance_ms;
}

function differenceOf({ line, own }: Pair, tolerance_ms: number): Difference | null {
  if (line.kind !== own.kind) return differ('kind_differs', line, own, `A ${own.kind} here is a ${line.kind} there`);
  if (line.currency !== own.currency) return differ('currency_differs', line, own, `${own.currency} here is ${line.currency} there`);
  if (line.amount_minor !== own.amount_minor) return differ('amount_differs', line, own, `The provider has ${line.amount_minor - own.amount_minor} more than we`);
  if (line.settled_on !== dayOf(own) && !isPossible(line, own, tolerance_ms)) return differ('wrong_day', line, own, `Ours is of ${dayOf(own)}, theirs of ${line.settled_on}`);
  return null;
}

/** Lines that nothing of ours answers to: moved twice, still under way here, or unknown to us. */
function lonelyLines(lines: readonly FiledLine[], open: readonly OwnMovement[], done: readonly OwnMovement[]): Difference[] {
  const byName = new Map(done.map((own) => [own.movement_reference, own]));
  const byDescription = new Map(done.map((own) => [description(own), own]));
  const waiting = Map.groupBy(open, (own) => description(own));
  const seen = new Set<string>();
  return lines.map((line) => {
    const under_way = waiting.get(description(line))?.shift();
    const twin = byName.get(line.movement_reference) ?? (under_way === undefined ? byDescription.get(description(line)) : undefined);
    const is_repeated = seen.has(line.movement_reference);
    seen.add(line.movement_reference);
    if (twin !== undefined || is_repeated) return { ...differ('duplicated', line, null, `The provider has this more than once${twin === undefined ? '' : `; once it is ${twin.operation_key}`}`), operation_key: twin?.operation_key ?? null };
    const known = differ('missing_at_ours', line, null, under_way === undefined ? 'Nothing of ours has moved this' : `${under_way.operation_key} is not known here to have happened`);
    return { ...known, operation_key: under_way?.operation_key ?? null };
  });
}

function differ(kind: Difference['kind'], line: FiledLine | null, own: OwnMovement | null, detail: string): Difference {
  return {
    kind, movement_reference: line?.movement_reference ?? own?.movement_reference ?? null, operation_key: own?.operation_key ?? null, payment_id: own?.payment_id ?? line?.payment_id ?? null,
    own_minor: own?.amount_minor ?? null, own_currency: own?.currency ?? null, own_on: own === null ? null : dayOf(own),
    provider_minor: line?.amount_minor ?? null, provider_currency: line?.currency ?? null, provider_on: line?.settled_on ?? null, detail: detail.slice(0, 300),
  };
}

function totalsOf(date: string, lines: readonly FiledLine[], done: readonly OwnMovement[], cut_off: readonly Pair[]): ReconciledTotal[] {
  const totals = new Map<string, { -readonly [Field in keyof ReconciledTotal]: ReconciledTotal[Field] }>();
  const of = (currency: string) => {
    const total = totals.get(currency) ?? { currency, own_minor: 0, provider_minor: 0, cut_off_minor: 0, fee_minor: 0 };
    totals.set(currency, total);
    return total;
  };
  for (const line of lines.filter((each) => each.settled_on === date)) {
    of(line.currency).provider_minor += line.amount_minor;
    of(line.currency).fee_minor += line.fee_minor;
  }
  for (const own of done.filter((each) => dayOf(each) === date)) of(own.currency).own_minor += own.amount_minor;
  for (const { line, own } of cut_off) of(own.currency).cut_off_minor += line.settled_on === date ? line.amount_minor : -own.amount_minor;
  return [...totals.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
