import { fail, type Client } from '@orinoco/contract';
import type { Envelope } from '@orinoco/event';
import type { Cursor, EventLog } from '@orinoco/event/relay';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { standIn } from './neighbours.ts';
import type { Process } from './process.ts';
import { saw, type World } from './world.ts';

interface Shipment { readonly shipment_id: string; readonly order_id: string; readonly purchase_id: string; readonly seller_id: string; readonly offer_ids: readonly string[]; status: 'waiting' | 'picking' | 'shipped' | 'delivered' | 'cancelled' }
interface PlacedRow { readonly event_id: string; readonly purchase_id: string; readonly orders: readonly { readonly order_id: string; readonly seller_id: string; readonly lines: readonly { readonly offer_id: string }[] }[] }

/** Warehouses and carriers: they hear of orders, send parcels or stop them, and tell of it in a log of their own. */
export interface Fulfillment {
  readonly client: Client<typeof fulfillmentContract>;
  readonly shipments: readonly Shipment[];
  readonly told: readonly Envelope[];
  /** Hears of orders that have been placed. Answers whether there were any. */
  look(): boolean;
  /** Sends what still lies there, as it will be sent one day. */
  sendTheRest(share: number): void;
  logFor(process: Process): EventLog;
}

export function createFulfillment(world: World): Fulfillment {
  const { scheduler, swarm, faults } = world;
  const chance = world.chance.fork('fulfillment');
  const shipments: Shipment[] = [];
  const told: Envelope[] = [];
  const heard = new Set<string>();
  const stopped = new Set<string>();

  const tell = (shipment: Shipment, status: 'picking' | 'shipped' | 'delivered') => {
    shipment.status = status;
    const { shipment_id, order_id, purchase_id, seller_id, offer_ids } = shipment;
    const rank = { waiting: 0, picking: 1, shipped: 2, delivered: 3, cancelled: 4 };
    const is_last = shipments.filter((each) => each.order_id === order_id).every((each) => rank[each.status] >= rank[status]);
    const envelope: Envelope = {
      specversion: '1.0', id: chance.uuid(), source: '/fulfillment', type: 'fulfillment.shipment_moved', dataversion: 1, time: new Date(scheduler.now()).toISOString(), partitionkey: order_id, sequence: String(told.length),
      data: { shipment_id, order_id, purchase_id, seller_id, status, offer_ids, tracking_number: 'T1', tracking_url: null, is_last, occurred_at: new Date(scheduler.now()).toISOString() },
    };
    told.push(envelope);
    // Brokers repeat themselves: the same event again, further down the log.
    if (faults.strikes('event_twice')) scheduler.after(chance.delay(2_000), world.outside, 'an event comes twice', () => void told.push(envelope));
  };
  const advance = (shipment: Shipment, status: 'picking' | 'shipped' | 'delivered') => {
    const from = { picking: ['waiting'], shipped: ['waiting', 'picking'], delivered: ['shipped'] }[status];
    if (from.includes(shipment.status)) tell(shipment, status);
  };
  const plan = (shipment: Shipment) => {
    if (!chance.happens(swarm.ships)) return;
    const after = (mean_ms: number, status: 'picking' | 'shipped' | 'delivered') => scheduler.after(chance.delay(mean_ms), world.outside, `a parcel is ${status}`, () => advance(shipment, status));
    if (chance.happens(0.5)) after(500, 'picking');
    after(2_000, 'shipped');
    if (chance.happens(0.5)) after(6_000, 'delivered');
  };
  const hear = ({ event_id, purchase_id, orders }: PlacedRow) => {
    heard.add(event_id);
    for (const { order_id, seller_id, lines } of orders) {
      if (stopped.has(order_id)) {
        saw(world, 'an order was cancelled before its parcels were known');
        continue;
      }
      const offers = [...new Set(lines.map((line) => line.offer_id))];
      const parcels = offers.length > 1 && chance.happens(0.5) ? [offers.slice(0, 1), offers.slice(1)] : [offers];
      const own = parcels.map((offer_ids): Shipment => ({ shipment_id: chance.uuid(), order_id, purchase_id, seller_id, offer_ids, status: 'waiting' }));
      shipments.push(...own);
      own.forEach(plan);
    }
  };

  return {
    shipments, told,
    client: standIn(world, fulfillmentContract, {
      quoteDelivery: async ({ parcels }) => ({ parcels: parcels.map(({ seller_id }) => ({ seller_id, options: [{ shipping_rate_id: seller_id, name: 'Standard', amount_minor: 499, earliest_on: '2027-01-04', latest_on: '2027-01-06', order_within_ms: null }] })) }),
      cancelShipments: async ({ order_id }) => {
        const own = shipments.filter((shipment) => shipment.order_id === order_id);
        // The carrier was just there: the wish comes a moment too late.
        if (own.length > 0 && !stopped.has(order_id) && chance.happens(0.25)) own.forEach((shipment) => advance(shipment, 'shipped'));
        if (own.some((shipment) => shipment.status === 'shipped' || shipment.status === 'delivered')) {
          saw(world, 'a cancellation was refused');
          throw fail('already_shipped');
        }
        stopped.add(order_id);
        for (const shipment of own) shipment.status = 'cancelled';
        return { is_done: true };
      },
    }),
    look() {
      if (!world.lock.is_free()) return false;
      const rows = world.postgres.look<PlacedRow>(`select event_id, payload ->> 'purchase_id' as purchase_id, payload -> 'orders' as orders from "order".outbox where type = 'order.placed' order by xid, seq`).filter((row) => !heard.has(row.event_id));
      rows.forEach(hear);
      return rows.length > 0;
    },
    sendTheRest(share) {
      for (const order_id of new Set(shipments.map((shipment) => shipment.order_id))) {
        if (chance.happens(share)) shipments.filter((shipment) => shipment.order_id === order_id).forEach((shipment) => advance(shipment, 'shipped'));
      }
    },
    logFor: (process) => memoryLog(world, process, 'fulfillment', told),
  };
}

/** The log of a service that is not under test. A place in it is a number. */
export function memoryLog(world: World, process: Process, producer: string, told: readonly Envelope[]): EventLog {
  const { scheduler, faults, chance } = world;
  return {
    producer,
    read: (after: Cursor, types, limit) => new Promise((resolve, reject) => {
      scheduler.after(faults.strikes('event_late') ? chance.delay(1_000) : chance.between(0, 3), process, `reads the log of ${producer}`, () => {
        if (faults.strikes('call_not_applied')) return reject(fail('unavailable'));
        const place = Number(after.seq);
        const fresh = told.slice(place, place + limit);
        const end = { xid: '1', seq: String(place + fresh.length) };
        resolve({ envelopes: fresh.filter((envelope) => types.includes(envelope.type)), end: fresh.length > 0 ? end : after });
      });
    }),
  };
}
