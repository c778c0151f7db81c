import { CodedError, fail } from '@orinoco/contract';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { errorsOf, safePath } from '../../server/form.ts';
import { urls } from '../../urls.ts';

/** Writes a review of the product. Errors are shown at the head of its page. */
export async function createReview(context: ActionContext): Promise<Outcome> {
  const { clients, call, form, params } = context;
  if (call.actor.kind !== 'customer') throw fail('unauthenticated');
  const handle = params['handle'] ?? '';
  const { product_id } = await clients.catalog.getProduct({ handle }, call);
  const [rating, title, body] = [form.whole('rating', 0), form.text('title').slice(0, 150), form.text('body').slice(0, 5_000)];
  if (rating < 1 || rating > 5 || title === '' || body === '') throw fail('invalid_request', { detail: 'A review needs one to five stars, a title and some words' });
  try {
    const review = await clients.review.createReview({ product_id, rating, title, body }, call);
    return { redirect_to: `${urls.product(handle)}#reviews`, answer: { review } };
  } catch (error) {
    if (error instanceof CodedError && error.code === 'invalid_request') throw fail('invalid_request', { detail: errorsOf(error)['form'] ?? Object.values(errorsOf(error)).join(' '), cause: error });
    throw error;
  }
}

/** Says that a review helped, and goes back to where it stands. */
export async function markHelpful({ clients, call, form, params }: ActionContext): Promise<Outcome> {
  if (call.actor.kind !== 'customer') throw fail('unauthenticated');
  const { helpful_count } = await clients.review.markHelpful({ review_id: params['review_id'] ?? '' }, call);
  return { redirect_to: `${safePath(form.text('return_to')) ?? urls.home}#reviews`, answer: { helpful_count } };
}
