import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { orderContract } from '@orinoco/order/contract';
import { buy, cards, findOffers } from '../buying.ts';
import { startShop } from '../shop.ts';
import { waitFor } from '../visitor.ts';
import { nothingTold, type Attempt } from './attempts.ts';
import { baselineOf, drained, violationsAtRest } from './invariants.ts';

/** Checks that would not notice anything prove nothing: each planted fault has to be found, by the rule that is for it. */
const shop = await startShop();
const provider = new DatabaseSync(join(shop.folder, 'payment-provider.sqlite'));
after(async () => {
  provider.close();
  await shop.stop();
});
const baseline = await baselineOf(shop);
const told = nothingTold();
const books = { query: shop.query, provider };

const remember = (payment_id: string, answer: Attempt['answer']) => void told.attempts.set(payment_id, { payment_id, checkout_id: '', card: cards.good, answer, cancelled: new Set() });

test('two purchases, one shipped and one cancelled, leave nothing to complain about', async () => {
  const operator = await shop.signedIn('operator');
  const visitor = shop.visitor();
  const other = shop.visitor();
  const [first, second] = [await buy(visitor, await findOffers(visitor, 1)), await buy(other, await findOffers(other, 1, 1))];
  for (const id of [first, second]) remember(id, 'placed');
  const order_id = (await other.call(orderContract, 'getOrderGroup', { order_group_id: second })).orders[0]?.order_id ?? '';
  await other.call(orderContract, 'cancelOrder', { order_id });
  const shipment = await waitFor('the parcel', async () => (await operator.call(fulfillmentContract, 'listWork', { status: 'pending', page_size: 10 })).shipments[0]);
  for (const step of ['pickShipment', 'packShipment', 'shipShipment'] as const) await operator.call(fulfillmentContract, step, { shipment_id: shipment.shipment_id });
  await waitFor('the capture', async () => (await shop.query(`select from "order".orders where order_group_id = $1 and captured_minor > 0`, [first])).length > 0);
  assert.deepEqual(await drained(books, 20_000), []);
  assert.deepEqual(await violationsAtRest(books, told, baseline), []);
});

interface Planted { readonly rule: RegExp; readonly what: string; plant(): Promise<unknown> | unknown; mend(): Promise<unknown> | unknown }

const change = (text: string) => () => shop.query(text);
const ordered = `order_group_id in (select order_group_id from "order".order_groups order by placed_at desc limit 1)`;
const stranger = randomUUID();

const planted: readonly Planted[] = [
  { rule: /^reserved is what/, what: 'a reservation more than there is', plant: change('update inventory.stock_levels set reserved = reserved + 1 where on_hand > reserved'), mend: change('update inventory.stock_levels set reserved = reserved - 1 where reserved > 0') },
  { rule: /^a level is the sum/, what: 'stock from nowhere', plant: change('update inventory.stock_levels set on_hand = on_hand + 1'), mend: change('update inventory.stock_levels set on_hand = on_hand - 1') },
  { rule: /^an order is what its events say/, what: 'an order that changed without an event', plant: change(`update "order".orders set version = version + 1 where ${ordered}`), mend: change(`update "order".orders set version = version - 1 where ${ordered}`) },
  { rule: /^what has been shipped is captured/, what: 'an order that forgot its capture', plant: change(`update "order".orders set captured_minor = total_minor - captured_minor where ${ordered}`), mend: change(`update "order".orders set captured_minor = total_minor - captured_minor where ${ordered}`) },
  { rule: /^every order has its parcels/, what: 'a parcel with too much in it', plant: change('update fulfillment.shipment_lines set quantity = quantity + 1'), mend: change('update fulfillment.shipment_lines set quantity = quantity - 1') },
  { rule: /^every buyer was told once/, what: 'a second e-mail', plant: change(`insert into notification.emails (dedupe_key, to_address, template, locale, subject, html, body_text) select 'planted ' || email_id, to_address, template, locale, subject, html, body_text from notification.emails where template = 'order.placed'`), mend: change(`delete from notification.emails where dedupe_key like 'planted %'`) },
  { rule: /^every event is delivered/, what: 'an event that was passed over', plant: change(`delete from fulfillment.inbox where event_id = (select event_id from fulfillment.inbox join "order".outbox using (event_id) where type = 'order.placed' order by seq desc limit 1)`), mend: () => undefined },
  { rule: /^every saga of order has ended/, what: 'a saga that stands still', plant: change(`update "order".sagas set is_finished = false, wake_at = 'infinity'`), mend: change('update "order".sagas set is_finished = true') },
  { rule: /^no capture happens twice/, what: 'money moved twice', plant: () => provider.exec(`insert into movements select movement_id || '-again', payment_id, authorization_id, kind, amount_minor, currency, created_at from movements`), mend: () => provider.exec(`delete from movements where movement_id like '%-again'`) },
  { rule: /^the ledger's clearing account/, what: 'a settlement that the ledger does not know', plant: () => provider.exec(`insert into movements select movement_id || '-again', payment_id, authorization_id, kind, amount_minor, currency, created_at from movements`), mend: () => provider.exec(`delete from movements where movement_id like '%-again'`) },
  { rule: /^money is held for orders and for nothing else/, what: 'an authorization without an order', plant: () => provider.exec(`insert into payments (payment_id, authorization_id, status, amount_minor, currency, captured_minor, released_minor, refunded_minor, is_answered_twice) values ('${stranger}', 'auth_planted', 'authorized', 500, 'USD', 0, 0, 0, 0)`), mend: () => provider.exec(`delete from payments where payment_id = '${stranger}'`) },
  { rule: /^no order without an authorization/, what: 'an order without an authorization', plant: () => provider.exec(`update payments set payment_id = 'lost ' || payment_id where captured_minor > 0`), mend: () => provider.exec(`update payments set payment_id = substr(payment_id, 6) where payment_id like 'lost %'`) },
  { rule: /^books equal the provider's/, what: 'a refund that only the provider knows', plant: () => provider.exec('update payments set refunded_minor = 1 where captured_minor > 0'), mend: () => provider.exec('update payments set refunded_minor = 0') },
  { rule: /^an answered order exists in its answered state/, what: 'a promise that nothing came of', plant: () => remember(stranger, 'placed'), mend: () => told.attempts.delete(stranger) },
];

for (const { rule, what, plant, mend } of planted) {
  test(`${what} is found`, async () => {
    await plant();
    try {
      const found = await violationsAtRest(books, told, baseline);
      assert.ok(found.some((violation) => rule.test(violation)), `found only: ${found.join('\n')}`);
    } finally {
      await mend();
    }
  });
}
