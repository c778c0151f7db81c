import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { lineAdded } from '@orinoco/cart/events';
import type { Call } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import { event } from '@orinoco/event';
import { guestMerged } from '@orinoco/identity/events';
import { orderPlaced } from '@orinoco/order/events';
import { asCustomer, asGuest, asServiceOf, callAs } from '@orinoco/testing';
import { keptQuery } from './query-log.ts';
import { openSearchShop } from './search-testing.ts';

const shop = await openSearchShop();
after(() => shop.close());
const operator = () => asServiceOf('test');
const [lamp, sofa, chair] = [randomUUID(), randomUUID(), randomUUID()];
const shows = (text: string, as: Call, product_ids: readonly string[], page = 1) => shop.client.recordSearchEvents({ text, page, kind: 'impression', total_count: product_ids.length, products: product_ids.map((product_id, index) => ({ product_id, position: (page - 1) * 24 + index + 1 })) }, as);
const clicks = (text: string, as: Call, product_id: string, position = 1) => shop.client.recordSearchEvents({ text, page: 1, kind: 'click', products: [{ product_id, position }] }, as);
/** Stopping writes what waits. */
const write = async () => {
  await shop.start();
  await shop.stop();
};
const counts = async (text: string) => shop.database.many(sql<object>`select product_id, position, shown_on, shown_count, click_count, cart_count, purchase_count from search_shows where text = ${text} order by position, shown_on`);
const query = (text: string) => shop.database.maybe(sql<object>`select sum(view_count) as view_count, sum(zero_view_count) as zero_view_count, sum(first_click_count) as first_click_count, sum(first_click_position_sum) as first_click_position_sum from queries where text = ${text}`);

const guest_id = randomUUID();
const added = (product_id: string, whose: { customer_id?: string; guest_id?: string }) => event(lineAdded, randomUUID(), { cart_id: randomUUID(), offer_id: randomUUID(), product_id, quantity: 1, customer_id: whose.customer_id ?? null, guest_id: whose.guest_id ?? null });
const placed = (product_ids: readonly string[], whose: { customer_id?: string; guest_id?: string }, placed_at: string) => event(orderPlaced, randomUUID(), {
  order_group_id: randomUUID(), order_group_number: '1', checkout_id: randomUUID(), purchase_id: randomUUID(), cart_id: randomUUID(), customer_id: whose.customer_id ?? null, guest_id: whose.guest_id ?? null, email: 'ana@example.com', locale: 'en', currency: 'USD', total_minor: 1, placed_at,
  shipping_address: { name: 'Ana', line1: 'A 1', city: 'B', country: 'US' },
  orders: [{ order_id: randomUUID(), order_number: '1-1', seller_id: randomUUID(), total_minor: 1, shipping_minor: 0, tax_minor: 0, delivery: { shipping_rate_id: randomUUID(), name: 'Post', earliest_on: '2026-06-02', latest_on: '2026-06-03' }, allocations: [],
    lines: product_ids.map((product_id) => ({ order_line_id: randomUUID(), offer_id: randomUUID(), product_id, variant_id: randomUUID(), title: 'x', quantity: 1, unit_price_minor: 1, total_minor: 1, weight_g: 1 })) }],
});

test('shows and clicks are counted by place, one click a person, text, product and day', async () => {
  const [ana, ben] = [asGuest(guest_id), asCustomer()];
  await shows('  Desk LAMP ', ana, [lamp, sofa]);
  await shows('desk lamp', ben, [lamp, sofa]);
  await shows('desk lamp', callAs({ kind: 'anonymous' }), [chair], 6);
  for (let time = 0; time < 3; time++) await clicks('desk lamp', ana, sofa, 2);
  await clicks('desk lamp', ben, sofa, 2);
  shop.pass(1_000);
  await clicks('desk lamp', ben, lamp, 1);
  await write();
  await clicks('desk lamp', ana, sofa, 2);
  await write();
  assert.deepEqual(await counts('desk lamp'), [
    { product_id: lamp, position: 1, shown_on: '2026-06-01', shown_count: 2, click_count: 1, cart_count: 0, purchase_count: 0 },
    { product_id: sofa, position: 2, shown_on: '2026-06-01', shown_count: 2, click_count: 2, cart_count: 0, purchase_count: 0 },
    { product_id: chair, position: 100, shown_on: '2026-06-01', shown_count: 1, click_count: 0, cart_count: 0, purchase_count: 0 },
  ]);
  assert.deepEqual(await query('desk lamp'), { view_count: 2, zero_view_count: 0, first_click_count: 2, first_click_position_sum: 4 });
});

