import type { DatabaseSync } from 'node:sqlite';
import { waitFor } from '../visitor.ts';
import type { Told } from './attempts.ts';

/** What is looked at: the shop's database as its administrator sees it, and the provider's own. */
export interface Books {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  readonly provider: DatabaseSync;
}

/** What was there before: orders of the past that nobody paid through this provider. */
export interface Baseline { readonly order_groups: ReadonlySet<string> }

export async function baselineOf({ query }: Pick<Books, 'query'>): Promise<Baseline> {
  const groups = await query<{ order_group_id: string }>('select order_group_id from "order".order_groups');
  return { order_groups: new Set(groups.map((group) => group.order_group_id)) };
}

/** A statement that finds what must not be. Each row is one violation. */
type Rule = readonly [name: string, text: string];

/** True at every moment, whatever is under way: one statement sees one moment. */
const always: readonly Rule[] = [
  ['reserved is what reservations hold', `select l.offer_id, l.reserved, held.sum from inventory.stock_levels l left join lateral (select coalesce(sum(quantity), 0) as sum from inventory.reservations r
    where r.offer_id = l.offer_id and r.stock_location_id = l.stock_location_id and r.status in ('held', 'committed')) held on true where l.reserved <> held.sum`],
  ['a level is the sum of its movements', `select l.offer_id, l.on_hand, l.reserved, m.on_hand as moved, m.reserved as reserving from inventory.stock_levels l left join (select offer_id, stock_location_id, sum(on_hand_change) as on_hand, sum(reserved_change) as reserved
    from inventory.stock_movements group by 1, 2) m using (offer_id, stock_location_id) where l.on_hand <> coalesce(m.on_hand, 0) or l.reserved <> coalesce(m.reserved, 0)`],
  ['a checkout is bought once', 'select checkout_id, count(*) from "order".order_groups group by 1 having count(*) > 1'],
  ['the ledger sums to zero in every currency', 'select currency, sum(amount_minor) from payment.ledger_entries group by 1 having sum(amount_minor) <> 0'],
  ['an order is what its events say', `select o.order_id, o.version, e.version as events from "order".orders o join (select order_id, max(version) as version, count(*) as count from "order".order_events group by 1) e using (order_id) where o.version <> e.version or e.count <> e.version`],
  ['a purchase is the sum of its orders', 'select g.order_group_id, g.total_minor, o.sum from "order".order_groups g join (select order_group_id, sum(total_minor) as sum from "order".orders group by 1) o using (order_group_id) where g.total_minor <> o.sum and not (g.order_group_id = any($1))'],
  ['a code is used as often as it was taken', `select c.code, c.used_count, r.count from pricing.coupons c left join lateral (select count(*) as count from pricing.coupon_redemptions where coupon_id = c.coupon_id and status = 'used') r on true where c.used_count <> r.count`],
];

/** Schemas whose services hear events, gateway included. */
const consumersOf = ({ query }: Pick<Books, 'query'>) => query<{ schema: string }>(`select table_schema as schema from information_schema.tables where table_name = 'event_cursors' order by 1`).then((rows) => rows.map((row) => row.schema));

/** True once nothing is under way any more. */
function atRest(schemas: readonly string[]): Rule[] {
  return [
    ['no hold is left over', `select purchase_id, status, is_ship_due from inventory.reservations where status = 'held' or (status = 'committed' and is_ship_due)`],
    ['stock is held for what was ordered, and for nothing else', `select * from (select purchase_id, sold_as as offer_id, sum(quantity) / coalesce((select sum(c.quantity) from inventory.bundle_components c where c.bundle_offer_id = sold_as), 1) as held from inventory.reservations where status <> 'released' group by 1, sold_as) r
      full join (select o.purchase_id, l.offer_id, sum(l.quantity) as ordered from "order".orders o join "order".order_lines l using (order_id) where o.status <> 'cancelled' and not (o.order_group_id = any($1)) group by 1, 2) o using (purchase_id, offer_id)
      where held is distinct from ordered`],
    ['no order is half-way', `select order_id, status from "order".orders where status = 'cancelling'`],
    ['every order has its parcels', `select o.order_id, o.status, o.ordered, s.sent from (select o.order_id, o.status, sum(l.quantity) as ordered from "order".orders o join "order".order_lines l using (order_id) where not (o.order_group_id = any($1)) group by 1, 2) o
      left join lateral (select coalesce(sum(quantity), 0) as sent from fulfillment.shipments s join fulfillment.shipment_lines using (shipment_id) where s.order_id = o.order_id and s.status <> 'cancelled') s on true where s.sent <> case when o.status = 'cancelled' then 0 else o.ordered end`],
    ['every buyer was told once', `select g.order_group_id, count(e.email_id) from "order".order_groups g left join notification.emails e on e.to_address = g.email and e.template = 'order.placed' where not (g.order_group_id = any($1)) group by 1 having count(e.email_id) <> 1`],
    ['a code is taken for a purchase and for nothing else', `select purchase_id from pricing.coupon_redemptions where status = 'used' and purchase_id not in (select order_group_id from "order".order_groups)`],
    ['no operation on money is open', `select operation_key, kind, status from payment.payment_operations where status = 'pending'`],
    ['no payment is open', `select payment_id, status from payment.payments where status in ('pending', 'requires_action', 'unknown')`],
    ['what has been shipped is captured', `select order_id, status, captured_minor, total_minor from "order".orders where not (order_group_id = any($1)) and captured_minor <> case when status in ('shipped', 'delivered') then total_minor else 0 end`],
    ...schemas.flatMap((schema): Rule[] => [
      [`no event has failed in ${schema}`, `select consumer_group, event_id, status, error from "${schema}".event_failures`],
      [`every saga of ${schema} has ended`, `select kind, saga_id, state, error from "${schema}".sagas where not is_finished`],
    ]),
  ];
}

