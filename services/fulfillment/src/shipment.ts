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

/** What a parcel holds of an order line: of a bundle the `parts` that are taken off the shelf, and of how many bundles they are. */
export interface ShipmentLine {
  readonly order_line_id: string;
  readonly offer_id: string;
  readonly title: string;
  readonly quantity: number;
  /** Empty for a plain offer, which is taken off the shelf itself. */
  readonly parts: readonly { readonly offer_id: string; readonly quantity: number }[];
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
  readonly lines: readonly ShipmentLine[];
}

/** The parcels of a purchase: one for each order and place that its stock comes from. */
export function shipmentsOf(placed: Placed, carrier: string): NewShipment[] {
  return placed.orders.flatMap((order) => [...Map.groupBy(order.allocations, (allocation) => allocation.stock_location_id)].map(([stock_location_id]) => {
    const { order_id, order_number, seller_id, delivery } = order;
    const sent = linesFrom(order, stock_location_id);
    const weight_g = Math.round(sent.reduce((sum, line) => sum + line.weight_g, 0));
    const lines = sent.map(({ weight_g: _weight, ...line }) => line);
    return { order_id, order_number, purchase_id: placed.purchase_id, seller_id, stock_location_id, service: delivery.name, carrier, destination: placed.shipping_address, weight_g, earliest_on: delivery.earliest_on, latest_on: delivery.latest_on, lines };
  })).filter((shipment) => shipment.lines.length > 0);
}

/** What a place sends of each line, and what that weighs. A bundle is as heavy as all its parts, of which each counts the same. */
function linesFrom({ lines, allocations }: PlacedOrder, stock_location_id: string): (ShipmentLine & { readonly weight_g: number })[] {
  return lines.flatMap((line) => {
    const own = lines.filter((each) => each.offer_id === line.offer_id);
    const sold_count = own.reduce((sum, each) => sum + each.quantity, 0);
    const from = own.slice(0, own.indexOf(line)).reduce((sum, each) => sum + each.quantity, 0);
    const taken = [...Map.groupBy(allocations.filter((each) => each.sold_as === line.offer_id), (each) => each.offer_id)].map(([offer_id, parts]) => {
      const all_count = parts.reduce((sum, each) => sum + each.quantity, 0);
      const unit_count = Math.max(1, all_count / sold_count);
      return { offer_id, unit_count, quantity: sharedQuantity(parts, stock_location_id, from * unit_count, (from + line.quantity) * unit_count) };
    }).filter((part) => part.quantity > 0);
    if (taken.length === 0) return [];
    const is_bundle = allocations.some((each) => each.sold_as === line.offer_id && each.offer_id !== line.offer_id);
    const unit_total = allocations.filter((each) => each.sold_as === line.offer_id).reduce((sum, each) => sum + each.quantity, 0) / sold_count;
    const { order_line_id, offer_id, title } = line;
    return [{
      order_line_id, offer_id, title,
      quantity: Math.max(...taken.map((part) => Math.ceil(part.quantity / part.unit_count))),
      parts: is_bundle ? taken.map((part) => ({ offer_id: part.offer_id, quantity: part.quantity })) : [],
      weight_g: (line.weight_g * taken.reduce((sum, part) => sum + part.quantity, 0)) / unit_total,
    }];
  });
}

/** How many of the units from `start` to `end` come from a place. Lines of one offer share its allocations in order, whichever place they are from. */
function sharedQuantity(allocations: PlacedOrder['allocations'], stock_location_id: string, start: number, end: number): number {
  let at = 0;
  let quantity = 0;
  for (const allocation of allocations) {
    const shared = Math.min(at + allocation.quantity, end) - Math.max(at, start);
    if (allocation.stock_location_id === stock_location_id && shared > 0) quantity += shared;
    at += allocation.quantity;
  }
  return quantity;
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
