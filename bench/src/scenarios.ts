import { isDeepStrictEqual } from 'node:util';
import { connections, measure, type Idle, type Measured, type Plan, type Target } from './measure.ts';
import type { Admin } from './database.ts';
import type { LimitMessage } from './limit.ts';
import { findCards, findPaths, partOf, type Paths } from './paths.ts';
import { startWorker, type RunningShop, type Worker } from './processes.ts';
import { findOffers, type BuyableOffer } from './purchase.ts';

export const scenarioNames = ['listing', 'product', 'search', 'page', 'cart', 'checkout'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

export interface ScenarioResult {
  readonly scenario: ScenarioName;
  readonly targets: readonly Measured[];
  /** Whether the limit's statement answers what the shop answers; null where there is nothing to compare. */
  readonly is_same_answer: boolean | null;
}

interface Limit { readonly worker: Worker<{ url: string }>; readonly url: string }
interface Limits { readonly statements: Limit; readonly buffers: Limit }
interface Stage { readonly admin: Admin; readonly shop: RunningShop; readonly limits: Limits; readonly paths: Paths; readonly offers: readonly BuyableOffer[]; readonly plan: Plan; readonly idle: Idle }

const search_count = 300;

/** Runs the scenarios one after the other, each against the shop and its limits. */
export async function runScenarios(names: readonly ScenarioName[], admin: Admin, shop: RunningShop, plan: Plan, idle: Idle, tell: (line: string) => void): Promise<ScenarioResult[]> {
  const paths = await findPaths(shop.url);
  const offers = await findOffers(shop.url, 1_000);
  const limits = await startLimits(shop, paths);
  const stage: Stage = { admin, shop, limits, paths, offers, plan, idle };
  const results: ScenarioResult[] = [];
  try {
    for (const scenario of names) {
      const targets = targetsOf(scenario, stage);
      results.push({ scenario, targets: await measure(admin, targets, plan, tell), is_same_answer: await isSameAnswer(scenario, stage) });
    }
  } finally {
    await Promise.all([limits.statements.worker.stop(), limits.buffers.worker.stop()]);
  }
  return results;
}

async function startLimits(shop: RunningShop, paths: Paths): Promise<Limits> {
  const text = async (path: string) => (await fetch(`${shop.url}${path}`)).text();
  const searches = await findCards(shop.url, paths.searches.slice(-search_count));
  const bodies = { listing: await text(paths.listing), product: await text(paths.product), search: await text(paths.search) };
  const start = async (message: LimitMessage): Promise<Limit> => {
    const worker = startWorker<{ url: string }>('limit.ts', message);
    return { worker, url: (await worker.answer).url };
  };
  return { statements: await start({ kind: 'statements', admin_url: shop.admin_url, searches }), buffers: await start({ kind: 'buffers', bodies }) };
}

function targetsOf(scenario: ScenarioName, stage: Stage): Target[] {
  const { paths, shop, plan } = stage;
  const asLimit = (path: string) => path.replace('/v1/', '/').replace(/\?locale=.*/, '');
  switch (scenario) {
    case 'listing':
      return [...shopReads(stage, 'listing', [paths.listing], paths.listings), limitReads(stage, 'listing', paths.listings.map(asLimit)), bufferReads(stage, 'listing')];
    case 'product':
      return [...shopReads(stage, 'product', [paths.product], paths.products), limitReads(stage, 'product', paths.products.map(asLimit)), bufferReads(stage, 'product')];
    case 'search':
      return [...shopReads(stage, 'search', [paths.search], paths.searches), limitReads(stage, 'search', Array.from({ length: search_count }, (_, index) => `/searches/${index}`)), bufferReads(stage, 'search')];
    case 'page':
      return shopReads(stage, 'page', [paths.pages[0] ?? '/'], paths.pages);
    case 'cart':
      return [{ ...writer(stage), name: 'shop cart', loadOf: (_round, duration_s) => ({ kind: 'carts', url: shop.url, offers: stage.offers, connections, duration_s }) }];
    case 'checkout':
      return [{ ...writer(stage), name: 'shop checkout', loadOf: (round, duration_s) => ({ kind: 'purchases', url: shop.url, offers: partOf(stage.offers, round, plan.round_count), connections, duration_s }) }];
  }
}

function shopReads({ shop, plan, idle }: Stage, name: string, same: readonly string[], distinct: readonly string[]): Target[] {
  const target = (kind: string, pathsOf: (round: number) => readonly string[]): Target => ({ name: `shop ${name}, ${kind}`, pid: shop.pid, owners: ['shop'], idle, loadOf: (round, duration_s) => ({ kind: 'reads', url: shop.url, paths: pathsOf(round), connections, duration_s }) });
  return [target('cached', () => same), target('uncached', (round) => partOf(distinct, round, plan.round_count))];
}

function limitReads({ limits, plan }: Stage, name: string, paths: readonly string[]): Target {
  const { worker, url } = limits.statements;
  return { name: `limit ${name}, one statement`, pid: worker.pid, owners: ['limit'], loadOf: (round, duration_s) => ({ kind: 'reads', url, paths: partOf(paths, round, plan.round_count), connections, duration_s }) };
}

function bufferReads({ limits }: Stage, name: string): Target {
  const { worker, url } = limits.buffers;
  return { name: `limit ${name}, buffer`, pid: worker.pid, owners: [], loadOf: (_round, duration_s) => ({ kind: 'reads', url, paths: [`/${name}`], connections, duration_s }) };
}

function writer({ shop, idle }: Stage): Omit<Target, 'name' | 'loadOf'> {
  return { pid: shop.pid, owners: ['shop', 'background'], settle_ms: 3_000, idle };
}

async function isSameAnswer(scenario: ScenarioName, { shop, limits, paths }: Stage): Promise<boolean | null> {
  const json = async (url: string): Promise<unknown> => (await fetch(url)).json();
  const [path] = scenario === 'listing' ? paths.listings : scenario === 'product' ? paths.products : [];
  if (path === undefined) return null;
  return isDeepStrictEqual(await json(`${shop.url}${path}`), await json(`${limits.statements.url}${path.replace('/v1/', '/')}`));
}
