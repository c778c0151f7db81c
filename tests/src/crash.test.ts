import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { notificationContract } from '@orinoco/notification/contract';
import { orderContract } from '@orinoco/order/contract';
import { buy, findOffers } from './buying.ts';
import { freePort } from './free-port.ts';
import { startShopProcess, type ShopProcess } from './shop-process.ts';
import { signIn } from './shop.ts';
import { createVisitor, waitFor } from './visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'orinoco-crash-'));
after(() => rmSync(folder, { recursive: true, force: true }));

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
