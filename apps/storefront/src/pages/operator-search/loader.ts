import { checkAccess, fail } from '@orinoco/contract';
import type { Rule } from '@orinoco/search/contract';
import type { Notice } from '../../cart-types.ts';
import type { PageContext } from '../../server/context.ts';
import { isUuid } from '../../server/form.ts';
import { pageOf, withQuery } from '../../server/query.ts';
import { cardsOf, toCards } from '../../server/listings.ts';
import { urls } from '../../urls.ts';
import { emptyRule, formOfRule } from './forms.ts';
import { periods, report_sorts, searchUrls, tab_names, weight_names, type Choice, type OperatorSearchView, type Report, type RuleForm, type Rules, type SynonymForm, type TabName } from './view.ts';

const page_size = 50;
const offered_products = 12;
/** Rules whose pinned products are named in the list. */
const most_named = 100;
const notices: Readonly<Record<string, Notice>> = {
  rule_saved: { tone: 'good', text: 'The rule is saved and in force.' },
  rule_removed: { tone: 'good', text: 'The rule is removed.' },
  synonym_saved: { tone: 'good', text: 'The synonym is saved and in force.' },
  synonym_removed: { tone: 'good', text: 'The synonym is removed.' },
  weights_saved: { tone: 'good', text: 'The weights are saved and in force.' },
};
const period_words = { day: 'Today', week: '7 days', month: '30 days', quarter: '90 days', year: '365 days' } as const;
const sort_words = { volume: 'Most searched', zero_results: 'Without results', low_click_through: 'Seldom clicked', reformulations: 'Searched again' } as const;

/** What is shown beside what was read: a form as it was sent, with what is wrong with it. */
export interface Remarks { readonly errors?: Record<string, string>; readonly notices?: Notice[]; readonly rule?: Omit<RuleForm, 'picks'> & { readonly pins: readonly { readonly product_id: string; readonly place: string }[] }; readonly synonym?: SynonymForm; readonly weights?: Record<string, string> }

/** What people search for, and what operators make of it. Throws `unauthenticated` or `forbidden` for everybody else. */
export async function loadOperatorSearch(context: PageContext): Promise<OperatorSearchView> {
  const tab = tab_names.find((name) => name === (context.params['tab'] ?? 'report'));
  if (tab === undefined) throw fail('not_found');
  return viewOperatorSearch(context, tab, {});
}

export async function viewOperatorSearch(context: PageContext, tab: TabName, remarks: Remarks): Promise<OperatorSearchView> {
  const { clients: { search }, call, query } = context;
  checkAccess(['operator'], call.actor);
  const notice = notices[query.get('notice') ?? ''];
  const view: OperatorSearchView = { tab, notices: remarks.notices ?? (notice ? [notice] : []), errors: remarks.errors ?? {}, report: null, rules: null, synonyms: null, weights: null };
  if (tab === 'report') return { ...view, report: await loadReport(context) };
  if (tab === 'rules') return { ...view, rules: await loadRules(context, remarks) };
  if (tab === 'synonyms') {
    const [list, { proposals }] = await Promise.all([search.getSearchSynonyms({}, call), search.listSearchSynonymProposals({}, call)]);
    return { ...view, synonyms: { ...list, proposals, form: remarks.synonym ?? { from: '', to: '', is_two_way: true } } };
  }
  const { weights, revision } = await search.getSearchWeights({}, call);
  const values = Object.fromEntries(weight_names.map((name) => [name, remarks.weights?.[name] ?? String(weights[name] ?? '')]));
  return { ...view, weights: { values: { popularity: '', rating: '', conversion: '', freshness: '', ...values }, revision } };
}

async function loadReport({ clients: { search }, call, query }: PageContext): Promise<Report> {
  const period = periods.find((each) => each === query.get('period')) ?? 'month';
  const sort = report_sorts.find((each) => each === query.get('sort')) ?? 'volume';
  const page = pageOf(query);
  const { rows, totals, from_on, to_on, has_more } = await search.getSearchReport({ period, sort, page, page_size }, call);
  const link = (changes: Readonly<Record<string, string>>) => withQuery(searchUrls.tab('report'), new URLSearchParams({ period, sort, ...changes }));
  const choices = <Name extends string>(name: string, values: readonly Name[], words: Readonly<Record<Name, string>>, selected: Name): Choice[] => values.map((value) => ({ label: words[value], url: link({ [name]: value }), is_selected: value === selected }));
  return {
    rows: rows.map((row) => ({ ...row, search_url: urls.search(row.text), rule_url: searchUrls.new_rule(row.text) })), totals, from_on, to_on, page, page_count: has_more ? page + 1 : page, base_url: link({}),
    periods: choices('period', periods, period_words, period), sorts: choices('sort', report_sorts, sort_words, sort),
  };
}

async function loadRules(context: PageContext, { rule }: Remarks): Promise<Rules> {
  const { clients: { search }, call, query } = context;
  const { rules, revision } = await search.getSearchRules({}, call);
  const cards = await cardsOf(context, rules.slice(0, most_named).flatMap((each) => each.pinned_product_ids));
  const titles = Object.fromEntries(cards.map(({ product_id, title }) => [product_id, title]));
  if (rule) return { rules, revision, titles, form: await withPicks(context, rule, rule.pins) };
  const edit = query.get('edit');
  if (edit === 'new') return { rules, revision, titles, form: await withPicks(context, { ...emptyRule, text: (query.get('text') ?? '').slice(0, 100) }, []) };
  const chosen = rules.find((each) => each.rule_id === edit);
  if (edit !== null && !chosen) throw fail('not_found');
  return { rules, revision, titles, form: chosen ? await withPicks(context, formOfRule(chosen), placesOf(chosen)) : null };
}

function placesOf(rule: Rule): { product_id: string; place: string }[] {
  return rule.pinned_product_ids.map((product_id, index) => ({ product_id, place: String(index + 1) }));
}

/** The products to choose from: those that are pinned, and what the words find now. Ids that are no product of the shop stay in their field. */
async function withPicks(context: PageContext, { pins: _pins, ...form }: Omit<RuleForm, 'picks'> & { pins?: unknown }, pins: readonly { readonly product_id: string; readonly place: string }[]): Promise<RuleForm> {
  const { clients: { search }, call } = context;
  const [pinned, found] = await Promise.all([
    cardsOf(context, pins.map((each) => each.product_id).filter(isUuid)),
    form.text === '' ? { listings: [] } : search.search({ text: form.text, page_size: offered_products }, call),
  ]);
  const offered = toCards(found.listings).filter((card) => !pins.some((each) => each.product_id === card.product_id));
  const placeOf = new Map(pins.map((each, index) => [each.product_id, each.place || String(index + 1)]));
  const known = new Set(pinned.map((card) => card.product_id));
  return {
    ...form, other_pins: pins.filter((each) => !known.has(each.product_id)).map((each) => each.product_id).join('\n'),
    picks: [...pinned, ...offered].map(({ product_id, title, media_key, price_minor, currency }) => ({ product_id, title, media_key, price_minor, currency, place: placeOf.get(product_id) ?? '' })),
  };
}
