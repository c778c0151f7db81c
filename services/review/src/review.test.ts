import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { connect, hasCode, type Call } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { emit, event, on } from '@orinoco/event';
import { identityContract } from '@orinoco/identity/contract';
import { createIdentityService } from '@orinoco/identity/service';
import { orderPlaced } from '@orinoco/order/events';
import { asServiceOf, callAs, openTestDatabase, testLog } from '@orinoco/testing';
import { reviewContract } from './contract.ts';
import { ratingChanged } from './events.ts';
import { createReviewService } from './service.ts';

const testDatabase = await openTestDatabase();
after(() => testDatabase.close());
const database = testDatabase.database('review');
let now = Date.parse('2026-03-01T12:00:00Z');
const clock = () => new Date(now++);
const identity = connect(identityContract, { local: createIdentityService({ database: testDatabase.database('identity'), clock: () => new Date(), log: testLog }).methods, is_round_trip: true });
const service = createReviewService({ database, clock, log: testLog, identity });
const reviews = connect(reviewContract, { local: service.methods, is_round_trip: true });

const told: { product_id: string; rating_average: number | null; rating_count: number }[] = [];
const relay = testDatabase.relay([...(service.subscriptions ?? []), { group: 'catalog', database: testDatabase.database('catalog'), handlers: [on(ratingChanged, async ({ data }) => void told.push(data))] }]);
const lastTold = async (product_id: string) => {
  await relay.drain();
  return told.findLast((payload) => payload.product_id === product_id);
};

const anonymous = callAs({ kind: 'anonymous' });
const refuses = (work: Promise<unknown>, code: string) => assert.rejects(work, (error) => hasCode(error, code), code);
async function customer(name = 'Maria Silva'): Promise<{ call: Call; customer_id: string }> {
  const { customer: { customer_id } } = await identity.signUp({ email: `${randomUUID()}@example.com`, password: 'viaduct-plum-98', name }, anonymous);
  return { customer_id, call: callAs({ kind: 'customer', customer_id, session_id: randomUUID(), seller_ids: [], is_operator: false }) };
}
const draft = (product_id: string, rating = 5) => ({ product_id, rating, title: ' Good <b>lamp</b> ', body: 'It shines.\u0000' });
const imported = (product_id: string, rating: number, more: object = {}) => ({ review_id: randomUUID(), product_id, customer_id: null, customer_name: 'Bo K.', rating, title: 't', body: 'b', is_verified_purchase: false, helpful_count: 0, created_at: '2025-01-01T00:00:00Z', ...more });
const [maria, ben, cleo] = [await customer(), await customer('Ben'), await customer('Cleo Xu')];

async function place(customer_id: string | null, product_ids: string[]): Promise<void> {
  const line = (product_id: string) => ({ order_line_id: randomUUID(), offer_id: randomUUID(), product_id, variant_id: randomUUID(), title: 'x', quantity: 1, unit_price_minor: 1, total_minor: 1, weight_g: 1 });
  const placed = event(orderPlaced, randomUUID(), {
    order_group_id: randomUUID(), order_group_number: 'G1', checkout_id: randomUUID(), purchase_id: randomUUID(), cart_id: randomUUID(), customer_id, guest_id: null, email: 'a@example.com', locale: 'en-US', currency: 'USD', total_minor: 1,
    shipping_address: { name: 'A', line1: 'x', city: 'y', country: 'US' }, placed_at: '2026-01-01T00:00:00Z',
    orders: [{ order_id: randomUUID(), order_number: 'O1', seller_id: randomUUID(), total_minor: 1, shipping_minor: 0, tax_minor: 0, delivery: { shipping_rate_id: randomUUID(), name: 'post', earliest_on: '2026-01-02', latest_on: '2026-01-03' }, lines: product_ids.map(line), allocations: [] }],
  });
  await testDatabase.database('order').transaction((tx) => emit(tx, placed));
  await relay.drain();
}

