import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { cartContract } from '@orinoco/cart/contract';
import type { Shipment } from '@orinoco/fulfillment/contract';
import { fulfillmentContract } from '@orinoco/fulfillment/contract';
import { identityContract } from '@orinoco/identity/contract';
import { notificationContract } from '@orinoco/notification/contract';
import { orderContract, type Order } from '@orinoco/order/contract';
import { paymentContract } from '@orinoco/payment/contract';
import { address, advance, buy, cards, complete, fillCart, findOffers, ordersOf, prepare, providerAt, stockOf } from './buying.ts';
import { keysOf, startShop } from './shop.ts';
import { someEmail, waitFor, type Visitor } from './visitor.ts';

const shop = await startShop();
after(shop.stop);
const operator = await shop.signedIn('operator');
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

async function newCustomer(): Promise<Visitor> {
  const visitor = shop.visitor();
  await visitor.call(identityContract, 'signUp', { email: someEmail(), password: 'a good long password', name: address.name });
  return visitor;
}

async function shipmentOf(order_id: string): Promise<Shipment> {
  return waitFor('the parcel of an order', async () => {
    const pages = await Promise.all((['pending', 'picking', 'packed', 'shipped', 'in_transit', 'out_for_delivery', 'delivered'] as const).map((status) => operator.call(fulfillmentContract, 'listWork', { status, page_size: 100 })));
    return pages.flatMap((page) => page.shipments).find((shipment) => shipment.order_id === order_id);
  });
}

async function ship(order_id: string): Promise<Shipment> {
  const { shipment_id } = await shipmentOf(order_id);
  await operator.call(fulfillmentContract, 'pickShipment', { shipment_id });
  await operator.call(fulfillmentContract, 'packShipment', { shipment_id });
  return operator.call(fulfillmentContract, 'shipShipment', { shipment_id });
}

const reached = (visitor: Visitor, order_id: string, status: Order['status']) => waitFor(`the order to be ${status}`, async () => {
  const order = await visitor.call(orderContract, 'getOrder', { order_id });
  return order.status === status ? order : null;
});

