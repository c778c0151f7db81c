import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail, hasCode } from '@orinoco/contract';
import type { RuleDraft } from '@orinoco/search/contract';
import { anonymous, contextWith, type SomeClients } from '../../fixtures/clients.ts';
import type { ActionContext } from '../../server/context.ts';
import { Form } from '../../server/form.ts';
import { readQuery } from '../../server/query.ts';
import { saveRule, saveSynonym, saveWeights } from './actions.ts';
import { draftOf, formOfRule } from './forms.ts';
import { loadOperatorSearch } from './loader.ts';

const id = (number: number) => `0190a5c6-0000-7000-8000-00000000000${number}`;
const operator = { ...anonymous, actor: { kind: 'customer' as const, customer_id: id(9), session_id: id(8), seller_ids: [], is_operator: true } };
const rule = { rule_id: id(1), text: 'lamp', match: 'exact' as const, pinned_product_ids: [id(2)], boosts: [{ filter: 'brand:acme', factor: 2 }], redirect_path: null, is_enabled: true, starts_at: '2026-06-01T08:00:00Z', ends_at: null, note: 'n', revision: 4 };
const contextFor = (clients: SomeClients, fields: Record<string, string>) => ({ ...contextWith(clients, { visitor: operator }), form: new Form(fields), is_scripted: false }) as ActionContext;
const draft = (fields: Record<string, string>) => draftOf(new Form(fields));

test('a form is a rule: products in the order of their numbers, a boost a line, times in UTC', () => {
  const asked = draft({ rule_id: id(1), text: ' lamp ', match: 'contains', is_enabled: 'true', [`pin_${id(2)}`]: '10', [`pin_${id(3)}`]: '2', [`pin_${id(4)}`]: '', other_pins: `${id(5)}\n`, boosts: 'brand:acme 2\n\nattribute.color:Dark red × 0.5', starts_at: '2026-06-01T08:00', redirect_path: '' });
  assert.deepEqual(asked, { draft: { rule_id: id(1), text: 'lamp', match: 'contains', pinned_product_ids: [id(3), id(2), id(5)], boosts: [{ filter: 'brand:acme', factor: 2 }, { filter: 'attribute.color:Dark red', factor: 0.5 }], redirect_path: null, is_enabled: true, starts_at: '2026-06-01T08:00Z', ends_at: null, note: '' } });
  assert.deepEqual(draft({ text: 'a', boosts: 'brand:acme', other_pins: 'lamp' }), { errors: { boosts: 'Line 1: write a filter and a factor from 0.01 to 100, such as brand:acme 2', other_pins: 'Write the ids of products, one a line' } });
  assert.deepEqual(formOfRule(rule), { rule_id: id(1), text: 'lamp', match: 'exact', is_enabled: true, note: 'n', redirect_path: '', starts_at: '2026-06-01T08:00', ends_at: '', boosts: 'brand:acme 2', other_pins: '' });
});

test('a rule is changed among the others, and what is refused is shown at its field', async () => {
  const saved: { rules: RuleDraft[]; revision: number }[] = [];
  const search = { getSearchRules: async () => ({ rules: [rule, { ...rule, rule_id: id(3), text: 'sofa' }], revision: 4 }), saveSearchRules: async (list: { rules: RuleDraft[]; revision: number }) => { saved.push(list); return { rules: [], revision: 5 }; }, search: async (): Promise<never> => { throw fail('unavailable'); } };
  assert.deepEqual(await saveRule(contextFor({ search }, { rule_id: id(1), text: 'lamps', match: 'exact', revision: '4', redirect_path: '/c/lamps' })), { redirect_to: '/operator/search/rules?notice=rule_saved' });
  assert.deepEqual(saved[0]?.rules.map((each) => [each.rule_id, each.text]), [[id(1), 'lamps'], [id(3), 'sofa']]);
  const catalog = { getListings: async () => ({ listings: [] }) };
  const refusing = { ...search, search: async () => ({ listings: [], highlights: {}, total_count: 0, page: 1, page_count: 0, facets: [], corrected_text: null, is_relaxed: false, redirect_path: null, fallback: 'none' as const, near: null, took_ms: 1 }), saveSearchRules: async (): Promise<never> => { throw fail('invalid_request', { errors: [{ pointer: '/rules/0/pinned_product_ids/1', code: 'product_unknown', detail: 'No product' }] }); } };
  const outcome = await saveRule(contextFor({ search: refusing, catalog }, { text: 'lamp', other_pins: id(7), revision: '4' }));
  assert.ok('view' in outcome && outcome.page === 'operator-search');
  assert.deepEqual([outcome.status, outcome.view.errors, outcome.view.rules?.form?.other_pins, outcome.view.rules?.form?.text], [422, { other_pins: 'No product' }, id(7), 'lamp']);
});

