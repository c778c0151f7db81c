import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { registerStorefront } from '@orinoco/storefront/plugin';
import { demoAccounts, seedMarketplace } from '@orinoco/demo/seed';
import { startWarehouse } from '@orinoco/demo/warehouse';
import { mountGateway } from '@orinoco/gateway';
import { createServer, isFrom, mountInternal, type Callable } from '@orinoco/http';
import { openDatabase, serviceUrl } from '@orinoco/database';
import { fail, systemRuntime } from '@orinoco/contract';
import type { Relay } from '@orinoco/event/relay';
import { createLogger, startTracing, type Logger } from '@orinoco/telemetry';
import type { FastifyInstance } from 'fastify';
import { openCluster, root } from './cluster.ts';
import { compose, serviceNames, type Clients, type Marketplace, type ServiceName } from './compose.ts';
import type { ServerSettings } from './config.ts';
import { mountMedia } from './media.ts';
import { operationsContract } from './operations/contract.ts';
import { createDraining } from './operations/draining.ts';
import { measureOperations } from './operations/gauges.ts';
import { indexOptions } from './search-index.ts';
import { openOperations, type OpenOperations } from './operations/operations.ts';
import { openOutside } from './outside.ts';
import { keptSecrets } from './secrets.ts';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly admin_url: string;
  readonly clients: Clients;
  readonly log: Logger;
  /** Handles every event there is; for tests. */
  readonly drain: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  /** Told what is going on while the shop starts. */
  readonly tell?: (line: string) => void;
  /** Calls between services go through JSON; on in tests. */
  readonly is_round_trip?: boolean;
  /** Port to fall back to 0 on in tests. */
  readonly log?: Logger;
}

/** Loops and the work of this moment have so long to end. */
const loops_end_ms = 3_000;
/** A scrape of the metrics waits so long for the databases. */
const measuring_ms = 2_000;
/** Keeps no process alive. */
const pause = (ms: number) => systemRuntime.sleep(ms, new AbortController().signal);