test('a guest buys from three sellers, signs up on the way, and gets everything', async (t) => {
  const visitor = shop.visitor();
  const email = someEmail();
  const offers = await findOffers(visitor, 3);
  const cart_id = await fillCart(visitor, offers);
  let group_id = '';
  const before = await Promise.all(offers.map((offer) => stockOf(operator, offer.offer_id)));

  await t.test('the cart is still there after signing up', async () => {
    const { customer } = await visitor.call(identityContract, 'signUp', { email, password: 'a good long password', name: address.name });
    const kept = await visitor.call(cartContract, 'getCurrentCart', {});
    assert.deepEqual(kept?.lines.map((line) => line.offer_id).toSorted(), offers.map((offer) => offer.offer_id).toSorted());
    const adopted = await waitFor('the cart to be the customer’s', async () => {
      const cart = await visitor.call(cartContract, 'getCurrentCart', {});
      return cart?.customer_id === customer.customer_id ? cart : null;
    });
    assert.equal(adopted.lines.length, 3);
  });

  await t.test('the checkout says what is missing and what it costs', async () => {
    const current = await visitor.call(cartContract, 'getCurrentCart', {});
    const opened = await visitor.call(orderContract, 'createCheckout', { cart_id: current?.cart_id ?? cart_id, email });
    assert.deepEqual(opened.missing.toSorted(), ['delivery', 'shipping_address']);
    await assert.rejects(visitor.call(orderContract, 'completeCheckout', { checkout_id: opened.checkout_id, payment_token: 'tok_none' }), { code: 'checkout_incomplete' });
    const addressed = await visitor.call(orderContract, 'updateCheckout', { checkout_id: opened.checkout_id, shipping_address: address });
    const dearest = addressed.parcels.map((parcel) => ({ seller_id: parcel.seller_id, shipping_rate_id: parcel.options.at(-1)?.shipping_rate_id ?? '' }));
    const checkout = await visitor.call(orderContract, 'updateCheckout', { checkout_id: opened.checkout_id, deliveries: dearest });
    assert.deepEqual(checkout.missing, []);
    assert.equal(checkout.quote.totals.shipping_minor, sum(checkout.parcels.map((parcel) => parcel.options.at(-1)?.amount_minor ?? 0)));
    assert.equal(checkout.quote.totals.total_minor, sum(checkout.quote.sellers.map((seller) => seller.total_minor)));
    const done = await complete(visitor, checkout, cards.good);
    assert.equal(done.status, 'placed');
    group_id = done.order_group_id ?? '';
    const again = await visitor.call(orderContract, 'completeCheckout', { checkout_id: checkout.checkout_id, payment_token: done.payment_token });
    assert.equal(again.order_group_id, group_id);
  });

  await t.test('one purchase with an order a seller, whose sums add up', async () => {
    const group = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: group_id });
    assert.equal(group.orders.length, 3);
    assert.equal(new Set(group.orders.map((order) => order.seller_id)).size, 3);
    assert.equal(group.total_minor, sum(group.orders.map((order) => order.total_minor)));
    for (const order of group.orders) {
      const tax_on_top = order.is_tax_included ? 0 : order.tax_minor;
      assert.equal(order.total_minor, order.subtotal_minor - order.discount_minor + order.shipping_minor + tax_on_top);
      assert.equal(order.subtotal_minor, sum(order.lines.map((line) => line.subtotal_minor)));
      const alone = await visitor.call(orderContract, 'getOrder', { order_id: order.order_id });
      assert.deepEqual([alone.status, alone.total_minor, alone.lines, Date.parse(alone.placed_at)], [order.status, order.total_minor, order.lines, Date.parse(order.placed_at)]);
    }
    assert.equal(group.payment.card_last4, '4242');
    assert.equal((await ordersOf(visitor)).length, 3);
    await waitFor('the cart to be empty', async () => ((await visitor.call(cartContract, 'getCurrentCart', {}))?.lines.length ?? 0) === 0);
  });

  await t.test('strangers see none of it', async () => {
    const [first] = await ordersOf(visitor);
    const stranger = await newCustomer();
    for (const person of [stranger, shop.visitor()]) {
      await assert.rejects(person.call(orderContract, 'getOrder', { order_id: first?.order_id ?? '' }), { code: person === stranger ? 'order_not_found' : 'unauthenticated' });
    }
    await assert.rejects(stranger.call(orderContract, 'getOrderGroup', { order_group_id: group_id }), { code: 'order_not_found' });
    await assert.rejects(stranger.call(orderContract, 'cancelOrder', { order_id: first?.order_id ?? '' }), { code: 'order_not_found' });
    await assert.rejects(stranger.call(cartContract, 'getCart', { cart_id }), { code: 'cart_not_found' });
  });

  await t.test('parcels are picked, packed, sent and arrive; money is captured with the last parcel of each order', async () => {
    const { orders, payment, total_minor } = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: group_id });
    for (const { order_id } of orders) {
      const { tracking_number, tracking_url } = await ship(order_id);
      await reached(visitor, order_id, 'shipped');
      await assert.rejects(visitor.call(orderContract, 'cancelOrder', { order_id }), { code: 'order_not_cancellable' });
      for (let status = ''; status !== 'delivered'; ) status = await advance(tracking_url ?? '', tracking_number ?? '', keysOf(shop.folder).carrier_api_key);
      await reached(visitor, order_id, 'delivered');
    }
    const paid = await waitFor('everything to be captured', async () => {
      const found = await operator.call(paymentContract, 'getPayment', { payment_id: payment.payment_id });
      return found.captured_minor === total_minor ? found : null;
    });
    assert.equal(paid.status, 'captured');
    const ledgers = await Promise.all(orders.map((order) => operator.call(paymentContract, 'listLedger', { reference: order.order_id })));
    for (const { entries } of ledgers) assert.equal(sum(entries.map((entry) => entry.amount_minor)), 0);
    assert.equal(sum(ledgers.flatMap(({ entries }) => entries.filter((entry) => entry.account === 'provider_clearing').map((entry) => entry.amount_minor))), total_minor);
    const after_sale = await Promise.all(offers.map((offer) => stockOf(operator, offer.offer_id)));
    assert.deepEqual(after_sale.map((stock) => [stock.on_hand, stock.reserved]), before.map((stock) => [stock.on_hand - 1, stock.reserved]));
  });

  await t.test('the buyer was written to at every turn', async () => {
    const wanted = ['identity.customer_created', 'order.delivered', 'order.placed', 'order.shipped'];
    const emails = await waitFor('the e-mails', async () => {
      const found = (await operator.call(notificationContract, 'listEmails', { to_address: email, page_size: 100 })).emails;
      return found.filter((each) => each.template === 'order.delivered').length === 3 ? found : null;
    });
    assert.deepEqual([...new Set(emails.map((each) => each.template))].toSorted(), wanted);
    assert.equal(emails.filter((each) => each.template === 'order.placed').length, 1);
    assert.equal(emails.filter((each) => each.template === 'order.shipped').length, 3);
  });

  await t.test('an order can be looked at as it was', async () => {
    const [order] = (await visitor.call(orderContract, 'getOrderGroup', { order_group_id: group_id })).orders;
    const { order_id, events } = order ?? assert.fail();
    for (const { version, occurred_at } of events) {
      const then = await visitor.call(orderContract, 'getOrder', { order_id, at: occurred_at });
      assert.ok(then.version >= version && then.version <= version + 1, `version ${then.version} at the time of ${version}`);
    }
    const first = await visitor.call(orderContract, 'getOrder', { order_id, at: order?.placed_at ?? '' });
    assert.equal(first.status, 'placed');
    await assert.rejects(visitor.call(orderContract, 'getOrder', { order_id, at: '2020-01-01T00:00:00Z' }), { code: 'order_not_found' });
  });
});

