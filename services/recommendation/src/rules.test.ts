import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { buyAgain } from './buy-again.ts';
import type { Recommendation } from './contract.ts';
import { arrange, type DraftShelf } from './rules.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 5, 1);
const ago = (product_id: string, ...days: number[]) => days.map((each) => ({ product_id, occurred_at_ms: now - each * day }));
const recommended = (product_id: string): Recommendation => ({ product_id, score: 1, source: 'trending', because_product_id: null });

test('what is due by its own interval comes before what was just bought', () => {
  const order = buyAgain([...ago('coffee', 90, 60, 30), ...ago('phone', 1), ...ago('soap', 61, 1)], now).map((each) => each.product_id);
  assert.deepEqual(order, ['coffee', 'phone', 'soap']);
  const [coffee] = buyAgain(ago('coffee', 90, 60, 30), now);
  assert.deepEqual([coffee?.readiness, coffee?.score], [1, 2]);
});

test('readiness grows until the median interval is over and falls after it', () => {
  const readiness = (days: number) => buyAgain(ago('coffee', days + 80, days + 50, days + 20, days), now)[0]!.readiness;
  const days = [0, 5, 15, 30, 60, 120, 300].map(readiness);
  assert.deepEqual(days.indexOf(Math.max(...days)), 3);
  assert.ok(days.every((each, index) => index === 0 || (index <= 3 ? each > days[index - 1]! : each < days[index - 1]!)));
});

test('buying again is ordered, within bounds, and names each product once, whatever the times are', () => {
  const purchases = fc.array(fc.record({ product_id: fc.constantFrom('a', 'b', 'c', 'd'), occurred_at_ms: fc.integer({ min: now - 900 * day, max: now + day }) }), { maxLength: 40 });
  fc.assert(fc.property(purchases, (bought) => {
    const result = buyAgain(bought, now);
    assert.deepEqual(result.map((each) => each.product_id).toSorted(), [...new Set(bought.map((each) => each.product_id))].toSorted());
    assert.ok(result.every((each, index) => each.readiness >= 0 && each.readiness <= 1 && (index === 0 || each.score <= result[index - 1]!.score)));
  }));
});

test('shelves never repeat a product, show an excluded one, pass the limit or stay empty', () => {
  const ids = fc.array(fc.nat(30).map((number) => `p${number}`), { maxLength: 20 });
  const draft = fc.record({ candidates: ids, excluded: ids, is_filled: fc.boolean() }).map((each): DraftShelf => ({ shelf: 'for_you', candidates: each.candidates.map(recommended), excluded: new Set(each.excluded), is_filled: each.is_filled }));
  fc.assert(fc.property(fc.array(draft, { maxLength: 4 }), ids, fc.integer({ min: 1, max: 12 }), (drafts, trending, limit) => {
    const shelves = arrange(drafts, trending.map(recommended), limit);
    const shown = shelves.flatMap((shelf) => shelf.recommendations.map((each) => each.product_id));
    assert.equal(new Set(shown).size, shown.length);
    assert.ok(shelves.every((shelf) => shelf.recommendations.length > 0 && shelf.recommendations.length <= limit));
    const everywhere = new Set(drafts[0]?.excluded);
    for (const each of drafts) for (const id of everywhere) if (!each.excluded.has(id)) everywhere.delete(id);
    assert.ok(!shown.some((id) => everywhere.has(id)));
  }));
});

test('a shelf that may be filled is filled from what is trending', () => {
  const drafts: DraftShelf[] = [{ shelf: 'for_you', candidates: [recommended('a')], excluded: new Set(['b']), is_filled: true }, { shelf: 'buy_again', candidates: [recommended('a')], excluded: new Set(), is_filled: false }];
  assert.deepEqual(arrange(drafts, ['a', 'b', 'c', 'd'].map(recommended), 2).map((shelf) => [shelf.shelf, shelf.recommendations.map((each) => each.product_id)]), [['for_you', ['a', 'c']]]);
});
