import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const script = join(import.meta.dirname, '../../../../scripts/engines/opensearch.ts');

/** Why tests cannot have an OpenSearch here; false when they can. In CI that is an error. */
export function missingOpenSearch(): string | false {
  if (process.env['OPENSEARCH_URL'] !== undefined) return false;
  const check = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  if (check.status === 0) return false;
  const reason = `${check.stderr.trim()}; or set OPENSEARCH_URL`;
  if (process.env['CI']) throw new Error(reason);
  return reason;
}

/** The server of `OPENSEARCH_URL`, or one that is started now. */
export async function startOpenSearch(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env['OPENSEARCH_URL'];
  if (given !== undefined) return { url: given, stop: () => Promise.resolve() };
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    child.once('exit', (code) => reject(new Error(`OpenSearch could not be started (code ${code})`)));
  });
  return { url, stop: async () => { child.kill('SIGTERM'); await ended; } };
}
