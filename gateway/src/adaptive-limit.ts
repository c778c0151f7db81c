/** How much of one kind of work may be under way, found out by how it goes. */
export interface LimitOptions {
  /** Work that takes longer than this on average is congested. Milliseconds. */
  readonly target_ms: number;
  /** So is work in a process that is later than this: nobody else is read meanwhile, and new connections wait unseen. Milliseconds. */
  readonly late_ms: number;
  readonly least: number;
  readonly most: number;
  /** How long somebody may wait for a place: in a burst, and while the queue stands, which is far less. Milliseconds. */
  readonly patience_ms: readonly [burst: number, standing: number];
  /** Calls back when everything that has arrived by now has been read. */
  readonly defer: (work: () => void) => void;
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
  /** Whether the queue stands and is as long as what is in work: who comes now would only push somebody out of it. */
  readonly is_overrun: boolean;
}

interface Waiting { readonly start: () => void; readonly refuse: () => void; readonly since: number }

/** Time over which work is averaged before the limit moves; longer while too little has ended to tell. */
const window_ms = 100;
const longest_window_ms = 1_000;
const enough_samples = 5;
/** A queue that has not been empty for this long stands. */
const standing_ms = 100;
/** Started as they are read; more of one turn of the event loop wait until all of them are read. */
const at_once = 2;

/**
 * Additive increase, multiplicative decrease: while work is quick and every place was taken, there is one place more in
 * every window; when it gets slow, a tenth fewer. A queue takes the bursts. The newest in it is served first, since under
 * overload the oldest is the one whose caller has given up; and who waits in a queue that stands is turned away soon
 * (adaptive LIFO and controlled delay, as in Facebook's "Fail at Scale", ACM Queue 13/8). Work that runs in one piece
 * would otherwise never meet: each request would be done before the next is read, and the queue stand in the sockets.
 */
export function createAdaptiveLimit({ target_ms, late_ms, least, most, patience_ms, clock, defer }: LimitOptions): AdaptiveLimit {
  let limit = Math.min(most, Math.max(least, 16));
  let in_flight = 0;
  let queue: Waiting[] = [];
  let empty_at = clock();
  let started_count = 0;
  let is_turning = false;
  let window = { since: clock(), count: 0, sum_ms: 0, worst_delay_ms: 0, was_full: false };

  const adapt = () => {
    const now = clock();
    const age_ms = now - window.since;
    if (age_ms < window_ms || (window.count < enough_samples && age_ms < longest_window_ms && window.worst_delay_ms <= late_ms)) return;
    const is_slow = window.worst_delay_ms > late_ms || window.sum_ms > window.count * target_ms;
    // Far too late is not waited out a tenth at a time.
    if (is_slow) limit = Math.max(least, Math.floor(limit * (window.worst_delay_ms > 4 * late_ms ? 0.5 : 0.9)));
    else if (window.was_full) limit = Math.min(most, limit + Math.max(1, Math.floor(limit / 16)));
    window = { since: now, count: 0, sum_ms: 0, worst_delay_ms: 0, was_full: false };
  };
  /** Turns away who waited too long, the oldest first, and lets the newest in. */
  const admit = () => {
    const now = clock();
    const patience = patience_ms[now - empty_at > standing_ms ? 1 : 0];
    while (queue[0] && now - queue[0].since > patience) queue.shift()?.refuse();
    while (in_flight < limit && queue.length > 0) {
      in_flight += 1;
      queue.pop()?.start();
    }
    if (queue.length === 0) empty_at = now;
  };
  const turn = () => {
    if (is_turning) return;
    is_turning = true;
    defer(() => {
      is_turning = false;
      started_count = 0;
      admit();
    });
  };
  return {
    enter(start, refuse) {
      turn();
      if (in_flight < limit && queue.length === 0 && started_count < at_once) {
        in_flight += 1;
        started_count += 1;
        start();
        return () => undefined;
      }
      window.was_full ||= in_flight >= limit;
      const now = clock();
      if (queue.length === 0) empty_at = now;
      // Bounded: the one that has waited longest makes room.
      if (queue.length >= most) queue.shift()?.refuse();
      const waiting: Waiting = { start, refuse, since: now };
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
      admit();
      return queue.length > 0;
    },
    get limit() { return limit; },
    get in_flight() { return in_flight; },
    get waiting() { return queue.length; },
    get is_overrun() { return queue.length >= limit && clock() - empty_at > standing_ms; },
  };
}
