/** How much of one kind of work may be under way, found out by how it goes. */
export interface LimitOptions {
  /** Work that takes longer than this on average, or a process that is later than this, is congested. Milliseconds. */
  readonly target_ms: number;
  readonly least: number;
  readonly most: number;
  /** How long somebody may wait for a place. Milliseconds. */
  readonly patience_ms: number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
}

export interface AdaptiveLimit {
  /** Asks for a place. `start` is called at once or later, once; or `refuse` is. Answers how to give up waiting. */
  enter(start: () => void, refuse: () => void): () => void;
  /** Gives a place back. `took_ms` is what the work took; null when that says nothing about the load. */
  leave(took_ms: number | null): void;
  /** What else tells of congestion: how late this process is. Milliseconds. */
  note(delay_ms: number): void;
  /** Turns away those who have waited too long. Answers whether somebody still waits. */
  expire(): boolean;
  readonly limit: number;
  readonly in_flight: number;
  readonly waiting: number;
}

interface Waiting { readonly start: () => void; readonly refuse: () => void; readonly until: number }

/** Time over which work is averaged before the limit moves; longer while too little has ended to tell. */
const window_ms = 100;
const longest_window_ms = 1_000;
const enough_samples = 5;

/**
 * Additive increase, multiplicative decrease: while work is quick and every place was taken, there is one place more in
 * every window; when it gets slow, a tenth fewer. A short queue takes the bursts. The newest in it is served first: under
 * overload the oldest is the one whose caller has given up (LIFO, as in Facebook's "Fail at Scale", ACM Queue 13/8).
 */
export function createAdaptiveLimit({ target_ms, least, most, patience_ms, clock }: LimitOptions): AdaptiveLimit {
  let limit = Math.min(most, Math.max(least, 16));
  let in_flight = 0;
  let queue: Waiting[] = [];
  let window = { since: clock(), count: 0, sum_ms: 0, worst_delay_ms: 0, was_full: false };

  const adapt = () => {
    const now = clock();
    const age_ms = now - window.since;
    if (age_ms < window_ms || (window.count < enough_samples && age_ms < longest_window_ms && window.worst_delay_ms <= target_ms)) return;
    const is_slow = window.worst_delay_ms > target_ms || window.sum_ms > window.count * target_ms;
    if (is_slow) limit = Math.max(least, Math.floor(limit * 0.9));
    else if (window.was_full) limit = Math.min(most, limit + Math.max(1, Math.floor(limit / 16)));
    window = { since: now, count: 0, sum_ms: 0, worst_delay_ms: 0, was_full: false };
  };
  const admit = () => {
    const now = clock();
    while (in_flight < limit) {
      const next = queue.pop();
      if (!next) return;
      if (next.until < now) next.refuse();
      else {
        in_flight += 1;
        next.start();
      }
    }
  };
  return {
    enter(start, refuse) {
      if (in_flight < limit && queue.length === 0) {
        in_flight += 1;
        start();
        return () => undefined;
      }
      window.was_full = true;
      const waiting: Waiting = { start, refuse, until: clock() + patience_ms };
      // Bounded: the one that has waited longest makes room.
      if (queue.length >= limit) queue.shift()?.refuse();
      queue.push(waiting);
      return () => { queue = queue.filter((each) => each !== waiting); };
    },
    leave(took_ms) {
      in_flight -= 1;
      if (took_ms !== null) {
        window.count += 1;
        window.sum_ms += took_ms;
      }
      adapt();
      admit();
    },
    note(delay_ms) {
      window.worst_delay_ms = Math.max(window.worst_delay_ms, delay_ms);
      adapt();
      admit();
    },
    expire() {
      const now = clock();
      while (queue[0] && queue[0].until < now) queue.shift()?.refuse();
      return queue.length > 0;
    },
    get limit() { return limit; },
    get in_flight() { return in_flight; },
    get waiting() { return queue.length; },
  };
}
