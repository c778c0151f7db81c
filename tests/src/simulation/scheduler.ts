import { createHeap } from './heap.ts';
import type { Chance } from './chance.ts';
import type { Process } from './process.ts';

export interface Happening {
  time: number;
  readonly tie: number;
  readonly label: string;
  /** Whose it is: what belongs to a dead process never happens. */
  readonly owner: Process;
  readonly run: () => void;
  is_cancelled: boolean;
}

export interface Scheduler {
  /** Virtual epoch ms. */
  now(): number;
  /** Something that happens later. `is_idle`: a background loop that only looks again; time may leap over it. */
  after(ms: number, owner: Process, label: string, run: () => void, is_idle?: boolean): Happening;
  cancel(happening: Happening | undefined): void;
  /** Happens until `isOver` says so after a step, or nothing is left. Between two steps everything that was set off has run. */
  run(isOver: () => boolean): Promise<void>;
  /** Time of the next thing that is no idle look; Infinity when there is none. */
  nextAt(): number;
  /** Sets the clock forward: what should have happened meanwhile happens now, as after a machine was suspended. */
  leap(to: number): void;
  /** A number over everything that has happened, in order: equal for equal runs. */
  trace(): string;
  note(line: string): void;
  step_count(): number;
}

export interface SchedulerOptions {
  readonly chance: Chance;
  readonly start: number;
  /** Gets each line of the trace. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Called before something of a process happens; true when the process has died there instead. */
  readonly strike: (happening: Happening) => boolean;
}

/**
 * One queue of virtual time, ordered by time and then by a seeded tie. One thing happens, then all promises that it has
 * settled run to their next wait, and only then the next thing happens: Node's order of microtasks is fixed, so the seed
 * decides everything.
 */
export function createScheduler({ chance, start, onLine, strike }: SchedulerOptions): Scheduler {
  const work = createHeap();
  const idle = createHeap();
  let now = start;
  let hash = 0x811c9dc5;
  let other_hash = 5_381;
  let step_count = 0;

  const note = (line: string) => {
    for (let index = 0; index < line.length; index += 1) {
      const code = line.charCodeAt(index);
      hash = Math.imul(hash ^ code, 0x01000193);
      other_hash = (Math.imul(other_hash, 33) + code) | 0;
    }
    onLine?.(`${((now - start) / 1000).toFixed(3).padStart(9)} ${line}`);
  };
  const isGone = (happening: Happening) => happening.is_cancelled || !happening.owner.is_alive;
  const top = (heap: typeof work): Happening | undefined => {
    for (;;) {
      const first = heap.peek();
      if (first === undefined || !isGone(first)) return first;
      heap.pop();
    }
  };
  const take = (): Happening | undefined => {
    const [busy, quiet] = [top(work), top(idle)];
    if (busy === undefined || quiet === undefined) return (busy === undefined ? idle : work).pop();
    return (quiet.time < busy.time || (quiet.time === busy.time && quiet.tie < busy.tie) ? idle : work).pop();
  };
  /** Answers whether anything happened. */
  const step = (): boolean => {
    const happening = take();
    if (happening === undefined) return false;
    now = Math.max(now, happening.time);
    step_count += 1;
    if (strike(happening)) return true;
    note(`${happening.owner.name} ${happening.label}`);
    happening.run();
    return true;
  };

  return {
    now: () => now,
    after(ms, owner, label, run, is_idle = false) {
      const happening: Happening = { time: now + Math.max(0, Math.round(ms)), tie: chance.next(), label, owner, run, is_cancelled: false };
      (is_idle ? idle : work).push(happening);
      return happening;
    },
    cancel(happening) {
      if (happening) happening.is_cancelled = true;
    },
    run: (isOver) => new Promise((resolve, reject) => {
      const tick = () => {
        try {
          if (isOver() || !step()) return resolve();
          setImmediate(tick);
        } catch (error) {
          reject(error as Error);
        }
      };
      setImmediate(tick);
    }),
    nextAt: () => top(work)?.time ?? Infinity,
    leap(to) {
      now = Math.max(now, to);
      note('leap');
    },
    trace: () => `${(hash >>> 0).toString(16).padStart(8, '0')}${(other_hash >>> 0).toString(16).padStart(8, '0')}`,
    note,
    step_count: () => step_count,
  };
}
