import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { checkAccess, hasCode } from '@orinoco/contract';
import { asCustomer, asGuest } from '@orinoco/testing';
import { paymentContract, type SellerStatement } from './contract.ts';
import type { Money } from './payment.ts';
import { call, cards, moneyOf, openPaymentTest } from './payment-testing.ts';

const { payment, request, backdate, close } = await openPaymentTest();
after(close);

const day = (index: number) => `2026-03-${String(index).padStart(2, '0')}`;
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const statement = (seller_id: string, from: string, until: string, page = {}) => payment.getSellerStatement({ seller_id, from, until, ...page }, call());

/** A sale on a day, and refunds of parts of it on the same or later days. */
interface Sale { readonly currency: string; readonly day: number; readonly amount_minor: number; readonly commission: number; readonly tax: number; readonly discount: number; readonly refunds: readonly { readonly after: number; readonly percent: number }[] }
const sale: fc.Arbitrary<Sale> = fc.record({
  currency: fc.constantFrom('JPY', 'USD', 'KWD'), day: fc.integer({ min: 1, max: 9 }), amount_minor: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 900_000 })), commission: fc.nat(400), tax: fc.nat(600), discount: fc.nat(300),
  refunds: fc.array(fc.record({ after: fc.nat(4), percent: fc.integer({ min: 1, max: 100 }) }), { maxLength: 2 }),
});

async function sell(seller_id: string, { currency, day: sold_on, amount_minor, commission, tax, discount, refunds }: Sale): Promise<void> {
  const part = (permille: number) => Math.floor((amount_minor * permille) / 1_000);
  const order = moneyOf(amount_minor, { seller_id, commission_minor: part(commission), tax_minor: part(tax), marketplace_discount_minor: part(discount) });
  const { payment_id } = await payment.authorize(await request(cards.good, { amount_minor, currency }), call());
  await payment.capture({ payment_id, order, is_final: true }, call());
  await backdate(`capture:${order.order_id}`, `${day(sold_on)}T23:59:59.999Z`);
  for (const [index, { after: later, percent }] of refunds.entries()) {
    const refund_id = randomUUID();
    // Whoever asks for a refund may name anybody as the seller.
    const asked: Money = { ...order, seller_id: index % 2 === 0 ? order.seller_id : randomUUID(), amount_minor: Math.ceil((amount_minor * percent) / 100) };
    await payment.refund({ payment_id, refund_id, order: asked, reason: 'random' }, call()).catch((error: unknown) => assert.ok(hasCode(error, 'refund_too_large')));
    await backdate(`refund:${refund_id}`, `${day(sold_on + later)}T00:00:00Z`);
  }
}

function checkAdds({ totals, rows }: SellerStatement): void {
  for (const total of totals) {
    const own = rows.filter((row) => row.currency === total.currency);
    const { opening_balance_minor, sales_minor, refunded_minor, tax_minor, commission_minor, marketplace_discount_minor, paid_out_minor, adjusted_minor, closing_balance_minor, payout_minor } = total;
    assert.equal(closing_balance_minor, opening_balance_minor + sales_minor - refunded_minor - tax_minor - commission_minor + marketplace_discount_minor - paid_out_minor + adjusted_minor, 'the lines of the statement re-add to the closing balance');
    assert.equal(closing_balance_minor - opening_balance_minor, sum(own.map((row) => row.net_minor)), 'the rows re-add to the change of the balance');
    for (const row of own) assert.equal(row.net_minor, row.amount_minor - row.tax_minor - row.commission_minor + row.marketplace_discount_minor, 'every row re-adds');
    const of = (kind: string) => sum(own.filter((row) => row.kind === kind).map((row) => row.amount_minor));
    const columns = (['tax_minor', 'commission_minor', 'marketplace_discount_minor'] as const).map((column) => sum(own.map((row) => row[column])));
    assert.deepEqual([sales_minor, refunded_minor, tax_minor, commission_minor, marketplace_discount_minor], [of('capture'), 0 - of('refund'), ...columns]);
    assert.equal(payout_minor, Math.max(0, closing_balance_minor), 'what is paid out is the closing balance to the unit');
  }
}

test('a statement re-adds to the unit, and one period ends where the next begins', async () => {
  await fc.assert(fc.asyncProperty(fc.array(sale, { minLength: 1, maxLength: 5 }), fc.integer({ min: 2, max: 13 }), async (sales, cut) => {
    const seller_id = randomUUID();
    for (const each of sales) await sell(seller_id, each);
    const [whole, first, second] = await Promise.all([statement(seller_id, day(1), day(14)), statement(seller_id, day(1), day(cut)), statement(seller_id, day(cut), day(14))]);
    for (const each of [whole, first, second]) checkAdds(each);
    assert.deepEqual([...first.rows, ...second.rows], whole.rows);
    for (const { currency, opening_balance_minor, closing_balance_minor, sales_minor, commission_minor } of whole.totals) {
      const [before, later] = [first, second].map(({ totals }) => totals.find((each) => each.currency === currency));
      assert.equal(opening_balance_minor, 0);
      assert.equal(later?.opening_balance_minor, before?.closing_balance_minor ?? 0, 'the balance is carried forward');
      assert.equal(later?.closing_balance_minor, closing_balance_minor);
      assert.deepEqual([(before?.sales_minor ?? 0) + (later?.sales_minor ?? 0), (before?.commission_minor ?? 0) + (later?.commission_minor ?? 0)], [sales_minor, commission_minor]);
    }
    assert.equal(sum(whole.totals.map((total) => total.sales_minor)), sum(sales.map((each) => each.amount_minor)));
    const account = await payment.listLedger({ account: `seller:${seller_id}` }, call());
    assert.deepEqual(whole.totals.filter((total) => total.closing_balance_minor !== 0).map(({ currency, closing_balance_minor }) => [currency, -closing_balance_minor]), account.balances.filter((each) => each.balance_minor !== 0).map((each) => [each.currency, each.balance_minor]));
  }), { numRuns: 15, endOnFailure: true });
});

