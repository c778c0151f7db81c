import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { RecommendationEngine, type Interaction, type InteractionKind, type PairSource } from './engine.ts';

const at = Date.UTC(2026, 2, 1);
const did = (kind: InteractionKind, origin_id: string, product_id: string, purchase_id: string | null = null): Interaction => ({ kind, origin_id, product_id, purchase_id, occurred_at_ms: at });
const learned = (interactions: readonly Interaction[]) => {
  const engine = new RecommendationEngine();
  interactions.forEach((each) => engine.learn(each));
  engine.refresh();
  return engine;
};
const around = (engine: RecommendationEngine, source: PairSource, product_id: string, limit = 10) => engine.related([{ product_id, weight: 1, sources: [source] }], new Set([product_id]), limit);

/** The formula as it is written, over whole histories. */
function formula(histories: readonly (readonly string[])[]): Map<string, number> {
  const [pairs, counts] = [new Map<string, number>(), new Map<string, number>()];
  const add = (from: string, to: string, amount: number) => pairs.set(`${from} ${to}`, (pairs.get(`${from} ${to}`) ?? 0) + amount);
  for (const history of histories) {
    const sequence = history.filter((product, place) => product !== history[place - 1]);
    sequence.forEach((later, q) => {
      counts.set(later, (counts.get(later) ?? 0) + 1);
      for (let p = Math.max(0, q - 20); p < q; p++) {
        const earlier = sequence[p]!;
        if (earlier === later) continue;
        add(earlier, later, (q - p) ** -0.5);
        add(later, earlier, 0.3 * (q - p) ** -0.5);
      }
    });
  }
  return new Map([...pairs].map(([key, count]) => {
    const [from, to] = key.split(' ') as [string, string];
    return [key, count * counts.get(from)! ** -0.2 * counts.get(to)! ** -0.2 * (count / (count + 0.5))];
  }));
}

test('rows hold what the formula says', () => {
  const product = fc.nat(15).map((number) => `p${number}`);
  fc.assert(fc.property(fc.array(fc.array(product, { maxLength: 40 }), { maxLength: 8 }), (histories) => {
    const engine = learned(histories.flatMap((history, subject) => history.map((product_id) => did('view', `s${subject}`, product_id))));
    const { product_ids, also_viewed: { starts, numbers, weights } } = engine.snapshot();
    const found = new Map<string, number>();
    product_ids.forEach((from, row) => {
      for (let place = starts[row]!; place < starts[row + 1]!; place++) found.set(`${from} ${product_ids[numbers[place]!]}`, weights[place]!);
    });
    const expected = formula(histories);
    assert.deepEqual([...found.keys()].toSorted(), [...expected.keys()].toSorted());
    for (const [key, weight] of expected) assert.ok(Math.abs(found.get(key)! - weight) < 0.005 * weight + 0.002, `${key}: ${found.get(key)} for ${weight}`);
  }), { numRuns: 50 });
});

test('histories that are learned interleaved teach the same as one after the other', () => {
  const histories = Array.from({ length: 30 }, (_, subject) => Array.from({ length: 25 }, (_unused, place) => did('view', `s${subject}`, `p${(subject * 7 + place * place) % 40}`)));
  const names = Array.from({ length: 40 }, (_, number) => did('view', `only${number}`, `p${number}`));
  const after = learned([...names, ...histories.flat()]).snapshot();
  const interleaved = learned([...names, ...Array.from({ length: 25 }, (_, place) => histories.map((history) => history[place]!)).flat()]).snapshot();
  assert.deepEqual(interleaved, after);
});

test('planted complements come out on top of what is bought together', () => {
  // 60 pairs among 600 products; everybody also buys bestsellers, which go with everything and mean nothing.
  let seed = 42;
  const random = (below: number) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * below); };
  const purchases = Array.from({ length: 4000 }, (_, purchase) => {
    const pair = random(60);
    const products = [`main${pair}`, ...(random(10) < 6 ? [`with${pair}`] : []), ...(random(10) < 7 ? [`best${random(3)}`] : []), `other${random(480)}`];
    return products.map((product_id) => did('purchase', `s${purchase % 900}`, product_id, `o${purchase}`));
  });
  const engine = learned(purchases.flat());
  for (let pair = 0; pair < 60; pair++) {
    assert.equal(around(engine, 'bought_together', `main${pair}`)[0]?.product_id, `with${pair}`);
    assert.equal(around(engine, 'bought_together', `with${pair}`)[0]?.product_id, `main${pair}`);
  }
});

test('what was bought together less than three times is chance', () => {
  const buy = (purchase: string) => [did('purchase', purchase, 'a', purchase), did('purchase', purchase, 'b', purchase)];
  assert.deepEqual(around(learned([...buy('1'), ...buy('2')]), 'bought_together', 'a'), []);
  const [found] = around(learned([...buy('1'), ...buy('2'), ...buy('3')]), 'bought_together', 'a');
  assert.deepEqual([found?.product_id, found?.source, found?.because_product_id], ['b', 'bought_together', 'a']);
});

test('what comes after is recommended before what came before', () => {
  const engine = learned(Array.from({ length: 5 }, (_, subject) => ['camera', 'card', 'bag'].map((product_id) => did('view', `s${subject}`, product_id))).flat());
  assert.deepEqual(around(engine, 'also_viewed', 'card').map((each) => each.product_id), ['bag', 'camera']);
});

test('reloading a page is one view; the cause of a recommendation is what pulls most', () => {
  const engine = learned([...Array.from({ length: 50 }, () => did('view', 's', 'a')), did('view', 's', 'b'), did('view', 't', 'c'), did('view', 't', 'd')]);
  assert.deepEqual(engine.trending(at, 10).map((each) => each.score.toFixed(3)), ['1.000', '1.000', '1.000', '1.000']);
  const related = engine.related([{ product_id: 'a', weight: 1, sources: ['also_viewed'] }, { product_id: 'c', weight: 0.5, sources: ['also_viewed'] }], new Set(['a', 'c']), 10);
  assert.deepEqual(related.map((each) => [each.product_id, each.because_product_id]), [['b', 'a'], ['d', 'c']]);
  assert.deepEqual(engine.related([{ product_id: 'never seen', weight: 1, sources: ['also_viewed'] }], new Set(['also not']), 10), []);
});

test('one request leaves no trace in the next', () => {
  const engine = learned(['a', 'b', 'c', 'd'].map((product_id) => did('view', 's', product_id)));
  const first = around(engine, 'also_viewed', 'a');
  engine.related([{ product_id: 'b', weight: 9, sources: ['also_viewed', 'also_bought'] }], new Set(['a', 'c']), 1);
  assert.deepEqual(around(engine, 'also_viewed', 'a'), first);
});
