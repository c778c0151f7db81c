import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

export const Surface = s.choice('home', 'product', 'cart', 'buy-again', 'trending');
export const Recommendation = s.object({ product_id: s.Uuid, score: Type.Number(), source: s.choice('also_viewed', 'bought_together', 'also_bought', 'buy_again', 'trending', 'similar'), because_product_id: s.nullable(s.Uuid) });
export type Recommendation = Static<typeof Recommendation>;
/** A row of products with the reason it is shown. */
export const Shelf = s.object({ shelf: s.choice('for_you', 'also_viewed', 'bought_together', 'buy_again', 'trending'), recommendations: s.list(Recommendation, 50) });

export const recommendationContract = defineContract('recommendation', {
  errors: {},
  methods: {
    getRecommendations: method({
      summary: 'Shelves of products for a page, each with why', input: s.object({ surface: Surface, product_ids: Type.Optional(s.list(s.Uuid, 50)), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })) }), output: s.object({ recommendation_id: s.Uuid, shelves: s.list(Shelf, 5) }),
      access: ['public'], http: 'GET /v1/recommendations/:surface', timeout_ms: 1_000, retries: 1, idempotent: true, route_class: 'browse',
    }),
    recordViews: method({ summary: 'Tells that products were looked at', input: s.object({ views: Type.Array(s.object({ product_id: s.Uuid, recommendation_id: Type.Optional(s.Uuid) }), { minItems: 1, maxItems: 50 }) }), output: s.Done, status: 202, access: ['public'], http: 'POST /v1/views', timeout_ms: 1_000, idempotent: false, route_class: 'browse' }),
    importHistory: method({ summary: 'Brings in views and purchases of the past, 5,000 at a time', input: s.object({ events: s.list(s.object({ subject_id: s.Uuid, product_id: s.Uuid, kind: s.choice('view', 'purchase'), basket_id: Type.Optional(s.nullable(s.Uuid)), occurred_at: s.Timestamp }), 5000) }), output: s.object({ event_count: Type.Integer() }), access: ['service'], timeout_ms: 60_000, idempotent: true }),
    rebuild: method({ summary: 'Counts everything anew from the history', input: s.Empty, output: s.object({ product_count: Type.Integer() }), access: ['operator', 'service'], http: 'POST /v1/recommendations/rebuild', timeout_ms: 120_000, idempotent: true, route_class: 'operator' }),
  },
});
