import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { journalFor, type LedgerPart } from './ledger.ts';
import type { Money } from './payment.ts';

const ids = { order_id: '01890000-0000-7000-8000-000000000001', seller_id: '01890000-0000-7000-8000-000000000002' };
const seller = `seller:${ids.seller_id}`;
const sum = (parts: readonly LedgerPart[]): number => parts.reduce((total, part) => total + part.amount_minor, 0);
const on = (parts: readonly LedgerPart[], account: string): number => parts.find((part) => part.account === account)?.amount_minor ?? 0;

function added(...journals: readonly (readonly LedgerPart[])[]): LedgerPart[] {
  const totals = new Map<string, number>();
  for (const part of journals.flat()) totals.set(part.account, (totals.get(part.account) ?? 0) + part.amount_minor);
  return [...totals].map(([account, amount_minor]) => ({ account, amount_minor }));
}

const minor = fc.oneof(fc.nat(10), fc.nat(1_000_000), fc.nat(2 ** 45));
// Commission above the amount, a seller in debt, and nothing paid but by the marketplace are all among these.
const anyMoney: fc.Arbitrary<Money> = fc.record({ order_id: fc.constant(ids.order_id), seller_id: fc.constant(ids.seller_id), amount_minor: minor, commission_minor: minor, tax_minor: minor, marketplace_discount_minor: minor });

describe('journalFor', () => {
  it('shares a capture out: the seller gets what tax and commission leave, and the discount that was not theirs', () => {
    const parts = journalFor({ kind: 'capture', order: { ...ids, amount_minor: 10_800, commission_minor: 1_500, tax_minor: 800, marketplace_discount_minor: 500 } });
    assert.deepEqual(parts, [
      { account: 'provider_clearing', amount_minor: 10_800 }, { account: seller, amount_minor: -9_000 }, { account: 'commission_revenue', amount_minor: -1_500 },
      { account: 'tax_payable', amount_minor: -800 }, { account: 'marketing_expense', amount_minor: 500 },
    ]);
  });

  it('takes a refund from every account by its share', () => {
    const standing = journalFor({ kind: 'capture', order: { ...ids, amount_minor: 100, commission_minor: 15, tax_minor: 8, marketplace_discount_minor: 0 } });
    assert.deepEqual(journalFor({ kind: 'refund', amount_minor: 50, standing }), [
      // 38.5, 7.5 and 4: the cent goes to the larger remainder, and of equal ones to the first.
      { account: 'provider_clearing', amount_minor: -50 }, { account: seller, amount_minor: 39 }, { account: 'commission_revenue', amount_minor: 7 }, { account: 'tax_payable', amount_minor: 4 },
    ]);
  });

  it('has entries that sum to zero and none that is zero, in whatever parts', () => {
    fc.assert(fc.property(anyMoney, fc.array(fc.nat(1_000_000), { maxLength: 6 }), (order, shares) => {
      let standing = journalFor({ kind: 'capture', order });
      assert.equal(sum(standing), 0);
      for (const share of shares) {
        const left = on(standing, 'provider_clearing');
        if (left === 0) return;
        const refund = journalFor({ kind: 'refund', amount_minor: Math.floor((left * share) / 1_000_000), standing });
        assert.equal(sum(refund), 0);
        assert.ok(refund.every((part) => part.amount_minor !== 0));
        const after = added(standing, refund);
        for (const { account, amount_minor } of standing) assert.ok(Math.abs(on(after, account)) <= Math.abs(amount_minor) && on(after, account) * amount_minor >= 0, `${account} went from ${amount_minor} to ${on(after, account)}`);
        standing = after;
      }
    }), { numRuns: 1000 });
  });

  it('leaves nothing anywhere when all that was captured is refunded, at once or in parts', () => {
    fc.assert(fc.property(anyMoney, fc.array(fc.nat(1_000_000), { maxLength: 6 }), (order, shares) => {
      let standing = journalFor({ kind: 'capture', order });
      for (const share of [...shares, 1_000_000]) {
        const left = on(standing, 'provider_clearing');
        if (left === 0 && order.amount_minor > 0) break;
        standing = added(standing, journalFor({ kind: 'refund', amount_minor: share === 1_000_000 ? left : Math.floor((left * share) / 1_000_000), standing }));
      }
      assert.deepEqual(standing.filter((part) => part.amount_minor !== 0), []);
    }), { numRuns: 1000 });
  });

  it('refuses to book a refund of more than stands', () => {
    assert.throws(() => journalFor({ kind: 'refund', amount_minor: 1, standing: [] }), RangeError);
  });
});