/** Starts the shop with these settings, from the database to the pages, and answers when it takes requests. */
export async function startServer(settings: ServerSettings, { tell = () => undefined, is_round_trip = false, log = createLogger({ level: settings.LOG_LEVEL }) }: StartOptions = {}): Promise<RunningServer> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).toReversed()) await each().catch((error: unknown) => log.error({ error: String(error) }, 'a part did not stop cleanly'));
  };
  try {
    if (settings.OTEL_EXPORTER_OTLP_ENDPOINT) stops.push(startTracing(settings.OTEL_EXPORTER_OTLP_ENDPOINT, 'orinoco'));
    tell('Starting the database');
    const cluster = await openCluster(settings, log, false);
    stops.push(cluster.stop);
    const secrets = keptSecrets(settings.DATA_DIR);
    const app = createServer({ log, trust_proxy: settings.TRUST_PROXY });
    stops.push(async () => app.close());
    const draining = createDraining(app, settings.DRAIN_MS);
    const shop_url = settings.PUBLIC_URL ?? `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${settings.PORT}`;
    const outside = await openOutside(settings, secrets, settings.PORT === 0 ? shop_url : `http://127.0.0.1:${settings.PORT}`);
    stops.push(outside.stop);
    const service_token = settings.SERVICE_TOKEN?.reveal() ?? secrets.service_token;
    const marketplace = compose({ admin_url: cluster.admin_url, log, local: localServices(settings), urls: urlsOf(settings), service_token, shop_url, ...outside, smtp_url: settings.SMTP_URL?.reveal(), mail_from: settings.MAIL_FROM, product_index: indexOptions(settings), is_round_trip });
    const gatewayDatabase = openDatabase({ connection_string: serviceUrl(cluster.admin_url, 'gateway'), schema: 'gateway', log, max_connections: 4 });
    stops.push(() => gatewayDatabase.close());
    // Work that waits on somebody outside goes on in the next process: whatever it is, it is written down.
    stops.push(() => Promise.race([marketplace.stop(), pause(loops_end_ms)]));
    const databases = new Map([...marketplace.databases, ['gateway', gatewayDatabase]]);
    const operations = openOperations({ databases, remote_urls: remoteUrls(settings), service_token, log });
    const guest_secret = settings.GUEST_SECRET?.reveal() ?? secrets.guest_secret;
    const gateway = await mountGateway({ app, database: gatewayDatabase, log, services: [...marketplace.shown, { contract: operationsContract, service: operations.whole as unknown as Callable }], ...marketplace.clients, guest_secret, public_url: shop_url, rate_factor: settings.RATE_FACTOR, version: '0.1.0', isReady: async () => !draining.isDraining() && marketplace.isReady(), isClosing: draining.isDraining, beforeMetrics: () => measure() });
    const measure = () => Promise.race([measureOperations({ databases, subscriptions: [...marketplace.subscriptions, gateway.subscription], logs: marketplace.logs, clock: systemRuntime.clock, log }), pause(measuring_ms)]);
    mountInternalDoor(app, marketplace, operations, service_token, log);
    mountMedia(app, join(settings.DATA_DIR, 'media'));
    await buildPages(tell);
    await registerStorefront(app, { clients: { ...marketplace.clients, operations: operations.whole }, authentication: gateway.authentication, admit: gateway.admission.enter, public_url: shop_url, provider_url: outside.provider_url, is_demo: settings.DEMO, rate_factor: settings.RATE_FACTOR, ...(settings.DEMO ? { demo_accounts: demoAccounts.people.map(({ email, role }) => ({ email, password: demoAccounts.password, label: role })) } : {}), folder: join(root, 'dist/storefront'), log });
    let relay: Relay | undefined;
    // An empty shop is filled before anybody listens: each product's listing is then decided once and not at every step.
    const drain = () => (relay ??= marketplace.start([gateway.subscription])).drain();
    if (settings.DEMO && localServices(settings).includes('catalog')) await seedMarketplace(marketplace.clients, { product_count: settings.DEMO_PRODUCTS, seed: 42, now: new Date(), tell, drain });
    relay ??= marketplace.start([gateway.subscription]);
    if (settings.DEMO && localServices(settings).includes('fulfillment')) stops.push(startWarehouse(marketplace.clients.fulfillment, { step_ms: settings.DEMO_STEP_MS, log }));
    // As many as the kernel allows may wait to be accepted: in a crowd a connection that finds no room tries again seconds later.
    await app.listen({ host: settings.HOST, port: settings.PORT, backlog: 4_096 });
    stops.push(draining.drain);
    const port = portOf(app);
    return { url: `http://${settings.HOST === '0.0.0.0' ? '127.0.0.1' : settings.HOST}:${port}`, port, admin_url: cluster.admin_url, clients: marketplace.clients, log, drain, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Pages are built when their sources have changed; an image that carries the built pages alone has no sources. */
async function buildPages(tell: (line: string) => void): Promise<void> {
  if (process.env['NODE_ENV'] === 'production' && existsSync(join(root, 'dist/storefront/server/entry.js'))) return;
  const { buildStorefront } = await import('@orinoco/storefront/build');
  tell('Building the pages');
  await buildStorefront();
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The services that SERVICES (or --services=) names, or all. */
export function localServices(settings: ServerSettings): readonly ServiceName[] {
  const named = settings.SERVICES;
  const unknown = named.filter((name) => !serviceNames.includes(name as ServiceName));
  if (unknown.length > 0) throw new Error(`SERVICES names what does not exist: ${unknown.join(', ')}. There are: ${serviceNames.join(', ')}`);
  return named.length === 0 ? serviceNames : (named as ServiceName[]);
}

/** Where the services that are not here are. */
function remoteUrls(settings: ServerSettings): Record<string, string> {
  const local: readonly string[] = localServices(settings);
  return Object.fromEntries(Object.entries(urlsOf(settings)).filter(([name]) => !local.includes(name)));
}

function urlsOf(settings: ServerSettings): Partial<Record<ServiceName, string>> {
  return Object.fromEntries(settings.SERVICE_URLS.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

/** Calls and events for the other processes of a split shop. Never shown to the world: only the shared secret opens it. */
function mountInternalDoor(app: FastifyInstance, marketplace: Marketplace, operations: OpenOperations, service_token: string, log: Logger): void {
  mountInternal(app, operationsContract, operations.own as unknown as Callable, service_token, log);
  for (const { contract, service } of marketplace.services) {
    mountInternal(app, contract, service, service_token, log);
    const source = marketplace.logs.find((each) => each.producer === contract.service);
    app.get<{ Querystring: { xid: string; seq: string; types: string; limit: string } }>(`/internal/${contract.service}/events`, async (request) => {
      if (!isFrom(request, service_token)) throw fail('unauthenticated');
      const { xid, seq, types, limit } = request.query;
      if (!/^\d{1,20}$/.test(xid) || !/^\d{1,20}$/.test(seq)) throw fail('invalid_request');
      return source?.read({ xid, seq }, types.split(','), Math.min(Number(limit) || 100, 1000));
    });
  }
}

