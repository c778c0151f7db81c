import type { FastifyInstance } from 'fastify';

/** A running outside system. */
export interface OutsideSystem {
  /** Origin without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts listening and tells the origin. A wildcard host is reached as localhost. */
export async function listen(app: FastifyInstance, address: { host: string; port: number }): Promise<{ url: string; port: number }> {
  await app.listen({ host: address.host, port: address.port });
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  const host = address.host === '0.0.0.0' || address.host === '::' ? 'localhost' : address.host;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, port };
}
