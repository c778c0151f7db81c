import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildStorefront } from '@orinoco/storefront/build';
import { proportionalMb, residentMb } from './cpu.ts';
import { openAdmin, readCpu, usedBetween, type Admin } from './database.ts';
import { readMachine } from './machine.ts';
import type { Plan } from './measure.ts';
import { weighPage } from './page-weight.ts';
import { findPaths } from './paths.ts';
import { startShop, startWorker, type RunningShop } from './processes.ts';
import { aims, markdown, type Report } from './report.ts';
import type { RenderResult } from './render.ts';
import { runScenarios, scenarioNames, type ScenarioName } from './scenarios.ts';
import { countPurchase } from './statements.ts';

/** What can be asked for with `--only`: the scenarios, and what is counted or weighed rather than loaded. */
const partNames = [...scenarioNames, 'statements', 'weight'] as const;
type PartName = (typeof partNames)[number];

const idle_s = 8;
const tell = (line: string) => void process.stdout.write(`${line}\n`);

interface Options { readonly parts: readonly PartName[]; readonly plan: Plan; readonly product_count: number; readonly folder: string | undefined; readonly json_file: string | undefined; readonly is_kept: boolean }

function readOptions(): Options {
  const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'string' }, seconds: { type: 'string', default: '2' }, rounds: { type: 'string', default: '6' }, products: { type: 'string', default: '5000' }, data: { type: 'string' }, 'no-results': { type: 'boolean', default: false } } });
  const parts = values.only === undefined ? [...partNames] : values.only.split(',');
  const unknown = parts.filter((part) => !partNames.includes(part as PartName));
  if (unknown.length > 0) throw new Error(`--only knows ${partNames.join(', ')}; not ${unknown.join(', ')}`);
  const plan = { round_count: Number(values.rounds), duration_s: Number(values.seconds), warm_up_s: 3 };
  return { parts: parts as PartName[], plan, product_count: Number(values.products), folder: values.data, json_file: values.json, is_kept: !values['no-results'] };
}

async function run({ parts, plan, product_count, folder: given, json_file, is_kept }: Options): Promise<void> {
  const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'orinoco-bench-')) : resolve(given);
  mkdirSync(folder, { recursive: true });
  await buildStorefront();
  let shop: RunningShop | undefined;
  try {
    tell(`Filling a shop with ${product_count} products in ${folder}`);
    const first = await startShop(folder, product_count);
    await settle(first);
    await first.stop();
    shop = await startShop(folder, product_count);
    const admin = await openAdmin(shop.admin_url);
    const report = await measureShop(admin, shop, { parts, plan, product_count, first_ms: given === undefined ? first.ready_ms : null });
    await admin.close();
    write(report, is_kept, json_file);
  } finally {
    await shop?.stop();
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Projections and the search index catch up with the seed, and statistics are taken, so that plans are those of a shop that has run for a while. */
async function settle(shop: RunningShop): Promise<void> {
  const admin = await openAdmin(shop.admin_url);
  await sleep(5_000);
  await admin.rows('vacuum analyze');
  await admin.close();
}

interface Wanted { readonly parts: readonly PartName[]; readonly plan: Plan; readonly product_count: number; readonly first_ms: number | null }

async function measureShop(admin: Admin, shop: RunningShop, { parts, plan, product_count, first_ms }: Wanted): Promise<Report> {
  const machine = await readMachine(admin);
  const start = { first_ms, ...(await measureRest(admin, shop)) };
  tell(`Ready after ${(shop.ready_ms / 1000).toFixed(2)} s, ${start.server_mb.toFixed(0)} MB, ${(start.idle.server_ms + start.idle.postgres_ms).toFixed(0)} ms CPU a second at rest`);
  const page = parts.includes('weight') ? { render: await startWorker<RenderResult>('render.ts', {}).answer, weight: await weighPage(shop.url, (await findPaths(shop.url)).pages[0] ?? '/') } : null;
  if (parts.includes('statements')) tell('Counting the statements of a purchase (about two minutes)');
  const purchase = parts.includes('statements') ? await countPurchase(admin, shop.url) : null;
  const scenarios = await runScenarios(parts.filter((part): part is ScenarioName => scenarioNames.includes(part as ScenarioName)), admin, shop, plan, start.idle, tell);
  return { measured_at: new Date().toISOString(), machine, product_count, plan, scenarios, purchase, page, start };
}

/** What the shop takes when nobody comes. */
async function measureRest(admin: Admin, shop: RunningShop): Promise<Omit<Report['start'], 'first_ms'>> {
  await sleep(5_000);
  const before = await readCpu(admin, shop.pid, ['shop']);
  await sleep(idle_s * 1000);
  const after = await readCpu(admin, shop.pid, ['shop']);
  const idle = { server_ms: (after.server - before.server) / idle_s, postgres_ms: usedBetween(before.backends, after.backends) / idle_s };
  const backends = [...(await admin.pidsOf('shop')), ...(await admin.pidsOf('background'))];
  return { ready_ms: shop.ready_ms, ready_cpu_ms: shop.ready_cpu_ms, complete_ms: shop.complete_ms, server_mb: residentMb(shop.pid), postgres_mb: proportionalMb(backends), idle };
}

function write(report: Report, is_kept: boolean, json_file: string | undefined): void {
  const json = `${JSON.stringify(report, null, 1)}\n`;
  if (json_file !== undefined) writeFileSync(json_file, json);
  if (is_kept) {
    const results = join(import.meta.dirname, '../results');
    mkdirSync(results, { recursive: true });
    const name = join(results, report.measured_at.slice(0, 10));
    writeFileSync(`${name}.md`, markdown(report));
    writeFileSync(`${name}.json`, json);
  }
  tell(markdown(report).split('\n## Every statement')[0] ?? '');
  tell(aims(report).map((row) => row.join('  ')).join('\n'));
}

await run(readOptions());
