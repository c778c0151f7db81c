import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode } from '@orinoco/contract';
import { sql, type Database } from '@orinoco/database';
import { emit, event } from '@orinoco/event';
import { orderCancelled, orderDelivered, orderPlaced } from '@orinoco/order/events';
import { asCustomer, asServiceOf, openTestDatabase, testLog } from '@orinoco/testing';
import { sellerContract } from './contract.ts';
import { createSellerService } from './service.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('seller');
let now = Date.UTC(2026, 5, 1);
const service = createSellerService({ database, clock: () => new Date(now), log: testLog });
const seller = connect(sellerContract, { local: service.methods, is_round_trip: true });
const call = asServiceOf('test');
const draft = (handle: string, changes: object = {}) => ({ handle, name: `The ${handle}`, country: 'US', status: 'active' as const, ...changes });

async function told(seller_id: string): Promise<{ status: string; score: number; name: string }[]> {
  const rows = await database.many(sql<{ payload: { status: string; score: number; name: string } }>`select payload from outbox where type = 'seller.changed' and key = ${seller_id} order by seq`);
  return rows.map((row) => row.payload);
}

const about = (seller_id: string) => ({ order_id: randomUUID(), order_number: 'A-1', order_group_id: randomUUID(), purchase_id: randomUUID(), seller_id, customer_id: null, email: 'a@example.com', locale: 'en', currency: 'USD', lines: [] });

async function orderEvent(work: (tx: Parameters<Parameters<Database['transaction']>[0]>[0]) => Promise<void>): Promise<void> {
  await testDatabase.database('order').transaction(work);
}

test('a seller is saved once, changed by handle or id, and told about only when something changed', async () => {
  const seller_id = randomUUID();
  assert.deepEqual((await seller.saveSellers({ sellers: [draft('acme', { seller_id, city: 'Reno', joined_at: '2025-03-01T00:00:00Z' })] }, call)).sellers, [{ seller_id, handle: 'acme' }]);
  await seller.saveSellers({ sellers: [draft('acme')] }, call);
  assert.equal((await told(seller_id)).length, 1);
  await seller.saveSellers({ sellers: [draft('acme-tools', { seller_id, name: 'Acme Tools' })] }, call);
  const found = await seller.getSeller({ handle: 'acme-tools' }, call);
  assert.deepEqual([found.name, found.city, found.joined_at, found.status, found.legal], ['Acme Tools', 'Reno', '2025-03-01T00:00:00Z', 'active', null]);
  assert.deepEqual((await told(seller_id)).map((each) => each.name), ['The acme', 'Acme Tools']);
  await assert.rejects(seller.getSeller({ handle: 'acme' }, call), (error) => hasCode(error, 'seller_not_found'));
});

test('a handle belongs to one seller, a batch names a seller once, times are checked', async () => {
  await seller.saveSellers({ sellers: [draft('first'), draft('second', { seller_id: '00000000-0000-7000-8000-000000000002' })] }, call);
  await assert.rejects(seller.saveSellers({ sellers: [draft('first', { seller_id: '00000000-0000-7000-8000-000000000002' })] }, call), (error) => hasCode(error, 'handle_taken'));
  await assert.rejects(seller.saveSellers({ sellers: [draft('x'), draft('x')] }, call), (error) => hasCode(error, 'invalid_request'));
  await assert.rejects(seller.saveSellers({ sellers: [draft('second'), draft('third', { seller_id: '00000000-0000-7000-8000-000000000002' })] }, call), (error) => hasCode(error, 'invalid_request'));
  await assert.rejects(seller.saveSellers({ sellers: [draft('x', { joined_at: '2026-02-30T00:00:00Z' })] }, call), (error) => hasCode(error, 'invalid_request'));
  await assert.rejects(seller.saveSellers({ sellers: [draft('x', { name: 'a\0b' })] }, call), (error) => hasCode(error, 'invalid_request'));
  const ids = await Promise.all([1, 2, 3, 4].map(() => seller.saveSellers({ sellers: [draft('at-once')] }, call)));
  assert.equal(new Set(ids.map((each) => each.sellers[0]?.seller_id)).size, 1);
});

