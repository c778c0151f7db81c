import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { OutgoingEvent } from '@orinoco/event';
import { outgoing } from '@orinoco/event';
import type { JsonText } from '@orinoco/contract';
import type { OrderGroup, OrderStatus, OrderSummary, PastOrder } from './contract.ts';
import type { PlacedPayload, RecordedFact } from './order.ts';

/** What `placing` writes: rows ready to insert, in the words of the columns. */
export interface Placement {
  readonly group: Record<string, unknown>;
  readonly orders: readonly Record<string, unknown>[];
  readonly lines: readonly Record<string, unknown>[];
  readonly facts: readonly Record<string, unknown>[];
  readonly saga: { readonly saga_id: string; readonly context: object };
  readonly event: OutgoingEvent;
}

/**
 * The point of no return, in one statement: group, orders, lines, their first facts, the event, the checkout and the
 * saga's state change together or not at all. Answers false when the checkout had already been placed, or is being
 * undone by somebody who took it for lost.
 */
export async function placeOrders(database: Queryable, placement: Placement): Promise<boolean> {
  const placed = await database.run(sql`with moved as (
      update sagas set state = 'placed', is_finished = true, context = ${json(placement.saga.context)}, error = null, version = version + 1, updated_at = now() where kind = 'checkout' and saga_id = ${placement.saga.saga_id} and not is_finished and state <> 'compensating' returning saga_id
    ), new_group as (
      insert into order_groups (order_group_id, order_group_number, checkout_id, cart_id, customer_id, guest_id, email, locale, currency, total_minor, payment_id, card_brand, card_last4, placed_at)
      select g.* from jsonb_to_record(${json(placement.group)}::jsonb) as g(order_group_id uuid, order_group_number text, checkout_id uuid, cart_id uuid, customer_id uuid, guest_id uuid, email text, locale text, currency text, total_minor bigint, payment_id uuid, card_brand text, card_last4 text, placed_at timestamptz), moved
      returning order_group_id, checkout_id
    ), closed as (
      update checkouts c set status = 'placed', order_group_id = n.order_group_id, reject_reason = null, updated_at = now() from new_group n where c.checkout_id = n.checkout_id
    ), new_orders as (
      insert into orders (order_id, order_number, order_group_id, purchase_id, seller_id, seller_handle, seller_name, customer_id, status, currency, subtotal_minor, discount_minor, marketplace_discount_minor, shipping_minor, tax_minor, total_minor, is_tax_included, commission_minor, shipping_address, delivery, allocations, placed_at)
      select o.* from jsonb_to_recordset(${json(placement.orders)}::jsonb) as o(order_id uuid, order_number text, order_group_id uuid, purchase_id uuid, seller_id uuid, seller_handle text, seller_name text, customer_id uuid, status text, currency text, subtotal_minor bigint, discount_minor bigint, marketplace_discount_minor bigint, shipping_minor bigint, tax_minor bigint, total_minor bigint, is_tax_included boolean, commission_minor bigint, shipping_address jsonb, delivery jsonb, allocations jsonb, placed_at timestamptz), new_group
    ), new_lines as (
      insert into order_lines (order_line_id, order_id, position, offer_id, product_id, variant_id, handle, title, variant_title, sku, media_key, weight_g, quantity, unit_price_minor, subtotal_minor, discount_minor, tax_minor, total_minor)
      select l.* from jsonb_to_recordset(${json(placement.lines)}::jsonb) as l(order_line_id uuid, order_id uuid, position integer, offer_id uuid, product_id uuid, variant_id uuid, handle text, title text, variant_title text, sku text, media_key text, weight_g integer, quantity integer, unit_price_minor bigint, subtotal_minor bigint, discount_minor bigint, tax_minor bigint, total_minor bigint), new_group
    ), new_facts as (
      insert into order_events (order_id, version, type, payload, actor, occurred_at)
      select f.* from jsonb_to_recordset(${json(placement.facts)}::jsonb) as f(order_id uuid, version integer, type text, payload jsonb, actor text, occurred_at timestamptz), new_group
    )
    insert into outbox (type, version, key, payload, traceparent)
    select e.* from jsonb_to_recordset(${outgoing(placement.event)}::jsonb) as e(type text, version smallint, key text, payload jsonb, traceparent text), new_group`);
  return placed > 0;
}