test('synonyms are added to those that are there, and a list that has changed is shown again', async () => {
  const saved: object[] = [];
  const search = { getSearchSynonyms: async () => ({ synonyms: [{ from: 'couch', to: ['sofa'], is_two_way: true }], revision: 2 }), listSearchSynonymProposals: async () => ({ proposals: [] }), saveSearchSynonyms: async (list: { synonyms: { from: string; to: string[]; is_two_way: boolean }[]; revision: number }) => { if (list.revision !== 2) throw fail('conflict', { detail: 'Changed' }); saved.push(list); return list; } };
  await saveSynonym(contextFor({ search }, { from: 'Couch', to: 'settee, divan', is_two_way: 'true', revision: '2' }));
  assert.deepEqual(saved, [{ synonyms: [{ from: 'Couch', to: ['sofa', 'settee', 'divan'], is_two_way: true }], revision: 2 }]);
  const outcome = await saveSynonym(contextFor({ search }, { from: 'tv', to: 'television', revision: '1' }));
  assert.ok('view' in outcome && outcome.page === 'operator-search');
  assert.deepEqual([outcome.status, outcome.view.notices[0]?.text, outcome.view.synonyms?.form], [409, 'Changed', { from: 'tv', to: 'television', is_two_way: false }]);
});

test('weights are numbers from 0 to 1 or nothing', async () => {
  const saved: object[] = [];
  const search = { getSearchWeights: async () => ({ weights: {}, revision: 0 }), saveSearchWeights: async (list: { weights: object; revision: number }) => { saved.push(list); return list; } };
  await saveWeights(contextFor({ search }, { popularity: '0.4', rating: '', freshness: '0', revision: '0' }));
  assert.deepEqual(saved, [{ weights: { popularity: 0.4, freshness: 0 }, revision: 0 }]);
  for (const value of ['2', '-1', 'much']) {
    const outcome = await saveWeights(contextFor({ search }, { popularity: value }));
    assert.ok('view' in outcome && outcome.page === 'operator-search');
    assert.deepEqual([outcome.status, Object.keys(outcome.view.errors), outcome.view.weights?.values.popularity], [422, ['popularity'], value]);
  }
});

test('the report is asked for as the address says, and a rule that is gone is not found', async () => {
  const asked: object[] = [];
  const search = { getSearchReport: async (input: object) => { asked.push(input); return { rows: [], totals: { text_count: 0, search_count: 0, zero_result_count: 0, click_through: null, conversion: null, reformulation_count: 0 }, page: 1, has_more: false, from_on: '2026-06-01', to_on: '2026-06-01' }; }, getSearchRules: async () => ({ rules: [], revision: 0 }) };
  const { report } = await loadOperatorSearch(contextWith({ search }, { visitor: operator, query: readQuery('/operator/search?period=week&sort=zero_results&page=2') }));
  assert.deepEqual(asked, [{ period: 'week', sort: 'zero_results', page: 2, page_size: 50 }]);
  assert.equal(report?.sorts.find((sort) => sort.is_selected)?.label, 'Without results');
  await assert.rejects(loadOperatorSearch(contextWith({ search }, { visitor: operator, params: { tab: 'rules' }, query: readQuery(`/x?edit=${id(1)}`) })), (error) => hasCode(error, 'not_found'));
  await assert.rejects(loadOperatorSearch(contextWith({ search }, { visitor: operator, params: { tab: 'other' } })), (error) => hasCode(error, 'not_found'));
});
