import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { CodedError } from '@orinoco/contract';
import { createNearQueries } from './near-queries.ts';
import { normalQuery } from './query-log.ts';
import { checkedRule, createRuleBook } from './rules.ts';
import type { Rule, RuleDraft } from './steering-shapes.ts';
import { differenceOf, proposeSynonyms } from './synonym-proposals.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const draft: RuleDraft = { text: 'desk lamp', match: 'exact', pinned_product_ids: [id(1)], boosts: [], redirect_path: null, is_enabled: true, starts_at: null, ends_at: null, note: '' };
const rule = (number: number, changes: Partial<Rule>): Rule => ({ ...draft, rule_id: id(number), revision: 1, ...changes });
const now = Date.parse('2026-06-01T12:00:00Z');
const pins = (rules: readonly Rule[], text: string) => createRuleBook(rules).resolve(text, now).merchandising?.pinned_product_ids ?? [];

test('rules for the text come before rules for words of it, and words count whole', () => {
  const rules = [rule(1, { text: 'lamp', match: 'contains', pinned_product_ids: [id(3)], redirect_path: '/c/lamps' }), rule(2, { text: 'desk lamp', match: 'contains', pinned_product_ids: [id(2), id(3)] }), rule(3, { text: 'desk lamp', redirect_path: '/c/desk' })];
  assert.deepEqual(pins(rules, '  Desk LAMP '), [id(1), id(2), id(3)]);
  assert.equal(createRuleBook(rules).resolve('desk lamp', now).redirect_path, '/c/desk');
  assert.deepEqual(pins(rules, 'red lamp'), [id(3)]);
  assert.deepEqual(pins(rules, 'lampshade'), []);
  assert.deepEqual(pins(rules, 'desk red lamp'), [id(3)]);
  assert.deepEqual(createRuleBook([rule(1, { boosts: [{ filter: 'brand:acme', factor: 3 }, { filter: 'category:lamps', factor: 0.5 }] })]).resolve('desk lamp', now).merchandising?.boosts, [{ filter: { field: 'brand', any_of: ['acme'] }, factor: 3 }, { filter: { field: 'category', any_of: ['lamps'] }, factor: 0.5 }]);
});

test('resolving finds what looking at every rule would, in any order of the list, and keeps the bounds', () => {
  const word = fc.constantFrom('desk', 'lamp', 'red', 'a', 'sofa');
  const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  const time = fc.option(fc.integer({ min: -2, max: 2 }).map((days) => new Date(now + days * 86_400_000).toISOString()), { nil: null });
  const any = fc.record({ text, match: fc.constantFrom('exact' as const, 'contains' as const), pinned_product_ids: fc.array(fc.nat(80).map(id), { maxLength: 50 }), is_enabled: fc.boolean(), starts_at: time, ends_at: time, redirect_path: fc.constantFrom(null, '/c/a', '/c/b') });
  fc.assert(fc.property(fc.array(any, { maxLength: 12 }), text, (drafts, asked) => {
    const rules = drafts.map((changes, index) => rule(index, changes));
    const applies = (each: Rule) => each.is_enabled && (each.starts_at === null || Date.parse(each.starts_at) <= now) && (each.ends_at === null || now < Date.parse(each.ends_at)) && (each.match === 'exact' ? each.text === asked : ` ${asked} `.includes(` ${each.text} `));
    const expected = rules.filter(applies);
    const resolved = createRuleBook(rules).resolve(asked, now);
    const found = resolved.merchandising?.pinned_product_ids ?? [];
    const every = new Set(expected.flatMap((each) => each.pinned_product_ids));
    assert.equal(found.length, Math.min(50, every.size));
    assert.ok(new Set(found).size === found.length && found.every((each) => every.has(each)));
    assert.equal(resolved.redirect_path !== null, expected.some((each) => each.redirect_path !== null));
    assert.deepEqual(createRuleBook(rules.toReversed()).resolve(asked.toUpperCase(), now), resolved);
  }), { numRuns: 300 });
});

