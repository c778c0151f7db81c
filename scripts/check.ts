import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Types, lint, and the house rules that are executed; all at once, in well under half a minute. */
const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

const checks: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['types', bin('tsc'), ['--noEmit', '-p', root]],
  ['lint', bin('oxlint'), ['--quiet']],
  ['rules', process.execPath, ['--test', '--test-reporter=dot', 'scripts/{tidy,boundaries}.test.ts']],
];

async function run([name, command, args]: (typeof checks)[number]): Promise<boolean> {
  const started_at = performance.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.stdout.write(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started_at) / 1000).toFixed(1)} s)\n`);
  if (code !== 0) process.stdout.write(Buffer.concat(output));
  return code === 0;
}

const results = await Promise.all(checks.map(run));
process.exitCode = results.every(Boolean) ? 0 : 1;
