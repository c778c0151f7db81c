import { auditViolations } from './audit.ts';
import type { Told } from './buyers.ts';
import type { Booked } from './provider.ts';
import type { Town } from './replica.ts';
import type { World } from './world.ts';

/** A statement that finds what must not be once everything has come to rest. Each row is one violation. */
type Rule = readonly [name: string, text: string];

const rules: readonly Rule[] = [
  ['reserved is what reservations hold', `select l.offer_id, l.reserved, held.sum from inventory.stock_levels l left join lateral (select coalesce(sum(quantity), 0) as sum from inventory.reservations r
    where r.offer_id = l.offer_id and r.stock_location_id = l.stock_location_id and r.status in ('held', 'committed')) held on true where l.reserved <> held.sum`],
  ['a level is the sum of its movements', `select l.offer_id, l.on_hand, l.reserved, m.on_hand as moved, m.reserved as reserving from inventory.stock_levels l left join (select offer_id, stock_location_id, sum(on_hand_change) as on_hand, sum(reserved_change) as reserved
    from inventory.stock_movements group by 1, 2) m using (offer_id, stock_location_id) where l.on_hand <> coalesce(m.on_hand, 0) or l.reserved <> coalesce(m.reserved, 0)`],
  ['the last word on stock is true', `select * from (select distinct on (key) key, (payload ->> 'available_count')::bigint as told from inventory.outbox where type = 'inventory.stock_changed' order by key, xid desc, seq desc) t
    join (select offer_id::text as key, sum(on_hand - reserved) as is from inventory.stock_levels group by 1) l using (key) where t.told <> l.is`],
  ['no hold is left over', `select purchase_id, status, is_ship_due from inventory.reservations where status = 'held' or (status = 'committed' and is_ship_due)`],
  ['no order is half-way', `select order_id, status from "order".orders where status = 'cancelling'`],
  ['an order is what its events say', `select o.order_id, o.version, e.version as events from "order".orders o join (select order_id, max(version) as version, count(*) as count from "order".order_events group by 1) e using (order_id) where o.version <> e.version or e.count <> e.version`],
  ['what happens once to an order stands once in its history', `select order_id, type, count(*) from "order".order_events where type in ('placed', 'shipped', 'delivered', 'captured', 'cancelled') group by 1, 2 having count(*) > 1`],
  ['a purchase is the sum of its orders', `select g.order_group_id, g.total_minor, o.sum from "order".order_groups g join (select order_group_id, sum(total_minor) as sum from "order".orders group by 1) o using (order_group_id) where g.total_minor <> o.sum`],
  ['a checkout is placed when its purchase is there', `select c.checkout_id, c.status, g.order_group_id from "order".checkouts c full join "order".order_groups g using (checkout_id) where (c.status = 'placed') <> (g.order_group_id is not null)`],
  ['what has been shipped is captured, and nothing else', `select order_id, status, captured_minor, total_minor from "order".orders where captured_minor <> case when status in ('shipped', 'delivered') then total_minor else 0 end`],
  ['a cart becomes an order once', `select cart_id, count(*) from "order".order_groups group by 1 having count(*) > 1`],
  ['every saga has ended', `select kind, saga_id, state, error from "order".sagas where not is_finished`],
  ['no event has failed', `select consumer_group, status, error, event ->> 'type' as type from "order".event_failures union all select consumer_group, status, error, event ->> 'type' from inventory.event_failures union all select consumer_group, status, error, event ->> 'type' from audit.event_failures`],
  ['no operation on money is open', `select operation_key, kind, status from payment.payment_operations where status <> 'done'`],
  ['no payment is open', `select payment_id, status, capturing_minor, releasing_minor from payment.payments where status in ('pending', 'requires_action', 'unknown') or capturing_minor <> 0 or releasing_minor <> 0`],
  ['the ledger sums to zero in every journal and currency', `select journal_id, currency, sum(amount_minor) from payment.ledger_entries group by 1, 2 having sum(amount_minor) <> 0`],
  ['a journal is booked for every movement', `select o.operation_key, o.amount_minor, e.sum from payment.payment_operations o left join (select j.kind, j.reference, sum(e.amount_minor) as sum from payment.ledger_journals j join payment.ledger_entries e using (journal_id) where e.account = 'provider_clearing' group by 1, 2) e
    on o.operation_key = e.kind || ':' || e.reference where o.kind in ('capture', 'refund') and o.status = 'done' and coalesce(e.sum, 0) <> case o.kind when 'capture' then o.amount_minor else -o.amount_minor end`],
  ['a purchase is told of once', `select order_group_id, count(x.key) from "order".order_groups g left join "order".outbox x on x.type = 'order.placed' and x.key = g.order_group_id::text group by 1 having count(x.key) <> 1`],
  ['every turn of an order is told of once', `select o.order_id, o.status, t.type, count(x.key) from "order".orders o cross join (values ('order.shipped', '{shipped,delivered}'::text[]), ('order.delivered', '{delivered}'), ('order.cancelled', '{cancelled}')) as t(type, statuses)
    left join "order".outbox x on x.type = t.type and x.key = o.order_id::text group by 1, 2, 3, t.statuses having count(x.key) <> case when o.status = any(t.statuses) then 1 else 0 end`],
  ['every capture is told of once', `select o.operation_key, count(x.key) from payment.payment_operations o left join payment.outbox x on x.type = 'payment.captured' and x.payload ->> 'order_id' = o.order_id::text where o.kind = 'capture' group by 1 having count(x.key) <> 1`],
  ['what goes back to the buyer is told of', `select p.payment_id, p.status, p.released_minor + p.refunded_minor as went, coalesce(x.sum, 0) as told from payment.payments p left join (select key, sum((payload ->> 'amount_minor')::bigint) as sum from payment.outbox where type = 'payment.returned' group by 1) x on x.key = p.payment_id::text
    where p.released_minor + p.refunded_minor <> coalesce(x.sum, 0)`],
  ['a refund is of a capture', `select c.operation_key, c.refunded_minor, r.sum from payment.payment_operations c left join (select order_id, sum(amount_minor) as sum from payment.payment_operations where kind = 'refund' group by 1) r using (order_id) where c.kind = 'capture' and c.refunded_minor <> coalesce(r.sum, 0)`],
];