test('carts within a day and purchases within a week of a click are put down to it once', async () => {
  const now = new Date().toISOString();
  await shop.database.run(sql`update search_clicks set clicked_at = ${now}::timestamptz - interval '1 hour'`);
  await shop.database.run(sql`update search_shows set shown_on = (${now}::timestamptz - interval '1 hour')::date`);
  const of = async (product_id: string) => (await shop.database.one(sql<{ cart_count: number; purchase_count: number }>`select sum(cart_count) as cart_count, sum(purchase_count) as purchase_count from search_shows where product_id = ${product_id}`));
  await shop.publish(added(sofa, { guest_id }), added(sofa, { guest_id }), added(chair, { guest_id }), added(lamp, { guest_id: randomUUID() }));
  assert.deepEqual([await of(sofa), await of(lamp)], [{ cart_count: 1, purchase_count: 0 }, { cart_count: 0, purchase_count: 0 }]);
  const customer_id = randomUUID();
  await shop.publish(event(guestMerged, guest_id, { guest_id, customer_id }));
  await shop.publish(placed([sofa, chair], { customer_id, guest_id }, now), placed([sofa], { customer_id }, now));
  assert.deepEqual(await of(sofa), { cart_count: 1, purchase_count: 1 });
  await shop.database.run(sql`update search_clicks set is_purchased = false, clicked_at = ${now}::timestamptz - interval '8 days'`);
  await shop.publish(placed([sofa], { customer_id }, now));
  assert.deepEqual(await of(sofa), { cart_count: 1, purchase_count: 1 });
});

test('what is searched within a minute instead, without a click between, is a reformulation', async () => {
  const [ana, ben] = [asGuest(), asGuest()];
  await shows('couch', ana, []);
  shop.pass(30_000);
  await shows('sofa', ana, [sofa]);
  await clicks('sofa', ana, sofa);
  await shows('lamp', ana, [lamp]);
  await shows('couch', ben, []);
  shop.pass(61_000);
  await shows('sofa', ben, [sofa]);
  await write();
  assert.deepEqual(await shop.database.many(sql<object>`select from_text, to_text, seen_count from search_reformulations`), [{ from_text: 'couch', to_text: 'sofa', seen_count: 1 }]);
  assert.deepEqual(await query('couch'), { view_count: 2, zero_view_count: 2, first_click_count: 0, first_click_position_sum: 0 });
});

test('texts about a person are not kept, others are', async () => {
  for (const text of ['ana@example.com', 'lamp for ana@example.com', '4111 1111 1111 1111', '+49 (30) 1234-5678', 'call 0301234567', '٠١٢٣٤٥٦٧٨٩']) assert.equal(keptQuery(text), null, text);
  for (const text of ['desk lamp', 'ab-1234567', 'tv 55 inch 2160p', 'lamp @ home', '128gb 5.1 1080']) assert.equal(keptQuery(text), text);
  await shows('mail ana@example.com', asGuest(), [lamp]);
  await write();
  assert.equal((await shop.database.one(sql<{ count: number }>`select (select count(*) from queries where text like '%@%') + (select count(*) from search_shows where text like '%@%') as count`)).count, 0);
});