test('those not admitted yet have no page; the list has the active ones by name', async () => {
  await seller.saveSellers({ sellers: [{ handle: 'newcomer', name: 'Newcomer', country: 'US' }, draft('aaa', { name: 'Aaa' }), draft('aab', { name: 'Aab' })] }, call);
  await assert.rejects(seller.getSeller({ handle: 'newcomer' }, call), (error) => hasCode(error, 'seller_not_found'));
  const page = await seller.listSellers({ page_size: 2 }, call);
  assert.deepEqual([page.sellers.map((each) => each.handle), page.has_more], [['aaa', 'aab'], true]);
  const { seller_id } = await seller.getSeller({ handle: 'aaa' }, call);
  assert.equal((await seller.setSellerStatus({ seller_id, status: 'suspended' }, call)).status, 'suspended');
  await seller.setSellerStatus({ seller_id, status: 'suspended' }, call);
  assert.deepEqual((await told(seller_id)).map((each) => each.status), ['active', 'suspended']);
  assert.equal((await seller.listSellers({ page_size: 1 }, call)).sellers[0]?.handle, 'aab');
  await assert.rejects(seller.setSellerStatus({ seller_id: randomUUID(), status: 'active' }, call), (error) => hasCode(error, 'seller_not_found'));
});

test('commission rules are replaced as a whole, kept for a minute, and asked for by those they concern', async () => {
  const seller_id = randomUUID();
  const lines = [{ line_id: randomUUID(), seller_id, category_ids: [], amount_minor: 1000 }];
  const everybody = { seller_id: null, category_id: null, rate_ppm: 100_000, fixed_minor: 0, min_minor: 0, currency: 'USD' };
  const commission = async () => (await seller.quoteCommissions({ currency: 'USD', lines }, call)).lines[0]?.commission_minor;
  assert.equal(await commission(), 0);
  await seller.saveCommissionRules({ rules: [everybody, { ...everybody, currency: 'EUR', rate_ppm: 1 }] }, call);
  assert.equal(await commission(), 100);
  await database.run(sql`update commission_rules set rate_ppm = 200000 where currency = 'USD'`);
  now += 59_999;
  assert.equal(await commission(), 100);
  now += 1;
  assert.equal(await commission(), 200);
  await assert.rejects(seller.saveCommissionRules({ rules: [everybody, everybody] }, call), (error) => hasCode(error, 'invalid_request'));
  assert.equal((await seller.saveCommissionRules({ rules: [] }, call)).rule_count, 0);
  assert.equal(await commission(), 0);
  await assert.rejects(seller.quoteCommissions({ currency: 'USD', lines }, asCustomer(randomUUID(), { seller_ids: [randomUUID()] })), (error) => hasCode(error, 'forbidden'));
  assert.equal((await seller.quoteCommissions({ currency: 'USD', lines }, asCustomer(randomUUID(), { seller_ids: [seller_id] }))).lines.length, 1);
});

test('orders move the score, and only a noticeable move is told', async () => {
  const { sellers } = await seller.saveSellers({ sellers: [draft('scored', { score: 0.8 })] }, call);
  const seller_id = sellers[0]?.seller_id ?? '';
  const relay = testDatabase.relay(service.subscriptions ?? []);
  const address = { name: 'A', line1: '1 Way', city: 'Reno', country: 'US' };
  await orderEvent((tx) => emit(tx, event(orderPlaced, randomUUID(), {
    order_group_id: randomUUID(), order_group_number: 'G', checkout_id: randomUUID(), purchase_id: randomUUID(), cart_id: randomUUID(), customer_id: null, guest_id: null, email: 'a@example.com', locale: 'en', currency: 'USD', total_minor: 1, shipping_address: address, placed_at: '2026-06-01T00:00:00Z',
    orders: [1, 2].map(() => ({ order_id: randomUUID(), order_number: 'A', seller_id, total_minor: 1, shipping_minor: 0, tax_minor: 0, delivery: { shipping_rate_id: randomUUID(), name: 'Standard', earliest_on: '2026-06-02', latest_on: '2026-06-03' }, lines: [], allocations: [] })),
  })));
  await orderEvent((tx) => emit(tx, event(orderDelivered, randomUUID(), about(seller_id))));
  await relay.drain();
  assert.equal((await told(seller_id)).length, 1, 'one delivery moves it by less than .02');
  await orderEvent(async (tx) => { for (let count = 0; count < 2; count += 1) await emit(tx, event(orderDelivered, randomUUID(), about(seller_id))); });
  await relay.drain();
  assert.deepEqual((await told(seller_id)).map((each) => each.score), [0.8, 0.8261]);
  await orderEvent(async (tx) => { for (let count = 0; count < 3; count += 1) await emit(tx, event(orderCancelled, randomUUID(), { ...about(seller_id), refunded_minor: 0, reason: 'out of stock' })); });
  await relay.drain();
  const found = await seller.getSeller({ handle: 'scored' }, call);
  assert.deepEqual([found.order_count, found.score < 0.8], [2, true]);
  await seller.saveSellers({ sellers: [draft('scored')] }, call);
  assert.equal((await seller.getSeller({ handle: 'scored' }, call)).score, found.score, 'saving without a score keeps it');
});
