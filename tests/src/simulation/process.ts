import type { Runtime } from '@orinoco/contract';
import type { Chance } from './chance.ts';
import type { Scheduler } from './scheduler.ts';

/** A process that can die: then nothing of it ever resolves again. */
export interface Process {
  readonly name: string;
  readonly is_alive: boolean;
  /** Told at the death, for those who wait for an answer of it. Answers how to forget the listener. */
  onDeath(listener: () => void): () => void;
  die(): void;
}

export function createProcess(name: string): Process {
  let is_alive = true;
  const listeners = new Set<() => void>();
  return {
    name,
    get is_alive() {
      return is_alive;
    },
    onDeath(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    die() {
      is_alive = false;
      const told = Array.from(listeners);
      listeners.clear();
      for (const listener of told) listener();
    },
  };
}

export interface Pace {
  /** By how much a background loop oversleeps: a loaded machine, and fewer looks at nothing for the simulation. */
  readonly stretch: number;
  /** How far the clock of the process is off. */
  readonly skew_ms: number;
}

/** Time, chance and ids of a process, as the seed has them. */
export function runtimeOf(owner: Process, scheduler: Scheduler, chance: Chance, { stretch, skew_ms }: Pace): Runtime {
  return {
    clock: () => new Date(scheduler.now() + skew_ms),
    random: chance.next,
    newId: chance.uuid,
    sleep: (ms, signal) => new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      // Only background loops can be stopped: everything else that waits has somebody waiting for it.
      const is_idle = signal !== undefined;
      const end = () => {
        scheduler.cancel(waking);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const waking = scheduler.after(is_idle ? ms * stretch : ms, owner, is_idle ? 'looks again' : 'slept', end, is_idle);
      signal?.addEventListener('abort', end, { once: true });
    }),
    timeout(ms) {
      const controller = new AbortController();
      scheduler.after(ms, owner, 'gave up', () => controller.abort());
      return controller.signal;
    },
  };
}