interface Theirs { readonly payment_id: string; readonly status: string; readonly amount_minor: number; readonly captured_minor: number; readonly released_minor: number; readonly refunded_minor: number; readonly moved_minor: number; readonly capture_count: number }
interface Ours { readonly payment_id: string; readonly status: string; readonly amount_minor: string; readonly captured_minor: string; readonly refunded_minor: string }
interface Bought { readonly order_group_id: string; readonly owed_minor: string; readonly gone_minor: string; readonly gone_count: string; readonly order_ids: readonly string[] }

/** The provider's books against the orders and against the shop's own books, payment by payment. */
async function moneyViolations({ query, provider }: Books, baseline: Baseline): Promise<string[]> {
  const theirs = provider.prepare(`select p.*, coalesce(m.moved, 0) as moved_minor, coalesce(m.captures, 0) as capture_count from payments p
    left join (select payment_id, sum(case kind when 'capture' then amount_minor else -amount_minor end) as moved, sum(kind = 'capture') as captures from movements group by 1) m using (payment_id)`).all() as unknown as Theirs[];
  const ours = new Map((await query<Ours>('select payment_id, status, amount_minor, captured_minor, refunded_minor from payment.payments')).map((each) => [each.payment_id, each]));
  const bought = new Map((await query<Bought>(`select order_group_id, coalesce(sum(total_minor) filter (where status <> 'cancelled'), 0) as owed_minor, coalesce(sum(total_minor) filter (where status in ('shipped', 'delivered')), 0) as gone_minor,
    count(*) filter (where status in ('shipped', 'delivered')) as gone_count, array_agg(order_id::text) as order_ids from "order".orders group by 1`)).filter((each) => !baseline.order_groups.has(each.order_group_id)).map((each) => [each.order_group_id, each]));
  const wrong: string[] = [];
  for (const payment of theirs) {
    const { payment_id, status, amount_minor, captured_minor, released_minor, refunded_minor, moved_minor, capture_count } = payment;
    const order = bought.get(payment_id);
    const held = status === 'declined' || status === 'requires_action' || status === 'voided' ? captured_minor - refunded_minor : amount_minor - released_minor - refunded_minor;
    if (held !== Number(order?.owed_minor ?? 0)) wrong.push(`money is held for orders and for nothing else: ${payment_id} is ${status}, holds ${held}, owed ${order?.owed_minor ?? 'nothing'}`);
    if (captured_minor - refunded_minor !== Number(order?.gone_minor ?? 0)) wrong.push(`captured is what was shipped: ${payment_id} captured ${captured_minor}, shipped ${order?.gone_minor ?? 0}`);
    if (moved_minor !== captured_minor - refunded_minor || capture_count !== Number(order?.gone_count ?? 0)) wrong.push(`no capture happens twice: ${payment_id} has ${capture_count} captures for ${order?.gone_count ?? 0} orders`);
    const mine = ours.get(payment_id);
    const is_equal = mine === undefined ? held === 0 : [mine.captured_minor, mine.refunded_minor].map(Number).join() === [captured_minor, refunded_minor].join() && (held === 0 || (mine.status === status && Number(mine.amount_minor) === amount_minor));
    if (!is_equal) wrong.push(`books equal the provider's: ${payment_id} is ${JSON.stringify(mine)} here and ${JSON.stringify(payment)} there`);
  }
  const known = new Set(theirs.map((payment) => payment.payment_id));
  for (const order_group_id of bought.keys()) if (!known.has(order_group_id)) wrong.push(`no order without an authorization: ${order_group_id}`);
  const [clearing] = await query<{ sum: string }>(`select coalesce(sum(amount_minor), 0) as sum from payment.ledger_entries where account = 'provider_clearing'`);
  const total = theirs.reduce((sum, payment) => sum + payment.moved_minor, 0);
  if (Number(clearing?.sum) !== total) wrong.push(`the ledger's clearing account is what the provider settles: ${clearing?.sum} here, ${total} there`);
  return wrong;
}

