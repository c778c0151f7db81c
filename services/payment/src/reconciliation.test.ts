import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { CodedError } from '@orinoco/contract';
import { sql } from '@orinoco/database';
import type { Money } from './payment.ts';
import { call, cards, moneyOf, openPaymentTest } from './payment-testing.ts';

const { database, sandbox, payment, request, settlements, close } = await openPaymentTest();
after(close);

type Step = { kind: 'capture' | 'release' | 'refund' | 'void'; order: number; share: number; is_final: boolean; fault: string | null };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('capture', 'capture', 'release', 'refund', 'refund', 'void'), order: fc.nat(2), share: fc.integer({ min: 1, max: 100 }), is_final: fc.boolean(),
  fault: fc.constantFrom(null, null, null, 'error', 'lost_answer'),
});

/** One call with a fault in its way, tried until it is certain, and then once more. Refusals with a code are answers. */
async function insist(route: string, fault: string | null, act: () => Promise<unknown>): Promise<void> {
  if (fault !== null) await sandbox.fault({ route, kind: fault, count: 1, delay_ms: 5 });
  for (let tries = 0, certain = 0; certain < 2; tries += 1) {
    try {
      await act();
      certain += 1;
    } catch (error) {
      if (!(error instanceof CodedError) || error.code === 'internal' || tries > 50) throw error;
      if (error.code !== 'unavailable') certain += 1;
      // The first request may still be in work at the provider, which then answers nothing certain.
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

async function play(steps: readonly Step[]): Promise<void> {
  const input = await request(cards.good, { amount_minor: 9_999 });
  const { payment_id, checkout_id } = input;
  await payment.authorize(input, call());
  const orders: Money[] = [3_333, 5_001, 1_665].map((amount_minor) => moneyOf(amount_minor, { marketplace_discount_minor: amount_minor % 7 }));
  for (const { kind, order: index, share, is_final, fault } of steps) {
    const order = orders[index] as Money;
    const refund = { payment_id, refund_id: randomUUID(), order: { ...order, amount_minor: Math.ceil((order.amount_minor * share) / 100) }, reason: 'random' };
    if (kind === 'capture') await insist('capture', fault, () => payment.capture({ payment_id, order, is_final }, call()));
    if (kind === 'release') await insist('release', fault, () => payment.release({ payment_id, order_id: order.order_id, amount_minor: order.amount_minor }, call()));
    if (kind === 'refund') await insist('refund', fault, () => payment.refund(refund, call()));
    if (kind === 'void') await insist('void', fault, () => payment.void({ payment_id, checkout_id }, call()));
  }
  const own = await payment.getPayment({ payment_id }, call());
  const theirs = await sandbox.provider.find({ payment_id });
  assert.deepEqual([own.captured_minor, own.refunded_minor, own.status], [theirs?.captured_minor, theirs?.refunded_minor, theirs?.status]);
}

test('after any sequence of calls and faults the books equal the movements of the provider', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), play), { numRuns: 25, endOnFailure: true });
  const clearing = await database.many(sql<{ kind: string; amount_minor: number }>`select j.kind, e.amount_minor from ledger_entries e join ledger_journals j using (journal_id) where e.account = 'provider_clearing'`);
  const line = ({ kind, amount_minor }: { kind: string; amount_minor: number }) => `${kind} ${amount_minor}`;
  const theirs = await settlements();
  assert.ok(theirs.length > 5, 'the sequences moved money');
  assert.deepEqual(clearing.map(line).toSorted(), theirs.map(line).toSorted());
  assert.equal((await database.one(sql<{ sum: number }>`select coalesce(sum(amount_minor), 0) as sum from ledger_entries`)).sum, 0);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from payment_operations where status = 'pending'`)).count, 0);
  assert.equal((await database.one(sql<{ count: number }>`select count(*) as count from payments where capturing_minor + releasing_minor > 0`)).count, 0);
});
