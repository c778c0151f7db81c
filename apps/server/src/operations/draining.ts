import type { Socket } from 'node:net';
import { systemRuntime, type Runtime } from '@orinoco/contract';
import type { FastifyInstance } from 'fastify';

export interface Draining {
  /** From now on the server says that it is not ready; true until the process ends. */
  isDraining(): boolean;
  /** Lets a load balancer notice, then takes no more connections and waits for the requests that are under way. */
  drain(): Promise<void>;
}

/** A request that has not ended after this long is cut off. Longer than any page or method may take but those that wait on a provider. */
const longest_ms = 5_000;

/**
 * How a server leaves without failing anybody: `/readyz` says no, answers ask for the connection to be closed, and the
 * listener goes on accepting for `drain_ms`, since a balancer sends requests until it has looked again. Add it before any route.
 */
export function createDraining(app: FastifyInstance, drain_ms: number, { sleep }: Pick<Runtime, 'sleep'> = systemRuntime): Draining {
  let is_draining = false;
  const connections = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  // Some answers are written past the framework, so each is told at its beginning; those under way are told at their end.
  app.addHook('onRequest', async (_request, reply) => {
    if (is_draining) reply.raw.setHeader('connection', 'close');
  });
  app.addHook('onSend', async (_request, reply) => {
    if (is_draining) void reply.header('connection', 'close');
  });
  return {
    isDraining: () => is_draining,
    async drain() {
      is_draining = true;
      await sleep(drain_ms);
      // The server's own end and not the framework's: that one answers 503 to requests on connections that are still open.
      const closed = new Promise<void>((resolve) => app.server.close(() => resolve()));
      // Browsers open connections ahead of need. Node takes one on which nothing has come yet for busy, and would wait for it.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
      const waiting = new AbortController();
      await Promise.race([closed, sleep(longest_ms, waiting.signal)]);
      waiting.abort();
      app.server.closeAllConnections();
      await closed;
    },
  };
}
