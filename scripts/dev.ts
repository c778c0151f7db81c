import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';

/** Starts the shop and starts it again whenever a source changes. The database and its contents stay. */
const root = join(import.meta.dirname, '..');
const folders = ['packages', 'services', 'gateway', 'apps', 'demo'];
let child: ChildProcess | undefined;
let timer: NodeJS.Timeout | undefined;
let is_restarting = false;

function start(): void {
  is_restarting = false;
  child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env: { LOG_LEVEL: 'debug', ...process.env } });
  // Closed by Ctrl-C or by itself it ends this too; broken by a change it waits for the next.
  child.once('exit', (code, signal) => { if (!is_restarting && (signal === 'SIGINT' || code === 0)) process.exit(0); });
}

async function restart(): Promise<void> {
  // What changes meanwhile is loaded by the start that comes.
  if (is_restarting) return;
  const running = child;
  is_restarting = true;
  if (running && running.exitCode === null) {
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
  }
  start();
}

for (const folder of folders) {
  watch(join(root, folder), { recursive: true }, (_event, file) => {
    if (file === null || !/\.(ts|tsx|css|sql|json)$/.test(file) || file.includes('node_modules')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), 300);
  });
}
process.on('SIGINT', () => undefined).on('SIGTERM', () => child?.kill('SIGTERM'));
start();
