import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { cartContract } from '@orinoco/cart/contract';
import { identityContract } from '@orinoco/identity/contract';
import { inventoryContract } from '@orinoco/inventory/contract';
import { orderContract, type Checkout } from '@orinoco/order/contract';
import { paymentContract } from '@orinoco/payment/contract';
import { pricingContract } from '@orinoco/pricing/contract';
import { address, cards, complete, findOffers, ordersOf, payWith, prepare, providerAt, stockOf, type Completion } from './buying.ts';
import { keysOf, startShop } from './shop.ts';
import { someEmail, waitFor, type Visitor } from './visitor.ts';

/** What goes wrong between the cart and the money, and that it never ends half-way. */
const shop = await startShop();
after(shop.stop);
const operator = await shop.signedIn('operator');
const origin = await providerOrigin();
const provider = providerAt(origin, keysOf(shop.folder).provider_api_key);
afterEach(provider.heal);

async function providerOrigin(): Promise<string> {
  const visitor = shop.visitor();
  return (await payWith(visitor, (await prepare(visitor, await findOffers(visitor, 1))).checkout_id, cards.good)).origin;
}

let taken = 0;
/** A customer with a checkout that lacks nothing but the payment, for an offer that no other test uses. */
async function ready(quantity = 1): Promise<{ visitor: Visitor; checkout: Checkout; offer_id: string }> {
  const visitor = shop.visitor();
  await visitor.call(identityContract, 'signUp', { email: someEmail(), password: 'a good long password', name: address.name });
  const [offer] = await findOffers(visitor, 1, (taken += 1));
  return { visitor, checkout: await prepare(visitor, [offer ?? assert.fail()], quantity), offer_id: offer?.offer_id ?? '' };
}

const again = (visitor: Visitor, { checkout_id }: Checkout): Promise<Completion> => visitor.call(orderContract, 'completeCheckout', { checkout_id });

/** One order and money held for it, or none and nothing held. Answers which. */
async function assertWhole(visitor: Visitor, payment_id: string, offer_id: string): Promise<'placed' | 'nothing'> {
  const orders = await ordersOf(visitor);
  const theirs = await provider.find(payment_id);
  const { reserved } = await stockOf(operator, offer_id);
  if (orders.length === 0) {
    assert.ok(theirs === null || ['voided', 'declined'].includes(theirs.status), `the provider holds money for nothing: ${theirs?.status}`);
    assert.equal(reserved, 0);
    return 'nothing';
  }
  assert.deepEqual([orders.length, orders[0]?.order_group_id, theirs?.status, theirs?.amount_minor], [1, payment_id, 'authorized', orders[0]?.total_minor]);
  assert.equal(reserved, 1);
  return 'placed';
}

for (const [name, number, words] of [['a declined card', cards.declined, /declined/i], ['a card without money', cards.poor, /not enough money/i]] as const) {
  test(`${name} buys nothing, and another one does`, async () => {
    const { visitor, checkout, offer_id } = await ready();
    const refused = await complete(visitor, checkout, number);
    assert.deepEqual([refused.status, refused.reject_reason?.code], ['rejected', 'payment_declined']);
    assert.match(refused.reject_reason?.detail ?? '', words);
    assert.equal(await assertWhole(visitor, refused.payment_id, offer_id), 'nothing');
    const open = await visitor.call(orderContract, 'getCheckout', { checkout_id: checkout.checkout_id });
    assert.equal(open.status, 'rejected');
    assert.equal((await visitor.call(cartContract, 'getCurrentCart', {}))?.lines.length, 1, 'the cart is kept');
    const paid = await complete(visitor, open, cards.good);
    assert.equal(paid.status, 'placed');
    assert.equal(await assertWhole(visitor, paid.payment_id, offer_id), 'placed');
  });
}

async function answerBank(action_url: string | null, answer: 'approve' | 'decline'): Promise<string> {
  assert.match(await (await fetch(action_url ?? '')).text(), /<form/);
  const response = await fetch(action_url ?? '', { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `answer=${answer}` });
  assert.equal(response.status, 303);
  return response.headers.get('location') ?? '';
}

test('a card that the bank asks about is paid when the buyer approves', async () => {
  const { visitor, checkout, offer_id } = await ready();
  const asked = await complete(visitor, checkout, cards.challenge);
  assert.equal(asked.status, 'requires_action');
  assert.equal((await visitor.call(orderContract, 'getCheckout', { checkout_id: checkout.checkout_id })).action_url, asked.action_url);
  assert.deepEqual(await ordersOf(visitor), []);
  await assert.rejects(visitor.call(orderContract, 'updateCheckout', { checkout_id: checkout.checkout_id, email: someEmail() }), { code: 'checkout_closed' });
  const back = await answerBank(asked.action_url, 'approve');
  assert.ok(back.startsWith(`${shop.url}/checkout/${checkout.checkout_id}/return`), back);
  assert.equal((await again(visitor, checkout)).status, 'placed');
  assert.equal(await assertWhole(visitor, asked.payment_id, offer_id), 'placed');
});