test('a sale that leaves nothing to the seller is on the statement all the same', async () => {
  const seller_id = randomUUID();
  const { payment_id } = await payment.authorize(await request(cards.good, { amount_minor: 1_000 }), call());
  const order = moneyOf(1_000, { seller_id, commission_minor: 800, tax_minor: 200 });
  await payment.capture({ payment_id, order, is_final: true }, call());
  await backdate(`capture:${order.order_id}`, '2026-04-01T00:00:00Z');
  const found = await statement(seller_id, '2026-04-01', '2026-04-02');
  checkAdds(found);
  assert.deepEqual(found.rows.map(({ order_id, kind, amount_minor, net_minor, booked_at }) => [order_id, kind, amount_minor, net_minor, Date.parse(booked_at)]), [[order.order_id, 'capture', 1_000, 0, Date.parse('2026-04-01T00:00:00Z')]]);
  assert.deepEqual(found.totals.map(({ sales_minor, commission_minor, tax_minor, payout_minor }) => [sales_minor, commission_minor, tax_minor, payout_minor]), [[1_000, 800, 200, 0]]);
});

test('a seller who owes is paid nothing, and owes it in the next period', async () => {
  const seller_id = randomUUID();
  const { payment_id } = await payment.authorize(await request(cards.good, { amount_minor: 100 }), call());
  const order = moneyOf(100, { seller_id, commission_minor: 130, tax_minor: 0 });
  await payment.capture({ payment_id, order, is_final: true }, call());
  await backdate(`capture:${order.order_id}`, '2026-04-01T00:00:00Z');
  const totals = async (from: string, until: string) => (await statement(seller_id, from, until)).totals.map(({ opening_balance_minor, closing_balance_minor, payout_minor }) => [opening_balance_minor, closing_balance_minor, payout_minor]);
  assert.deepEqual([await totals('2026-04-01', '2026-04-02'), await totals('2026-04-02', '2026-05-01')], [[[0, -30, 0]], [[-30, -30, 0]]]);
});

test('long statements come in pages, with the totals of all of them', async () => {
  const seller_id = randomUUID();
  for (const amount_minor of [10, 20, 30, 40, 50]) await sell(seller_id, { currency: 'JPY', day: 5, amount_minor, commission: 100, tax: 0, discount: 0, refunds: [] });
  const pages = await Promise.all([1, 2, 3, 4].map((page) => statement(seller_id, day(1), day(10), { page, page_size: 2 })));
  assert.deepEqual(pages.map(({ rows, has_more, page }) => [rows.length, has_more, page]), [[2, true, 1], [2, true, 2], [1, false, 3], [0, false, 4]]);
  assert.deepEqual(pages.map(({ totals }) => totals[0]?.closing_balance_minor), [135, 135, 135, 135]);
  assert.equal(new Set(pages.flatMap(({ rows }) => rows.map((row) => row.journal_id))).size, 5);
});

test('a period that is not over says so; one that is none is refused', async () => {
  const seller_id = randomUUID();
  const now = new Date();
  const on = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  assert.deepEqual([(await statement(seller_id, '2026-01-01', '2026-02-01')).is_final, (await statement(seller_id, on(-3), on(2))).is_final], [true, false]);
  for (const [from, until] of [['2026-02-01', '2026-02-01'], ['2026-02-02', '2026-02-01'], ['2026-02-30', '2026-03-05'], ['2020-01-01', '2026-01-01']] as const) await assert.rejects(statement(seller_id, from, until), (error) => hasCode(error, 'invalid_request'), `${from} to ${until}`);
});

test('a seller sees its own statement and no other', async () => {
  const seller_id = randomUUID();
  const input = { seller_id, from: '2026-01-01', until: '2026-02-01' };
  const { access } = paymentContract.methods.getSellerStatement;
  for (const { actor } of [asGuest(), asCustomer()]) assert.throws(() => checkAccess(access, actor));
  await assert.rejects(payment.getSellerStatement(input, asCustomer(randomUUID(), { seller_ids: [randomUUID()] })), (error) => hasCode(error, 'forbidden'));
  for (const person of [asCustomer(randomUUID(), { seller_ids: [seller_id] }), asCustomer(randomUUID(), { is_operator: true }), call()]) assert.deepEqual((await payment.getSellerStatement(input, person)).rows, []);
});
