import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { languages } from '../port.ts';
import { createEmbeddedEngine } from './engine.ts';
import { ask, sampleDocument } from './sample-document.ts';
import { Tokenizer } from './tokenizer.ts';
import { defaultSettings } from './settings.ts';

const scraps = fc.constantFrom(
  'a', 'A', 'é', 'ß', 'İ', 'ı', '1', '0', '9', '.', ',', '-', '"', '“', '”', '(', ')', '[', '*', '+', '\\', '$', '^', ' ', '\t', '\n', '\u0000', '\u001b', '\u200d', '\u202e',
  '\ud83d', '\ude00', '😀', '👩‍👩‍👧', '東', '京', 'タ', 'ー', 'ｶﾞ', '한', 'ا', 'ل', 'ـ', 'ِ', 'क', '़', 'я', 'й', 'lamp', 'GB', '128', "'s", '__proto__', '\u0301', '\u0344',
);
const text = fc.array(scraps, { maxLength: 60 }).map((parts) => parts.join(''));

test('no text breaks an engine of any language, as a title or as a query, and highlights stay in the title', async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom(...languages), fc.array(text, { minLength: 1, maxLength: 5 }), text, async (language, titles, query) => {
    const engine = createEmbeddedEngine({ language });
    await engine.upsert(titles.map((title, i) => sampleDocument(`p${i}`, { title, description: title, brand: title, category_path: [{ handle: title, name: title }], identifiers: [title], attributes: { [title]: title } })));
    const result = await ask(engine, query, { facets: true, highlight: true, typing: true });
    for (const { product_id, highlights } of result.hits) {
      let end = 0;
      for (const span of highlights?.title ?? []) {
        assert.ok(span[0] >= end && span[1] > span[0] && span[1] <= titles[Number(product_id.slice(1))]!.length);
        end = span[1];
      }
    }
    assert.ok(result.hits.every((hit) => Number.isFinite(hit.score)));
    await engine.suggest({ text: query, size: 5 });
    await engine.remove(titles.map((_, i) => ({ product_id: `p${i}`, version: 2 })));
    assert.equal((await ask(engine, query)).total_count, 0);
  }), { numRuns: 400 });
});

test('a title with a word is found by it, whatever stands around it', async () => {
  await fc.assert(fc.asyncProperty(text, text, async (before, after) => {
    const engine = createEmbeddedEngine();
    await engine.upsert([sampleDocument('p', { title: `${before} zylinder ${after}` })]);
    assert.equal((await ask(engine, 'Zylinder')).total_count, 1);
  }), { numRuns: 200 });
});

test('terms and tokens are bounded and point into the text', () => {
  const tokenizer = new Tokenizer(defaultSettings);
  fc.assert(fc.property(text, fc.boolean(), (written, isDocument) => {
    const tokens = isDocument ? tokenizer.tokens(written, 50) : tokenizer.words(written, 50);
    assert.ok(tokens.length <= 50);
    for (const { start, end, term } of tokens) {
      assert.ok(start >= 0 && start < end && end <= written.length);
      assert.ok(term !== '' && term.length <= 64);
    }
  }), { numRuns: 1000 });
});

/** Work is counted in tokens and words, never in time: each is a text that some naive expression takes forever for. */
test('long texts are cut before work is done on them', async () => {
  const engine = createEmbeddedEngine();
  await engine.upsert([sampleDocument('p', { title: 'Lamp', description: `${'a'.repeat(5000)} ${'1,'.repeat(20_000)} ${'x '.repeat(20_000)}` })]);
  const bombs = [
    'a'.repeat(10_000), '1'.repeat(10_000), '1,'.repeat(5000), '1.1'.repeat(5000), '"'.repeat(10_000), '" "'.repeat(3000), 'a '.repeat(5000), '東'.repeat(10_000),
    '-'.repeat(10_000), '\u0301'.repeat(10_000), 'ａ'.repeat(10_000), '(a+)+$'.repeat(2000), `${'a'.repeat(30)}!`.repeat(300), '\ud83d'.repeat(10_000), '5 ft '.repeat(2000),
  ];
  for (const bomb of bombs) {
    assert.ok((await ask(engine, bomb, { facets: true, highlight: true, typing: true })).total_count <= 1);
    assert.ok((await engine.suggest({ text: bomb, size: 20 })).queries.length <= 20);
  }
});