test('a buyer who approves and never comes back has bought all the same', async () => {
  const { visitor, checkout, offer_id } = await ready();
  const asked = await complete(visitor, checkout, cards.challenge);
  await answerBank(asked.action_url, 'approve');
  await waitFor('the order that the webhook brings', async () => (await ordersOf(visitor)).length === 1);
  assert.equal(await assertWhole(visitor, asked.payment_id, offer_id), 'placed');
});

test('a buyer who declines at the bank buys nothing', async () => {
  const { visitor, checkout, offer_id } = await ready();
  const asked = await complete(visitor, checkout, cards.challenge);
  await answerBank(asked.action_url, 'decline');
  const refused = await again(visitor, checkout);
  assert.deepEqual([refused.status, refused.reject_reason?.code], ['rejected', 'payment_declined']);
  assert.equal(await assertWhole(visitor, asked.payment_id, offer_id), 'nothing');
});

test('a price that changes before the payment is told, and nothing is charged until the new total is agreed to', async () => {
  const { visitor, checkout, offer_id } = await ready();
  const price_minor = (checkout.lines[0]?.unit_price_minor ?? 0) + 1_000;
  await operator.call(pricingContract, 'setPrices', { prices: [{ offer_id, currency: checkout.currency, price_minor }] });
  await assert.rejects(complete(visitor, checkout, cards.good), { code: 'total_changed' });
  assert.deepEqual(await ordersOf(visitor), []);
  const shown = await visitor.call(orderContract, 'getCheckout', { checkout_id: checkout.checkout_id });
  assert.ok(shown.quote.totals.total_minor > checkout.quote.totals.total_minor);
  const paid = await complete(visitor, shown, cards.good);
  assert.equal(paid.status, 'placed');
  assert.equal((await ordersOf(visitor))[0]?.total_minor, shown.quote.totals.total_minor);
  assert.equal(shown.lines[0]?.unit_price_minor, price_minor, 'the lines show the new price');
});

test('stock that is gone before the payment ends it without a charge', async () => {
  const { visitor, checkout, offer_id } = await ready();
  const { stock_location_ids } = await stockOf(operator, offer_id);
  await operator.call(inventoryContract, 'setStock', { levels: stock_location_ids.map((stock_location_id) => ({ offer_id, stock_location_id, on_hand: 0 })), reason: 'damage' });
  const refused = await complete(visitor, checkout, cards.good);
  assert.deepEqual([refused.status, refused.reject_reason?.code], ['rejected', 'out_of_stock']);
  assert.equal(await assertWhole(visitor, refused.payment_id, offer_id), 'nothing');
});

test('a request that comes late, after its buyer was told of a rejection, is told so again and buys nothing', async () => {
  const { visitor, checkout, offer_id } = await ready();
  const { checkout_id, quote: { totals: { total_minor } } } = checkout;
  const { stock_location_ids } = await stockOf(operator, offer_id);
  const fill = (on_hand: number) => operator.call(inventoryContract, 'setStock', { levels: stock_location_ids.map((stock_location_id) => ({ offer_id, stock_location_id, on_hand })), reason: 'count' });
  await fill(0);
  const { payment_token } = await payWith(visitor, checkout_id, cards.good);
  const wish = () => visitor.call(orderContract, 'completeCheckout', { checkout_id, payment_token, total_minor });
  const refused = await wish();
  assert.deepEqual([refused.status, refused.reject_reason?.code], ['rejected', 'out_of_stock']);
  await fill(5);
  assert.deepEqual(await wish(), refused);
  assert.deepEqual(await ordersOf(visitor), []);
  // Who wants it all the same says so with a token of its own.
  const paid = await complete(visitor, checkout, cards.good);
  assert.equal(paid.status, 'placed');
  assert.equal(await assertWhole(visitor, paid.payment_id, offer_id), 'placed');
});

test('the last piece is sold once, however many pay for it at once', async () => {
  const [offer] = await findOffers(operator, 1, 60);
  const { offer_id } = offer ?? assert.fail();
  const [kept = '', ...others] = (await stockOf(operator, offer_id)).stock_location_ids;
  const buyers = await Promise.all([1, 2, 3, 4, 5, 6].map(async () => {
    const visitor = shop.visitor();
    return { visitor, checkout: await prepare(visitor, offer === undefined ? [] : [offer]) };
  }));
  await operator.call(inventoryContract, 'setStock', { levels: [{ offer_id, stock_location_id: kept, on_hand: 1 }, ...others.map((stock_location_id) => ({ offer_id, stock_location_id, on_hand: 0 }))], reason: 'count' });
  const outcomes = await Promise.all(buyers.map(({ visitor, checkout }) => complete(visitor, checkout, cards.good)));
  assert.deepEqual(outcomes.map((outcome) => outcome.status).toSorted(), ['placed', ...Array.from({ length: 5 }, () => 'rejected')]);
  const held = await Promise.all(outcomes.map((outcome) => provider.find(outcome.payment_id)));
  assert.equal(held.filter((theirs) => theirs?.status === 'authorized').length, 1);
});

