import { randomUUID } from 'node:crypto';
import { connect, type Client } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { emit, event, type OutgoingEvent, type RunningService } from '@orinoco/event';
import type { Relay } from '@orinoco/event/relay';
import { stockChanged } from '@orinoco/inventory/events';
import { orderPlaced } from '@orinoco/order/events';
import { priceChanged } from '@orinoco/pricing/events';
import { ratingChanged } from '@orinoco/review/events';
import { sellerChanged } from '@orinoco/seller/events';
import { asServiceOf, openTestDatabase, testLog, type TestDatabase } from '@orinoco/testing';
import { catalogContract, type ProductDraft } from './contract.ts';
import { createCatalogService } from './service.ts';

/** A moment that tests happen at. */
export const now = new Date('2026-06-01T12:00:00.000Z');

export interface SampleCatalog {
  readonly testDatabase: TestDatabase;
  readonly database: Database;
  readonly service: RunningService<typeof catalogContract>;
  readonly catalog: Client<typeof catalogContract>;
  readonly relay: Relay;
  /** Publishes as the services that the events belong to, in this order. */
  publish(...events: readonly OutgoingEvent[]): Promise<void>;
  /** Handles all events and decides all that is stale. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** A catalogue of its own for tests, with two categories and a brand. */
export async function openSampleCatalog(): Promise<SampleCatalog> {
  const testDatabase = await openTestDatabase();
  const database = testDatabase.database('catalog');
  const service = createCatalogService({ database, clock: () => now, log: testLog });
  const catalog = connect(catalogContract, { local: service.methods, is_round_trip: true });
  const relay = testDatabase.relay(service.subscriptions ?? []);
  const attributes = [{ code: 'weight', label: 'Weight', type: 'number' as const, unit: 'kg', is_filterable: true }];
  await catalog.saveCategories({ categories: [{ parent_handle: null, handle: 'home', name: 'Home', attributes }, { parent_handle: 'home', handle: 'lamps', name: 'Lamps' }] }, asServiceOf('test'));
  await catalog.saveBrands({ brands: [{ handle: 'acme', name: 'Acme' }] }, asServiceOf('test'));
  return {
    testDatabase, database, service, catalog, relay,
    async publish(...events) {
      for (const each of events) await testDatabase.database(each.type.split('.')[0] ?? '').transaction((tx) => emit(tx, each));
    },
    async settle() {
      await relay.drain();
      await service.subscriptions?.[0]?.afterBatch?.([]);
    },
    close: () => testDatabase.close(),
  };
}

/** A product with one variant, unremarkable but for what is given. */
export function sampleProduct(handle: string, changes: Partial<ProductDraft> = {}): ProductDraft {
  return { product_id: randomUUID(), handle, title: `The ${handle}`, description: '', brand_handle: 'acme', category_handle: 'lamps', media: [{ media_key: `${handle}.jpg`, alt: '' }], created_at: '2026-01-01T00:00:00.000Z', variants: [{ variant_id: randomUUID(), sku: handle.toUpperCase(), option_values: {}, weight_g: 100 }], ...changes };
}

export function price(offer_id: string, price_minor: number, list_price_minor: number | null = null): OutgoingEvent {
  return event(priceChanged, offer_id, { offer_id, currency: 'USD', price_minor, list_price_minor, lowest_price_30d_minor: price_minor });
}

export function stock(offer_id: string, available_count: number): OutgoingEvent {
  return event(stockChanged, offer_id, { offer_id, available_count });
}

export function sellerCard(seller_id: string, handle: string, changes: { status?: 'active' | 'suspended'; score?: number } = {}): OutgoingEvent {
  return event(sellerChanged, seller_id, { seller_id, handle, name: `Seller ${handle}`, status: 'active', score: 0.9, is_own: false, return_days: 30, ...changes });
}

export function rating(product_id: string, rating_average: number | null, rating_count: number): OutgoingEvent {
  return event(ratingChanged, product_id, { product_id, rating_average, rating_count });
}

/** One order of one line. */
export function sale(product_id: string, quantity: number, placed_at: Date = now): OutgoingEvent {
  const line = { order_line_id: randomUUID(), offer_id: randomUUID(), product_id, variant_id: randomUUID(), title: 'Sold', quantity, unit_price_minor: 1, total_minor: quantity, weight_g: 1 };
  const delivery = { shipping_rate_id: randomUUID(), name: 'Standard', earliest_on: '2026-06-02', latest_on: '2026-06-03' };
  const order = { order_id: randomUUID(), order_number: 'A', seller_id: randomUUID(), total_minor: 1, shipping_minor: 0, tax_minor: 0, delivery, lines: [line], allocations: [] };
  return event(orderPlaced, randomUUID(), {
    order_group_id: randomUUID(), order_group_number: 'G', checkout_id: randomUUID(), purchase_id: randomUUID(), cart_id: randomUUID(), customer_id: null, guest_id: null, email: 'a@example.com', locale: 'en', currency: 'USD', total_minor: 1,
    shipping_address: { name: 'A', line1: '1 Way', city: 'Reno', country: 'US' }, orders: [order], placed_at: placed_at.toISOString(),
  });
}