test('a redirect stays in the shop, whatever is written', () => {
  const codeOf = (redirect_path: string) => {
    try {
      checkedRule({ ...draft, redirect_path }, 4);
      return null;
    } catch (error) {
      return error instanceof CodedError ? `${error.errors?.[0]?.pointer} ${error.errors?.[0]?.code}` : String(error);
    }
  };
  for (const path of ['/', '/c/lamps', '/search?brand=acme', '/help/returns#top', '/p/x?variant=1']) assert.equal(codeOf(path), null, path);
  for (const path of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', 'c/lamps', '/\t/evil.example', '/a b', '', '/\u0000', '\\/evil.example', ' /c/lamps']) assert.equal(codeOf(path), '/rules/4/redirect_path redirect_invalid', JSON.stringify(path));
  assert.equal(codeOf('/search?text=desk+lamp'), '/rules/4/redirect_path redirect_loop');
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 20 }).map((rest) => `/${rest}`)), (path) => {
    if (codeOf(path) !== null) return;
    // What a browser makes of the Location that it gets.
    assert.equal(new URL(path, 'https://shop.example/search').host, 'shop.example');
  }), { numRuns: 500 });
});

test('a wrong rule is refused by the field that is wrong', () => {
  const pointer = (changes: Partial<RuleDraft>) => {
    try {
      checkedRule({ ...draft, ...changes }, 0);
      return null;
    } catch (error) {
      return error instanceof CodedError && error.code === 'invalid_request' ? error.errors?.[0]?.pointer : String(error);
    }
  };
  assert.equal(pointer({ text: ' \u0000 ' }), '/rules/0/text');
  assert.equal(pointer({ pinned_product_ids: [] }), '/rules/0/text');
  assert.equal(pointer({ boosts: [{ filter: 'brand:acme', factor: 2 }, { filter: 'colour:red', factor: 2 }] }), '/rules/0/boosts/1/filter');
  assert.equal(pointer({ starts_at: 'tomorrow' }), '/rules/0/starts_at');
  assert.equal(pointer({ starts_at: '2026-06-02T00:00:00Z', ends_at: '2026-06-01T00:00:00Z' }), '/rules/0/ends_at');
  assert.equal(checkedRule({ ...draft, text: '  DESK   Lamp ' }, 0).text, 'desk lamp');
});

test('synonyms are what differs, not what is spelled otherwise, narrowed or known', () => {
  assert.deepEqual(differenceOf('red couch', 'red sofa'), ['couch', 'sofa']);
  assert.deepEqual(differenceOf('mobile phone case', 'smartphone case'), ['mobile phone', 'smartphone']);
  for (const [from, to] of [['sofa', 'soffa'], ['sofa', 'red sofa'], ['wi fi router', 'wifi router'], ['tv 55', 'tv 65'], ['a b c d e', 'f g h i j']] as const) assert.equal(differenceOf(from, to), undefined, `${from}, ${to}`);
  const reformulations = [{ from_text: 'couch', to_text: 'sofa', seen_count: 4 }, { from_text: 'red couch', to_text: 'red sofa', seen_count: 4 }, { from_text: 'hoover', to_text: 'vacuum', seen_count: 9 }, { from_text: 'rare', to_text: 'seldom', seen_count: 2 }];
  const known = [{ from: 'vacuum', to: ['hoover'], is_two_way: true }];
  assert.deepEqual(proposeSynonyms({ reformulations, clicks: [], known }), [{ from: 'couch', to: ['sofa'], is_two_way: false, evidence: { reformulation_count: 8, shared_product_count: 0, shared_click_count: 0, similarity: 0, examples: ['couch → sofa', 'red couch → red sofa'] } }]);
  const back = [...reformulations, { from_text: 'sofa', to_text: 'couch', seen_count: 6 }];
  assert.equal(proposeSynonyms({ reformulations: back, clicks: [], known })[0]?.is_two_way, true);
  const clicks = ['couch', 'settee'].flatMap((text) => ['p', 'q', 'r'].map((product_id) => ({ text, product_id, click_count: 5 })));
  assert.deepEqual(proposeSynonyms({ reformulations: [], clicks, known: [] }).map(({ from, to, is_two_way, evidence }) => [from, to, is_two_way, evidence.similarity]), [['couch', ['settee'], true, 1]]);
  assert.deepEqual(proposeSynonyms({ reformulations: [], clicks: clicks.map((each, index) => ({ ...each, product_id: `${index}` })), known: [] }), []);
});

test('near queries share letters, the nearest first', () => {
  const near = createNearQueries(['desk lamp', 'desk', 'sofa', 'lamps']);
  assert.deepEqual(near.near('desk lmp', 5), ['desk lamp', 'desk']);
  assert.deepEqual(near.near('xyz', 5), []);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => near.near(normalQuery(text), 2).length <= 2));
});