/** Every answer was a promise. One that is about what may still change (`is_final` false) is only checked as far as it cannot. */
async function promiseViolations({ query }: Pick<Books, 'query'>, { attempts, shipped }: Told): Promise<string[]> {
  const answered = [...attempts.values()].filter((attempt) => attempt.answer !== null);
  const groups = new Set((await query<{ order_group_id: string }>('select order_group_id from "order".order_groups where order_group_id = any($1)', [answered.map((attempt) => attempt.payment_id)])).map((group) => group.order_group_id));
  const wrong = answered.filter((attempt) => (attempt.answer === 'placed') !== groups.has(attempt.payment_id)).map((attempt) => `an answered order exists in its answered state: ${attempt.payment_id} (${attempt.card}) was ${attempt.answer}`);
  const cancelled = answered.flatMap((attempt) => [...attempt.cancelled]);
  const still = await query<{ order_id: string; status: string }>(`select order_id, status from "order".orders where (order_id = any($1) and status <> 'cancelled') or (order_id = any($2) and status in ('cancelled', 'cancelling'))`, [cancelled, [...shipped]]);
  return [...wrong, ...still.map((order) => `an order stays what it was said to be: ${order.order_id} is ${order.status}`)];
}

async function broken({ query }: Pick<Books, 'query'>, rules: readonly Rule[], values: readonly unknown[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, text] of rules) {
    const rows = await query(text, text.includes('$1') ? values : []);
    if (rows.length > 0) wrong.push(`${name}: ${rows.length}, as ${JSON.stringify(rows[0])}`);
  }
  return wrong;
}

/** What is wrong although work is under way. Empty when all is well. */
export async function violationsAtWork(books: Books, told: Told, baseline: Baseline): Promise<string[]> {
  // Copied first: an answer that comes while the statements run may be about what they have not seen.
  const known: Told = { attempts: new Map([...told.attempts].map(([id, attempt]) => [id, { ...attempt, cancelled: new Set(attempt.cancelled) }])), shipped: new Set() };
  return [...(await broken(books, always, [[...baseline.order_groups]])), ...(await promiseViolations(books, known))];
}

/** What is wrong when everything should have come to its end. Empty when all is well. */
export async function violationsAtRest(books: Books, told: Told, baseline: Baseline): Promise<string[]> {
  const rules = [...always, ...atRest(await consumersOf(books))];
  return [...(await broken(books, rules, [[...baseline.order_groups]])), ...(await moneyViolations(books, baseline)), ...(await promiseViolations(books, told)), ...(await lateEvents(books))];
}

/**
 * Events without their effect: of a type that the group has handled before, and not in its inbox, wherever its cursor is.
 * A cursor alone tells too little, since it may pass an event that nobody handled, and need not pass what nobody wants.
 */
async function lateEvents(books: Pick<Books, 'query'>): Promise<string[]> {
  const late: string[] = [];
  for (const schema of await consumersOf(books)) {
    for (const { consumer_group, producer } of await books.query<{ consumer_group: string; producer: string }>(`select consumer_group, producer from "${schema}".event_cursors`)) {
      const [left] = await books.query<{ count: string; sample: string }>(`with heard as materialized (select event_id from "${schema}".inbox where consumer_group = $1),
        wanted as (select distinct type from "${producer}".outbox join heard using (event_id))
        select count(*) as count, min(type || ' ' || event_id) as sample from "${producer}".outbox where type in (select type from wanted) and event_id not in (select event_id from heard)`, [consumer_group]);
      if (Number(left?.count) !== 0) late.push(`every event is delivered: ${left?.count} of ${producer} have not reached ${consumer_group}, as ${left?.sample}`);
    }
  }
  return late;
}

/** Waits until nothing moves: the shop is left alone and has to end everything by itself. Answers what did not end in time. */
export async function drained(books: Books, timeout_ms: number): Promise<string[]> {
  const schemas = await consumersOf(books);
  const open = atRest(schemas).filter(([name]) => /ended|half-way|open$|left over|failed/.test(name));
  let left: string[] = [];
  await waitFor('everything to end', async () => {
    left = [...(await broken(books, open, [[]])), ...(await lateEvents(books))];
    return left.length === 0;
  }, timeout_ms).catch(() => undefined);
  return left.map((each) => `not at its end in time: ${each}`);
}
