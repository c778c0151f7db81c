import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { cartContract } from '@orinoco/cart/contract';
import { orderContract, type Checkout } from '@orinoco/order/contract';
import { pricingContract } from '@orinoco/pricing/contract';
import { cards, findOffers, stockOf, type Offered } from '../buying.ts';
import { baselineOf, drained, violationsAtRest } from '../chaos/invariants.ts';
import { nothingTold } from '../chaos/attempts.ts';
import { patient } from '../chaos/patience.ts';
import { createVisitor } from '../visitor.ts';
import { confirm, eachOf, openSale, outcomeOf, putOnShelves, readyFor, type Ready } from './sale.ts';

/** 10,000 take some minutes on two cores; `RACE_BUYERS=10000` asks for them. */
const buyer_count = Number(process.env['RACE_BUYERS'] ?? 400);
/** Requests under way at a time, as over a proxy's pool: the next buyer's goes out when one is answered. */
const pool_size = Number(process.env['RACE_POOL'] ?? 2_000);
const unit_count = 100;

const sale = await openSale();
after(sale.close);
const { url, operator, books } = sale;
const baseline = await baselineOf(books);
const told = nothingTold();

let taken = 0;
/** An offer that no other test here uses. */
async function nextOffer(): Promise<Offered> {
  const [offer] = await findOffers(operator, 1, (taken += 1));
  return offer ?? assert.fail('the demo has too few offers');
}

const counted = (outcomes: readonly string[]) => Object.fromEntries([...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, all]) => [outcome, all.length]));

/** Everybody says yes at once, and what each was told is kept for the books. */
async function race(buyers: readonly Ready[]): Promise<string[]> {
  return eachOf(buyers, pool_size, async (buyer) => {
    const outcome = await outcomeOf(confirm(buyer));
    const { payment_id, checkout } = buyer;
    told.attempts.set(payment_id, { payment_id, checkout_id: checkout.checkout_id, card: '', answer: outcome === 'placed' ? 'placed' : 'rejected', cancelled: new Set() });
    return outcome;
  });
}

test(`${buyer_count} buyers for ${unit_count} units: exactly ${unit_count} are sold, and everybody is answered`, { timeout: 1_200_000 }, async (t) => {
  const offer = await nextOffer();
  await putOnShelves(sale, offer, [unit_count]);
  const began_at = performance.now();
  const buyers = await eachOf(Array.from({ length: buyer_count }, () => [{ offer_id: offer.offer_id, quantity: 1 }]), 24, (lines) => readyFor(url, lines));
  const ready_at = performance.now();
  const outcomes = counted(await race(buyers));
  t.diagnostic(`ready after ${Math.round(ready_at - began_at)} ms, sold after another ${Math.round(performance.now() - ready_at)} ms`);
  assert.deepEqual(outcomes, { placed: unit_count, out_of_stock: buyer_count - unit_count });
  assert.equal((await stockOf(operator, offer.offer_id)).reserved, unit_count);
});

test('fifty requests at once with one Idempotency-Key are one order and fifty equal answers; another body is refused', async () => {
  const buyer = await readyFor(url, [{ offer_id: (await nextOffer()).offer_id, quantity: 1 }]);
  const key = { 'idempotency-key': randomUUID() };
  const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(buyer, key)));
  assert.deepEqual(answers, Array.from({ length: 50 }, () => ({ status: 'placed', order_group_id: buyer.payment_id, action_url: null, reject_reason: null })));
  const other = await buyer.visitor.send('POST', `/v1/checkouts/${buyer.checkout.checkout_id}/complete`, { body: JSON.stringify({ payment_token: buyer.payment_token, total_minor: 1 }), headers: key });
  assert.deepEqual([other.status, (other.body as { code: string }).code], [422, 'idempotency_conflict']);
  assert.equal((await books.query('select from "order".order_groups where checkout_id = $1', [buyer.checkout.checkout_id])).length, 1);
});

test('Mercur #1418: the bank’s webhook and the buyer’s return at the same moment make one order', async () => {
  const offer = await nextOffer();
  await putOnShelves(sale, offer, [12]);
  const buyers = await Promise.all(Array.from({ length: 12 }, () => readyFor(url, [{ offer_id: offer.offer_id, quantity: 1 }], { card: cards.challenge })));
  const groups = await eachOf(buyers, 6, async (buyer) => {
    const { action_url } = await confirm(buyer);
    const approve = fetch(action_url ?? '', { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'answer=approve' });
    const answers = await Promise.all([1, 2, 3].map(() => buyer.visitor.call(orderContract, 'completeCheckout', { checkout_id: buyer.checkout.checkout_id })));
    await approve;
    const last = await buyer.visitor.call(orderContract, 'completeCheckout', { checkout_id: buyer.checkout.checkout_id });
    return [...new Set([...answers, last].flatMap((answer) => (answer.status === 'placed' ? [answer.order_group_id] : [])))];
  });
  assert.deepEqual(groups, buyers.map((buyer) => [buyer.payment_id]));
});

