import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findPaths } from './paths.ts';
import { startShop, startWorker } from './processes.ts';
import { findOffers } from './purchase.ts';
import type { Phase, PhaseResult, StreamName, Wanted } from './overload-load.ts';

/**
 * How much of its peak a shop still does when far more is asked of it: the closed-loop peak, then 2 and 5 times as much
 * offered at a fixed rate over an open pool of connections, by clients that go after two seconds, or five at the till. `node bench/src/overload.ts [--seconds 8] [--products 500]`.
 * Load and shop share the machine's cores, so the load itself takes from what the shop can do: ratios are a lower bound.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '8' }, products: { type: 'string', default: '500' }, json: { type: 'boolean', default: false } } });
const duration_s = Math.min(10, Math.max(1, Number(values.seconds)));
const tell = (line: string) => void process.stdout.write(`${line}\n`);

/** One for each connection at least: requests for one cart wait for each other. */
const cart_count = 400;

/** Guests who stand before the till; asking for the checkout of their cart again works it out anew. */
async function openCheckouts(url: string): Promise<Wanted[]> {
  const offers = await findOffers(url, 64);
  const prepared: Wanted[] = [];
  for (let index = 0; index < cart_count; index += 1) {
    const opened = await fetch(`${url}/v1/carts`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    const { cart_id } = (await opened.json()) as { cart_id: string };
    const headers = { 'content-type': 'application/json', 'x-guest-token': opened.headers.get('x-guest-token') ?? '' };
    await (await fetch(`${url}/v1/carts/${cart_id}/lines`, { method: 'POST', headers, body: JSON.stringify({ offer_id: offers[index % offers.length]?.offer_id, quantity: 1 }) })).arrayBuffer();
    prepared.push({ method: 'POST', path: '/v1/checkouts', headers, body: JSON.stringify({ cart_id, email: 'ada@example.com' }) });
  }
  return prepared;
}

const names: readonly StreamName[] = ['browse', 'checkout'];

async function measure(url: string, wanted: Readonly<Record<StreamName, readonly Wanted[]>>, rates: Readonly<Record<StreamName, number>> | null): Promise<PhaseResult> {
  const streamOf = (name: StreamName, closed: number) => ({ wanted: wanted[name], connections: closed, per_second: rates === null ? null : Math.ceil(rates[name]) });
  const phase: Phase = { url, duration_s, streams: { browse: streamOf('browse', 24), checkout: streamOf('checkout', 24) } };
  const worker = startWorker<PhaseResult>('overload-load.ts', phase);
  try {
    return await worker.answer;
  } finally {
    await worker.stop();
  }
}

/** Of before and after, since a machine that is shared with others is not as fast at all times. */
function meanOf(name: StreamName, peaks: readonly PhaseResult[]): number {
  return peaks.reduce((sum, peak) => sum + peak[name].ok_per_second, 0) / peaks.length;
}

function lineOf(name: StreamName, phase: string, result: PhaseResult, peak: number): string {
  const { ok_per_second, ok_p99_ms, shed_per_second, shed_p50_ms, shed_p99_ms, late_per_second, wrong_per_second } = result[name];
  const share = (100 * ok_per_second) / Math.max(1, peak);
  return `| ${phase} | ${name} | ${ok_per_second.toFixed(0)} | ${share.toFixed(0)} % | ${ok_p99_ms.toFixed(0)} | ${shed_per_second.toFixed(0)} | ${shed_p50_ms.toFixed(0)} | ${shed_p99_ms.toFixed(0)} | ${late_per_second.toFixed(0)} | ${wrong_per_second.toFixed(0)} |`;
}

async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-overload-'));
  const shop = await startShop(folder, Number(values.products));
  try {
    const { listings, products } = await findPaths(shop.url);
    const browse = [...listings, ...products].map((path): Wanted => ({ method: 'GET', path, headers: {} }));
    const wanted = { browse, checkout: await openCheckouts(shop.url) };
    await measure(shop.url, wanted, null);
    const peak = await measure(shop.url, wanted, null);
    const phases: [string, PhaseResult][] = [['peak, closed loop', peak]];
    for (const times of [2, 5]) {
      await sleep(2_000);
      phases.push([`${times}× offered`, await measure(shop.url, wanted, { browse: times * peak.browse.ok_per_second, checkout: times * peak.checkout.ok_per_second })]);
    }
    await sleep(2_000);
    const afterwards = await measure(shop.url, wanted, null);
    phases.push(['afterwards, closed loop', afterwards]);
    if (values.json) return tell(JSON.stringify(Object.fromEntries(phases), null, 2));
    tell('| phase | what | answered/s | of peak | p99 ms | shed/s | shed p50 ms | shed p99 ms | too late/s | wrong/s |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|');
    for (const [phase, result] of phases) for (const name of names) tell(lineOf(name, phase, result, meanOf(name, [peak, afterwards])));
  } finally {
    await shop.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await run();
