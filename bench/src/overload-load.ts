import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

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
  /** Not answered within the second after which the client has gone. */
  readonly late_per_second: number;
  /** Any other answer, and connections that broke. */
  readonly wrong_per_second: number;
}
export type PhaseResult = Readonly<Record<StreamName, StreamResult>>;

/** How long a client waits before it goes. */
const patience_ms = 1_000;

type Outcome = 'ok' | 'shed' | 'late' | 'wrong';

/** One request, and how it ended for the one who asked. */
function ask(agent: Agent, url: URL, { method, path, headers, body }: Wanted): Promise<{ outcome: Outcome; ms: number }> {
  const started_at = performance.now();
  return new Promise((resolve) => {
    const end = (outcome: Outcome) => {
      clearTimeout(timer);
      resolve({ outcome, ms: performance.now() - started_at });
    };
    const sent = request({ agent, host: url.hostname, port: url.port, method, path, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) } }, (response) => {
      const { statusCode = 0 } = response;
      response.resume().once('end', () => end(statusCode < 300 ? 'ok' : statusCode === 429 || statusCode === 503 ? 'shed' : 'wrong'));
    });
    const timer = setTimeout(() => {
      end('late');
      sent.destroy();
    }, patience_ms);
    sent.once('error', () => end('wrong'));
    sent.end(body);
  });
}

async function stream(url: string, duration_s: number, { wanted, connections, per_second }: Phase['streams'][StreamName]): Promise<StreamResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: per_second === null ? connections : Infinity });
  const times: Record<Outcome, number[]> = { ok: [], shed: [], late: [], wrong: [] };
  let turn = 0;
  const askNext = async () => {
    const next = wanted[turn++ % wanted.length];
    if (!next) return;
    const { outcome, ms } = await ask(agent, new URL(url), next);
    times[outcome].push(ms);
  };
  const started_at = performance.now();
  const passed_s = () => (performance.now() - started_at) / 1_000;
  if (per_second === null) {
    await Promise.all(Array.from({ length: connections }, async () => { while (passed_s() < duration_s) await askNext(); }));
  } else {
    const asked: Promise<void>[] = [];
    // In small portions by the clock, whatever has become of those before: who comes does not know how busy it is.
    while (passed_s() < duration_s) {
      while (asked.length < passed_s() * per_second) asked.push(askNext());
      await sleep(5);
    }
    await Promise.all(asked);
  }
  agent.destroy();
  const at = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const [ok, shed] = [times.ok.toSorted((a, b) => a - b), times.shed.toSorted((a, b) => a - b)];
  return {
    ok_per_second: ok.length / duration_s, ok_p99_ms: at(ok, 0.99), shed_per_second: shed.length / duration_s, shed_p50_ms: at(shed, 0.5), shed_p99_ms: at(shed, 0.99),
    late_per_second: times.late.length / duration_s, wrong_per_second: times.wrong.length / duration_s,
  };
}

process.once('message', ({ url, duration_s, streams }: Phase) => {
  void Promise.all([stream(url, duration_s, streams.browse), stream(url, duration_s, streams.checkout)]).then(([browse, checkout]) => process.send?.({ browse, checkout }, () => process.exit(0)));
});
