import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail } from '@orinoco/contract';
import { contextWith } from '../fixtures/clients.ts';
import { readQuery } from './query.ts';
import { loadResults, viewResults } from './results.ts';

const facet = (field: string, kind: 'terms' | 'ranges', ...values: string[]) => ({ field, label: field, kind, values: values.map((value) => ({ value, label: value.toUpperCase(), count: 2, is_selected: false })) });
const found = { facets: [facet('brand', 'terms', 'a', 'b'), facet('price', 'ranges', '0..99', '100..'), facet('rating', 'ranges', '4..'), facet('category', 'terms', 'lamps')], page: 2, page_count: 5, total_count: 100 };
const view = (url: string, scope = { category: 'lamps', without_facets: ['category'] }) => viewResults(found, '/c/lamps', readQuery(url), scope);
const urlOf = (url: string, field: string, value: string) => view(url).facets.find((each) => each.field === field)?.values.find((each) => each.value === value)?.url;

test('values of a list add up, ranges exclude each other, and choosing again takes away', () => {
  assert.equal(urlOf('/c/lamps?brand=a&page=2', 'brand', 'b'), '/c/lamps?brand=a&brand=b');
  assert.equal(urlOf('/c/lamps?brand=a&brand=b', 'brand', 'a'), '/c/lamps?brand=b');
  assert.equal(urlOf('/c/lamps?price=0..99', 'price', '100..'), '/c/lamps?price=100..');
  assert.equal(urlOf('/c/lamps?price=0..99&sort=rating', 'price', '0..99'), '/c/lamps?sort=rating');
});

test('every filter is shown with the address without it, and pages keep the filters', () => {
  const shown = view('/c/lamps?brand=a&rating=4..&attribute.color=Red&page=2&sort=newest');
  assert.deepEqual(shown.applied.map((each) => each.label), ['Red', 'brand: A', 'rating: 4 stars and up']);
  assert.equal(shown.applied[1]?.remove_url, '/c/lamps?attribute.color=Red&rating=4..&sort=newest');
  assert.equal(shown.clear_url, '/c/lamps?sort=newest');
  assert.equal(shown.base_url, '/c/lamps?attribute.color=Red&brand=a&rating=4..&sort=newest');
  assert.deepEqual(shown.facets.map((each) => each.field), ['brand', 'price', 'rating']);
});

test('the usual sort has the plain address; words add the best match', () => {
  assert.deepEqual(view('/c/lamps').sorts.filter((sort) => sort.is_selected).map((sort) => [sort.value, sort.url]), [['popularity', '/c/lamps']]);
  const words = viewResults(found, '/search', readQuery('/search?text=lamp&sort=relevance'), { text: 'lamp', without_facets: [] });
  assert.deepEqual(words.sorts.find((sort) => sort.is_selected), { value: 'relevance', label: 'Best match', is_selected: true, url: '/search?text=lamp' });
});

test('categories can be browsed while search is down, and other refusals are not hidden', async () => {
  const catalog = { listListings: async () => ({ listings: [], page: 1, has_more: true }) };
  const context = contextWith({ catalog }, { path: '/c/lamps' });
  const { results } = await loadResults(context, { category: 'lamps', without_facets: [] });
  assert.deepEqual([results.page, results.page_count, results.facets], [1, 2, []]);
  const refusing = contextWith({ catalog, search: { search: async () => { throw fail('page_too_deep'); } } });
  await assert.rejects(loadResults(refusing, { category: 'lamps', without_facets: [] }), { code: 'page_too_deep' });
  await assert.rejects(loadResults(context, { text: 'lamp', without_facets: [] }), { code: 'unavailable' });
});

test('a category among the parameters of a search is a place, not a filter', async () => {
  const asked: object[] = [];
  const search = { search: async (input: object) => { asked.push(input); return { listings: [], highlights: {}, total_count: 0, page: 1, page_count: 0, facets: [], corrected_text: null, is_relaxed: false, redirect_path: null, fallback: 'none' as const, near: null, took_ms: 1 }; } };
  await loadResults(contextWith({ search }, { query: readQuery('/search?text=lamp&category=lamps&brand=a') }), { text: 'lamp', without_facets: [] });
  assert.deepEqual(asked, [{ text: 'lamp', category: 'lamps', filters: ['brand:a'], sort: 'relevance', page: 1, page_size: 24 }]);
});
