import { Type, type Static } from 'typebox';
import { defineContract, method, shapes as s } from '@orinoco/contract';

const Rating = Type.Integer({ minimum: 1, maximum: 5 });
export const Review = s.object({ review_id: s.Uuid, product_id: s.Uuid, customer_name: s.text(100), rating: Rating, title: s.text(150), body: s.text(5000), is_verified_purchase: Type.Boolean(), helpful_count: Type.Integer(), created_at: s.Timestamp });
export type Review = Static<typeof Review>;

export const reviewContract = defineContract('review', {
  errors: {
    review_exists: { status: 409, title: 'You have reviewed this product already' },
    review_not_found: { status: 404, title: 'This review does not exist' },
  },
  methods: {
    listReviews: method({ summary: "A product's reviews with their histogram (counts of 1 to 5 stars)", input: s.object({ product_id: s.Uuid, sort: Type.Optional(s.choice('helpful', 'newest', 'rating_high', 'rating_low')), ...s.Page }), output: s.object({ reviews: s.list(Review, 100), rating_average: s.nullable(Type.Number()), rating_count: Type.Integer(), histogram: Type.Array(Type.Integer(), { minItems: 5, maxItems: 5 }), page: Type.Integer(), has_more: Type.Boolean() }), access: ['public'], http: 'GET /v1/products/:product_id/reviews', timeout_ms: 5_000, retries: 3, idempotent: true, cache: { fresh_ms: 5_000, stale_ms: 60_000, tags: ['product_id'] }, route_class: 'browse' }),
    createReview: method({ summary: 'Reviews a product, once a customer; it is marked when the customer has bought it here', input: s.object({ product_id: s.Uuid, rating: Rating, title: s.text(150, 1), body: s.text(5000, 1) }), output: Review, status: 201, errors: ['review_exists'], access: ['customer'], http: 'POST /v1/products/:product_id/reviews', timeout_ms: 5_000, idempotent: false, idempotency_key: 'accepted', route_class: 'account' }),
    markHelpful: method({ summary: 'Says that a review helped, once a customer', input: s.object({ review_id: s.Uuid }), output: Review, errors: ['review_not_found'], access: ['customer'], http: 'PUT /v1/reviews/:review_id/helpful', timeout_ms: 5_000, idempotent: true, route_class: 'account' }),
    importReviews: method({ summary: 'Brings in reviews, 1,000 at a time', input: s.object({ reviews: s.list(s.object({ review_id: s.Uuid, product_id: s.Uuid, customer_id: s.nullable(s.Uuid), customer_name: s.text(100), rating: Rating, title: s.text(150), body: s.text(5000), is_verified_purchase: Type.Boolean(), helpful_count: Type.Integer(), created_at: s.Timestamp }), 1000) }), output: s.object({ review_count: Type.Integer() }), access: ['service'], timeout_ms: 30_000, idempotent: true }),
  },
});
