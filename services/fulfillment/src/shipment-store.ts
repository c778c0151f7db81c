import type { JsonText } from '@orinoco/contract';
import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { CarrierAddress, CarrierScan } from './carriers/port.ts';
import type { Shipment, ShipmentStatus } from './contract.ts';
import { shownStatus, type MovedStatus, type NewShipment } from './shipment.ts';

export interface ShipmentRow {
  readonly shipment_id: string;
  readonly order_id: string;
  readonly purchase_id: string;
  readonly seller_id: string;
  readonly stock_location_id: string;
  readonly status: ShipmentStatus;
  readonly service: string;
  readonly destination: CarrierAddress;
  readonly weight_g: number;
  readonly tracking_number: string | null;
  readonly tracking_url: string | null;
  readonly offer_ids: string[];
  /** How far the least of the order's other parcels has come; null when there is none that is not cancelled. */
  readonly others_rank: number | null;
}

/** Makes the orders known, if they are not, and locks them. Answers those that were cancelled before. */
export async function lockOrders(tx: Transaction, order_ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.many(sql<{ order_id: string; is_cancelled: boolean }>`insert into shipment_orders (order_id) select order_id from unnest(${order_ids}::uuid[]) as o(order_id) order by order_id
    on conflict (order_id) do update set order_id = excluded.order_id returning order_id, is_cancelled`);
  return new Set(rows.filter((row) => row.is_cancelled).map((row) => row.order_id));
}

/** Makes parcels that are not there yet. */
export async function insertShipments(tx: Transaction, shipments: readonly NewShipment[]): Promise<void> {
  await tx.run(sql`with given as (
      select * from jsonb_to_recordset(${json(shipments)}::jsonb) as s(order_id uuid, order_number text, purchase_id uuid, seller_id uuid, stock_location_id uuid, service text, carrier text, destination jsonb, weight_g integer, earliest_on date, latest_on date, lines jsonb)
    ), made as (
      insert into shipments (order_id, order_number, purchase_id, seller_id, stock_location_id, service, carrier, destination, weight_g, earliest_on, latest_on)
      select order_id, order_number, purchase_id, seller_id, stock_location_id, service, carrier, destination, weight_g, earliest_on, latest_on from given
      on conflict (order_id, stock_location_id) do nothing returning shipment_id, order_id, stock_location_id
    )
    insert into shipment_lines (shipment_id, order_line_id, offer_id, title, quantity, parts)
    select made.shipment_id, l.* from made join given using (order_id, stock_location_id), jsonb_to_recordset(given.lines) as l(order_line_id uuid, offer_id uuid, title text, quantity integer, parts jsonb)`);
}

export async function findShipment(database: Queryable, shipment_id: string): Promise<ShipmentRow | undefined> {
  return database.maybe(sql<ShipmentRow>`select s.shipment_id, s.order_id, s.purchase_id, s.seller_id, s.stock_location_id, s.status, s.service, s.destination, s.weight_g, s.tracking_number, s.tracking_url,
      (select coalesce(json_agg(distinct l.offer_id), '[]') from shipment_lines l where l.shipment_id = s.shipment_id) as offer_ids,
      (select min(array_position('{pending,picking,packed,shipped,in_transit,out_for_delivery,delivered}'::text[], o.status)) - 1 from shipments o where o.order_id = s.order_id and o.shipment_id <> s.shipment_id and o.status <> 'cancelled') as others_rank
    from shipments s where s.shipment_id = ${shipment_id}`);
}

/** The parcel, with all parcels of its order locked, so that one alone can be the last to get somewhere. */
export async function lockShipment(tx: Transaction, shipment_id: string): Promise<ShipmentRow | undefined> {
  // Two statements: the second sees what whoever held the lock has done.
  await tx.run(sql`select from shipment_orders where order_id = (select order_id from shipments where shipment_id = ${shipment_id}) for update`);
  return findShipment(tx, shipment_id);
}

export interface Move {
  readonly shipment_id: string;
  readonly from: ShipmentStatus;
  readonly to: MovedStatus;
  readonly occurred_at: string;
  readonly label?: { readonly tracking_number: string; readonly tracking_url?: string; readonly label_url?: string } | undefined;
}

/** Writes a move down, unless the parcel is elsewhere by now. */
export async function moveShipment(tx: Transaction, { shipment_id, from, to, occurred_at, label }: Move): Promise<void> {
  const is_shipped = to !== 'picking' && to !== 'packed' && to !== 'cancelled';
  await tx.run(sql`update shipments set status = ${to}, tracking_number = coalesce(tracking_number, ${label?.tracking_number ?? null}), tracking_url = coalesce(tracking_url, ${label?.tracking_url ?? null}), label_url = coalesce(label_url, ${label?.label_url ?? null}),
      shipped_at = case when ${is_shipped} then coalesce(shipped_at, ${occurred_at}::timestamptz) else shipped_at end, delivered_at = case when ${to === 'delivered'} then ${occurred_at}::timestamptz else delivered_at end, heard_at = now()
    where shipment_id = ${shipment_id} and status = ${from}`);
}

/** Adds what a label tells to a parcel that the carrier had moved before we knew of its label. */
export async function saveLabel(tx: Transaction, shipment_id: string, label: { readonly tracking_number: string; readonly tracking_url: string; readonly label_url: string }): Promise<void> {
  await tx.run(sql`update shipments set tracking_number = coalesce(tracking_number, ${label.tracking_number}), tracking_url = coalesce(tracking_url, ${label.tracking_url}), label_url = coalesce(label_url, ${label.label_url}) where shipment_id = ${shipment_id}`);
}

