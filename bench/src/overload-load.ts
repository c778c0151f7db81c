import type { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon, { type Client, type Request } from 'autocannon';

/** What is asked for. */
export interface Wanted { readonly method: 'GET' | 'POST'; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string }

/** One phase: two kinds of requests side by side for a fixed time. Without a rate each connection asks again as soon as it is answered. */
export interface Phase {
  readonly url: string;
  readonly duration_s: number;
  readonly streams: Readonly<Record<StreamName, { readonly wanted: readonly Wanted[]; readonly connections: number; readonly per_second: number | null }>>;
}
export type StreamName = 'browse' | 'checkout';

export interface StreamResult {
  readonly ok_per_second: number;
  readonly ok_p99_ms: number;
  /** 429 and 503: told to come back. */
  readonly shed_per_second: number;
  readonly shed_p50_ms: number;
  readonly shed_p99_ms: number;
  /** Not answered before the client has gone. */
  readonly late_per_second: number;
  /** Any other answer, and connections that broke. */
  readonly wrong_per_second: number;
}
export type PhaseResult = Readonly<Record<StreamName, StreamResult>>;

/** How long a client waits before it gives up its connection: who looks around, and who is about to pay. */
const patience_s: Readonly<Record<StreamName, number>> = { browse: 2, checkout: 5 };
/** What stands before a shop keeps so many connections to it at most, and asks on each one thing at a time. */
const most_connections = 400;

/** A rate comes in this many parts, each begun a little later: the tool sends what is due in a second at its beginning, and nobody's customers come like that. */
const parts_of_a_second = 20;
/** Not counted: the pool is opened, of which a process takes one connection in a turn of its event loop. */
const opening_s = 8;

async function stream(name: StreamName, url: string, duration_s: number, { wanted, connections, per_second }: Phase['streams'][StreamName]): Promise<StreamResult> {
  const times = { ok: [] as number[], shed: [] as number[], wrong: [] as number[] };
  const lost = { late: 0, broken: 0 };
  const client_count = per_second === null ? connections : Math.max(connections, Math.min(most_connections, Math.ceil(per_second)));
  const requests = wanted.map(({ method, path, headers, body }): Request => ({ method, path, headers: { ...headers }, ...(body === undefined ? {} : { body }) }));
  const counted_from = performance.now() + opening_s * 1_000;
  const isCounted = () => performance.now() >= counted_from && performance.now() < counted_from + duration_s * 1_000;
  let index = 0;
  const setupClient = (client: Client) => {
    const own = requests.filter((_request, place) => place % client_count === index % client_count);
    index += 1;
    client.setRequests(own.length === 0 ? requests : own);
    client.on('response', (status, _bytes, duration_ms) => {
      if (isCounted()) times[status < 300 ? 'ok' : status === 429 || status === 503 ? 'shed' : 'wrong'].push(duration_ms);
    });
    const events = client as unknown as EventEmitter;
    events.on('timeout', () => { if (isCounted()) lost.late += 1; });
    events.on('connError', () => { if (isCounted()) lost.broken += 1; });
  };
  const part_count = per_second === null ? 1 : Math.min(parts_of_a_second, client_count, Math.ceil(per_second));
  const shareOf = (whole: number, part: number) => Math.floor((whole * (part + 1)) / part_count) - Math.floor((whole * part) / part_count);
  await Promise.all(Array.from({ length: part_count }, async (_, part) => {
    await sleep((1_000 * part) / part_count);
    const rate = per_second === null ? {} : { overallRate: shareOf(Math.ceil(per_second), part) };
    await autocannon({ url, connections: shareOf(client_count, part), duration: duration_s + opening_s, timeout: patience_s[name], requests: requests.slice(0, 1), setupClient, ...rate });
  }));
  const at = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const [ok, shed] = [times.ok.toSorted((a, b) => a - b), times.shed.toSorted((a, b) => a - b)];
  return {
    ok_per_second: ok.length / duration_s, ok_p99_ms: at(ok, 0.99), shed_per_second: shed.length / duration_s, shed_p50_ms: at(shed, 0.5), shed_p99_ms: at(shed, 0.99),
    late_per_second: lost.late / duration_s, wrong_per_second: (times.wrong.length + lost.broken) / duration_s,
  };
}

process.once('message', ({ url, duration_s, streams }: Phase) => {
  void Promise.all([stream('browse', url, duration_s, streams.browse), stream('checkout', url, duration_s, streams.checkout)]).then(([browse, checkout]) => process.send?.({ browse, checkout }, () => process.exit(0)));
});
