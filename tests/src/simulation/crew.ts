import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Mutation } from './mutation.ts';
import type { Outcome } from './run.ts';

export interface Shift {
  readonly worker_count: number;
  readonly mutations: readonly Mutation[];
  /** The next seed; undefined when there are no more. */
  readonly nextSeed: () => string | undefined;
  /** Answers whether to go on. */
  readonly onOutcome: (outcome: Outcome) => boolean;
}

/** Plays seeds in several threads until they are all played or somebody says stop. */
export async function playSeeds({ worker_count, mutations, nextSeed, onOutcome }: Shift): Promise<void> {
  let is_over = false;
  await Promise.all(Array.from({ length: worker_count }, () => new Promise<void>((resolve, reject) => {
    const worker = new Worker(join(import.meta.dirname, 'worker.ts'), { workerData: { mutations } });
    const end = () => void worker.terminate().then(() => resolve());
    const next = () => {
      const seed = is_over ? undefined : nextSeed();
      if (seed === undefined) return end();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      worker.postMessage({ seed });
    };
    worker.on('error', (error) => {
      is_over = true;
      reject(error);
    });
    worker.on('message', (message: Outcome | 'ready') => {
      if (message !== 'ready' && !is_over) is_over = !onOutcome(message);
      next();
    });
  })));
}
