import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import type { OutputOf } from '@orinoco/contract';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { identityContract } from '@orinoco/identity/contract';
import { inventoryContract } from '@orinoco/inventory/contract';
import { orderContract, type OrderGroup } from '@orinoco/order/contract';
import { paymentContract, type Reconciliation } from '@orinoco/payment/contract';
import { pricingContract, type Coupon } from '@orinoco/pricing/contract';
import { address, cards, complete, findOffers, payWith, prepare, providerAt, stockOf, type Offered } from '../buying.ts';
import { keysOf, startShop } from '../shop.ts';
import { someEmail, waitFor, type Visitor } from '../visitor.ts';

const shop = await startShop();
after(shop.stop);
const operator = await shop.signedIn('operator');
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const day = (from_now: number) => new Date(Date.now() + from_now * 86_400_000).toISOString().slice(0, 10);
const began_on = day(0);
const api_key = () => keysOf(shop.folder).provider_api_key;
let origin = '';

async function newCustomer(): Promise<Visitor> {
  const visitor = shop.visitor();
  await visitor.call(identityContract, 'signUp', { email: someEmail(), password: 'a good long password', name: address.name });
  return visitor;
}

async function codeOf(terms: Partial<Coupon>): Promise<string> {
  const code = `MONEY-${randomUUID().slice(0, 8).toUpperCase()}`;
  await operator.call(pricingContract, 'createCoupon', { code, kind: 'percent', percent_ppm: 70_000, ...terms });
  return code;
}

async function buyWith(visitor: Visitor, offers: readonly Offered[], quantity: number, coupon_codes: string[]): Promise<OrderGroup> {
  const { checkout_id } = await prepare(visitor, offers, quantity);
  const checkout = await visitor.call(orderContract, 'updateCheckout', { checkout_id, coupon_codes });
  const completed = await complete(visitor, checkout, cards.good);
  origin = completed.origin;
  assert.equal(completed.status, 'placed', JSON.stringify(completed.reject_reason));
  return visitor.call(orderContract, 'getOrderGroup', { order_group_id: completed.order_group_id ?? '' });
}

async function ship(order_id: string): Promise<void> {
  const { shipment_id } = await waitFor('the parcel of an order', async () => (await operator.call(fulfillmentContract, 'listWork', { status: 'pending', page_size: 100 })).shipments.find((shipment) => shipment.order_id === order_id));
  for (const name of ['pickShipment', 'packShipment', 'shipShipment'] as const) await operator.call(fulfillmentContract, name, { shipment_id });
}

const paymentOf = (group: OrderGroup) => operator.call(paymentContract, 'getPayment', { payment_id: group.payment.payment_id });
const statementOf = (who: Visitor, seller_id: string) => who.call(paymentContract, 'getSellerStatement', { seller_id, from: began_on, until: day(2), page_size: 500 });
/** Every day that the test has seen: it may run over midnight. */
const reconciled = (): Promise<Reconciliation[]> => Promise.all([...new Set([began_on, day(0)])].map((date) => operator.call(paymentContract, 'reconcile', { date })));

const groups: OrderGroup[] = [];
const visitors: Visitor[] = [];

