import type { Clock } from './store.ts';

/** Work that becomes due at times which a table knows. */
export interface DueLoop {
  /** Looks again at once: something new may be due. */
  poke(): void;
  /** Stops looking and waits for the round that is running. */
  close(): Promise<void>;
}

export interface DueWork {
  /** Epoch milliseconds of the next due row, or null when nothing waits. */
  next_due_at(): number | null;
  /** Does everything that is due now. Must not throw for a single row's failure. */
  run(): Promise<void>;
  clock: Clock;
}

// A timer longer than this is cut into several: the clock may be moved meanwhile, and setTimeout ends at 24.8 days.
const maxSleepMs = 60_000;
// A round that could not finish its due rows must not spin.
const minSleepMs = 5;

/** Sleeps until the next due row, runs, and sleeps again. Survives an error of a round. */
export function startDueLoop(work: DueWork): DueLoop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let is_poked = false;
  let is_closed = false;

  const schedule = (): void => {
    clearTimeout(timer);
    if (is_closed) return;
    const due_at = work.next_due_at();
    if (due_at === null) return;
    timer = setTimeout(start, Math.min(maxSleepMs, Math.max(minSleepMs, due_at - work.clock())));
    timer.unref();
  };
  const start = (): void => {
    if (is_closed) return;
    if (running !== undefined) {
      is_poked = true;
      return;
    }
    running = round();
  };
  const round = async (): Promise<void> => {
    try {
      await work.run();
    } catch (error) {
      process.stderr.write(`outside: a round failed: ${String(error)}\n`);
    }
    running = undefined;
    if (is_poked) {
      is_poked = false;
      start();
    } else schedule();
  };

  schedule();
  return {
    poke: start,
    close: async () => {
      is_closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
