import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { settingsOf } from './shop-database.ts';
import { waitFor } from './visitor.ts';

const from_sources = join(import.meta.dirname, '../../apps/server/src/main.ts');

/** A shop in a process of its own, which can be killed as a power cut would. */
export interface ShopProcess {
  readonly url: string;
  readonly pid: number;
  /** The end of what it has printed. */
  output(): string;
  /** SIGKILL: nothing is said, nothing is finished. */
  kill(): Promise<void>;
  /** SIGTERM: requests end, the database is closed. */
  stop(): Promise<void>;
}

/** Starts `node apps/server/src/main.ts`, or another `main`, and answers when the shop says that it is ready. `onOutput` is given what it prints. */
export async function startShopProcess(folder: string, port: number, env: Readonly<Record<string, string>>, onOutput: (text: string) => void = () => undefined, main: string = from_sources): Promise<ShopProcess> {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'] ?? '', ...settingsOf(folder, port), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-20_000);
    onOutput(chunk.toString());
  });
  const ended = once(child, 'exit');
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await waitFor('the shop to be ready', async () => {
      if (child.exitCode !== null) throw new Error(`The shop ended: ${output}`);
      return (await fetch(`${url}/readyz`).catch(() => null))?.ok;
    }, 120_000);
  } catch (error) {
    if (child.exitCode === null) await end('SIGKILL');
    throw error;
  }
  return { url, pid: child.pid ?? 0, output: () => output, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}