/** What is wrong when everything should have come to its end. Empty when all is well. */
export function violationsOf(world: World, town: Town, told: Told): string[] {
  const broken = rules.flatMap(([name, text]) => {
    const rows = world.postgres.look(text);
    return rows.length === 0 ? [] : [`${name}: ${rows.length}, as ${JSON.stringify(rows[0])}`];
  });
  const surprises = world.surprises.map((surprise) => `every answer is what the contract says: ${surprise}`);
  return [...broken, ...surprises, ...stockViolations(world, town), ...parcelViolations(world, town), ...moneyViolations(world, town), ...promiseViolations(world, told), ...codeViolations(world, town), ...auditViolations(world, town)];
}

interface Held { readonly purchase_id: string; readonly sold_as: string; readonly offer_id: string; readonly status: string; readonly quantity: number }
interface Ordered { readonly purchase_id: string; readonly order_id: string; readonly offer_id: string; readonly quantity: number; readonly status: string }

/** Stock is held for what was ordered and for nothing else, and what was shipped is off the shelf. */
function stockViolations({ postgres }: World, { neighbours, fulfillment }: Town): string[] {
  const held = postgres.look<Held>(`select purchase_id, sold_as, offer_id, status, sum(quantity)::integer as quantity from inventory.reservations where status <> 'released' group by 1, 2, 3, 4`);
  const ordered = postgres.look<Ordered>(`select o.purchase_id, o.order_id, l.offer_id, sum(l.quantity)::integer as quantity, o.status from "order".orders o join "order".order_lines l using (order_id) where o.status <> 'cancelled' group by 1, 2, 3, 5`);
  const gone = new Set(fulfillment.shipments.filter((each) => each.status === 'shipped' || each.status === 'delivered').flatMap((each) => each.offer_ids.map((offer_id) => `${each.purchase_id} ${offer_id}`)));
  const key = (each: Held) => `${each.purchase_id} ${each.sold_as} ${each.offer_id} ${each.status} ${each.quantity}`;
  const expected = ordered.flatMap(({ purchase_id, offer_id, quantity }): Held[] => {
    const components = neighbours.offers.find((offer) => offer.offer_id === offer_id)?.components ?? [];
    const status = gone.has(`${purchase_id} ${offer_id}`) ? 'shipped' : 'committed';
    return (components.length > 0 ? components : [{ offer_id, quantity: 1 }]).map((part) => ({ purchase_id, sold_as: offer_id, offer_id: part.offer_id, status, quantity: part.quantity * quantity }));
  });
  const wrong = differences('stock is held for what was ordered, and for nothing else', expected.map(key), held.map(key));
  const left = new Map(neighbours.offers.map((offer) => [offer.offer_id, offer.stock.reduce((sum, level) => sum + level.on_hand, 0)]));
  for (const { offer_id, status, quantity } of held) if (status === 'shipped') left.set(offer_id, (left.get(offer_id) ?? 0) - quantity);
  const levels = new Map(postgres.look<{ offer_id: string; on_hand: number }>(`select offer_id, sum(on_hand)::integer as on_hand from inventory.stock_levels group by 1`).map((level) => [level.offer_id, level.on_hand]));
  for (const [offer_id, on_hand] of left) if ((levels.get(offer_id) ?? 0) !== on_hand) wrong.push(`what was there less what was shipped is there: ${offer_id} has ${levels.get(offer_id)}, not ${on_hand}`);
  return wrong;
}