test('the report lists what three people searched, by what an operator looks for', async () => {
  const people = Array.from({ length: 12 }, () => asGuest());
  for (const each of people) {
    await shows('armchair', each, [chair, sofa]);
    await shows('zeppelin', each, []);
  }
  await clicks('armchair', people[0]!, sofa, 2);
  await shows('only me', people[0]!, []);
  await write();
  const report = async (sort: 'volume' | 'zero_results' | 'low_click_through' | 'reformulations') => (await shop.client.getSearchReport({ sort, period: 'week' }, operator())).rows;
  const [zeppelin] = await report('zero_results');
  assert.deepEqual([zeppelin?.text, zeppelin?.search_count, zeppelin?.zero_result_count, zeppelin?.click_through], ['zeppelin', 12, 12, 0]);
  const armchair = (await report('volume')).find((row) => row.text === 'armchair');
  assert.deepEqual(armchair, { text: 'armchair', search_count: 12, zero_result_count: 0, click_through: 1 / 12, conversion: 0, reformulation_count: 12, top_reformulation: 'zeppelin', first_click_position_average: 2 });
  assert.deepEqual((await report('reformulations')).map((row) => row.text), ['armchair', 'zeppelin']);
  assert.equal((await report('low_click_through'))[0]?.text, 'zeppelin');
  const { rows, totals, has_more } = await shop.client.getSearchReport({ page_size: 1 }, operator());
  assert.deepEqual([rows.length, has_more], [1, true]);
  assert.ok(totals.text_count > rows.length && totals.search_count >= 24);
  assert.ok(!(await report('volume')).some((row) => row.text === 'only me'));
  assert.deepEqual((await shop.client.getSearchReport({ page: 40 }, operator())).rows, []);
});

test('judgments and synonym proposals are learned from what many did', async () => {
  const people = Array.from({ length: 60 }, () => asGuest());
  for (const [index, each] of people.entries()) {
    const text = index % 2 === 0 ? 'red divan' : 'red sofa';
    await shows(text, each, [lamp, sofa, chair]);
    await clicks(text, each, sofa, 2);
    if (index % 3 === 0) await clicks(text, each, chair, 3);
    if (index % 9 === 0) await clicks(text, each, lamp, 1);
  }
  await write();
  const { judgments, examination } = await shop.client.getSearchJudgments({}, operator());
  const red = judgments.find((each) => each.query === 'red sofa');
  assert.ok(red && red.grades[sofa]! > red.grades[lamp]!, JSON.stringify(judgments));
  assert.equal(examination[0], 1);
  const { proposals } = await shop.client.listSearchSynonymProposals({}, operator());
  const divan = proposals.find((each) => each.from === 'divan');
  assert.deepEqual([divan?.to, divan?.is_two_way, divan?.evidence.shared_product_count], [['sofa'], true, 3]);
  await shop.client.saveSearchSynonyms({ synonyms: [{ from: 'divan', to: ['sofa'], is_two_way: true }], revision: 0 }, operator());
  assert.ok(!(await shop.client.listSearchSynonymProposals({}, operator())).proposals.some((each) => each.from === 'divan'));
});

test('what people bought after seeing it becomes a conversion, drawn to the average where little was seen', async () => {
  await shop.database.run(sql`insert into search_shows (text, product_id, position, shown_on, shown_count, purchase_count) values ('x', ${chair}, 1, '2026-05-20', 900, 90), ('y', ${lamp}, 1, '2026-05-20', 1, 1)`);
  await shop.database.run(sql`delete from search_conversions`);
  await write();
  const rows = await shop.database.many(sql<{ product_id: string; conversion: number }>`select product_id, conversion from search_conversions`);
  const of = (product_id: string) => rows.find((row) => row.product_id === product_id)?.conversion ?? 0;
  assert.ok(of(chair) > of(lamp) && of(chair) < 0.1 && of(lamp) < 0.1, JSON.stringify(rows));
});

test('old clicks go after 30 days, the rest after 400', async () => {
  shop.pass(31 * 86_400_000);
  await write();
  assert.equal((await shop.database.one(sql<{ count: number }>`select count(*) as count from search_clicks where clicked_at < '2026-06-01'`)).count, 0);
  assert.ok((await counts('armchair')).length > 0);
  shop.pass(400 * 86_400_000);
  await write();
  assert.deepEqual(await counts('armchair'), []);
});
