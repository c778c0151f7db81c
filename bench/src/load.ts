import autocannon, { type Client, type Request } from 'autocannon';
import { buyAsGuest, type BuyableOffer } from './purchase.ts';

/** What one load is: the same mix from the first request to the last, for a fixed time. */
export type Load =
  /** GETs, each connection with a part of the paths of its own, so that nobody asks for what another has just asked for. */
  | { readonly kind: 'reads'; readonly url: string; readonly paths: readonly string[]; readonly connections: number; readonly duration_s: number }
  /** A new guest's cart and one line in it; the pair is one operation. */
  | { readonly kind: 'carts'; readonly url: string; readonly offers: readonly BuyableOffer[]; readonly connections: number; readonly duration_s: number }
  /** Whole guest purchases, one after the other on every connection. */
  | { readonly kind: 'purchases'; readonly url: string; readonly offers: readonly BuyableOffer[]; readonly connections: number; readonly duration_s: number };

export interface LoadResult {
  readonly operation_count: number;
  readonly failure_count: number;
  readonly first_failure: string | null;
  readonly seconds: number;
  /** Times of operations; of the requests for carts. */
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
}

async function cannon(load: Load, requests: Request[], requests_per_operation: number, setupClient: (client: Client) => void): Promise<LoadResult> {
  const times: number[] = [];
  const { duration, errors, timeouts, non2xx } = await autocannon({
    url: load.url, connections: load.connections, duration: load.duration_s, timeout: 30, requests,
    setupClient(client) {
      setupClient(client);
      client.on('response', (status, _bytes, duration_ms) => { if (status < 300) times.push(duration_ms); });
    },
  });
  const failure_count = errors + timeouts + non2xx;
  return { operation_count: times.length / requests_per_operation, failure_count, first_failure: failure_count === 0 ? null : `${non2xx} refused, ${errors} broken, ${timeouts} late`, seconds: duration, ...percentiles(times) };
}

function reads(load: Extract<Load, { kind: 'reads' }>): Promise<LoadResult> {
  const { paths, connections } = load;
  let index = 0;
  return cannon(load, [{ path: paths[0] ?? '/' }], 1, (client) => {
    const own = paths.filter((_path, place) => place % connections === index % connections);
    index += 1;
    client.setRequests((own.length === 0 ? paths : own).map((path) => ({ path })));
  });
}

function carts(load: Extract<Load, { kind: 'carts' }>): Promise<LoadResult> {
  const headers = { 'content-type': 'application/json' };
  let turn = 0;
  const requests: Request[] = [
    {
      method: 'POST', path: '/v1/carts', headers, body: '{}',
      onResponse: (_status, body, context, answered) => {
        context['cart_id'] = (JSON.parse(body) as { cart_id: string }).cart_id;
        context['token'] = answered['x-guest-token'] ?? '';
      },
    },
    {
      method: 'POST',
      setupRequest: (request, context) => ({ ...request, path: `/v1/carts/${context['cart_id'] ?? ''}/lines`, headers: { ...headers, 'x-guest-token': context['token'] ?? '' }, body: JSON.stringify({ offer_id: load.offers[turn++ % load.offers.length]?.offer_id, quantity: 1 }) }),
    },
  ];
  return cannon(load, requests, 2, () => undefined);
}

async function purchases({ url, offers, connections, duration_s }: Extract<Load, { kind: 'purchases' }>): Promise<LoadResult> {
  const times: number[] = [];
  const failures: string[] = [];
  const started_at = performance.now();
  const shop = async (shopper: number) => {
    for (let round = 0; performance.now() - started_at < duration_s * 1000; round++) {
      const start = (shopper + round * connections) * 2;
      const chosen = [offers[start % offers.length], offers[(start + 1) % offers.length]].filter((offer) => offer !== undefined);
      const began_at = performance.now();
      await buyAsGuest(url, chosen).then(() => times.push(performance.now() - began_at), (error: unknown) => failures.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, shopper) => shop(shopper)));
  return { operation_count: times.length, failure_count: failures.length, first_failure: failures[0] ?? null, seconds: (performance.now() - started_at) / 1000, ...percentiles(times) };
}

function percentiles(times: number[]): Pick<LoadResult, 'p50_ms' | 'p95_ms' | 'p99_ms'> {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) };
}

process.once('message', (load: Load) => {
  const run = load.kind === 'reads' ? reads(load) : load.kind === 'carts' ? carts(load) : purchases(load);
  void run.then((result) => process.send?.(result, () => process.exit(0)));
});
