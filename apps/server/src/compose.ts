import { connect, systemRuntime, type Client, type Contract, type Service } from '@orinoco/contract';
import { openDatabase, serviceUrl, type Database } from '@orinoco/database';
import type { RunningService, Subscription } from '@orinoco/event';
import { localLog, remoteLog, startRelay, type EventLog, type Relay } from '@orinoco/event/relay';
import type { Callable } from '@orinoco/http';
import type { Logger } from '@orinoco/telemetry';
import { cartContract } from '@orinoco/cart/contract';
import { createCartService } from '@orinoco/cart/service';
import { catalogContract } from '@orinoco/catalog/contract';
import { createCatalogService } from '@orinoco/catalog/service';
import { experimentContract } from '@orinoco/experiment/contract';
import { createExperimentService } from '@orinoco/experiment/service';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { createFulfillmentService, type FulfillmentDependencies } from '@orinoco/fulfillment/service';
import { identityContract } from '@orinoco/identity/contract';
import { createIdentityService } from '@orinoco/identity/service';
import { inventoryContract } from '@orinoco/inventory/contract';
import { createInventoryService } from '@orinoco/inventory/service';
import { notificationContract } from '@orinoco/notification/contract';
import { createNotificationService } from '@orinoco/notification/service';
import { orderContract } from '@orinoco/order/contract';
import { createOrderService } from '@orinoco/order/service';
import { paymentContract } from '@orinoco/payment/contract';
import { createPaymentService, type PaymentDependencies } from '@orinoco/payment/service';
import { pricingContract } from '@orinoco/pricing/contract';
import { createPricingService } from '@orinoco/pricing/service';
import { recommendationContract } from '@orinoco/recommendation/contract';
import { createRecommendationService } from '@orinoco/recommendation/service';
import { reviewContract } from '@orinoco/review/contract';
import { createReviewService } from '@orinoco/review/service';
import { searchContract } from '@orinoco/search/contract';
import { createSearchService, type IndexOptions } from '@orinoco/search/service';
import { sellerContract } from '@orinoco/seller/contract';
import { createSellerService } from '@orinoco/seller/service';

export { operationsContract } from './operations/contract.ts';

/** Every service by name. The one list that everything else is made from. */
export const contracts = {
  identity: identityContract, seller: sellerContract, catalog: catalogContract, inventory: inventoryContract, pricing: pricingContract, search: searchContract, cart: cartContract,
  order: orderContract, payment: paymentContract, fulfillment: fulfillmentContract, review: reviewContract, recommendation: recommendationContract, notification: notificationContract, experiment: experimentContract,
} as const;

export type ServiceName = keyof typeof contracts;
export const serviceNames = Object.keys(contracts) as ServiceName[];
export type Clients = { readonly [Name in ServiceName]: Client<(typeof contracts)[Name]> };

export interface ComposeOptions {
  /** The administrator's connection string; each service gets its own role's from it. */
  readonly admin_url: string;
  readonly log: Logger;
  /** Services of this process; the others are called at their URL. */
  readonly local: readonly ServiceName[];
  readonly urls: Readonly<Partial<Record<ServiceName, string>>>;
  readonly service_token: string;
  readonly shop_url: string;
  readonly payment_provider: PaymentDependencies['provider'];
  readonly carrier: FulfillmentDependencies['carrier'];
  readonly smtp_url?: string | undefined;
  readonly mail_from: string;
  readonly product_index?: IndexOptions;
  /** Send calls between services of this process through JSON, as a network would: on in tests. */
  readonly is_round_trip?: boolean;
  readonly max_connections?: number;
  readonly clock?: () => Date;
}

export interface Marketplace {
  readonly clients: Clients;
  /** Services of this process, ready to be shown by the gateway or the internal door. */
  readonly services: readonly { readonly contract: Contract; readonly service: Callable }[];
  /** What the gateway shows: local services and clients of remote ones. */
  readonly shown: readonly { readonly contract: Contract; readonly service: Callable }[];
  readonly databases: ReadonlyMap<string, Database>;
  readonly logs: readonly EventLog[];
  /** What the services of this process listen to. */
  readonly subscriptions: readonly Subscription[];
  /** Starts background work and the delivery of events, the gateway's own included. */
  start(more: readonly Subscription[]): Relay;
  isReady(): boolean;
  stop(): Promise<void>;
}

