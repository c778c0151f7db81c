import { customerId, fail, failField, type Client, type InputOf } from '@orinoco/contract';
import { violatedConstraint, type Database } from '@orinoco/database';
import { emit, event, type OutgoingEvent, type RunningService } from '@orinoco/event';
import type { identityContract } from '@orinoco/identity/contract';
import type { Logger } from '@orinoco/telemetry';
import type { reviewContract } from './contract.ts';
import { ratingChanged } from './events.ts';
import { reviewSubscription } from './handlers.ts';
import { cleanText, ratingOf, shownName, timestampOf } from './review.ts';
import * as store from './store.ts';

export interface ReviewDependencies {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly identity: Client<typeof identityContract>;
}

const default_page_size = 10;

/** What buyers say of products. Totals change in the transaction of the review that changes them. */
export function createReviewService({ database, clock, identity }: ReviewDependencies): RunningService<typeof reviewContract> {
  return {
    methods: {
      async listReviews({ product_id, sort = 'helpful', page = 1, page_size = default_page_size }) {
        const answer = await store.listReviews(database, { product_id, sort, page, page_size });
        if (!answer) throw fail('internal');
        return answer;
      },
      async createReview({ product_id, rating, title, body }, call) {
        const customer_id = customerId(call);
        const texts = { title: requiredText('/title', title), body: requiredText('/body', body) };
        const { name } = await identity.getCustomer({}, call);
        const review = { product_id, customer_id, customer_name: shownName(name), rating, ...texts, created_at: clock().toISOString() };
        try {
          return await database.transaction(async (tx) => {
            await store.lockTotals(tx, [product_id]);
            const added = await store.addReview(tx, review);
            await emit(tx, changeOf({ product_id, histogram: added.histogram }));
            return added.review;
          });
        } catch (error) {
          throw violatedConstraint(error) === 'reviews_once' ? fail('review_exists') : error;
        }
      },
      async markHelpful({ review_id }, call) {
        const voted = await store.voteHelpful(database, review_id, customerId(call));
        if (!voted) throw fail('review_not_found');
        if (voted.is_own) throw fail('forbidden', { detail: 'This is your own review' });
        return voted.review;
      },
      async importReviews({ reviews }) {
        const rows = reviews.map(importable);
        if (rows.length === 0) return { review_count: 0 };
        return database.transaction(async (tx) => {
          await store.lockTotals(tx, rows.map((row) => row.product_id));
          const { review_count, totals } = await store.importReviews(tx, rows);
          await emit(tx, ...totals.map(changeOf));
          return { review_count };
        });
      },
    },
    subscriptions: [reviewSubscription(database)],
  };
}

function changeOf({ product_id, histogram }: store.Totals): OutgoingEvent {
  return event(ratingChanged, product_id, { product_id, ...ratingOf(histogram) });
}

function requiredText(pointer: string, text: string): string {
  const cleaned = cleanText(text);
  if (cleaned === '') throw failField(pointer, 'required', 'Write something');
  return cleaned;
}

function importable(review: InputOf<typeof reviewContract, 'importReviews'>['reviews'][number], index: number): store.ImportedReview {
  const created_at = timestampOf(review.created_at);
  if (created_at === null) throw failField(`/reviews/${index}/created_at`, 'timestamp_invalid', 'This is no time between 1970 and 2100');
  if (review.helpful_count < 0 || review.helpful_count > 2_147_483_647) throw failField(`/reviews/${index}/helpful_count`, 'out_of_range', 'A count is 0 or more');
  return { ...review, customer_name: cleanText(review.customer_name), title: cleanText(review.title), body: cleanText(review.body), created_at };
}
