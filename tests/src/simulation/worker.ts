import { parentPort, workerData } from 'node:worker_threads';
import type { Mutation } from './mutation.ts';
import { plantAll } from './planting.ts';

/** What a worker is told at its start. */
export interface WorkerOrders { readonly mutations: readonly Mutation[] }
/** Asked for one seed at a time; answers its outcome. */
export interface Asked { readonly seed: string }

const { mutations } = workerData as WorkerOrders;
if (mutations.length > 0) plantAll(mutations);
// Imported only now: the sources must be read with their bugs.
const { openPostgres } = await import('./postgres.ts');
const { runSeed } = await import('./run.ts');
const postgres = await openPostgres();

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
const say = (message: unknown) => parentPort?.postMessage(message);

parentPort?.on('message', ({ seed }: Asked) => {
  void runSeed(postgres, seed).then(say);
});
say('ready');
