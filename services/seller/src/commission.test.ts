import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { indexRules, quoteCommissions, type Rule } from './commission.ts';

const rule = (commission_rule_id: string, changes: Partial<Rule> = {}): Rule => ({ commission_rule_id, seller_id: null, category_id: null, rate_ppm: 100_000, fixed_minor: 0, min_minor: 0, currency: 'USD', ...changes });
const quote = (rules: readonly Rule[], amount_minor: number, category_ids: readonly string[] = ['root', 'middle', 'leaf'], seller_id = 's1') => quoteCommissions(indexRules(rules), 'USD', [{ line_id: 'l', seller_id, category_ids, amount_minor }])[0];

describe('quoteCommissions', () => {
  it('takes the most specific rule', () => {
    const ladder = [
      rule('default'), rule('root', { category_id: 'root' }), rule('middle', { category_id: 'middle' }), rule('seller', { seller_id: 's1' }),
      rule('seller-root', { seller_id: 's1', category_id: 'root' }), rule('seller-leaf', { seller_id: 's1', category_id: 'leaf' }),
    ];
    for (let count = 1; count <= ladder.length; count += 1) {
      assert.equal(quote(ladder.slice(0, count), 1000)?.commission_rule_id, ladder[count - 1]?.commission_rule_id);
    }
    assert.equal(quote(ladder, 1000, ['root', 'other'], 's2')?.commission_rule_id, 'root');
    assert.equal(quote(ladder, 1000, ['elsewhere'], 's2')?.commission_rule_id, 'default');
  });

  it('charges nothing where no rule fits, and never a rule of another currency', () => {
    assert.deepEqual(quote([rule('euro', { currency: 'EUR' })], 1000), { line_id: 'l', commission_minor: 0, rate_ppm: 0, commission_rule_id: null });
  });

  it('adds the fixed part, keeps the minimum, rounds half up', () => {
    assert.equal(quote([rule('a', { rate_ppm: 150_000, fixed_minor: 30 })], 1999)?.commission_minor, 330);
    assert.equal(quote([rule('a', { rate_ppm: 50_000 })], 10)?.commission_minor, 1);
    assert.equal(quote([rule('a', { min_minor: 99 })], 200)?.commission_minor, 99);
    assert.equal(quote([rule('a', { min_minor: 99 })], 50)?.commission_minor, 50);
  });

  const anyRule = fc.record({ rate_ppm: fc.nat(1_000_000), fixed_minor: fc.nat(100_000), min_minor: fc.nat(100_000) });
  const amount = fc.oneof(fc.nat(1000), fc.nat(9_007_199_254_740_991));

  it('is whole, never negative, never above the amount, at least the minimum that the amount allows', () => {
    fc.assert(fc.property(anyRule, amount, (changes, amount_minor) => {
      const commission_minor = quote([rule('a', changes)], amount_minor)?.commission_minor ?? -1;
      assert.ok(Number.isSafeInteger(commission_minor) && commission_minor >= Math.min(changes.min_minor, amount_minor) && commission_minor <= amount_minor);
    }));
  });

  it('never falls when the amount grows, and order of rules and lines does not matter', () => {
    fc.assert(fc.property(anyRule, amount, fc.nat(10_000), (changes, amount_minor, more) => {
      fc.pre(Number.isSafeInteger(amount_minor + more));
      assert.ok((quote([rule('a', changes)], amount_minor)?.commission_minor ?? 0) <= (quote([rule('a', changes)], amount_minor + more)?.commission_minor ?? -1));
    }));
    const rules = [rule('d'), rule('c', { category_id: 'leaf' }), rule('s', { seller_id: 's1' })];
    fc.assert(fc.property(fc.shuffledSubarray(rules, { minLength: 3 }), (shuffled) => assert.deepEqual(quote(shuffled, 777), quote(rules, 777))));
  });
});