export interface OrderRow {
  readonly order_id: string;
  readonly order_number: string;
  readonly order_group_id: string;
  readonly purchase_id: string;
  readonly seller_id: string;
  readonly customer_id: string | null;
  readonly guest_id: string | null;
  readonly email: string;
  readonly locale: string;
  readonly status: OrderStatus;
  readonly version: number;
  readonly currency: string;
  readonly total_minor: number;
  readonly tax_minor: number;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly commission_minor: number;
  readonly marketplace_discount_minor: number;
  readonly payment_id: string;
  readonly placed_at: string;
}

/** An order with what its group knows: whose it is and how it was paid. */
export async function findOrder(database: Queryable, order_id: string): Promise<OrderRow | undefined> {
  return database.maybe(sql<OrderRow>`select o.order_id, o.order_number, o.order_group_id, o.purchase_id, o.seller_id, g.customer_id, g.guest_id, g.email, g.locale, o.status, o.version, o.currency, o.total_minor, o.tax_minor, o.captured_minor, o.refunded_minor, o.commission_minor,
      o.marketplace_discount_minor, g.payment_id, o.placed_at
    from orders o join order_groups g using (order_group_id) where o.order_id = ${order_id}`);
}

export async function ordersOfGroup(database: Queryable, order_group_id: string): Promise<{ order_id: string; status: OrderStatus; captured_minor: number }[]> {
  return database.many(sql<{ order_id: string; status: OrderStatus; captured_minor: number }>`select order_id, status, captured_minor from orders where order_group_id = ${order_group_id}`);
}

/** The facts of an order up to a time, oldest first. */
export async function factsOf(database: Queryable, order_id: string, at: string | null): Promise<RecordedFact[]> {
  return database.many(sql<RecordedFact>`select version, type, payload, actor, occurred_at from order_events where order_id = ${order_id} and (${at}::timestamptz is null or occurred_at <= ${at}::timestamptz) order by version`);
}

/**
 * Adds a fact and moves the projection, in the same statement. Only from the given statuses; no row means that the
 * order is elsewhere, which the caller has to look at.
 */
export async function addFact(tx: Transaction, order_id: string, fact: { type: string; payload: object; actor: string }, from: readonly OrderStatus[], to: OrderStatus | null, change: { captured_minor?: number; refunded_minor?: number } = {}): Promise<boolean> {
  return (await tx.run(sql`with moved as (
      update orders set status = coalesce(${to}, status), version = version + 1, captured_minor = captured_minor + ${change.captured_minor ?? 0}, refunded_minor = refunded_minor + ${change.refunded_minor ?? 0},
        shipped_at = case when ${to} = 'shipped' then now() else shipped_at end, delivered_at = case when ${to} = 'delivered' then now() else delivered_at end, cancelled_at = case when ${to} = 'cancelled' then now() else cancelled_at end
      where order_id = ${order_id} and status = any(${from}::text[]) returning version
    ) insert into order_events (order_id, version, type, payload, actor) select ${order_id}, version, ${fact.type}, ${json(fact.payload)}, ${fact.actor} from moved`)) > 0;
}

export interface EventLine { order_line_id: string; offer_id: string; product_id: string; variant_id: string; title: string; quantity: number; unit_price_minor: number; total_minor: number; weight_g: number }

export async function linesOf(database: Queryable, order_id: string): Promise<EventLine[]> {
  return database.many(sql<EventLine>`select order_line_id, offer_id, product_id, variant_id, title, quantity, unit_price_minor, total_minor, weight_g from order_lines where order_id = ${order_id} order by position`);
}

