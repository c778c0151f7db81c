import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';
import { Listing } from '@orinoco/catalog/contract';

const Span = Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 });
export const FacetValue = s.object({ value: s.text(200), label: s.text(200), count: Type.Integer(), is_selected: Type.Boolean() });
export const Facet = s.object({ field: s.text(80), label: s.text(100), kind: s.choice('terms', 'ranges'), values: s.list(FacetValue, 200) });
export type Facet = Static<typeof Facet>;
export const SearchSort = s.choice('relevance', 'price_asc', 'price_desc', 'rating', 'newest', 'popularity');

export const searchContract = defineContract('search', {
  errors: { page_too_deep: { status: 422, title: 'Nobody looks this far; narrow the search instead' } },
  methods: {
    search: method({
      summary: 'Products for words, with filters, facets and highlights. `filters` are `field:value` and `field:from..to`, for example `brand:voltaire`, `price:2500..5000`, `rating:4..`, `attribute.color:Red`; values of one field are alternatives.',
      input: s.object({ text: Type.Optional(s.text(10_000)), category: Type.Optional(s.Handle), filters: Type.Optional(s.list(s.text(300, 1), 50)), sort: Type.Optional(SearchSort), ...s.Page }),
      output: s.object({
        listings: s.list(Listing, 100), highlights: Type.Record(Type.String(), s.list(Span, 50)), total_count: Type.Integer(), page: Type.Integer(), page_count: Type.Integer(), facets: s.list(Facet, 40), corrected_text: s.nullable(s.text(300)), is_relaxed: Type.Boolean(), took_ms: Type.Number(),
      }),
      errors: ['page_too_deep'], access: ['public'], http: 'GET /v1/search', timeout_ms: 5_000, retries: 3, idempotent: true, cache: { fresh_ms: 2_000, stale_ms: 30_000 }, route_class: 'browse',
    }),
    suggest: method({
      summary: 'While typing: queries, categories, brands and products', input: s.object({ text: s.text(200), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })) }),
      output: s.object({ queries: s.list(s.text(200), 20), categories: s.list(s.object({ handle: s.Handle, name: s.text(200) }), 20), brands: s.list(s.object({ handle: s.Handle, name: s.text(200) }), 20), listings: s.list(Listing, 20) }),
      access: ['public'], http: 'GET /v1/suggestions', timeout_ms: 1_000, retries: 1, idempotent: true, cache: { fresh_ms: 5_000, stale_ms: 60_000 }, route_class: 'browse',
    }),
    rebuild: method({ summary: 'Builds the index anew from the catalogue and swaps it in', input: s.Empty, output: s.object({ product_count: Type.Integer() }), access: ['operator', 'service'], http: 'POST /v1/search/rebuild', timeout_ms: 600_000, idempotent: true, route_class: 'operator' }),
  },
});
