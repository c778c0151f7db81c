import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { fitClickModel, type Shown } from './click-model.ts';
import { judgmentsOf } from './judgments.ts';

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const examination = [1, 0.75, 0.55, 0.42, 0.33, 0.27, 0.22, 0.18, 0.15, 0.12];
const texts = 12;
const truth = (text: number, product: number) => 0.2 + 0.4 * (((product * 7 + text * 3) % 10) / 10);

/** People who look as `examination` says and click what draws them; a ranker that errs shows the products in some order, and shuffles now and then. */
function simulate(views: number): Shown[] {
  const random = chance(7);
  const counts = new Map<string, { text: string; product_id: string; position: number; shown_count: number; click_count: number }>();
  for (let text = 0; text < texts; text++) {
    // The worst product first: clicks by themselves then say the opposite of the truth.
    const usual = Array.from({ length: 10 }, (_, product) => product).toSorted((a, b) => truth(text, a) - truth(text, b));
    for (let view = 0; view < views; view++) {
      const order = random() < 0.2 ? usual.map((product) => ({ product, key: random() })).toSorted((a, b) => a.key - b.key).map((each) => each.product) : usual;
      order.forEach((product, place) => {
        const key = `${text} ${product} ${place}`;
        const cell = counts.get(key) ?? { text: `text ${text}`, product_id: `p${product}`, position: place + 1, shown_count: 0, click_count: 0 };
        cell.shown_count++;
        if (random() < examination[place]! && random() < truth(text, product)) cell.click_count++;
        counts.set(key, cell);
      });
    }
  }
  return [...counts.values()];
}

/** The share of pairs of a text's products that `score` puts in the true order. */
function agreement(score: (text: number, product: number) => number): number {
  let [right, all] = [0, 0];
  for (let text = 0; text < texts; text++) for (let a = 0; a < 10; a++) for (let b = 0; b < a; b++) {
    if (Math.abs(truth(text, a) - truth(text, b)) < 0.05) continue;
    all++;
    if ((score(text, a) - score(text, b)) * (truth(text, a) - truth(text, b)) > 0) right++;
  }
  return right / all;
}

test('what draws people and where they look are told apart, where clicks by themselves mislead', () => {
  const rows = simulate(2_000);
  const model = fitClickModel(rows);
  examination.forEach((expected, place) => assert.ok(Math.abs(model.examination[place]! - expected) < 0.06, `place ${place + 1}: ${model.examination[place]}, not ${expected}`));
  const learned = new Map(model.attractions.map((each) => [`${each.text} ${each.product_id}`, each.attractiveness]));
  const raw = (text: number, product: number) => {
    const own = rows.filter((row) => row.text === `text ${text}` && row.product_id === `p${product}`);
    return own.reduce((sum, row) => sum + row.click_count, 0) / own.reduce((sum, row) => sum + row.shown_count, 0);
  };
  const [by_model, by_clicks] = [agreement((text, product) => learned.get(`text ${text} p${product}`)!), agreement(raw)];
  assert.ok(by_model > 0.95, `the model puts ${by_model} of the pairs right`);
  assert.ok(by_clicks < by_model - 0.2, `clicks by themselves put ${by_clicks} right`);
  for (let product = 0; product < 10; product++) assert.ok(Math.abs(learned.get(`text 0 p${product}`)! - truth(0, product)) < 0.1);
});

test('grades follow the attractiveness, and the best tenth is a 3', () => {
  const judgments = judgmentsOf(fitClickModel(simulate(500)).attractions);
  assert.equal(judgments.length, texts);
  const grades = judgments.flatMap(({ query, grades: own }) => Object.entries(own).map(([product_id, grade]) => ({ grade, truth: truth(Number(query.slice(5)), Number(product_id.slice(1))) })));
  const mean = (grade: number) => {
    const own = grades.filter((each) => each.grade === grade);
    return own.reduce((sum, each) => sum + each.truth, 0) / own.length;
  };
  assert.deepEqual([0, 1, 2, 3].toSorted((a, b) => mean(a) - mean(b)), [0, 1, 2, 3]);
  assert.ok(Math.abs(grades.filter((each) => each.grade === 3).length / grades.length - 0.1) < 0.03);
});

test('little evidence, no evidence and forged clicks make no grades and no certainty', () => {
  assert.deepEqual(fitClickModel([]), { examination: [], attractions: [] });
  const one = fitClickModel([{ text: 'a', product_id: 'p', position: 1, shown_count: 1, click_count: 1 }]);
  assert.ok(one.attractions[0]!.attractiveness < 0.6);
  assert.deepEqual(judgmentsOf(one.attractions), []);
  const forged = fitClickModel([{ text: 'a', product_id: 'p', position: 3, shown_count: 0, click_count: 1_000 }]);
  assert.deepEqual(forged.attractions, []);
});

test('every estimate is a probability, whatever was counted', () => {
  const row = fc.record({ text: fc.constantFrom('a', 'b'), product_id: fc.constantFrom('p', 'q', 'r'), position: fc.integer({ min: 1, max: 100 }), shown_count: fc.nat(1_000), click_count: fc.nat(2_000) });
  fc.assert(fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
    const { examination: curve, attractions } = fitClickModel(rows);
    assert.ok([...curve, ...attractions.map((each) => each.attractiveness)].every((each) => each >= 0 && each <= 1));
    assert.ok(judgmentsOf(attractions).every(({ grades }) => Object.values(grades).every((grade) => [0, 1, 2, 3].includes(grade))));
  }), { numRuns: 50 });
});
