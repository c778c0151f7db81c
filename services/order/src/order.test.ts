import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from './checkout-saga.ts';
import { agreementOf, linesFrom, missingOf, parcelsFrom } from './checkout.ts';
import type { CheckoutLine } from './contract.ts';
import { numberOf, replay, splitBySeller, transitions, type PlacedPayload, type RecordedFact } from './order.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString();
const placed = { order_id: randomUUID(), total_minor: 1000 } as unknown as PlacedPayload;
const fact = (version: number, type: string, payload: object = {}): RecordedFact => ({ version, type, payload: payload as Record<string, unknown>, actor: 'test', occurred_at: at(version) });

test('an order is what its history says, at any time', () => {
  const history = [fact(1, 'placed', placed), fact(2, 'preparing'), fact(3, 'cancel_requested', { reason: 'changed my mind' }), fact(4, 'cancelled', { reason: 'changed my mind', refunded_minor: 1000 })];
  assert.equal(replay([]), null);
  assert.deepEqual([1, 2, 3, 4].map((length) => replay(history.slice(0, length))?.status), ['placed', 'preparing', 'cancelling', 'cancelled']);
  const last = replay(history);
  assert.deepEqual([last?.refunded_minor, last?.cancelled_at, last?.is_cancellable, last?.version], [1000, at(4), false, 4]);
});

test('a parcel that left before the stop arrived puts the order back to work', () => {
  assert.equal(replay([fact(1, 'placed', placed), fact(2, 'cancel_requested', { reason: '' }), fact(3, 'cancel_refused'), fact(4, 'shipped', { tracking_number: 'T', tracking_url: null }), fact(5, 'captured', { amount_minor: 1000 }), fact(6, 'delivered')])?.status, 'delivered');
});

test('nothing leaves a final status', () => {
  for (const { from } of Object.values(transitions)) assert.equal(from.includes('cancelled'), false);
});

test('an unknown payment is waited for and then undone, never taken for declined or paid', () => {
  const payment = (status: 'pending' | 'unknown' | 'declined' | 'authorized' | 'requires_action' | 'voided') => ({ payment_id: 'p', status, card_brand: null, card_last4: null, decline_code: null, action_url: status === 'requires_action' ? 'https://bank.example' : null });
  assert.deepEqual(decide(payment('unknown'), 1000, 999), { wait_ms: 500 });
  assert.equal('next' in decide(payment('unknown'), 1000, 1001) && (decide(payment('unknown'), 1000, 1001) as { next: string }).next, 'compensating');
  assert.equal((decide(payment('declined'), 1000, 0) as { next: string }).next, 'compensating');
  assert.equal((decide(payment('authorized'), 1000, 9999) as { next: string }).next, 'placing');
  assert.deepEqual(decide(payment('requires_action'), 1000, 2000), { wait_ms: 60_000, context: { action_url: 'https://bank.example' } });
});

const line = (seller_id: string, offer_id: string, quantity = 1): CheckoutLine => ({ line_id: randomUUID(), offer_id, product_id: randomUUID(), variant_id: randomUUID(), handle: 'a', title: 'A', variant_title: '', sku: 'A', media_key: 'm', seller_id, category_id: randomUUID(), category_ids: [], tax_category: 'standard', handling_days: 1, weight_g: 100, condition: 'new', quantity, unit_price_minor: 500 });

test('however lines fall to sellers, the orders hold each line, commission and allocation exactly once', () => {
  const sellers = ['s1', 's2', 's3'];
  fc.assert(fc.property(fc.array(fc.record({ seller: fc.integer({ min: 0, max: 2 }), quantity: fc.integer({ min: 1, max: 5 }), commission_minor: fc.integer({ min: 0, max: 300 }) }), { minLength: 1, maxLength: 20 }), (wanted) => {
    const lines = wanted.map(({ seller, quantity }) => line(sellers[seller] ?? 's1', randomUUID(), quantity));
    const involved = [...new Set(lines.map((each) => each.seller_id))];
    const parcels = parcelsFrom(lines, new Map(), new Map(), new Map());
    const quote = { sellers: involved.map((seller_id) => ({ seller_id })), lines: lines.map((each) => ({ line_id: each.line_id })) } as never;
    const commissions = lines.map((each, index) => ({ line_id: each.line_id, commission_minor: wanted[index]?.commission_minor ?? 0 }));
    const allocations = lines.flatMap((each, index) => (index % 2 === 0 ? [each.offer_id] : [randomUUID(), randomUUID()]).map((offer_id) => ({ sold_as: each.offer_id, offer_id, stock_location_id: randomUUID(), quantity: each.quantity })));
    const drafts = splitBySeller(lines, parcels, quote, commissions, allocations);
    assert.deepEqual(drafts.flatMap((draft) => draft.lines.map((each) => each.line.line_id)).toSorted(), lines.map((each) => each.line_id).toSorted());
    assert.equal(drafts.reduce((sum, draft) => sum + draft.commission_minor, 0), commissions.reduce((sum, each) => sum + each.commission_minor, 0));
    assert.equal(drafts.reduce((sum, draft) => sum + draft.allocations.length, 0), allocations.length);
  }));
});

test('what cannot be bought is left out and told', () => {
  const offer = { offer_id: 'o1', is_buyable: true, price_minor: 500, available_count: 2, quantity_limit: 30, title: 'Kettle' };
  const { lines, problems } = linesFrom([{ line_id: 'l1', offer_id: 'o1', quantity: 3 }, { line_id: 'l2', offer_id: 'gone', quantity: 1 }], [offer as never]);
  assert.deepEqual(lines.map((each) => each.quantity), [2]);
  assert.deepEqual(problems.map((problem) => problem.code), ['quantity_reduced', 'unavailable']);
});

test('a choice of delivery is kept while it is offered, and the cheapest taken otherwise', () => {
  const lines = [line('s1', 'o1')];
  const option = (shipping_rate_id: string) => ({ shipping_rate_id, name: '', amount_minor: 1, earliest_on: '2026-11-25', latest_on: '2026-11-27', order_within_ms: null });
  const choose = (chosen: string) => parcelsFrom(lines, new Map(), new Map([['s1', [option('cheap'), option('fast')]]]), new Map([['s1', chosen]]))[0]?.shipping_rate_id;
  assert.deepEqual([choose('fast'), choose('withdrawn')], ['fast', 'cheap']);
  assert.deepEqual(missingOf({ email: null, shipping_address: null, parcels: parcelsFrom(lines, new Map(), new Map(), new Map()), lines }), ['email', 'shipping_address', 'delivery']);
});

test('a yes is to offers, quantities and a total, and to nothing that comes with the time of day', () => {
  const of = (total_minor: number, ...lines: readonly CheckoutLine[]) => agreementOf({ lines: [...lines], quote: { totals: { total_minor }, trace: [total_minor] } as never });
  const offer = { ...line('s1', 'o1'), line_id: 'l1' };
  assert.equal(of(500, offer), of(500, { ...offer, line_id: 'l2', title: 'Another title' }));
  assert.equal(new Set([of(500, offer), of(501, offer), of(500, { ...offer, quantity: 2 }), of(500, { ...offer, offer_id: 'o2' }), of(500, offer, offer)]).size, 5);
});

test('order numbers can be read out and differ', () => {
  const numbers = Array.from({ length: 1000 }, () => numberOf(randomUUID()));
  assert.match(numbers[0] ?? '', /^\d{3}-\d{7}-\d{7}$/);
  assert.equal(new Set(numbers).size, 1000);
});
