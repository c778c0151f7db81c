/**
 * What code takes from its surroundings: time, chance and ids. It is handed in, so that a simulation can decide them
 * and replay a run from its seed; the rule that bans the ambient ones is in `scripts/tidy.test.ts`.
 */
export interface Runtime {
  readonly clock: () => Date;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** A UUID. */
  readonly newId: () => string;
  /** Resolves after so many milliseconds, or at once when the signal fires; never rejects. With a signal it keeps no process alive. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Fires after so many milliseconds. */
  readonly timeout: (ms: number) => AbortSignal;
}

/** The machine's own clock and chance. */
export const systemRuntime: Runtime = {
  clock: () => new Date(),
  random: Math.random,
  newId: () => crypto.randomUUID(),
  sleep: (ms, signal) => new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal) timer.unref();
    signal?.addEventListener('abort', end, { once: true });
  }),
  timeout: (ms) => AbortSignal.timeout(ms),
};
