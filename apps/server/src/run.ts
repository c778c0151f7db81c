import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SettingsError } from '@orinoco/config';
import { demoAccounts } from '@orinoco/demo/seed';
import { readSettings, type ServerSettings } from './config.ts';
import { startServer } from './server.ts';
import { runTask } from './tasks.ts';

/** Starts the shop, or does a task: `--task=seed --products=100000`, `--task=import FILE`. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, strict: true, options: { services: { type: 'string' }, task: { type: 'string' }, products: { type: 'string' }, seed: { type: 'string' }, seller: { type: 'string' }, format: { type: 'string' }, 'dry-run': { type: 'boolean' }, to: { type: 'string' }, from: { type: 'string' }, until: { type: 'string' }, keep: { type: 'string' } } });
    const settings = readSettings({ ...process.env, ...(values.services === undefined ? {} : { SERVICES: values.services }) });
    if (values.task === undefined) await serve(settings);
    else await runTask(values.task, settings, { ...values, positionals });
  } catch (error) {
    process.stderr.write(`${error instanceof SettingsError || error instanceof Error ? error.message : String(error)}\n`);
    if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    process.exitCode = 1;
  }
}

async function serve(settings: ServerSettings): Promise<void> {
  const started_at = performance.now();
  const tell = (line: string) => process.stdout.write(`  ${line}\n`);
  tell('Orinoco');
  let stop: (() => Promise<void>) | undefined;
  stopOnSignals(() => stop, settings.DRAIN_MS + ending_ms);
  const server = await startServer(settings, { tell });
  stop = server.stop;
  const seconds = ((performance.now() - started_at) / 1000).toFixed(1);
  process.stdout.write(`\n  The shop is open: ${server.url}   (started in ${seconds} s)\n  API reference:    ${server.url}/docs\n`);
  if (settings.DEMO) process.stdout.write(`  E-mails:          ${server.url}/demo/emails\n\n  Demo accounts (password: ${demoAccounts.password})\n${demoAccounts.people.map((person) => `    ${person.role.padEnd(9)} ${person.email}`).join('\n')}\n  Test card: 4242 4242 4242 4242, any future date, any code\n\n`);
}

/** After the listener's own delay everything has so long to end; whoever runs us kills what takes longer. */
const ending_ms = 9_000;

/** The first signal lets running requests end; the second, or one while the shop still starts, does not wait. */
function stopOnSignals(current: () => (() => Promise<void>) | undefined, within_ms: number): void {
  let is_stopping = false;
  const onSignal = () => {
    const stop = current();
    if (is_stopping || !stop) process.exit(130);
    is_stopping = true;
    process.stdout.write('\n  Closing\n');
    void Promise.race([stop(), sleep(within_ms)]).then(() => process.exit(0));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
}
