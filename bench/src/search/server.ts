import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../../../scripts/engines/opensearch.ts');

export interface RunningServer {
  readonly url: string;
  /** The JVM, where it runs on this machine and was started here. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Starts a real OpenSearch with the compiler and the heap that it has in a shop. */
export async function startOpenSearch(heap: string): Promise<RunningServer> {
  const env = { ...process.env, OPENSEARCH_JAVA_OPTS: `-Xms${heap} -Xmx${heap}` };
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    child.once('exit', (code) => reject(new Error(`OpenSearch could not be started (code ${code})`)));
  });
  return { url, pid: javaBelow(child.pid ?? 0), stop: async () => { child.kill('SIGTERM'); await ended; } };
}

/** Scripts replace themselves by the JVM, so that it is the one process below. */
function javaBelow(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  const java = children.find((child) => readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'java');
  if (java === undefined) throw new Error('The JVM of OpenSearch was not found');
  return java;
}