/** A purchase with its orders, built by PostgreSQL. */
export async function groupJson(database: Queryable, order_group_id: string): Promise<JsonText<OrderGroup> | undefined> {
  return database.text(sql<{ json: string }>`select json_build_object('order_group_id', g.order_group_id, 'order_group_number', g.order_group_number, 'customer_id', g.customer_id, 'email', g.email, 'currency', g.currency, 'total_minor', g.total_minor, 'placed_at', g.placed_at,
      'payment', json_build_object('payment_id', g.payment_id, 'card_brand', g.card_brand, 'card_last4', g.card_last4),
      'orders', (select coalesce(json_agg(json_build_object('order_id', o.order_id, 'order_number', o.order_number, 'order_group_id', o.order_group_id, 'seller_id', o.seller_id, 'seller', json_build_object('handle', o.seller_handle, 'name', o.seller_name), 'customer_id', o.customer_id, 'status', o.status, 'version', o.version,
          'currency', o.currency, 'subtotal_minor', o.subtotal_minor, 'discount_minor', o.discount_minor, 'shipping_minor', o.shipping_minor, 'tax_minor', o.tax_minor, 'total_minor', o.total_minor, 'refunded_minor', o.refunded_minor, 'is_tax_included', o.is_tax_included, 'commission_minor', o.commission_minor,
          'lines', (select json_agg(json_build_object('order_line_id', l.order_line_id, 'offer_id', l.offer_id, 'product_id', l.product_id, 'variant_id', l.variant_id, 'handle', l.handle, 'title', l.title, 'variant_title', l.variant_title, 'sku', l.sku, 'media_key', l.media_key, 'quantity', l.quantity, 'unit_price_minor', l.unit_price_minor, 'subtotal_minor', l.subtotal_minor, 'discount_minor', l.discount_minor, 'tax_minor', l.tax_minor, 'total_minor', l.total_minor) order by l.position) from order_lines l where l.order_id = o.order_id),
          'shipping_address', o.shipping_address, 'delivery', json_build_object('name', o.delivery ->> 'name', 'earliest_on', o.delivery ->> 'earliest_on', 'latest_on', o.delivery ->> 'latest_on'), 'placed_at', o.placed_at, 'cancelled_at', o.cancelled_at, 'shipped_at', o.shipped_at, 'delivered_at', o.delivered_at, 'is_cancellable', o.status in ('placed', 'preparing'),
          'events', (select json_agg(json_build_object('version', e.version, 'type', e.type, 'payload', case when e.type = 'placed' then '{}'::jsonb else e.payload end, 'actor', e.actor, 'occurred_at', e.occurred_at) order by e.version) from order_events e where e.order_id = o.order_id)) order by o.order_number), '[]') from orders o where o.order_group_id = g.order_group_id))::text as json
    from order_groups g where g.order_group_id = ${order_group_id}`);
}

/** One page of orders, one more than asked for to tell whether there are others. */
export async function listOrders(database: Queryable, filter: { customer_id: string | null; seller_id: string | null; status: string | null; limit: number; offset: number }): Promise<OrderSummary[]> {
  return database.many(sql<OrderSummary>`select o.order_id, o.order_number, o.order_group_id, json_build_object('handle', o.seller_handle, 'name', o.seller_name) as seller, o.status, o.currency, o.total_minor, o.placed_at, o.delivery ->> 'latest_on' as latest_on, l.line_count, l.lines
    from (select * from orders where (${filter.customer_id}::uuid is null or customer_id = ${filter.customer_id}) and (${filter.seller_id}::uuid is null or seller_id = ${filter.seller_id}) and (${filter.status}::text is null or status = ${filter.status})
      order by placed_at desc, order_id limit ${filter.limit} offset ${filter.offset}) o
    cross join lateral (select count(*)::integer as line_count, json_agg(json_build_object('title', title, 'handle', handle, 'media_key', media_key, 'quantity', quantity, 'product_id', product_id) order by position) as lines from order_lines where order_id = o.order_id) l
    order by o.placed_at desc, o.order_id`);
}

export async function findGroupOwner(database: Queryable, order_group_id: string): Promise<{ customer_id: string | null; guest_id: string | null } | undefined> {
  return database.maybe(sql<{ customer_id: string | null; guest_id: string | null }>`select customer_id, guest_id from order_groups where order_group_id = ${order_group_id}`);
}

