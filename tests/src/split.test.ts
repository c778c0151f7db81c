import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { cartContract } from '@orinoco/cart/contract';
import { catalogContract } from '@orinoco/catalog/contract';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { notificationContract } from '@orinoco/notification/contract';
import { orderContract } from '@orinoco/order/contract';
import { paymentContract } from '@orinoco/payment/contract';
import { pricingContract } from '@orinoco/pricing/contract';
import { searchContract } from '@orinoco/search/contract';
import { serviceNames } from '@orinoco/server/compose';
import { advance, buy, cards, complete, findOffers, prepare, stockOf } from './buying.ts';
import { freePort } from './free-port.ts';
import { openShopDatabase } from './shop-database.ts';
import { startShopProcess, type ShopProcess } from './shop-process.ts';
import { keysOf, signIn } from './shop.ts';
import { createVisitor, waitFor } from './visitor.ts';

/** The same code as two processes: what is sold, and everything else with the front door. */
const goods = ['catalog', 'inventory', 'pricing', 'search', 'seller'];
const folder = mkdtempSync(join(tmpdir(), 'orinoco-split-'));
const folders = { goods: join(folder, 'goods'), front: join(folder, 'front') };
for (const each of Object.values(folders)) mkdirSync(each);
const database = await openShopDatabase();
const ports = { goods: await freePort(), front: await freePort() };
const others = serviceNames.filter((name) => !goods.includes(name));
const service_urls = serviceNames.map((name) => `${name}=http://127.0.0.1:${goods.includes(name) ? ports.goods : ports.front}`).join(',');
const shared = { DATABASE_URL: database.url, SERVICE_URLS: service_urls, SERVICE_TOKEN: randomBytes(24).toString('base64url'), DEMO: 'false' };
const startGoods = () => startShopProcess(folders.goods, ports.goods, { ...shared, SERVICES: goods.join(',') });
const running: ShopProcess[] = await Promise.all([startGoods(), startShopProcess(folders.front, ports.front, { ...shared, SERVICES: others.join(',') })]);
after(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});
const url = `http://127.0.0.1:${ports.front}`;
const operator = await signIn(url, 'operator');

test('a purchase goes through both processes and back', async () => {
  const visitor = createVisitor(url);
  const offers = await findOffers(visitor, 3);
  const stock = await stockOf(operator, offers[0]?.offer_id ?? '');
  const done = await complete(visitor, await prepare(visitor, offers), cards.good);
  assert.equal(done.status, 'placed');
  const group = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: done.order_group_id ?? '' });
  assert.equal(group.orders.length, 3);
  await waitFor('the cart to close', async () => ((await visitor.call(cartContract, 'getCurrentCart', {}))?.lines.length ?? 0) === 0);
  const shipments = await waitFor('the parcels', async () => {
    const found = (await operator.call(fulfillmentContract, 'listWork', { status: 'pending', page_size: 100 })).shipments.filter((shipment) => group.orders.some((order) => order.order_id === shipment.order_id));
    return found.length >= 3 ? found : null;
  });
  for (const { shipment_id } of shipments) {
    await operator.call(fulfillmentContract, 'pickShipment', { shipment_id });
    await operator.call(fulfillmentContract, 'packShipment', { shipment_id });
    const { tracking_url, tracking_number } = await operator.call(fulfillmentContract, 'shipShipment', { shipment_id });
    for (let status = ''; status !== 'delivered'; ) status = await advance(tracking_url ?? '', tracking_number ?? '', keysOf(folders.front).carrier_api_key);
  }
  await waitFor('everything to arrive', async () => (await visitor.call(orderContract, 'getOrderGroup', { order_group_id: group.order_group_id })).orders.every((order) => order.status === 'delivered'));
  await waitFor('the capture', async () => (await operator.call(paymentContract, 'getPayment', { payment_id: group.payment.payment_id })).captured_minor === group.total_minor);
  await waitFor('the stock to leave the shelf', async () => (await stockOf(operator, offers[0]?.offer_id ?? '')).on_hand === stock.on_hand - 1);
  const { emails } = await operator.call(notificationContract, 'listEmails', { to_address: group.email });
  assert.ok(emails.some((email) => email.template === 'order.placed'));
});

test('what one process changes, the other shows', async () => {
  const visitor = createVisitor(url);
  const [offer] = await findOffers(visitor, 1, 5);
  const { offer_id, handle, currency, title, price_minor } = offer ?? assert.fail();
  // Cheaper, so that it stays the one that is featured.
  const new_price_minor = price_minor - 1;
  await operator.call(pricingContract, 'setPrices', { prices: [{ offer_id, currency, price_minor: new_price_minor }] });
  await waitFor('the new price in the catalogue', async () => (await visitor.call(catalogContract, 'getProduct', { handle })).offers.some((each) => each.offer_id === offer_id && each.price_minor === new_price_minor));
  await waitFor('the new price in the search', async () => (await visitor.call(searchContract, 'search', { text: title })).listings.some((each) => each.offer_id === offer_id && each.price_minor === new_price_minor));
});

test('the door between processes opens to nobody else', async () => {
  for (const headers of [{}, { authorization: 'Bearer none' }, { cookie: 'session=x' }]) {
    const response = await fetch(`http://127.0.0.1:${ports.goods}/internal/inventory/reserve`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
    assert.equal(response.status, 401);
    assert.equal((await fetch(`http://127.0.0.1:${ports.front}/internal/order/events?xid=0&seq=0&types=order.placed&limit=10`, { headers })).status, 401);
  }
});

test('while one process is away the other says so, and goes on when it is back', async () => {
  const visitor = createVisitor(url);
  const offers = await findOffers(visitor, 1);
  const checkout = await prepare(visitor, offers);
  const [first] = running.splice(0, 1);
  await first?.kill();
  const answer = await visitor.send('POST', '/v1/checkouts', { body: JSON.stringify({ cart_id: checkout.cart_id }) });
  assert.deepEqual([answer.status, (answer.body as { code?: string }).code], [503, 'unavailable']);
  running.unshift(await startGoods());
  assert.ok(await waitFor('a purchase', () => buy(createVisitor(url), offers).catch(() => null)));
});
