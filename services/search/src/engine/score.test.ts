import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmbeddedEngine, type EmbeddedEngineOptions } from './engine.ts';
import type { SearchDocument } from '../port.ts';
import { ask, titled } from './sample-document.ts';

/** Round numbers to count by hand with, and no bonus but those that are tested. */
const formula = { synonyms: [], boosts: [3, 2, 1.5, 1] as const, saturation: 1.2, phrase: .6, head: 0, type: 0 };

async function scores(documents: SearchDocument[], text: string, settings: NonNullable<EmbeddedEngineOptions['settings']> = {}): Promise<Map<string, number>> {
  const engine = createEmbeddedEngine({ settings: { ...formula, ...settings } });
  await engine.upsert(documents);
  return new Map((await ask(engine, text)).hits.map((hit) => [hit.product_id, hit.score]));
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);
}

test('one word scores by the formula', async () => {
  // idf = ln(1 + 1.5 / 1.5); all titles as long as the average, so X = 3 and the rest is 3 / 4.2 * 2.2.
  near((await scores(titled('lamp', 'sofa'), 'lamp')).get('p0'), Math.log(2) * 3 / 4.2 * 2.2);
  // Title lengths 1 and 3, average 2: 1 - .6 + .6 * 1 / 2 = .7.
  near((await scores(titled('lamp', 'sofa bed large'), 'lamp')).get('p0'), Math.log(2) * (3 / .7) / (1.2 + 3 / .7) * 2.2);
  near((await scores([{ ...titled('lamp')[0]!, popularity: .5 }, ...titled('', 'sofa').slice(1)], 'lamp')).get('p0'), Math.log(2) * 3 / 4.2 * 2.2 * 1.05);
});

test('coverage and side-by-side words scale the sum', async () => {
  const documents = titled('red lamp', 'lamp red', 'lamp tin', 'red box', 'red can');
  const found = await scores(documents, 'red lamp');
  const idf = (count: number): number => Math.log(1 + (5 - count + .5) / (count + .5));
  const word = 3 / 4.2 * 2.2;
  near(found.get('p0'), (idf(4) + idf(3)) * word * 1.6);
  near(found.get('p1'), (idf(4) + idf(3)) * word);
  near(found.get('p2'), idf(3) * word * (.6 + .4 * .25));
  assert.equal(found.has('p3'), false, 'the more informative word is never given up');
});

test('what stands behind the brand of a title is not side by side with it', async () => {
  const documents = titled('Acme Home lamp red', 'Acme Home red lamp', 'plain thing').map((document) => ({ ...document, brand: 'Acme Home' }));
  const [without, having] = [await scores(documents, 'acme home lamp', { phrase: 0 }), await scores(documents, 'acme home lamp')];
  near(having.get('p0'), without.get('p0')! * 1.3);
  near(having.get('p1'), having.get('p0')!);
});

test('of the forms of a word the best counts, for each word anew', async () => {
  const documents = titled('amber bench', 'xylo', 'yonder', 'amber xylo', 'plain thing', 'other thing');
  const synonyms = [{ from: 'amber', to: ['xylo'], is_two_way: false }, { from: 'bench', to: ['yonder'], is_two_way: false }];
  const [without, having] = [await scores(documents, 'amber bench'), await scores(documents, 'amber bench', { synonyms })];
  near(having.get('p0'), without.get('p0')!);
  assert.ok(having.has('p2') && !without.has('p2'));
});