test('purchases over several sellers with codes: orders, captures, refunds, statements and the ledger are one and the same money', async () => {
  const offers = await findOffers(operator, 3);
  const [tenth, fixed] = [await codeOf({ percent_ppm: 123_456 }), await codeOf({ kind: 'amount', percent_ppm: null, amount_minor: 777, currency: 'USD' })];
  for (const [count, quantity, codes] of [[3, 1, [tenth, fixed]], [2, 1, [tenth]], [1, 1, []]] as const) {
    visitors.push(await newCustomer());
    groups.push(await buyWith(visitors.at(-1) ?? operator, offers.slice(0, count), quantity, [...codes]));
  }
  for (const group of groups) {
    assert.equal(sum(group.orders.map((order) => order.total_minor)), group.total_minor, 'the orders are the purchase');
    for (const order of group.orders) {
      assert.equal(order.total_minor, order.subtotal_minor - order.discount_minor + order.shipping_minor + (order.is_tax_included ? 0 : order.tax_minor));
      assert.equal(sum(order.lines.map((line) => line.subtotal_minor)), order.subtotal_minor);
    }
  }
  const [first, second, third] = groups;
  const [cancelled, ...sent] = second?.orders ?? [];
  await visitors[1]?.call(orderContract, 'cancelOrder', { order_id: cancelled?.order_id ?? '' });
  const shipped = [...(first?.orders ?? []), ...sent, ...(third?.orders ?? [])];
  for (const order of shipped) await ship(order.order_id);
  for (const group of groups) await waitFor('the captures', async () => (await paymentOf(group)).status === 'captured');
  const payments = await Promise.all(groups.map(paymentOf));
  assert.equal(sum(payments.map((payment) => payment.captured_minor)), sum(shipped.map((order) => order.total_minor)));
  assert.equal(sum(payments.map((payment) => payment.released_minor)), cancelled?.total_minor);

  const returned = first?.orders[0] ?? assert.fail();
  const refund = { order_id: returned.order_id, seller_id: returned.seller_id, commission_minor: 0, tax_minor: 0, marketplace_discount_minor: 0 };
  for (const amount_minor of [1, 333, Math.floor(returned.total_minor / 2)]) await operator.call(paymentContract, 'refund', { payment_id: first?.payment.payment_id ?? '', refund_id: randomUUID(), order: { ...refund, amount_minor }, reason: 'Broken' });
  const refunded_minor = 334 + Math.floor(returned.total_minor / 2);

  const sellers = [...new Set(shipped.map((order) => order.seller_id))];
  const statements = await Promise.all(sellers.map((seller_id) => statementOf(operator, seller_id)));
  const totals = statements.flatMap((each) => each.totals);
  assert.equal(sum(totals.map((total) => total.sales_minor)), sum(shipped.map((order) => order.total_minor)), 'what sellers sold is what was captured');
  assert.equal(sum(totals.map((total) => total.refunded_minor)), refunded_minor);
  for (const { totals: own, rows } of statements) for (const total of own) {
    assert.equal(total.closing_balance_minor, total.opening_balance_minor + total.sales_minor - total.refunded_minor - total.tax_minor - total.commission_minor + total.marketplace_discount_minor - total.paid_out_minor + total.adjusted_minor);
    assert.equal(total.closing_balance_minor, total.opening_balance_minor + sum(rows.map((row) => row.net_minor)));
    assert.equal(total.payout_minor, total.closing_balance_minor);
  }
  const { balances } = await operator.call(paymentContract, 'listLedger', {});
  const on = (account: string) => sum(balances.filter((balance) => balance.account === account).map((balance) => balance.balance_minor));
  assert.equal(sum(balances.map((balance) => balance.balance_minor)), 0);
  assert.equal(on('provider_clearing'), sum(shipped.map((order) => order.total_minor)) - refunded_minor);
  assert.deepEqual([on('tax_payable'), on('commission_revenue')], [0 - sum(totals.map((total) => total.tax_minor)), 0 - sum(totals.map((total) => total.commission_minor))]);
  assert.equal(on('marketing_expense'), sum(totals.map((total) => total.marketplace_discount_minor)));
  assert.ok(on('marketing_expense') > 0, 'the marketplace has paid for its codes');
});