test('twenty clicks on "buy" are one purchase', async () => {
  const { visitor, checkout, offer_id } = await ready();
  const { payment_token, payment_id } = await payWith(visitor, checkout.checkout_id, cards.good);
  const answers = await Promise.all(Array.from({ length: 20 }, () => visitor.call(orderContract, 'completeCheckout', { checkout_id: checkout.checkout_id, payment_token, total_minor: checkout.quote.totals.total_minor })));
  assert.deepEqual([...new Set(answers.map((answer) => `${answer.status} ${answer.order_group_id}`))], [`placed ${payment_id}`]);
  assert.equal(await assertWhole(visitor, payment_id, offer_id), 'placed');
});

test('the same Idempotency-Key gets the same answer, and another request with it is refused', async () => {
  const { visitor, checkout } = await ready();
  const { payment_token } = await payWith(visitor, checkout.checkout_id, cards.good);
  const input = { checkout_id: checkout.checkout_id, payment_token };
  const key = { 'idempotency-key': crypto.randomUUID() };
  const first = await visitor.call(orderContract, 'completeCheckout', input, key);
  assert.deepEqual(await visitor.call(orderContract, 'completeCheckout', input, key), first);
  await assert.rejects(visitor.call(orderContract, 'completeCheckout', { ...input, total_minor: 1 }, key), { code: 'idempotency_conflict' });
});

test('a provider whose answer is lost is asked again, and there is one authorization', async () => {
  for (const number of [cards.good, cards.lostAnswer]) {
    const { visitor, checkout, offer_id } = await ready();
    if (number === cards.good) await provider.fault({ route: 'authorizations', kind: 'lost_answer', count: 1, delay_ms: 200 });
    const first = await complete(visitor, checkout, number);
    const outcome = await waitFor('a decision', async () => {
      const { status } = await again(visitor, checkout);
      return status === 'placed' || status === 'rejected' ? status : null;
    });
    assert.equal(await assertWhole(visitor, first.payment_id, offer_id), outcome === 'placed' ? 'placed' : 'nothing');
  }
});

test('while the provider is down nothing is decided; when it is back the purchase goes on', async () => {
  const { visitor, checkout, offer_id } = await ready();
  const { payment_token, payment_id } = await payWith(visitor, checkout.checkout_id, cards.good);
  await provider.fault({ route: '*', kind: 'error', count: 100_000 });
  const answering = visitor.call(orderContract, 'completeCheckout', { checkout_id: checkout.checkout_id, payment_token });
  await waitFor('the outage to be noticed', async () => (await operator.call(paymentContract, 'getPayment', { payment_id }).catch(() => null))?.status === 'unknown');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  assert.equal((await visitor.call(orderContract, 'getCheckout', { checkout_id: checkout.checkout_id })).status, 'completing');
  assert.deepEqual(await ordersOf(visitor), []);
  await provider.heal();
  assert.equal((await answering).status, 'placed');
  assert.equal(await assertWhole(visitor, payment_id, offer_id), 'placed');
});

test('webhooks that come twice, late or from a stranger change nothing', async () => {
  const { visitor, checkout, offer_id } = await ready();
  await provider.fault({ route: 'webhooks', kind: 'duplicate', count: 2 });
  await provider.fault({ route: 'webhooks', kind: 'reorder', count: 1 });
  const paid = await complete(visitor, checkout, cards.answeredTwice);
  assert.equal(paid.status, 'placed');
  const webhooks = await waitFor('the webhooks', async () => {
    const rows = await shop.query<{ type: string }>(`select type from payment.webhooks where payload::text like $1`, [`%${paid.payment_id}%`]);
    return rows.length >= 2 ? rows : null;
  });
  assert.ok(webhooks.every((row) => row.type === 'payment.authorized'));
  assert.equal(await assertWhole(visitor, paid.payment_id, offer_id), 'placed');
  const forged = await shop.visitor().send('POST', '/webhooks/payments/local', { body: JSON.stringify({ type: 'payment.voided', timestamp: new Date().toISOString(), data: { payment_id: paid.payment_id } }), headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)), 'webhook-signature': 'v1,AAAA' } });
  assert.equal(forged.status, 401);
  assert.equal(await assertWhole(visitor, paid.payment_id, offer_id), 'placed');
});

test('an outage longer than anybody waits ends without order and without money held', async () => {
  const { visitor, checkout, offer_id } = await ready();
  await provider.fault({ route: 'authorizations', kind: 'lost_answer', count: 100, delay_ms: 50 });
  const { payment_token, payment_id } = await payWith(visitor, checkout.checkout_id, cards.good);
  const outcome = await visitor.call(orderContract, 'completeCheckout', { checkout_id: checkout.checkout_id, payment_token });
  const decided = outcome.status === 'pending' ? await waitFor('a decision', async () => {
    const answer = await again(visitor, checkout);
    return answer.status === 'pending' ? null : answer;
  }) : outcome;
  assert.deepEqual([decided.status, decided.reject_reason?.code], ['rejected', 'payment_unknown']);
  assert.equal(await assertWhole(visitor, payment_id, offer_id), 'nothing');
});
