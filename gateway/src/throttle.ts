/** Work that may have to give way: let through at once, or at a rate. */
export interface Throttle {
  /** Does the work now or in its turn, first come first served. */
  pass(work: () => void): void;
  /** To be called at even times: whether others wait for what this work takes. */
  look(is_pressed: boolean): void;
  /** Works a second; `Infinity` while nothing is held back. */
  readonly rate: number;
  /** How many wait for their turn. */
  readonly waiting: number;
}

export interface ThrottleOptions {
  /** What is always let through: so many a second, and this share of the most that was done in a second of late. */
  readonly least: number;
  readonly least_share: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Calls back a little later. */
  readonly defer: (work: () => void, ms: number) => void;
}

const turn_ms = 5;
/** Looks over which the rate is averaged, as the weight of the last. */
const weight = 0.2;
/** What was the most is forgotten by half in some 2,000 looks. */
const fade = 0.9997;
const [slower, faster] = [0.95, 1.05];
/** So much above the most that was ever done, a limit is none. */
const free_share = 1.5;

/**
 * Multiplicative decrease while others wait, increase while they do not: it settles where they have just what they
 * need. A rate, and not a pause, since how much a pause holds back depends on how many come.
 */
export function createThrottle({ least, least_share, clock, defer }: ThrottleOptions): Throttle {
  let rate = Infinity;
  let credit = 0;
  let credited_at = clock();
  let seen = { since: clock(), count: 0, rate: 0 };
  let most = 0;
  let is_turning = false;
  const queue: (() => void)[] = [];
  let next = 0;

  const run = (work: () => void) => {
    seen.count += 1;
    work();
  };
  const turn = () => {
    const now = clock();
    // Of a lull no more is saved up than some turns' worth, and one at least.
    credit = rate === Infinity ? Infinity : Math.min(Math.max(1, (rate * 4 * turn_ms) / 1_000), credit + (rate * (now - credited_at)) / 1_000);
    credited_at = now;
    for (; next < queue.length && credit >= 1; credit -= 1) run(queue[next++] as () => void);
    is_turning = next < queue.length;
    if (is_turning) defer(turn, turn_ms);
    if (is_turning && next < queue.length / 2) return;
    queue.splice(0, next);
    next = 0;
  };
  return {
    pass(work) {
      if (rate === Infinity && !is_turning) return run(work);
      queue.push(work);
      if (is_turning) return;
      is_turning = true;
      defer(turn, turn_ms);
    },
    look(is_pressed) {
      const now = clock();
      const current = (seen.count * 1_000) / Math.max(1, now - seen.since);
      seen = { since: now, count: 0, rate: seen.rate + weight * (current - seen.rate) };
      most = Math.max(seen.rate, most * fade);
      if (is_pressed) rate = Math.max(least, least_share * most, Math.min(rate, seen.rate) * slower);
      else if (rate !== Infinity) rate = rate * faster > free_share * most ? Infinity : rate * faster;
    },
    get rate() { return rate; },
    get waiting() { return queue.length - next; },
  };
}