test('another tab that opens the checkout while the first one pays, or long after, buys nothing again', async () => {
  const offer = await nextOffer();
  await putOnShelves(sale, offer, [12]);
  const buyers = await Promise.all(Array.from({ length: 12 }, () => readyFor(url, [{ offer_id: offer.offer_id, quantity: 1 }])));
  await eachOf(buyers, 3, async (buyer) => {
    const { cart_id, checkout_id } = buyer.checkout;
    const open = () => buyer.visitor.call(orderContract, 'createCheckout', { cart_id });
    const [paid, ...opened] = await Promise.all([confirm(buyer), ...Array.from({ length: 8 }, open), outcomeOf(confirm(buyer))]);
    assert.deepEqual([paid.status, paid.order_group_id, opened.pop()], ['placed', buyer.payment_id, 'placed']);
    assert.deepEqual(new Set(opened.map((checkout) => (checkout as Checkout).checkout_id)), new Set([checkout_id]));
    const late = await open();
    assert.deepEqual([late.checkout_id, late.status, late.order_group_id], [checkout_id, 'placed', buyer.payment_id]);
    assert.equal(await outcomeOf(confirm({ ...buyer, checkout: late })), 'placed');
  });
  assert.equal((await stockOf(operator, offer.offer_id)).reserved, 12);
});

test('two carts and a code with one use left: one of them gets it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const code = `RACE-${randomUUID().slice(0, 8).toUpperCase()}`;
    await operator.call(pricingContract, 'createCoupon', { code, kind: 'percent', percent_ppm: 100_000, usage_limit: 1 });
    const offer = await nextOffer();
    const buyers = await Promise.all([1, 2].map(() => readyFor(url, [{ offer_id: offer.offer_id, quantity: 1 }], { code })));
    assert.ok(buyers.every((buyer) => buyer.checkout.quote.totals.discount_minor > 0), 'both were promised the discount');
    const outcomes = await race(buyers);
    assert.equal(outcomes.filter((outcome) => outcome === 'placed').length, 1, outcomes.join());
    assert.ok(outcomes.some((outcome) => ['coupon_refused', 'total_changed'].includes(outcome)), outcomes.join());
  }
});

test('Medusa #16825, Vendure #1738: the last unit in two carts is sold once, and the other buyer is charged nothing', async () => {
  for (let round = 0; round < 5; round += 1) {
    const offer = await nextOffer();
    await putOnShelves(sale, offer, [1]);
    assert.deepEqual((await race(await Promise.all([1, 2].map(() => readyFor(url, [{ offer_id: offer.offer_id, quantity: 1 }]))))).toSorted(), ['out_of_stock', 'placed']);
  }
});

test('stock spread over several places is sold to its sum and no further', async () => {
  const [offer, other] = [await nextOffer(), await nextOffer()];
  const { stock_location_ids: [elsewhere = ''] } = await stockOf(operator, other.offer_id);
  await putOnShelves(sale, offer, [3, 4], [elsewhere]);
  const quantities = [1, 2, 3, 1, 2, 3, 5, 1, 2, 1];
  const buyers = await Promise.all(quantities.map((quantity) => readyFor(url, [{ offer_id: offer.offer_id, quantity }])));
  const outcomes = await race(buyers);
  const sold = quantities.reduce((sum, quantity, index) => sum + (outcomes[index] === 'placed' ? quantity : 0), 0);
  const { on_hand, reserved } = await stockOf(operator, offer.offer_id);
  assert.deepEqual([on_hand, reserved], [7, sold]);
  const smallest = Math.min(...quantities.filter((_, index) => outcomes[index] !== 'placed'));
  assert.ok(sold <= 7 && 7 - sold < smallest, `${sold} of 7 were sold, and somebody who wanted ${smallest} was refused`);
});

test('two additions of one offer share its stock, in the cart and at the till', async () => {
  const offer = await nextOffer();
  await putOnShelves(sale, offer, [5]);
  const visitor = patient(createVisitor(url));
  const { cart_id } = await visitor.call(cartContract, 'createCart', {});
  const added = await Promise.allSettled([3, 3].map((quantity) => visitor.call(cartContract, 'addLine', { cart_id, offer_id: offer.offer_id, quantity })));
  assert.equal(added.filter((each) => each.status === 'fulfilled').length, 1);
  const lines = [{ offer_id: offer.offer_id, quantity: 2 }, { offer_id: offer.offer_id, quantity: 2 }];
  const outcomes = await race(await Promise.all([lines, lines].map((each) => readyFor(url, each))));
  assert.deepEqual(outcomes.toSorted(), ['out_of_stock', 'placed']);
  assert.equal((await stockOf(operator, offer.offer_id)).reserved, 4);
});

test('after all that the books are in order', async () => {
  assert.deepEqual(await drained(books, 60_000), []);
  assert.deepEqual(await violationsAtRest(books, told, baseline), []);
});