test('a review is kept as plain text under a shortened name, and its star is told', async () => {
  const product_id = randomUUID();
  const review = await reviews.createReview(draft(product_id, 4), maria.call);
  assert.deepEqual({ ...review, review_id: '', created_at: '' }, { review_id: '', product_id, customer_name: 'Maria S.', rating: 4, title: 'Good <b>lamp</b>', body: 'It shines.', is_verified_purchase: false, helpful_count: 0, created_at: '' });
  await reviews.createReview(draft(product_id, 5), ben.call);
  assert.deepEqual(await lastTold(product_id), { product_id, rating_average: 4.5, rating_count: 2 });
  const page = await reviews.listReviews({ product_id }, anonymous);
  assert.deepEqual({ ...page, reviews: page.reviews.map((each) => each.customer_name) }, { reviews: ['Ben', 'Maria S.'], rating_average: 4.5, rating_count: 2, histogram: [0, 0, 0, 1, 1], page: 1, has_more: false });
});

test('a product without reviews has an empty page', async () => {
  assert.deepEqual(await reviews.listReviews({ product_id: randomUUID() }, anonymous), { reviews: [], rating_average: null, rating_count: 0, histogram: [0, 0, 0, 0, 0], page: 1, has_more: false });
});

test('one customer reviews a product once, however many tries come at once', async () => {
  const product_id = randomUUID();
  const tries = await Promise.allSettled([1, 2, 3, 4].map((rating) => reviews.createReview(draft(product_id, rating), maria.call)));
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.ok(tries.every((each) => each.status === 'fulfilled' || hasCode(each.reason, 'review_exists')));
  assert.equal((await lastTold(product_id))?.rating_count, 1);
});

test('reviews of one product at once leave exact totals, and the last event tells them', async () => {
  const product_id = randomUUID();
  const writers = await Promise.all(Array.from({ length: 8 }, () => customer()));
  await Promise.all([...writers.map(({ call }, i) => reviews.createReview(draft(product_id, (i % 5) + 1), call)), reviews.importReviews({ reviews: [imported(product_id, 5), imported(product_id, 1)] }, asServiceOf('demo'))]);
  const { histogram, rating_average, rating_count } = await reviews.listReviews({ product_id }, anonymous);
  assert.deepEqual(histogram, [3, 2, 2, 1, 2]);
  assert.deepEqual(await lastTold(product_id), { product_id, rating_average, rating_count });
  assert.equal(rating_count, 10);
});

test('only customers write, and not without words', async () => {
  await refuses(reviews.createReview(draft(randomUUID()), anonymous), 'unauthenticated');
  await refuses(reviews.createReview({ ...draft(randomUUID()), body: ' \n ' }, maria.call), 'invalid_request');
  await refuses(reviews.createReview({ ...draft(randomUUID()), title: '\u0000' }, maria.call), 'invalid_request');
});

test('who has bought the product before is marked, who buys it later is not', async () => {
  const [bought, later] = [randomUUID(), randomUUID()];
  await place(maria.customer_id, [bought, bought]);
  await place(maria.customer_id, [bought]);
  await place(null, [later]);
  assert.equal((await reviews.createReview(draft(bought), maria.call)).is_verified_purchase, true);
  assert.equal((await reviews.createReview(draft(bought), ben.call)).is_verified_purchase, false);
  const { review_id } = await reviews.createReview(draft(later), maria.call);
  await place(maria.customer_id, [later]);
  const { reviews: [shown] } = await reviews.listReviews({ product_id: later }, anonymous);
  assert.deepEqual([shown?.review_id, shown?.is_verified_purchase], [review_id, false]);
});