/** Builds every service of this process by hand and connects it with the others, wherever they are. */
export function compose(options: ComposeOptions): Marketplace {
  const { log, local, urls, service_token, shop_url, is_round_trip = false, clock = systemRuntime.clock } = options;
  const databases = new Map<string, Database>();
  const database = (schema: string): Database => {
    const known = databases.get(schema) ?? openDatabase({ connection_string: serviceUrl(options.admin_url, schema), schema, log, max_connections: options.max_connections ?? 10 });
    databases.set(schema, known);
    return known;
  };
  const running: { -readonly [Name in ServiceName]?: RunningService<(typeof contracts)[Name]> } = {};
  const client = <Name extends ServiceName>(name: Name): Clients[Name] => {
    const contract = contracts[name] as Contract;
    const target = local.includes(name) ? { local: later(contract, () => running[name]?.methods), is_round_trip } : { url: urlOf(name, urls), service_token };
    return connect(contract, target) as Clients[Name];
  };
  const clients = Object.fromEntries(serviceNames.map((name) => [name, client(name)])) as unknown as Clients;
  const logs = serviceNames.map((name) => (local.includes(name) ? localLog(name, database(name)) : remoteLog(name, urlOf(name, urls), service_token)));
  const catalogLog = logs.find((each) => each.producer === 'catalog') ?? localLog('catalog', database('catalog'));

  const shared = { ...systemRuntime, clock, log };
  const factories: { readonly [Name in ServiceName]: () => RunningService<(typeof contracts)[Name]> } = {
    identity: () => createIdentityService({ ...shared, database: database('identity') }),
    seller: () => createSellerService({ ...shared, database: database('seller') }),
    catalog: () => createCatalogService({ ...shared, database: database('catalog') }),
    inventory: () => createInventoryService({ ...shared, database: database('inventory') }),
    pricing: () => createPricingService({ ...shared, database: database('pricing') }),
    search: () => createSearchService({ ...shared, database: database('search'), catalog: clients.catalog, fulfillment: clients.fulfillment, log_of_catalog: catalogLog, ...(options.product_index ? { index: options.product_index } : {}) }),
    cart: () => createCartService({ database: database('cart'), catalog: clients.catalog }),
    order: () => createOrderService({ ...shared, ...clients, database: database('order'), shop_url }),
    payment: () => createPaymentService({ ...shared, database: database('payment'), provider: options.payment_provider }),
    fulfillment: () => createFulfillmentService({ ...shared, database: database('fulfillment'), carrier: options.carrier }),
    review: () => createReviewService({ ...shared, database: database('review'), identity: clients.identity }),
    recommendation: () => createRecommendationService({ ...shared, database: database('recommendation') }),
    notification: () => createNotificationService({ ...shared, database: database('notification'), shop_url, from_address: options.mail_from, smtp_url: options.smtp_url }),
    experiment: () => createExperimentService({ ...shared, database: database('experiment') }),
  };
  for (const name of local) Object.assign(running, { [name]: factories[name]() });

  const stops: (() => Promise<void>)[] = [];
  const own = Object.values(running).flatMap((service) => service.subscriptions ?? []);
  const services = local.map((name) => ({ contract: contracts[name] as Contract, service: running[name]?.methods as unknown as Callable }));
  return {
    clients,
    services,
    shown: serviceNames.map((name) => ({ contract: contracts[name] as Contract, service: (running[name]?.methods ?? clients[name]) as unknown as Callable })),
    databases,
    logs,
    subscriptions: own,
    isReady: () => Object.values(running).every((service) => !('isReady' in service) || (service as { isReady(): boolean }).isReady()),
    start(more) {
      for (const service of Object.values(running)) if (service.start) stops.push(service.start());
      const subscriptions = [...own, ...more];
      const is_split = local.length < serviceNames.length;
      const relay = startRelay({ subscriptions, logs, log, poll_ms: is_split ? 50 : 2_000 });
      stops.push(() => relay.stop());
      return relay;
    },
    async stop() {
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all([...databases.values()].map((each) => each.close()));
    },
  };
}

/** Services call each other in circles, so a client looks its service up at the call, not when it is made. */
function later(contract: Contract, find: () => object | undefined): Service<Contract> {
  const call = (name: string) => (input: unknown, context: unknown) => {
    const methods = find() as Record<string, (input: unknown, context: unknown) => Promise<unknown>> | undefined;
    if (!methods?.[name]) throw new Error(`${contract.service}.${name} is not running here`);
    return methods[name](input, context);
  };
  return Object.fromEntries(Object.keys(contract.methods).map((name) => [name, call(name)])) as unknown as Service<Contract>;
}

function urlOf(name: ServiceName, urls: ComposeOptions['urls']): string {
  const url = urls[name];
  if (url === undefined) throw new Error(`The service ${name} runs elsewhere, but SERVICE_URLS does not say where (…,${name}=http://host:port)`);
  return url;
}