/** Records scans once each; answers the ids of those that are new. */
export async function insertScans(tx: Transaction, shipment_id: string, scans: readonly CarrierScan[]): Promise<Set<string>> {
  const rows = scans.map(({ scan_id, status, description, city, occurred_at }) => ({ scan_id, status: shownStatus[status], description: description.slice(0, 200), city, occurred_at }));
  const fresh = await tx.many(sql<{ tracking_event_id: string }>`with heard as (update shipments set heard_at = now() where shipment_id = ${shipment_id})
    insert into tracking_events (shipment_id, tracking_event_id, status, description, city, occurred_at)
    select ${shipment_id}::uuid, s.* from jsonb_to_recordset(${json(rows)}::jsonb) as s(scan_id text, status text, description text, city text, occurred_at timestamptz)
    on conflict do nothing returning tracking_event_id`);
  return new Set(fresh.map((row) => row.tracking_event_id));
}

/** Marks an order as cancelled, known or not, and locks it. */
export async function cancelOrder(tx: Transaction, order_id: string): Promise<void> {
  await tx.run(sql`insert into shipment_orders (order_id, is_cancelled) values (${order_id}, true) on conflict (order_id) do update set is_cancelled = true`);
}

export async function shipmentsOfOrder(tx: Transaction, order_id: string): Promise<{ shipment_id: string; status: ShipmentStatus }[]> {
  return tx.many(sql<{ shipment_id: string; status: ShipmentStatus }>`select shipment_id, status from shipments where order_id = ${order_id} order by shipment_id`);
}

/** Cancels every parcel of an order that has not left; answers what they were. */
export async function cancelOpenShipments(tx: Transaction, order_id: string): Promise<Omit<ShipmentRow, 'others_rank'>[]> {
  return tx.many(sql<Omit<ShipmentRow, 'others_rank'>>`update shipments s set status = 'cancelled' where order_id = ${order_id} and status in ('pending', 'picking', 'packed')
    returning shipment_id, order_id, purchase_id, seller_id, stock_location_id, status, service, destination, weight_g, tracking_number, tracking_url, (select coalesce(json_agg(distinct l.offer_id), '[]') from shipment_lines l where l.shipment_id = s.shipment_id) as offer_ids`);
}

/** Parcels under way of which nothing was heard for a while, taken so that one process asks. */
export async function takeQuietShipments(database: Queryable, quiet_ms: number): Promise<{ shipment_id: string; tracking_number: string }[]> {
  return database.many(sql<{ shipment_id: string; tracking_number: string }>`update shipments set heard_at = now()
    where shipment_id in (select shipment_id from shipments where status in ('shipped', 'in_transit', 'out_for_delivery') and heard_at < now() - make_interval(secs => ${quiet_ms / 1000}) and tracking_number is not null order by heard_at limit 20 for update skip locked)
    returning shipment_id, tracking_number`);
}

export async function shipmentJson(database: Queryable, shipment_id: string): Promise<JsonText<Shipment> | undefined> {
  return database.text(sql<{ json: string }>`select (to_jsonb(d) - 'created_at')::text as json from shipment_details d where shipment_id = ${shipment_id}`);
}

export async function shipmentsJson(database: Queryable, order_ids: readonly string[]): Promise<JsonText<{ shipments: Shipment[] }> | undefined> {
  return database.text(sql<{ json: string }>`select json_build_object('shipments', coalesce(json_agg(to_jsonb(d) - 'created_at' order by d.order_id, d.created_at, d.shipment_id), '[]'))::text as json
    from (select * from shipment_details where order_id = any(${order_ids}::uuid[]) order by order_id limit 500) d`);
}

export interface WorkQuery {
  /** Null for every seller's. */
  readonly seller_ids: readonly string[] | null;
  readonly limit: number;
  readonly offset: number;
}

/** Parcels that still have to leave, oldest first. */
export async function openWorkJson(database: Queryable, { seller_ids, limit, offset }: WorkQuery): Promise<JsonText<{ shipments: Shipment[] }> | undefined> {
  return database.text(sql<{ json: string }>`select json_build_object('shipments', coalesce(json_agg(to_jsonb(d) - 'created_at' order by d.created_at, d.shipment_id), '[]'))::text as json from shipment_details d
    where d.shipment_id in (select shipment_id from shipments where status in ('pending', 'picking', 'packed') and (${seller_ids}::uuid[] is null or seller_id = any(${seller_ids}::uuid[])) order by created_at, shipment_id limit ${limit} offset ${offset})`);
}

/** Parcels in one state, oldest first. */
export async function workJson(database: Queryable, status: ShipmentStatus, { seller_ids, limit, offset }: WorkQuery): Promise<JsonText<{ shipments: Shipment[] }> | undefined> {
  return database.text(sql<{ json: string }>`select json_build_object('shipments', coalesce(json_agg(to_jsonb(d) - 'created_at' order by d.created_at, d.shipment_id), '[]'))::text as json from shipment_details d
    where d.shipment_id in (select shipment_id from shipments where status = ${status} and (${seller_ids}::uuid[] is null or seller_id = any(${seller_ids}::uuid[])) order by created_at, shipment_id limit ${limit} offset ${offset})`);
}
