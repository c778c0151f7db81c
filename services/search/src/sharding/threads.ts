import { Worker } from 'node:worker_threads';
import { fail } from '@orinoco/contract';
import type { EmbeddedEngineOptions } from '../engine/engine.ts';
import type { SearchEngine } from '../port.ts';
import type { Shard } from './sharded-engine.ts';

type Asked = 'configure' | 'upsert' | 'remove' | 'search' | 'suggest' | 'documentCount' | 'clear';
export interface ShardQuestion { readonly id: number; readonly method: Asked; readonly input: unknown }
export type ShardAnswer = { readonly id: number; readonly output: unknown } | { readonly id: number; readonly error: string };

/** Questions that may wait for one thread. */
const most_waiting = 10_000;
/** The built server has its worker beside it as JavaScript. */
const worker_url = new URL(import.meta.url.endsWith('.ts') ? './shard-worker.ts' : './shard-worker.js', import.meta.url);

/**
 * A shard in a thread of its own: a slow search holds up neither pages nor the other shards. When the thread dies,
 * every waiting question is answered `unavailable`, and so are later ones: whoever owns the index builds it anew.
 */
export function startShard(options: Pick<EmbeddedEngineOptions, 'language'>, onLost: (error: unknown) => void): Shard {
  const worker = new Worker(worker_url, { workerData: options, name: 'search shard' });
  const waiting = new Map<number, { resolve(output: unknown): void; reject(error: unknown): void }>();
  let next_id = 0;
  let is_closed = false;
  let lost: unknown;
  const lose = (error: unknown) => {
    lost ??= error;
    for (const { reject } of waiting.values()) reject(fail('unavailable', { detail: 'A part of the product index is gone', cause: error }));
    waiting.clear();
    if (!is_closed) onLost(error);
  };
  worker.on('message', (answer: ShardAnswer) => {
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) asker?.reject(new Error(answer.error));
    else asker?.resolve(answer.output);
    if (waiting.size === 0) worker.unref();
  });
  worker.on('error', lose).on('exit', (code) => { if (lost === undefined) lose(new Error(`The thread ended with ${code}`)); });
  worker.unref();
  const ask = <Method extends Asked>(method: Method, input?: Parameters<SearchEngine[Method]>[0]): ReturnType<SearchEngine[Method]> => {
    const answered = new Promise((resolve, reject) => {
      if (lost !== undefined) return reject(fail('unavailable', { detail: 'A part of the product index is gone', cause: lost }));
      if (waiting.size >= most_waiting) return reject(fail('overloaded', { retry_after_s: 1 }));
      next_id += 1;
      waiting.set(next_id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id: next_id, method, input } satisfies ShardQuestion);
    });
    return answered as ReturnType<SearchEngine[Method]>;
  };
  return {
    configure: (settings) => ask('configure', settings),
    upsert: (documents) => ask('upsert', documents),
    remove: (products) => ask('remove', products),
    search: (query) => ask('search', query),
    suggest: (query) => ask('suggest', query),
    documentCount: () => ask('documentCount'),
    clear: () => ask('clear'),
    async close() {
      is_closed = true;
      await worker.terminate();
    },
  };
}