test('a vote counts once a customer and not for the own review', async () => {
  const product_id = randomUUID();
  const { review_id } = await reviews.createReview(draft(product_id), maria.call);
  await Promise.all([1, 2, 3].map(() => reviews.markHelpful({ review_id }, ben.call)));
  assert.equal((await reviews.markHelpful({ review_id }, cleo.call)).helpful_count, 2);
  assert.equal((await reviews.markHelpful({ review_id }, cleo.call)).helpful_count, 2);
  await refuses(reviews.markHelpful({ review_id }, maria.call), 'forbidden');
  await refuses(reviews.markHelpful({ review_id: randomUUID() }, ben.call), 'review_not_found');
  await refuses(reviews.markHelpful({ review_id }, anonymous), 'unauthenticated');
  assert.equal((await reviews.listReviews({ product_id }, anonymous)).reviews[0]?.helpful_count, 2);
});

test('reviews come in every order, page by page, without gap or repetition', async () => {
  const product_id = randomUUID();
  const rows = Array.from({ length: 25 }, (_, i) => imported(product_id, (i % 5) + 1, { helpful_count: i % 3, created_at: new Date(Date.UTC(2025, 0, 1 + (i % 7))).toISOString() }));
  await reviews.importReviews({ reviews: rows }, asServiceOf('demo'));
  const keys = { helpful: (row: typeof rows[number]) => [-row.helpful_count, row.created_at], newest: (row: typeof rows[number]) => [0, row.created_at], rating_high: (row: typeof rows[number]) => [-row.rating, row.created_at], rating_low: (row: typeof rows[number]) => [row.rating, row.created_at] };
  for (const sort of ['helpful', 'newest', 'rating_high', 'rating_low'] as const) {
    const pages = await Promise.all([1, 2, 3].map((page) => reviews.listReviews({ product_id, sort, page, page_size: 10 }, anonymous)));
    assert.deepEqual(pages.map((page) => [page.reviews.length, page.has_more]), [[10, true], [10, true], [5, false]]);
    const ids = pages.flatMap((page) => page.reviews.map((review) => review.review_id));
    const key = keys[sort];
    const expected = rows.toSorted((a, b) => {
      const [[first, at], [second, later]] = [key(a), key(b)] as [[number, string], [number, string]];
      return first - second || (at < later ? 1 : at > later ? -1 : a.review_id < b.review_id ? -1 : 1);
    });
    assert.deepEqual(ids, expected.map((row) => row.review_id), sort);
  }
});

test('an import brought in twice counts once, and one event tells of each product', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const batch = [imported(one, 5), imported(one, 4), imported(other, 1), imported(other, 2, { customer_id: maria.customer_id })];
  await relay.drain();
  const before = told.length;
  assert.deepEqual(await reviews.importReviews({ reviews: [...batch, batch[0]!] }, asServiceOf('demo')), { review_count: 4 });
  assert.deepEqual(await reviews.importReviews({ reviews: batch }, asServiceOf('demo')), { review_count: 0 });
  assert.deepEqual(await reviews.importReviews({ reviews: [] }, asServiceOf('demo')), { review_count: 0 });
  assert.deepEqual(await lastTold(one), { product_id: one, rating_average: 4.5, rating_count: 2 });
  assert.deepEqual(await lastTold(other), { product_id: other, rating_average: 1.5, rating_count: 2 });
  assert.equal(told.length, before + 2);
  await refuses(reviews.createReview(draft(other), maria.call), 'review_exists');
  await refuses(reviews.importReviews({ reviews: [imported(one, 5, { created_at: 'soon' })] }, asServiceOf('demo')), 'invalid_request');
  await refuses(reviews.importReviews({ reviews: [imported(one, 5, { helpful_count: -1 })] }, asServiceOf('demo')), 'invalid_request');
});

test('the totals are what counting the reviews gives', async () => {
  const differences = await database.many(sql<{ product_id: string }>`select product_id from
      (select product_id, count(*) filter (where rating = 1) as a, count(*) filter (where rating = 2) as b, count(*) filter (where rating = 3) as c, count(*) filter (where rating = 4) as d, count(*) filter (where rating = 5) as e from reviews group by product_id) counted
    full join rating_totals t using (product_id) where (star_1, star_2, star_3, star_4, star_5) is distinct from (a, b, c, d, e)`);
  assert.deepEqual(differences, []);
});
