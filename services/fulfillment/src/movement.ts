import { fail, hasCode, type Call } from '@orinoco/contract';
import type { Transaction } from '@orinoco/database';
import { emit, event, type OutgoingEvent } from '@orinoco/event';
import type { CarrierLabel, CarrierScan } from './carriers/port.ts';
import { shipmentMoved } from './events.ts';
import type { FulfillmentPorts } from './dependencies.ts';
import { cancelOpenShipments, cancelOrder, insertScans, lockShipment, moveShipment, saveLabel, shipmentsOfOrder, type Move, type ShipmentRow } from './shipment-store.ts';
import { furthestScan, isLast, rankOf, toldStatuses, type MovedStatus } from './shipment.ts';

/** Moves a parcel by hand to its next state. One that is there already stays, and nobody is told again. */
export async function step({ database, clock }: FulfillmentPorts, shipment_id: string, from: 'pending' | 'picking', to: 'picking' | 'packed'): Promise<void> {
  await database.transaction(async (tx) => {
    const shipment = await lockShipment(tx, shipment_id);
    if (!shipment) throw fail('shipment_not_found');
    if (shipment.status === to) return;
    if (shipment.status !== from) throw fail('shipment_state', { detail: `The parcel is ${shipment.status}` });
    await move(tx, shipment, { shipment_id, from, to, occurred_at: clock().toISOString() });
  });
}

/** Buys the label, once however often it is asked, and hands the parcel over. Until the carrier has confirmed, nothing has changed. */
export async function ship(ports: FulfillmentPorts, shipment: ShipmentRow, call: Call): Promise<void> {
  const { database, clock, carrier, log } = ports;
  const { shipment_id } = shipment;
  const has_left = rankOf(shipment.status) >= rankOf('shipped');
  if (has_left && shipment.tracking_url !== null) return;
  if (!has_left && shipment.status !== 'packed') throw fail('shipment_state', { detail: `The parcel is ${shipment.status}` });
  const label = await buyLabel(ports, shipment, call);
  const is_cancelled = await database.transaction(async (tx) => {
    const now = await lockShipment(tx, shipment_id);
    if (!now || now.status === 'cancelled') return true;
    if (now.status === 'packed') await move(tx, now, { shipment_id, from: 'packed', to: 'shipped', occurred_at: clock().toISOString(), label });
    else await saveLabel(tx, shipment_id, label);
    return false;
  });
  if (!is_cancelled) return;
  // The order was cancelled while the label was bought.
  await carrier.cancelLabel(label).catch((error: unknown) => log.error({ shipment_id, tracking_number: label.tracking_number, err: error }, 'the label of a cancelled parcel cannot be given back'));
  throw fail('shipment_state', { detail: 'The parcel is cancelled' });
}

const label_ms = 8_000;

async function buyLabel({ carrier, settings, clock }: FulfillmentPorts, shipment: ShipmentRow, call: Call): Promise<CarrierLabel> {
  const { shipment_id, destination, weight_g, service } = shipment;
  const location = (await settings.current()).location(shipment.stock_location_id);
  if (!location) throw fail('shipment_state', { detail: 'The place that it is sent from is not known' });
  const { name, city, region, postal_code, country } = location;
  const time_ms = Math.max(500, Math.min(label_ms, call.deadline - clock().getTime() - 1_000));
  try {
    return await carrier.buyLabel({ idempotency_key: shipment_id, reference: shipment_id, from: { name: name.slice(0, 100), city, region, postal_code, country }, to: destination, parcels: [{ weight_g }], service: service.slice(0, 40) }, AbortSignal.timeout(time_ms));
  } catch (error) {
    if (hasCode(error, 'carrier_rejected', 'idempotency_conflict')) throw fail('conflict', { detail: 'The carrier does not take this parcel', cause: error });
    throw fail('unavailable', { detail: 'The carrier has not confirmed the label', cause: error });
  }
}

/** Records what the carrier has seen, each scan once, and moves the parcel on if it has come further. Answers false for a parcel that is not ours. */
export async function recordScans({ database }: Pick<FulfillmentPorts, 'database'>, shipment_id: string, tracking_number: string, scans: readonly CarrierScan[]): Promise<boolean> {
  return database.transaction(async (tx) => {
    const shipment = await lockShipment(tx, shipment_id);
    if (!shipment) return false;
    const fresh = await insertScans(tx, shipment_id, scans);
    const further = furthestScan(shipment.status, scans.filter((scan) => fresh.has(scan.scan_id)));
    if (further) await move(tx, shipment, { shipment_id, from: shipment.status, to: further.status, occurred_at: further.occurred_at, label: { tracking_number } });
    return true;
  });
}

/** Stops every parcel of an order, or none when one has left. An order never heard of is remembered as cancelled. */
export async function cancelShipments({ database, clock }: FulfillmentPorts, order_id: string): Promise<void> {
  await database.transaction(async (tx) => {
    await cancelOrder(tx, order_id);
    const known = await shipmentsOfOrder(tx, order_id);
    if (known.some((shipment) => rankOf(shipment.status) >= rankOf('shipped'))) throw fail('already_shipped');
    const cancelled = await cancelOpenShipments(tx, order_id);
    const occurred_at = clock().toISOString();
    await emit(tx, ...cancelled.map((shipment, index) => movedEvent(shipment, 'cancelled', index === cancelled.length - 1, occurred_at)));
  });
}

async function move(tx: Transaction, shipment: ShipmentRow, to: Move): Promise<void> {
  await moveShipment(tx, to);
  const labelled = { ...shipment, tracking_number: shipment.tracking_number ?? to.label?.tracking_number ?? null, tracking_url: shipment.tracking_url ?? to.label?.tracking_url ?? null };
  await emit(tx, ...toldStatuses(to.from, to.to).map((status) => movedEvent(labelled, status, isLast(status, shipment.others_rank), to.occurred_at)));
}

function movedEvent(shipment: Omit<ShipmentRow, 'others_rank'>, status: MovedStatus, is_last: boolean, occurred_at: string): OutgoingEvent {
  const { shipment_id, order_id, purchase_id, seller_id, offer_ids, tracking_number, tracking_url } = shipment;
  return event(shipmentMoved, order_id, { shipment_id, order_id, purchase_id, seller_id, status, offer_ids, tracking_number, tracking_url, is_last, occurred_at });
}