test('what is cancelled before it ships gives money and stock back, and the rest goes on', async () => {
  const visitor = await newCustomer();
  const offers = await findOffers(visitor, 2, 10);
  const before = await Promise.all(offers.map((offer) => stockOf(operator, offer.offer_id)));
  const order_group_id = await buy(visitor, offers);
  const { orders, payment, email } = await visitor.call(orderContract, 'getOrderGroup', { order_group_id });
  const [first, second] = orders;
  const { shipment_id } = await shipmentOf(first?.order_id ?? '');
  await operator.call(fulfillmentContract, 'pickShipment', { shipment_id });
  await reached(visitor, first?.order_id ?? '', 'preparing');

  const answers = await Promise.all([1, 2, 3].map(() => visitor.call(orderContract, 'cancelOrder', { order_id: first?.order_id ?? '', reason: 'Found it cheaper' })));
  for (const answer of answers) assert.ok(['cancelled', 'cancelling'].includes(answer.status), answer.status);
  const cancelled = await reached(visitor, first?.order_id ?? '', 'cancelled');
  assert.equal(cancelled.refunded_minor, first?.total_minor);
  await assert.rejects(operator.call(fulfillmentContract, 'shipShipment', { shipment_id }), { code: 'shipment_state' });
  const half = await operator.call(paymentContract, 'getPayment', { payment_id: payment.payment_id });
  assert.deepEqual([half.released_minor, half.captured_minor, half.status], [first?.total_minor, 0, 'authorized']);

  await ship(second?.order_id ?? '');
  const whole = await waitFor('the second order to be captured', async () => {
    const found = await operator.call(paymentContract, 'getPayment', { payment_id: payment.payment_id });
    return found.captured_minor > 0 ? found : null;
  });
  assert.deepEqual([whole.released_minor, whole.captured_minor, whole.status], [first?.total_minor, second?.total_minor, 'captured']);
  const { entries } = await operator.call(paymentContract, 'listLedger', { reference: first?.order_id ?? '' });
  assert.deepEqual(entries, []);
  await waitFor('the e-mail about the cancellation', async () => (await operator.call(notificationContract, 'listEmails', { to_address: email })).emails.some((each) => each.template === 'order.cancelled'));
  await waitFor('the stock of the cancelled order', async () => {
    const now = await Promise.all(offers.map((offer) => stockOf(operator, offer.offer_id)));
    return sum(now.map((stock) => stock.reserved)) === sum(before.map((stock) => stock.reserved)) && sum(now.map((stock) => stock.on_hand)) === sum(before.map((stock) => stock.on_hand)) - 1;
  });
});

test('a whole purchase is cancelled, and at the provider nothing is left', async () => {
  const visitor = await newCustomer();
  const checkout = await prepare(visitor, await findOffers(visitor, 2, 20));
  const { order_group_id, origin } = await complete(visitor, checkout, cards.good);
  const provider = providerAt(origin, keysOf(shop.folder).provider_api_key);
  const { orders, payment } = await visitor.call(orderContract, 'getOrderGroup', { order_group_id: order_group_id ?? '' });
  await Promise.all(orders.map((order) => visitor.call(orderContract, 'cancelOrder', { order_id: order.order_id })));
  for (const order of orders) await reached(visitor, order.order_id, 'cancelled');
  const found = await operator.call(paymentContract, 'getPayment', { payment_id: payment.payment_id });
  assert.deepEqual([found.status, found.captured_minor, found.released_minor], ['voided', 0, found.amount_minor]);
  assert.deepEqual(await provider.find(payment.payment_id).then((theirs) => [theirs?.status, theirs?.released_minor]), ['voided', found.amount_minor]);
});

test('captured money is refunded and the books stay in balance', async () => {
  const visitor = await newCustomer();
  const order_group_id = await buy(visitor, await findOffers(visitor, 1, 30));
  const { orders: [order], payment } = await visitor.call(orderContract, 'getOrderGroup', { order_group_id });
  const { order_id, seller_id, total_minor, commission_minor, tax_minor } = order ?? assert.fail();
  await ship(order_id);
  await waitFor('the capture', async () => (await operator.call(paymentContract, 'getPayment', { payment_id: payment.payment_id })).captured_minor === total_minor);
  const refund_id = crypto.randomUUID();
  const asked = { payment_id: payment.payment_id, refund_id, reason: 'Broken', order: { order_id, seller_id, amount_minor: 100, commission_minor, tax_minor, marketplace_discount_minor: 0 } };
  const [refunded] = await Promise.all([1, 2, 3].map(() => operator.call(paymentContract, 'refund', asked)));
  assert.equal(refunded?.refunded_minor, 100);
  await assert.rejects(operator.call(paymentContract, 'refund', { ...asked, refund_id: crypto.randomUUID(), order: { ...asked.order, amount_minor: total_minor } }), { code: 'refund_too_large' });
  const { balances } = await operator.call(paymentContract, 'listLedger', {});
  assert.equal(sum(balances.map((balance) => balance.balance_minor)), 0);
});
