import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs } from './cpu.ts';

const root = join(import.meta.dirname, '../..');

export interface RunningShop {
  readonly url: string;
  readonly pid: number;
  readonly admin_url: string;
  /** From the start of the process to the first page with status 200. */
  readonly ready_ms: number;
  /** CPU time of the server until then, without PostgreSQL's: what a busy machine does not stretch. */
  readonly ready_cpu_ms: number;
  /** From the start of the process to "ready": search and recommendations have loaded what they keep in memory. */
  readonly complete_ms: number;
  readonly stop: () => Promise<void>;
}

/** Starts the shop as it runs in production, with its own PostgreSQL in `folder`, and waits until it is ready. */
export async function startShop(folder: string, product_count: number): Promise<RunningShop> {
  const port = await freePort();
  const output = openSync(join(folder, 'shop.log'), 'a');
  // Parcels rest for a day, so that the warehouse of the demo does nothing while something else is measured.
  const env = { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: join(root, '.cache/node'), DATA_DIR: folder, PORT: String(port), DEMO_PRODUCTS: String(product_count), DEMO_STEP_MS: '86400000', RATE_FACTOR: '0', LOG_LEVEL: 'info' };
  const started_at = performance.now();
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts')], { env, stdio: ['ignore', output, output] });
  const url = `http://127.0.0.1:${port}`;
  await untilOk(child, url, join(folder, 'shop.log'));
  const ready_ms = performance.now() - started_at;
  const ready_cpu_ms = cpuMs(child.pid ?? 0);
  await untilOk(child, `${url}/readyz`, join(folder, 'shop.log'));
  const complete_ms = performance.now() - started_at;
  const { admin_url } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { admin_url: string };
  return { url, pid: child.pid ?? 0, admin_url, ready_ms, ready_cpu_ms, complete_ms, stop: () => stopChild(child) };
}

async function untilOk(child: ChildProcess, url: string, log: string): Promise<void> {
  for (const give_up_at = Date.now() + 600_000; Date.now() < give_up_at; ) {
    if (child.exitCode !== null) throw new Error(`The shop ended with code ${child.exitCode}:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await sleep(20);
  }
  throw new Error('The shop did not open within 10 minutes');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

/** A module of this folder in a process of its own: it is sent one message and answers with one. */
export interface Worker<Answer> {
  readonly pid: number;
  readonly answer: Promise<Answer>;
  readonly stop: () => Promise<void>;
}

export function startWorker<Answer>(file: string, message: object): Worker<Answer> {
  const child = fork(join(import.meta.dirname, file), { env: { ...process.env, NODE_ENV: 'production' } });
  const answer = new Promise<Answer>((resolve, reject) => {
    child.once('message', (value) => resolve(value as Answer));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${file} ended with code ${code}`)));
  });
  child.send(message);
  return { pid: child.pid ?? 0, answer, stop: () => stopChild(child) };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