/** An order stands where its parcels are. */
function parcelViolations({ postgres }: World, { fulfillment }: Town): string[] {
  const parcels = Map.groupBy(fulfillment.shipments, (shipment) => shipment.order_id);
  return postgres.look<{ order_id: string; status: string }>('select order_id, status from "order".orders').flatMap(({ order_id, status }) => {
    const own = (parcels.get(order_id) ?? []).map((shipment) => shipment.status);
    const is = (statuses: readonly string[]) => own.length > 0 && own.every((each) => statuses.includes(each));
    const expected = is(['delivered']) ? ['delivered'] : is(['delivered', 'shipped']) ? ['shipped'] : own.length === 0 || is(['cancelled']) ? ['cancelled'] : ['placed', 'preparing'];
    return expected.includes(status) ? [] : [`an order stands where its parcels are: ${order_id} is ${status} with ${own.join(', ') || 'none'}`];
  });
}

interface Ours { readonly payment_id: string; readonly status: string; readonly amount_minor: number; readonly captured_minor: number; readonly released_minor: number; readonly refunded_minor: number }
interface Bought { readonly payment_id: string; readonly owed_minor: number; readonly gone_minor: number; readonly captures: string }

/** The provider's books against the orders and against the shop's own, payment by payment and movement by movement. */
function moneyViolations({ postgres }: World, { bank }: Town): string[] {
  const ours = new Map(postgres.look<Ours>('select payment_id, status, amount_minor, captured_minor, released_minor, refunded_minor from payment.payments').map((each) => [each.payment_id, each]));
  const bought = new Map(postgres.look<Bought>(`select g.payment_id, coalesce(sum(o.total_minor) filter (where o.status not in ('cancelled', 'shipped', 'delivered')), 0)::bigint as owed_minor, coalesce(sum(o.total_minor) filter (where o.status in ('shipped', 'delivered')), 0)::bigint as gone_minor
    from "order".order_groups g join "order".orders o using (order_group_id) group by 1`).map((each) => [each.payment_id, each]));
  const wrong: string[] = [];
  for (const payment of bank.payments.values()) {
    const { payment_id, status, captured_minor, refunded_minor } = payment;
    const order = bought.get(payment_id);
    const held_minor = heldMinor(payment);
    if (held_minor !== (order?.owed_minor ?? 0)) wrong.push(`money is blocked for orders and for nothing else: ${payment_id} is ${status}, holds ${held_minor}, owed ${order?.owed_minor ?? 'nothing'}`);
    if (captured_minor !== (order?.gone_minor ?? 0)) wrong.push(`captured is what was shipped: ${payment_id} captured ${captured_minor}, shipped ${order?.gone_minor ?? 0}`);
    const mine = ours.get(payment_id);
    const is_equal = mine !== undefined && mine.captured_minor === captured_minor && mine.refunded_minor === refunded_minor && mine.status === status && (held_minor === 0 || mine.amount_minor - mine.captured_minor - mine.released_minor === held_minor);
    if (!is_equal) wrong.push(`our books equal the provider's: ${JSON.stringify(mine)} here, ${JSON.stringify(payment)} there`);
    if (isReleaseKnown(payment) && mine?.released_minor !== payment.released_minor) wrong.push(`what the provider gave back is in our books: ${payment_id} ${mine?.released_minor} here, ${payment.released_minor} there`);
  }
  for (const { payment_id, owed_minor, gone_minor } of bought.values()) if (owed_minor + gone_minor > 0 && !bank.payments.has(payment_id)) wrong.push(`no order without an authorization: ${payment_id}`);
  const journals = postgres.look<{ kind: string; amount_minor: number }>(`select j.kind, e.amount_minor from payment.ledger_entries e join payment.ledger_journals j using (journal_id) where e.account = 'provider_clearing'`);
  return [...wrong, ...differences('the ledger is what the provider has moved', bank.movements.map(({ kind, amount_minor }) => `${kind} ${amount_minor}`), journals.map(({ kind, amount_minor }) => `${kind} ${Math.abs(amount_minor)}`))];
}

