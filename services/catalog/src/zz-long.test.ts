import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chooseFeaturedOffer, type FeaturedOffer, type OfferCandidate } from './featured-offer.ts';

function offer(offer_id: string, changes: Partial<OfferCandidate> = {}): OfferCandidate {
  return { offer_id, seller_id: `s-${offer_id}`, price_minor: 10_000, shipping_minor: 0, promised_days: 3, condition: 'new', is_in_stock: true, stock_depth: 20, seller_score: 0.9, seller_status: 'active', ...changes };
}

const refusals = (result: FeaturedOffer) => Object.fromEntries(result.reason.scores.map((score) => [score.offer_id, score.refusal_code]));

describe('chooseFeaturedOffer', () => {
  it('takes the lower landed price, all else being equal', () => {
    const result = chooseFeaturedOffer([offer('a', { price_minor: 9500, shipping_minor: 600 }), offer('b')]);
    assert.equal(result.offer_id, 'b');
    assert.equal(result.reason.code, 'best_score');
    assert.deepEqual(result.reason.scores.map((score) => [score.offer_id, score.landed_minor]), [['b', 10_000], ['a', 10_100]]);
  });

  it('lets speed and a good seller outweigh a small difference in price, not a large one', () => {
    assert.equal(chooseFeaturedOffer([offer('slow', { promised_days: 9 }), offer('fast', { price_minor: 10_500, promised_days: 2 })]).offer_id, 'fast');
    assert.equal(chooseFeaturedOffer([offer('slow', { promised_days: 9 }), offer('fast', { price_minor: 12_500, promised_days: 2 })]).offer_id, 'slow');
    assert.equal(chooseFeaturedOffer([offer('poor', { seller_score: 0.3 }), offer('good', { price_minor: 10_500, seller_score: 1 })]).offer_id, 'good');
  });

  it('shuts out who may not sell, has none, or asks too much, and says so', () => {
    const result = chooseFeaturedOffer([
      offer('closed', { seller_status: 'suspended', price_minor: 1 }), offer('empty', { is_in_stock: false, price_minor: 1 }), offer('dear', { price_minor: 12_400, shipping_minor: 101 }),
      offer('used', { condition: 'like_new', price_minor: 1 }), offer('fair', { price_minor: 12_500 }),
    ], { reference_price_minor: 10_000 });
    assert.equal(result.offer_id, 'fair');
    assert.equal(result.reason.code, 'only_candidate');
    assert.equal(result.reason.limit_minor, 12_500);
    assert.deepEqual(refusals(result), { fair: null, closed: 'seller_not_active', dear: 'price_above_reference', empty: 'out_of_stock', used: 'used_while_new_exists' });
  });

  it('features a used offer when no new one can be had', () => {
    assert.equal(chooseFeaturedOffer([offer('used', { condition: 'good' }), offer('new', { is_in_stock: false })]).offer_id, 'used');
  });

  it('names the nearest reason when nobody is featured', () => {
    const code = (...candidates: OfferCandidate[]) => chooseFeaturedOffer(candidates, { reference_price_minor: 100 }).reason.code;
    assert.equal(code(), 'no_candidates');
    assert.equal(code(offer('a', { seller_status: 'closed' })), 'seller_not_active');
    assert.equal(code(offer('a', { seller_status: 'closed' }), offer('b', { is_in_stock: false })), 'out_of_stock');
    assert.equal(code(offer('a'), offer('b', { is_in_stock: false })), 'price_above_reference');
  });

  it('breaks ties the same way every time', () => {
    const result = chooseFeaturedOffer([offer('b'), offer('c'), offer('a')]);
    assert.deepEqual([result.offer_id, result.reason.code], ['a', 'tie_broken']);
  });
});

describe('whatever the candidates', () => {
  const candidate = (offer_id: string): fc.Arbitrary<OfferCandidate> => fc.record({
    offer_id: fc.constant(offer_id), seller_id: fc.constant(`s-${offer_id}`),
    price_minor: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 9000, max: 14_000 })), shipping_minor: fc.constantFrom(0, 0, 50, 499),
    promised_days: fc.nat(20), condition: fc.constantFrom('new', 'new', 'new', 'good', 'like_new'), is_in_stock: fc.constantFrom(true, true, true, false), stock_depth: fc.nat(30),
    seller_score: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100), seller_status: fc.constantFrom('active', 'active', 'active', 'suspended'),
  });
  const candidates = fc.subarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 1 }).chain((ids) => fc.tuple(...ids.map(candidate)));
  const options = fc.record({ reference_price_minor: fc.constantFrom(null, 200, 10_000) });
  const rankOf = (result: FeaturedOffer, offer_id: string) => result.reason.scores.findIndex((score) => score.offer_id === offer_id);

  it('a lower landed price never lowers a rank', () => {
    fc.assert(fc.property(candidates, options, fc.nat(), fc.integer({ min: 1, max: 20_000 }), (all, option, pick, less) => {
      const chosen = all[pick % all.length];
      assert.ok(chosen);
      const before = chooseFeaturedOffer(all, option);
      const cheaper = { ...chosen, price_minor: Math.max(0, chosen.price_minor - less), shipping_minor: 0 };
      const after = chooseFeaturedOffer(all.map((each) => (each === chosen ? cheaper : each)), option);
      assert.ok(rankOf(after, chosen.offer_id) <= rankOf(before, chosen.offer_id));
    }), { numRuns: 15000 });
  });

  it('one who may not be featured never wins, and somebody wins if anybody may', () => {
    fc.assert(fc.property(candidates, options, (all, option) => {
      const { offer_id, reason } = chooseFeaturedOffer(all, option);
      const winner = all.find((each) => each.offer_id === offer_id);
      const limit = option.reference_price_minor === null ? Infinity : option.reference_price_minor * 1.25;
      const able = all.filter((each) => each.seller_status === 'active' && each.is_in_stock && each.price_minor + each.shipping_minor <= limit);
      assert.equal(winner !== undefined, able.length > 0);
      if (winner === undefined) return;
      assert.ok(able.includes(winner));
      if (winner.condition !== 'new') assert.ok(able.every((each) => each.condition !== 'new'));
      assert.equal(reason.scores.length, all.length);
      for (const score of reason.scores) assert.equal(Object.values(score.parts).reduce((sum, part) => sum + part, 0), score.score);
    }), { numRuns: 15000 });
  });

  it('taking a loser away changes nothing, and neither does the order', () => {
    fc.assert(fc.property(candidates, options, fc.nat(), (all, option, pick) => {
      const result = chooseFeaturedOffer(all, option);
      assert.deepEqual(chooseFeaturedOffer(all.toReversed(), option), result);
      const losers = all.filter((each) => each.offer_id !== result.offer_id);
      const gone = losers[pick % Math.max(1, losers.length)];
      if (gone !== undefined) assert.equal(chooseFeaturedOffer(all.filter((each) => each !== gone), option).offer_id, result.offer_id);
    }), { numRuns: 15000 });
  });
});