/** A guest who signs in keeps the orders bought before. */
export async function adoptOrders(tx: Queryable, guest_id: string, customer_id: string): Promise<void> {
  await tx.run(sql`with adopted as (update order_groups set customer_id = ${customer_id} where guest_id = ${guest_id} and customer_id is null returning order_group_id)
    update orders set customer_id = ${customer_id} from adopted where orders.order_group_id = adopted.order_group_id and orders.customer_id is null`);
}

/** Brings in orders of the past with a history of one fact each; those that exist are left alone. */
export async function insertPastOrders(database: Queryable, orders: readonly (PastOrder & { order_number: string; order_group_number: string; subtotal_minor: number; total_minor: number; fact: PlacedPayload })[]): Promise<number> {
  return database.run(sql`with given as (
      select * from jsonb_to_recordset(${json(orders)}::jsonb) as p(order_id uuid, order_number text, order_group_id uuid, order_group_number text, seller_id uuid, seller jsonb, customer_id uuid, email text, status text, currency text, subtotal_minor bigint, shipping_minor bigint, tax_minor bigint, total_minor bigint, commission_minor bigint, shipping_address jsonb, placed_at timestamptz, shipped_at timestamptz, delivered_at timestamptz, lines jsonb, fact jsonb)
    ), past as (
      select g.* from given g where not exists (select from orders o where o.order_id = g.order_id)
    ), new_groups as (
      insert into order_groups (order_group_id, order_group_number, checkout_id, customer_id, email, currency, total_minor, payment_id, placed_at)
      select order_group_id, min(order_group_number), order_group_id, (array_agg(customer_id))[1], min(email), min(currency), sum(total_minor), order_group_id, min(placed_at) from past group by order_group_id
      on conflict (order_group_id) do update set total_minor = order_groups.total_minor + excluded.total_minor
    ), new_lines as (
      insert into order_lines (order_line_id, order_id, position, offer_id, product_id, variant_id, handle, title, variant_title, sku, media_key, quantity, unit_price_minor, subtotal_minor, total_minor)
      select l.order_line_id, p.order_id, row_number() over (partition by p.order_id) - 1, l.offer_id, l.product_id, l.variant_id, l.handle, l.title, l.variant_title, l.sku, l.media_key, l.quantity, l.unit_price_minor, l.unit_price_minor * l.quantity, l.unit_price_minor * l.quantity
      from past p cross join lateral jsonb_to_recordset(p.lines) as l(order_line_id uuid, offer_id uuid, product_id uuid, variant_id uuid, handle text, title text, variant_title text, sku text, media_key text, quantity integer, unit_price_minor bigint) on conflict do nothing
    ), new_facts as (
      insert into order_events (order_id, version, type, payload, actor, occurred_at)
      select order_id, 1, 'placed', fact, 'import', placed_at from past
      union all select order_id, 2, 'shipped', '{"tracking_number": null, "tracking_url": null}', 'import', shipped_at from past where shipped_at is not null and status <> 'cancelled'
      union all select order_id, 3, 'delivered', '{}', 'import', delivered_at from past where delivered_at is not null and status = 'delivered'
      union all select order_id, 2, 'cancelled', jsonb_build_object('reason', 'import', 'refunded_minor', 0), 'import', placed_at from past where status = 'cancelled' on conflict do nothing
    )
    insert into orders (order_id, order_number, order_group_id, purchase_id, seller_id, seller_handle, seller_name, customer_id, status, version, currency, subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, captured_minor, is_tax_included, commission_minor, shipping_address, delivery, placed_at, shipped_at, delivered_at, cancelled_at)
    select order_id, order_number, order_group_id, order_group_id, seller_id, seller ->> 'handle', seller ->> 'name', customer_id, status, case status when 'delivered' then 3 else 2 end, currency, subtotal_minor, 0, shipping_minor, tax_minor, total_minor, case when status = 'cancelled' then 0 else total_minor end, false, commission_minor, shipping_address,
      jsonb_build_object('name', 'Standard', 'earliest_on', to_char(coalesce(delivered_at, placed_at + interval '5 days'), 'YYYY-MM-DD'), 'latest_on', to_char(coalesce(delivered_at, placed_at + interval '5 days'), 'YYYY-MM-DD')), placed_at, shipped_at, delivered_at, case when status = 'cancelled' then placed_at end
    from past on conflict do nothing`);
}