/** Money that was blocked between the shop's look and its void, each of which may take many seconds, is given back without its knowing. */
const longest_look_ms = 30_000;

function isReleaseKnown({ status, blocked_at, voided_at }: Booked): boolean {
  return status !== 'voided' || blocked_at === null || voided_at === null || voided_at - blocked_at > longest_look_ms;
}

function heldMinor({ status, amount_minor, captured_minor, released_minor }: Booked): number {
  return status === 'authorized' ? amount_minor - captured_minor - released_minor : 0;
}

/** Every answer was a promise. */
function promiseViolations({ postgres }: World, { agreed, placed, rejected, cancelled, kept, refunded }: Told): string[] {
  const bought = postgres.look<{ checkout_id: string; order_group_id: string; total_minor: number }>('select checkout_id, order_group_id, total_minor from "order".order_groups');
  const groups = new Map(bought.map((group) => [group.checkout_id, group.order_group_id]));
  const statuses = new Map(postgres.look<{ order_id: string; status: string }>('select order_id, status from "order".orders').map((order) => [order.order_id, order.status]));
  const refunds = new Map(postgres.look<{ refund_id: string; amount_minor: number }>(`select substr(operation_key, 8) as refund_id, amount_minor from payment.payment_operations where kind = 'refund'`).map((refund) => [refund.refund_id, refund.amount_minor]));
  return [
    ...bought.filter(({ checkout_id, total_minor }) => !agreed.get(checkout_id)?.has(total_minor)).map(({ checkout_id, total_minor }) => `what is bought was agreed to: ${checkout_id} for ${total_minor}, not ${[...(agreed.get(checkout_id) ?? [])].join()}`),
    ...[...placed].filter(([checkout_id, order_group_id]) => groups.get(checkout_id) !== order_group_id).map(([checkout_id, order_group_id]) => `an answered purchase is there: ${checkout_id} was answered ${order_group_id} and is ${groups.get(checkout_id)}`),
    ...[...rejected].filter((checkout_id) => groups.has(checkout_id)).map((checkout_id) => `a rejected purchase is not there: ${checkout_id}`),
    ...[...cancelled].filter((order_id) => statuses.get(order_id) !== 'cancelled').map((order_id) => `an order answered as cancelled stays so: ${order_id} is ${statuses.get(order_id)}`),
    ...[...kept].filter((order_id) => statuses.get(order_id) === 'cancelled').map((order_id) => `an order that was not cancellable is not cancelled: ${order_id}`),
    ...[...refunded].filter(([refund_id, amount_minor]) => refunds.get(refund_id) !== amount_minor).map(([refund_id]) => `an answered refund is there: ${refund_id}`),
  ];
}

/** A code is taken for a purchase that stands, and for nothing else. */
function codeViolations({ postgres }: World, { neighbours }: Town): string[] {
  const used = postgres.look<{ order_group_id: string }>(`select g.order_group_id from "order".order_groups g join "order".checkouts c using (checkout_id) where jsonb_array_length(c.quote -> 'coupons') > 0`).map((group) => group.order_group_id);
  return differences('a code is taken for a purchase, and for nothing else', used, [...neighbours.redeemed]);
}

/** What is in one of two bags and not in the other. */
function differences(name: string, expected: readonly string[], found: readonly string[]): string[] {
  const left = [...found];
  const missing = expected.filter((each) => {
    const place = left.indexOf(each);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
  return missing.length + left.length === 0 ? [] : [`${name}: missing ${JSON.stringify(missing.slice(0, 3))}, too many ${JSON.stringify(left.slice(0, 3))}`];
}
