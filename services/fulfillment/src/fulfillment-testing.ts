import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Client } from '@orinoco/contract';
import { json, type Database } from '@orinoco/database';
import { emit, event, type RunningService } from '@orinoco/event';
import type { Relay } from '@orinoco/event/relay';
import { startCarrier } from '@orinoco/demo/carrier';
import { orderPlaced } from '@orinoco/order/events';
import { asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import type { Static } from 'typebox';
import { createLocalCarrier } from './carriers/local.ts';
import { fulfillmentContract, type Shipment, type StockLocation } from './contract.ts';
import { handledCount, movedOf, type Moved } from './fulfillment-testing-store.ts';
import { createFulfillmentService, type FulfillmentDependencies } from './service.ts';
import type { Rate } from './settings-store.ts';

const webhook_secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const api_key = 'sandbox-key';
export const call = () => asServiceOf('order');

export type Placed = Static<typeof orderPlaced['payload']>;

export function location(seller_id: string, changes: Partial<StockLocation> = {}): StockLocation {
  return { stock_location_id: randomUUID(), seller_id, name: 'Hudson warehouse', country: 'US', region: 'NY', city: 'New York', postal_code: '10003', time_zone: 'America/New_York', cutoff: '17:00', handling_days: 1, open_weekdays: [1, 2, 3, 4, 5], ...changes };
}

export function rate(changes: Partial<Rate> = {}): Rate {
  return { shipping_rate_id: randomUUID(), name: 'Standard', seller_id: null, origin_country: null, countries: ['US'], amount_minor: 500, per_kg_minor: 0, free_over_minor: null, currency: 'USD', min_days: 2, max_days: 4, delivers_on_weekends: false, carrier: 'local', ...changes };
}

/** A purchase of one order with a line from each of the given places. */
export function placed(seller_id: string, places: readonly string[], quantity = 2): Placed {
  const lines = places.map((_place, index) => ({ order_line_id: randomUUID(), offer_id: randomUUID(), product_id: randomUUID(), variant_id: randomUUID(), title: `Lamp ${index}`, quantity, unit_price_minor: 1_000, total_minor: 1_000 * quantity, weight_g: 400 }));
  const order_id = randomUUID();
  const purchase_id = randomUUID();
  return {
    order_group_id: purchase_id, order_group_number: '1', checkout_id: randomUUID(), purchase_id, cart_id: randomUUID(), customer_id: null, guest_id: randomUUID(), email: 'ada@example.com', locale: 'en-US', currency: 'USD', total_minor: 2_000,
    shipping_address: { name: 'Ada Lovelace', line1: '12 Analytical Way', city: 'San Francisco', region: 'CA', postal_code: '94103', country: 'US' }, placed_at: new Date().toISOString(),
    orders: [{ order_id, order_number: '112-1', seller_id, total_minor: 2_000, shipping_minor: 0, tax_minor: 0, delivery: { shipping_rate_id: randomUUID(), name: 'Standard', earliest_on: '2026-06-18', latest_on: '2026-06-22' }, lines, allocations: lines.map(({ offer_id }, index) => ({ sold_as: offer_id, offer_id, stock_location_id: places[index] ?? '', quantity })) }],
  };
}

export interface Delivery { readonly headers: IncomingHttpHeaders; readonly raw_body: string }
export interface FulfillmentTest {
  readonly database: Database;
  readonly service: RunningService<typeof fulfillmentContract>;
  readonly fulfillment: Client<typeof fulfillmentContract>;
  /** What the carrier has posted so far. */
  readonly deliveries: readonly Delivery[];
  create(changes?: Partial<FulfillmentDependencies>): RunningService<typeof fulfillmentContract>;
  /** Publishes a purchase and lets the service hear of it. */
  place(purchase: Placed): Promise<void>;
  shipmentsOf(order_id: string): Promise<Shipment[]>;
  /** What was told of an order's parcels, in order. */
  moved(order_id: string): Promise<Moved[]>;
  /** Picks, packs and ships. */
  send(shipment_id: string): Promise<Shipment>;
  /** Moves the parcel a step on at the carrier, and waits until it has told so; does not pass it on. */
  advance(tracking_number: string): Promise<Delivery>;
  receive(delivery: Delivery): Promise<unknown>;
  fault(fault: { route: string; kind: string; count: number; delay_ms?: number }): Promise<void>;
  close(): Promise<void>;
}

async function startReceiver(deliveries: Delivery[]): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      deliveries.push({ headers: request.headers, raw_body: Buffer.concat(chunks).toString() });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => void server.close() };
}

/** The service on a fresh database beside a sandbox carrier of its own, whose parcels move only when told. */
export async function openFulfillmentTest(clock: () => Date = () => new Date()): Promise<FulfillmentTest> {
  const testDatabase = await openTestDatabase();
  const [database, orders] = [testDatabase.database('fulfillment'), testDatabase.database('order')];
  const deliveries: Delivery[] = [];
  const receiver = await startReceiver(deliveries);
  const system = await startCarrier({ host: '127.0.0.1', port: 0, file: ':memory:', webhook_url: receiver.url, webhook_secret, api_key, step_ms: 3_600_000, clock: Date.now });
  const carrier = createLocalCarrier({ url: system.url, api_key, webhook_secrets: [webhook_secret], clock: Date.now, timeout_ms: 1_000 });
  const create = (changes: Partial<FulfillmentDependencies> = {}) => createFulfillmentService({ database, clock, log: testLog, carrier, ...changes });
  const service = create();
  const fulfillment = connect(fulfillmentContract, { local: service.methods, is_round_trip: true });
  const relay: Relay = testDatabase.relay(service.subscriptions ?? []);
  const post = (path: string, body?: object) => fetch(system.url + path, { method: 'POST', headers: { authorization: `Bearer ${api_key}`, ...(body && { 'content-type': 'application/json' }) }, ...(body && { body: JSON.stringify(body) }) });
  return {
    database, service, fulfillment, deliveries, create,
    async place(purchase) {
      const before = await handledCount(database);
      await orders.transaction((tx) => emit(tx, event(orderPlaced, purchase.order_group_id, purchase)));
      // On a shared cluster the log ends before whatever transaction is running elsewhere, so one drain may see nothing.
      for (let tries = 0; tries < 200 && (await handledCount(database)) === before; tries += 1) {
        if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 20));
        await relay.drain();
      }
    },
    shipmentsOf: async (order_id) => (await fulfillment.listShipments({ order_ids: [order_id] }, call())).shipments,
    moved: (order_id) => movedOf(database, order_id),
    async send(shipment_id) {
      await fulfillment.pickShipment({ shipment_id }, call());
      await fulfillment.packShipment({ shipment_id }, call());
      return fulfillment.shipShipment({ shipment_id }, call());
    },
    async advance(tracking_number) {
      const { scans } = (await (await post(`/v1/test/advance/${tracking_number}`)).json()) as { scans: { scan_id: string }[] };
      for (let tries = 0; tries < 500; tries += 1) {
        const told = deliveries.find(({ raw_body }) => raw_body.includes(`"${scans.at(-1)?.scan_id}"`));
        if (told) return told;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error('the carrier told nothing');
    },
    receive: ({ raw_body, headers }) => fulfillment.receiveWebhook({ carrier: 'local', raw_body, headers: JSON.parse(json(headers)) as Record<string, string> }, call()),
    async fault(fault) {
      await post('/v1/faults', fault);
    },
    async close() {
      await system.close();
      receiver.close();
      await testDatabase.close();
    },
  };
}
