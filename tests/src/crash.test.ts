import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { hasCode } from '@orinoco/contract';
import { startPaymentProvider } from '@orinoco/demo/payment-provider';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { notificationContract } from '@orinoco/notification/contract';
import { orderContract, type Checkout } from '@orinoco/order/contract';
import { buy, cards, findOffers, payWith, prepare, providerAt, type Offered } from './buying.ts';
import { freePort } from './free-port.ts';
import { openShopDatabase } from './shop-database.ts';
import { startShopProcess, type ShopProcess } from './shop-process.ts';
import { signIn } from './shop.ts';
import { createVisitor, waitFor, type Visitor } from './visitor.ts';

const rounds = 8;
const folder = mkdtempSync(join(tmpdir(), 'orinoco-crash-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Attempt { readonly visitor: Visitor; readonly checkout: Checkout; readonly payment_token: string; readonly payment_id: string; readonly number: string }

async function attempt(url: string, offers: readonly Offered[], number: string): Promise<Attempt> {
  const visitor = createVisitor(url);
  const checkout = await prepare(visitor, offers);
  return { visitor, checkout, number, ...(await payWith(visitor, checkout.checkout_id, number)) };
}

const submit = ({ visitor, checkout, payment_token }: Attempt) => visitor.call(orderContract, 'completeCheckout', { checkout_id: checkout.checkout_id, payment_token });

/** A kill may come at any moment, so whatever a request was answered with, or not, is fine. */
const whatever = (work: Promise<unknown>) => work.then(() => undefined, () => undefined);

/** Sends the first parcel of an order away: the capture follows by itself. */
async function shipOne(operator: Visitor): Promise<void> {
  const { shipments: [shipment] } = await operator.call(fulfillmentContract, 'listWork', { page_size: 1 });
  if (!shipment) return;
  const { shipment_id } = shipment;
  await operator.call(fulfillmentContract, 'pickShipment', { shipment_id }).catch(() => undefined);
  await operator.call(fulfillmentContract, 'packShipment', { shipment_id }).catch(() => undefined);
  await operator.call(fulfillmentContract, 'shipShipment', { shipment_id });
}

test(`${rounds} kills in the middle of purchases leave nothing half-done`, async (t) => {
  const database = await openShopDatabase();
  const pool = new Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  const port = await freePort();
  const api_key = randomBytes(24).toString('base64url');
  const webhook_secret = `whsec_${randomBytes(32).toString('base64')}`;
  const outside = await startPaymentProvider({ host: '127.0.0.1', port: 0, file: ':memory:', webhook_url: `http://127.0.0.1:${port}/webhooks/payments/local`, webhook_secret, api_key, clock: Date.now, retry_delays_ms: [0, 300, 1_000, 2_000, 4_000, 8_000] });
  const provider = providerAt(outside.url, api_key);
  const env = { DATABASE_URL: database.url, PAYMENT_PROVIDER_URL: outside.url, PAYMENT_PROVIDER_API_KEY: api_key, PAYMENT_PROVIDER_WEBHOOK_SECRET: webhook_secret };
  const start = () => startShopProcess(folder, port, env);
  const numbers = async (text: string) => Number((await pool.query<{ count: string }>(text)).rows[0]?.count);
  let shop: ShopProcess | undefined = await start();
  const attempts: Attempt[] = [];
  try {
    const before = (await pool.query<{ offer_id: string; reserved: string }>('select offer_id, sum(reserved) as reserved from inventory.stock_levels group by offer_id')).rows;
    assert.equal(before.reduce((sum, row) => sum + Number(row.reserved), 0), 0);
    const operator = await signIn(shop.url, 'operator');
    const shelves = await Promise.all(Array.from({ length: 30 }, (_, from) => findOffers(operator, 2, from)));
    for (let round = 0; round < rounds; round += 1) {
      const started: Attempt[] = [];
      for (const number of [cards.good, round % 3 === 0 ? cards.declined : cards.good, round % 4 === 0 ? cards.slow : cards.good]) {
        started.push(await attempt(shop.url, shelves[(attempts.length + started.length) % shelves.length] ?? [], number));
      }
      const [undone] = await placedBy(attempts.slice(-6));
      const retried = attempts.slice(-3).filter((_, index) => (round + index) % 2 === 0);
      const requests = [...started, ...retried].map((each) => whatever(submit(each)));
      if (round % 2 === 0 && undone) requests.push(whatever(undone.visitor.call(orderContract, 'cancelOrder', { order_id: undone.order_id })));
      if (round % 3 === 1) requests.push(whatever(shipOne(operator)));
      attempts.push(...started);
      await sleep(Math.random() ** 2 * 600);
      await shop.kill();
      shop = undefined;
      await Promise.all(requests);
      shop = await start();
    }

    await t.test('everything that was begun comes to an end by itself', async () => {
      await waitFor('every saga to end', async () => (await numbers(`select count(*) from "order".sagas where not is_finished`)) === 0, 60_000);
      await waitFor('every operation on money to end', async () => (await numbers(`select count(*) from payment.payment_operations where status = 'pending'`)) === 0, 100_000);
      assert.equal(await numbers(`select count(*) from "order".orders where status = 'cancelling'`), 0);
    });

    await t.test('there is an order where money is held, and nowhere else', async () => {
      for (const { payment_id, number, checkout } of attempts) {
        const theirs = await provider.find(payment_id);
        const { rows } = await pool.query<{ order_id: string; total_minor: string; status: string }>('select order_id, total_minor, status from "order".orders where order_group_id = $1', [payment_id]);
        const sum = (each: readonly typeof rows[number][]) => each.reduce((total, order) => total + Number(order.total_minor), 0);
        const is_paid = theirs !== null && (theirs.status === 'authorized' || theirs.status === 'captured' || theirs.captured_minor > 0);
        const left = rows.filter((order) => order.status !== 'cancelled');
        assert.equal(is_paid, left.length > 0, `payment ${payment_id} is ${theirs?.status ?? 'unknown'} and has ${left.length} orders`);
        if (number === cards.declined) assert.equal(rows.length, 0);
        if (rows.length > 0) assert.deepEqual([rows.length, sum(rows)], [checkout.parcels.length, theirs?.amount_minor]);
        const gone = rows.filter((order) => ['shipped', 'delivered'].includes(order.status));
        assert.equal(theirs?.captured_minor ?? 0, sum(gone), 'what has been shipped is captured, once');
      }
      assert.equal(await numbers('select count(*) from (select checkout_id from "order".order_groups group by checkout_id having count(*) > 1) twice'), 0);
    });

    await t.test('stock is held for what was ordered, and for nothing else', async () => {
      const held = await pool.query<{ purchase_id: string; is_open: boolean }>(`select purchase_id, bool_or(status in ('held', 'committed')) as is_open from inventory.reservations group by purchase_id`);
      for (const { purchase_id, is_open } of held.rows) {
        const open = await pool.query(`select from "order".orders where purchase_id = $1 and status in ('placed', 'preparing')`, [purchase_id]);
        assert.equal(is_open, (open.rowCount ?? 0) > 0, `the stock of ${purchase_id}`);
      }
      assert.equal(await numbers(`select count(*) from inventory.stock_levels l where reserved <> (select coalesce(sum(quantity), 0) from inventory.reservations r where r.offer_id = l.offer_id and r.stock_location_id = l.stock_location_id and status in ('held', 'committed'))`), 0);
    });

    await t.test('everybody else was told once', async () => {
      const placed = attempts.filter((each) => each.number !== cards.declined).map((each) => each.payment_id);
      const { rows: groups } = await pool.query<{ order_group_id: string; email: string }>('select order_group_id, email from "order".order_groups where order_group_id = any($1)', [placed]);
      assert.ok(groups.length > rounds, `${groups.length} purchases went through`);
      for (const { order_group_id, email } of groups) {
        await waitFor('the parcels', async () => (await numbers(`select count(*) from "order".orders o where order_group_id = '${order_group_id}' and not exists (select from fulfillment.shipments s where s.order_id = o.order_id)`)) === 0);
        const { emails } = await operator.call(notificationContract, 'listEmails', { to_address: email });
        assert.equal(emails.filter((each) => each.template === 'order.placed').length, 1);
      }
      for (const schema of ['"order"', 'payment', 'inventory', 'fulfillment', 'cart', 'notification', 'catalog']) assert.equal(await numbers(`select count(*) from ${schema}.event_failures`), 0, `failed events in ${schema}`);
    });
  } finally {
    await shop?.stop();
    await outside.close();
    await pool.end();
    await database.close();
  }
});

/** Orders of these attempts that can still be cancelled, with who placed them. */
async function placedBy(attempts: readonly Attempt[]): Promise<{ visitor: Visitor; order_id: string }[]> {
  const found = await Promise.all(attempts.map(async ({ visitor, payment_id }) => {
    const group = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: payment_id }).catch((error: unknown) => {
      if (hasCode(error, 'order_not_found')) return null;
      throw error;
    });
    return (group?.orders ?? []).filter((order) => order.is_cancellable).map((order) => ({ visitor, order_id: order.order_id }));
  }));
  return found.flat();
}

test('a shop outlives its database and its own end, and goes on where it was', async () => {
  const own = join(folder, 'embedded');
  const port = await freePort();
  const env = { DEMO_PRODUCTS: '30' };
  let shop: ShopProcess | undefined = await startShopProcess(own, port, env);
  try {
    const visitor = createVisitor(shop.url);
    const offers = await findOffers(visitor, 1);
    const first = await buy(visitor, offers);
    process.kill(Number(readFileSync(join(own, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    const second = await waitFor('a purchase after the database came back', () => buy(createVisitor(`http://127.0.0.1:${port}`), offers).catch(() => null), 30_000);
    assert.notEqual(second, first);
    await shop.kill();
    shop = undefined;
    shop = await startShopProcess(own, port, env);
    const group = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: first });
    assert.equal(group.orders.length, 1);
    const operator = await signIn(shop.url, 'operator');
    await waitFor('the parcels of both purchases', async () => (await operator.call(fulfillmentContract, 'listWork', { status: 'pending', page_size: 100 })).shipments.length === 2);
    await waitFor('the e-mail', async () => (await operator.call(notificationContract, 'listEmails', { to_address: group.email })).emails.some((email) => email.template === 'order.placed'));
  } finally {
    await shop?.stop();
  }
});