test('the day is the same at the provider and here; what is planted in its file is found, by operators alone', async () => {
  assert.deepEqual((await reconciled()).flatMap((run) => run.differences), []);
  const change = (body: object) => fetch(`${origin}/v1/settlement-changes`, { method: 'POST', headers: { authorization: `Bearer ${api_key()}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const line = { movement_id: 'fee_1', kind: 'fee', payment_id: '', authorization_id: '', amount_minor: 99, currency: 'USD', created_at: Date.now() };
  await change({ change: 'add', line });
  await change({ change: 'add', line: { ...line, movement_id: 'capture_x', kind: 'capture', payment_id: randomUUID() } });
  assert.deepEqual((await reconciled()).flatMap((run) => run.differences).map(({ kind, provider_minor }) => [kind, provider_minor]).toSorted(), [['missing_at_ours', 99], ['unknown_fee', -99]]);
  const { reconciliations } = await operator.call(paymentContract, 'listReconciliations', { is_differing: true });
  assert.equal(sum(reconciliations.map((run) => run.difference_count)), 2);
  for (const [who, code] of [[shop.visitor(), 'unauthenticated'], [await newCustomer(), 'forbidden'], [await shop.signedIn('seller'), 'forbidden']] as const) {
    await assert.rejects(who.call(paymentContract, 'reconcile', { date: began_on }), { code });
    await assert.rejects(who.call(paymentContract, 'listReconciliations', {}), { code });
  }
});

test('a statement is for the seller and for operators', async () => {
  const seller = await shop.signedIn('seller');
  const [own] = await shop.query<{ seller_id: string }>(`select seller_id from identity.seller_members join identity.customers using (customer_id) where email = 'seller@example.com'`);
  const foreign = groups.flatMap((group) => group.orders).map((order) => order.seller_id).find((seller_id) => seller_id !== own?.seller_id) ?? assert.fail();
  assert.equal((await statementOf(seller, own?.seller_id ?? '')).seller_id, own?.seller_id);
  for (const [who, code] of [[shop.visitor(), 'unauthenticated'], [await newCustomer(), 'forbidden'], [seller, 'forbidden']] as const) await assert.rejects(statementOf(who, foreign), { code });
  const { status, body } = await operator.send('GET', `/v1/sellers/${foreign}/statements?from=2026-01-01&until=yesterday`);
  assert.deepEqual([status, (body as { code: string }).code], [422, 'invalid_request']);
});

test('Vendure #3065: of two buyers of the last one, the other is charged nothing: paid and no order does not happen', async () => {
  const [visitor, rival] = [await newCustomer(), await newCustomer()];
  const offers = await findOffers(visitor, 1, 40);
  const offer = offers[0] ?? assert.fail();
  const { stock_location_ids, on_hand, reserved } = await stockOf(operator, offer.offer_id);
  const [kept = '', ...others] = stock_location_ids;
  const checkouts = await Promise.all([visitor, rival].map((who) => prepare(who, offers)));
  assert.ok(on_hand > 0 && reserved === 0);
  await operator.call(inventoryContract, 'setStock', { levels: [{ offer_id: offer.offer_id, stock_location_id: kept, on_hand: 1 }, ...others.map((stock_location_id) => ({ offer_id: offer.offer_id, stock_location_id, on_hand: 0 }))] });
  type Completed = OutputOf<typeof orderContract, 'completeCheckout'> & { readonly payment_id: string };
  const results: Completed[] = await Promise.all([visitor, rival].map((who, index) => complete(who, checkouts[index] ?? assert.fail(), cards.good)));
  assert.deepEqual(results.map((result) => result.status).toSorted(), ['placed', 'rejected']);
  const provider = providerAt(origin, api_key());
  for (const { status, payment_id } of results) {
    const theirs = await provider.find(payment_id);
    const held_minor = theirs === null || theirs.status === 'voided' ? 0 : theirs.amount_minor - theirs.released_minor;
    assert.equal(held_minor > 0, status === 'placed', `${status} holds ${held_minor}`);
  }
});

test('Medusa #13301, Mercur #909: a purchase completed ten times at once, with webhooks among them, is one order paid once', async () => {
  const visitor = await newCustomer();
  const checkout = await prepare(visitor, await findOffers(visitor, 1, 50));
  const { payment_token, payment_id } = await payWith(visitor, checkout.checkout_id, cards.answeredTwice);
  const answers = await Promise.all(Array.from({ length: 10 }, () => visitor.call(orderContract, 'completeCheckout', { checkout_id: checkout.checkout_id, payment_token })));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set(['placed']));
  assert.equal(new Set(answers.map((answer) => answer.order_group_id)).size, 1);
  const group = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: answers[0]?.order_group_id ?? '' });
  for (const order of group.orders) await ship(order.order_id);
  await waitFor('the capture', async () => (await paymentOf(group)).status === 'captured');
  const theirs = await providerAt(origin, api_key()).find(payment_id);
  assert.deepEqual([theirs?.captured_minor, theirs?.refunded_minor, group.orders.length], [group.total_minor, 0, 1]);
});
