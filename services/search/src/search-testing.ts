import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Client } from '@orinoco/contract';
import { catalogContract } from '@orinoco/catalog/contract';
import { createCatalogService } from '@orinoco/catalog/service';
import type { Database } from '@orinoco/database';
import { emit, event, type OutgoingEvent } from '@orinoco/event';
import { localLog } from '@orinoco/event/relay';
import { createLocalCarrier } from '@orinoco/fulfillment/carriers/local';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { createFulfillmentService } from '@orinoco/fulfillment/service';
import { stockChanged } from '@orinoco/inventory/events';
import { priceChanged } from '@orinoco/pricing/events';
import { sellerChanged } from '@orinoco/seller/events';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import { searchContract } from './contract.ts';
import { createSearchService, type IndexOptions } from './service.ts';

/** The real service, whose carrier is never asked. */
export function openFulfillment(database: Database, clock: () => Date): Client<typeof fulfillmentContract> {
  const carrier = createLocalCarrier({ clock: () => clock().getTime(), url: 'http://127.0.0.1:9', api_key: 'none', webhook_secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] });
  return connect(fulfillmentContract, { local: createFulfillmentService({ database, clock, log: testLog, carrier }).methods, is_round_trip: true });
}

const operator = () => asServiceOf('test');

/** Waits until something that happens in the background has happened; the test run's own limit ends it if it never does. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(20);
}

/** A shop with a few products and services of search, for tests. `clock` can be moved. */
export async function openSearchShop() {
  const testDatabase = await openTestDatabase();
  let now = Date.parse('2026-06-01T12:00:00Z');
  const clock = () => new Date(now);
  const catalogService = createCatalogService({ database: testDatabase.database('catalog'), clock, log: testLog });
  const catalog = connect(catalogContract, { local: catalogService.methods, is_round_trip: true });
  const database = testDatabase.database('search');
  const fulfillment = openFulfillment(testDatabase.database('fulfillment'), clock);
  /** Another process of the service; `its_catalog` to count what it asks. */
  const open = (index: IndexOptions = {}, its_catalog: Client<typeof catalogContract> = catalog) => createSearchService({ database, clock, log: testLog, catalog: its_catalog, fulfillment, log_of_catalog: localLog('catalog', testDatabase.database('catalog')), index });
  const service = open();
  const stops: (() => Promise<void>)[] = [];
  const relay = testDatabase.relay([...(catalogService.subscriptions ?? []), ...(service.subscriptions ?? [])]);
  const publish = async (...events: readonly OutgoingEvent[]) => {
    for (const each of events) await testDatabase.database(each.type.split('.')[0] ?? '').transaction((tx) => emit(tx, each));
    await relay.drain();
    await catalogService.subscriptions?.[0]?.afterBatch?.([]);
  };
  const seller_id = randomUUID();
  await catalog.saveCategories({ categories: [{ parent_handle: null, handle: 'home', name: 'Home' }, { parent_handle: 'home', handle: 'lamps', name: 'Lamps' }, { parent_handle: 'home', handle: 'sofas', name: 'Sofas' }] }, operator());
  await catalog.saveBrands({ brands: [{ handle: 'acme', name: 'Acme' }, { handle: 'nexo', name: 'Nexo' }] }, operator());
  await publish(event(sellerChanged, seller_id, { seller_id, handle: 'north', name: 'North', status: 'active', score: 0.9, is_own: false, return_days: 30 }));
  return {
    testDatabase, database, catalog, fulfillment, seller_id, service, publish,
    client: connect(searchContract, { local: service.methods, is_round_trip: true }),
    pass(ms: number): void { now += ms; },
    /** A listed product; answers its id. */
    async sell(handle: string, title: string, category_handle: string, brand_handle: string): Promise<string> {
      const [product_id, offer_id] = [randomUUID(), randomUUID()];
      await catalog.saveProducts({ products: [{ product_id, handle, title, description: '', brand_handle, category_handle, media: [{ media_key: `${handle}.webp`, alt: '' }], variants: [{ sku: handle.toUpperCase(), option_values: {}, weight_g: 100 }] }] }, operator());
      await catalog.saveOffers({ offers: [{ offer_id, seller_id, seller_sku: handle, sku: handle.toUpperCase() }] }, operator());
      await publish(event(priceChanged, offer_id, { offer_id, currency: 'USD', price_minor: 2_000, list_price_minor: null, lowest_price_30d_minor: null }), event(stockChanged, offer_id, { offer_id, available_count: 9 }));
      return product_id;
    },
    /** Starts the service, or another process of it, and waits for its index. */
    async start(started = service) {
      stops.push(started.start());
      await until(() => started.isReady());
      return { client: connect(searchContract, { local: started.methods, is_round_trip: true }) };
    },
    open,
    /** Ends all services, which writes what waits. */
    async stop(): Promise<void> {
      for (const stop of stops.splice(0)) await stop();
    },
    async close(): Promise<void> {
      for (const stop of stops.splice(0)) await stop();
      await testDatabase.close();
    },
  };
}
