import type { Static } from 'typebox';
import type { orderPlaced } from '@orinoco/order/events';
import type { CarrierScan, CarrierStatus } from './carriers/port.ts';
import type { ShipmentStatus } from './contract.ts';

type Placed = Static<typeof orderPlaced['payload']>;
type PlacedOrder = Placed['orders'][number];
export type MovedStatus = Exclude<ShipmentStatus, 'pending'>;

/** How far a parcel has come. Cancelled is no step of the way. */
export const steps: readonly ShipmentStatus[] = ['pending', 'picking', 'packed', 'shipped', 'in_transit', 'out_for_delivery', 'delivered'];

export function rankOf(status: ShipmentStatus): number {
  return steps.indexOf(status);
}

/** Whether every parcel of the order has come at least that far; `others_rank` is the least of the others, null without any. */
export function isLast(status: MovedStatus, others_rank: number | null): boolean {
  return others_rank === null || others_rank >= rankOf(status);
}

/** A parcel to be made, with what is in it. */
export interface NewShipment {
  readonly order_id: string;
  readonly order_number: string;
  readonly purchase_id: string;
  readonly seller_id: string;
  readonly stock_location_id: string;
  readonly service: string;
  readonly carrier: string;
  readonly destination: Placed['shipping_address'];
  readonly weight_g: number;
  readonly earliest_on: string;
  readonly latest_on: string;
  readonly lines: readonly { readonly order_line_id: string; readonly offer_id: string; readonly title: string; readonly quantity: number }[];
}

/** The parcels of a purchase: one for each order and place that its stock comes from. */
export function shipmentsOf(placed: Placed, carrier: string): NewShipment[] {
  return placed.orders.flatMap((order) => [...Map.groupBy(order.allocations, (allocation) => allocation.stock_location_id)].map(([stock_location_id]) => {
    const { order_id, order_number, seller_id, delivery } = order;
    const sent = linesFrom(order, stock_location_id);
    const weight_g = sent.reduce((sum, line) => sum + line.weight_g * line.quantity, 0);
    const lines = sent.map(({ order_line_id, offer_id, title, quantity }) => ({ order_line_id, offer_id, title, quantity }));
    return { order_id, order_number, purchase_id: placed.purchase_id, seller_id, stock_location_id, service: delivery.name, carrier, destination: placed.shipping_address, weight_g, earliest_on: delivery.earliest_on, latest_on: delivery.latest_on, lines };
  })).filter((shipment) => shipment.lines.length > 0);
}

/** What a place sends of each line. Two lines of one offer share its allocations in order, whichever place they are from. */
function linesFrom({ lines, allocations }: PlacedOrder, stock_location_id: string): PlacedOrder['lines'] {
  return lines.flatMap((line) => {
    const own = lines.filter((each) => each.offer_id === line.offer_id);
    const from = own.slice(0, own.indexOf(line)).reduce((sum, each) => sum + each.quantity, 0);
    let start = 0;
    let quantity = 0;
    for (const allocation of allocations.filter((each) => each.offer_id === line.offer_id)) {
      const shared = Math.min(start + allocation.quantity, from + line.quantity) - Math.max(start, from);
      if (allocation.stock_location_id === stock_location_id && shared > 0) quantity += shared;
      start += allocation.quantity;
    }
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
}

/** How a carrier's word is shown. A printed label is no movement yet: it is bought before the parcel is handed over. */
export const shownStatus: Readonly<Record<CarrierStatus, ShipmentStatus>> = { label_created: 'shipped', picked_up: 'shipped', in_transit: 'in_transit', out_for_delivery: 'out_for_delivery', delivered: 'delivered', cancelled: 'cancelled' };

/** The scan that moves a parcel on from where it stands, if any does; scans may come in any order. */
export function furthestScan(status: ShipmentStatus, scans: readonly CarrierScan[]): { readonly status: MovedStatus; readonly occurred_at: string } | null {
  // Before it is packed there is no label that could be scanned, and a cancelled parcel stays so.
  if (rankOf(status) < rankOf('packed')) return null;
  const moving = scans.filter((scan) => scan.status !== 'label_created' && scan.status !== 'cancelled').map((scan) => ({ status: shownStatus[scan.status] as MovedStatus, occurred_at: scan.occurred_at }));
  const further = moving.filter((scan) => rankOf(scan.status) > rankOf(status)).toSorted((a, b) => rankOf(b.status) - rankOf(a.status));
  return further[0] ?? null;
}

/** What is told of a move: where the parcel is now, and that it was shipped if that is news too, since money waits for it. */
export function toldStatuses(from: ShipmentStatus, to: MovedStatus): MovedStatus[] {
  return rankOf(from) < rankOf('shipped') && rankOf(to) > rankOf('shipped') ? ['shipped', to] : [to];
}
