import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Balancer {
  readonly url: string;
  /** Requests that a backend did not answer, in words. */
  readonly failures: readonly string[];
  close(): Promise<void>;
}

/** How often backends are asked whether they are ready. A real balancer takes seconds; what counts is that it is not at once. */
const look_every_ms = 150;

/**
 * A load balancer as small as can be: takes turns among the ports that say that they are ready, over connections that it
 * keeps. It tries nothing twice, so whatever a backend loses is seen.
 */
export async function startBalancer(port: number, backends: readonly number[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  const ready = new Set<number>();
  const failures: string[] = [];
  let turn = 0;
  const look = async () => {
    await Promise.all(backends.map(async (backend) => {
      const is_ready = await fetch(`http://127.0.0.1:${backend}/readyz`, { signal: AbortSignal.timeout(2_000) }).then((response) => response.ok, () => false);
      if (is_ready) ready.add(backend);
      else ready.delete(backend);
    }));
  };
  await look();
  const timer = setInterval(() => void look(), look_every_ms);
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chosen = [...ready].toSorted()[turn++ % Math.max(1, ready.size)];
    const onError = (error: Error) => {
      failures.push(`${incoming.method} ${incoming.url} at ${chosen}: ${error.message}`);
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    };
    if (chosen === undefined) return onError(new Error('nobody is ready'));
    const passed = request({ port: chosen, host: '127.0.0.1', method: incoming.method, path: incoming.url, headers: incoming.headers, agent }, (response) => {
      const { connection: _own, ...headers } = response.headers;
      outgoing.writeHead(response.statusCode ?? 502, headers);
      response.pipe(outgoing);
      response.once('error', onError);
    });
    passed.once('error', onError);
    incoming.pipe(passed);
  };
  const server = createServer(answer).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    failures,
    async close() {
      clearInterval(timer);
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}
