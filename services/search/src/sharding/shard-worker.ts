import { parentPort, workerData } from 'node:worker_threads';
import { createEmbeddedEngine } from '../engine/engine.ts';
import type { EmbeddedEngineOptions } from '../engine/engine.ts';
import type { ShardAnswer, ShardQuestion } from './threads.ts';

/** One shard of the index, in a thread: answers one question after the other. */
const engine = createEmbeddedEngine(workerData as EmbeddedEngineOptions);

parentPort?.on('message', async ({ id, method, input }: ShardQuestion) => {
  const answer: ShardAnswer = await (engine[method] as (input: unknown) => Promise<unknown>)(input).then((output) => ({ id, output }), (error: unknown) => ({ id, error: String(error) }));
  parentPort?.postMessage(answer);
});
