import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';
import { Link, Listing } from '@orinoco/catalog/contract';
import { Judgment, ReportPeriod, ReportRow, ReportSort, ReportTotals, SearchEvent } from './report-shapes.ts';
import { RuleDrafts, RuleList, SavedWeights, SynonymList, SynonymProposal } from './steering-shapes.ts';

export type { Judgment, ReportPeriod, ReportRow, ReportSort, ReportTotals } from './report-shapes.ts';
export type { Rule, RuleDraft, SynonymProposal, Weights } from './steering-shapes.ts';

const Span = Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 });
export const FacetValue = s.object({ value: s.text(200), label: s.text(200), count: Type.Integer(), is_selected: Type.Boolean() });
export const Facet = s.object({ field: s.text(80), label: s.text(100), kind: s.choice('terms', 'ranges'), values: s.list(FacetValue, 200) });
export type Facet = Static<typeof Facet>;
export const SearchSort = s.choice('relevance', 'price_asc', 'price_desc', 'rating', 'newest', 'popularity');

/** What is shown where little or nothing was found. `relaxed` says what was given up to find the products of `listings`. */
export const NearResults = s.object({ relaxed: s.list(s.choice('words', 'filters', 'correction'), 3), queries: s.list(s.text(100), 5), categories: s.list(Link, 8), category: s.nullable(Link), listings: s.list(Listing, 12) });
export type NearResults = Static<typeof NearResults>;

const operator = { access: ['operator', 'service'], route_class: 'operator' } as const;

export const searchContract = defineContract('search', {
  errors: { page_too_deep: { status: 422, title: 'Nobody looks this far; narrow the search instead' } },
  methods: {
    search: method({
      summary: 'Products for words, with filters, facets and highlights. `filters` are `field:value` and `field:from..to`, for example `brand:voltaire`, `price:2500..5000`, `rating:4..`, `delivery:..2` (days), `ships_to:DE`, `attribute.color:Red`; values of one field are alternatives. `verbatim` takes the words as they stand. `redirect_path` is where an operator sends this query. `fallback` is `relaxed` when the products lack something that was asked for, `popular` when `near` has only what others buy.',
      input: s.object({ text: Type.Optional(s.text(10_000)), category: Type.Optional(s.Handle), filters: Type.Optional(s.list(s.text(300, 1), 50)), sort: Type.Optional(SearchSort), verbatim: Type.Optional(Type.Boolean()), ...s.Page }),
      output: s.object({
        listings: s.list(Listing, 100), highlights: Type.Record(Type.String(), s.list(Span, 50)), total_count: Type.Integer(), page: Type.Integer(), page_count: Type.Integer(), facets: s.list(Facet, 40), corrected_text: s.nullable(s.text(300)), is_relaxed: Type.Boolean(),
        redirect_path: s.nullable(s.text(500)), fallback: s.choice('none', 'relaxed', 'popular'), near: s.nullable(NearResults), took_ms: Type.Number(),
      }),
      errors: ['page_too_deep'], access: ['public'], http: 'GET /v1/search', timeout_ms: 5_000, retries: 3, idempotent: true, cache: { fresh_ms: 2_000, stale_ms: 30_000 }, route_class: 'browse',
    }),
    suggest: method({
      summary: 'While typing: queries, categories, brands and products. Without a text: what many search for', input: s.object({ text: s.text(200), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })) }),
      output: s.object({ queries: s.list(s.text(200), 20), categories: s.list(s.object({ handle: s.Handle, name: s.text(200) }), 20), brands: s.list(s.object({ handle: s.Handle, name: s.text(200) }), 20), listings: s.list(Listing, 20) }),
      access: ['public'], http: 'GET /v1/suggestions', timeout_ms: 1_000, retries: 1, idempotent: true, cache: { fresh_ms: 5_000, stale_ms: 60_000 }, route_class: 'browse',
    }),
    recordSearchEvents: method({
      summary: 'Remembers what a page of results showed, or what was clicked in it. Carries no id: whose it is, is the caller. Texts that look like an e-mail address, a telephone or a card number are not kept',
      input: SearchEvent, output: s.Done, access: ['public'], http: 'POST /v1/search-events', status: 202, timeout_ms: 1_000, idempotent: false, route_class: 'browse',
    }),
    getSearchReport: method({
      summary: 'What people search for and what becomes of it, 50 texts a page. A text is listed when at least three different people have searched it; `totals` are of all',
      input: s.object({ period: Type.Optional(ReportPeriod), sort: Type.Optional(ReportSort), ...s.Page }),
      output: s.object({ rows: s.list(ReportRow, 100), totals: ReportTotals, page: Type.Integer(), has_more: Type.Boolean(), from_on: s.CivilDate, to_on: s.CivilDate }), ...operator, http: 'GET /v1/search-report', timeout_ms: 15_000, idempotent: true,
    }),
    getSearchJudgments: method({
      summary: "Grades 0 to 3 of products for texts, learned from what was shown and clicked by a position-based click model. Written one a line, `judgments` is a file for search:eval",
      input: s.object({ period: Type.Optional(ReportPeriod) }), output: s.object({ judgments: s.list(Judgment, 5_000), examination: Type.Array(Type.Number(), { maxItems: 100, description: 'How likely it is that somebody looks at each place; the first is 1' }) }), ...operator, http: 'GET /v1/search-judgments', timeout_ms: 30_000, idempotent: true,
    }),
    getSearchSynonyms: method({ summary: 'The synonyms that operators keep', input: s.Empty, output: SynonymList, ...operator, http: 'GET /v1/search-synonyms', timeout_ms: 5_000, idempotent: true }),
    saveSearchSynonyms: method({ summary: 'Replaces the synonyms. In force at once, in other processes within a minute', input: SynonymList, output: SynonymList, errors: ['conflict'], ...operator, http: 'PUT /v1/search-synonyms', timeout_ms: 10_000, idempotent: true }),
    listSearchSynonymProposals: method({ summary: 'Texts that may mean the same, from what people searched next and from what they clicked, with the evidence', input: s.Empty, output: s.object({ proposals: s.list(SynonymProposal, 100) }), ...operator, http: 'GET /v1/search-synonym-proposals', timeout_ms: 15_000, idempotent: true }),
    getSearchRules: method({ summary: 'What operators have decided for single queries', input: s.Empty, output: RuleList, ...operator, http: 'GET /v1/search-rules', timeout_ms: 5_000, idempotent: true }),
    saveSearchRules: method({ summary: 'Replaces the rules: products that come first, boosts and buries (`brand:x`, `category:x`, `attribute.color:Red`), redirects to a page of this shop. A rule without an id is new', input: RuleDrafts, output: RuleList, errors: ['conflict'], ...operator, http: 'PUT /v1/search-rules', timeout_ms: 15_000, idempotent: true }),
    getSearchWeights: method({ summary: 'How much popularity, rating, conversion and freshness weigh in the order of results', input: s.Empty, output: SavedWeights, ...operator, http: 'GET /v1/search-weights', timeout_ms: 5_000, idempotent: true }),
    saveSearchWeights: method({ summary: 'Sets the weights, 0 to 1; one that is left out keeps the engine\'s own', input: SavedWeights, output: SavedWeights, errors: ['conflict'], ...operator, http: 'PUT /v1/search-weights', timeout_ms: 5_000, idempotent: true }),
    rebuild: method({ summary: 'Builds the index anew from the catalogue and swaps it in', input: s.Empty, output: s.object({ product_count: Type.Integer() }), access: ['operator', 'service'], http: 'POST /v1/search/rebuild', timeout_ms: 600_000, idempotent: true, route_class: 'operator' }),
  },
});
