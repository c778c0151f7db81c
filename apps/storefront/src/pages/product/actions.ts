import { CodedError, fail } from '@orinoco/contract';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { errorsOf, safePath } from '../../server/form.ts';
import { urls } from '../../urls.ts';
import { loadProduct } from './loader.ts';

/** Writes a review of the product. One that is refused comes back in its form with what was written. */
export async function createReview(context: ActionContext): Promise<Outcome> {
  const { clients, call, form, params } = context;
  if (call.actor.kind !== 'customer') throw fail('unauthenticated');
  const handle = params['handle'] ?? '';
  const { product_id } = await clients.catalog.getProduct({ handle }, call);
  const [rating, title, body] = [form.whole('rating', 0), form.text('title'), form.text('body')];
  const missing = missingIn(rating, title, body);
  if (Object.keys(missing).length > 0 && !context.is_scripted) return refusedReview(context, missing);
  try {
    const review = await clients.review.createReview({ product_id, rating, title, body }, call);
    return { redirect_to: `${urls.product(handle)}#reviews`, answer: { review } };
  } catch (error) {
    if (context.is_scripted || !(error instanceof CodedError) || !['invalid_request', 'review_exists'].includes(error.code)) throw error;
    return refusedReview(context, errorsOf(error, { review_exists: 'You have reviewed this product already. There is one review per product.' }));
  }
}

function missingIn(rating: number, title: string, body: string): Record<string, string> {
  return {
    ...(rating >= 1 && rating <= 5 ? {} : { rating: 'Choose one to five stars' }),
    ...(title === '' ? { title: 'Give your review a title' } : {}), ...(body === '' ? { body: 'Write a few words' } : {}),
  };
}

async function refusedReview(context: ActionContext, errors: Record<string, string>): Promise<Outcome> {
  const view = await loadProduct({ ...context, path: urls.product(context.params['handle'] ?? '') });
  return { page: 'product', status: 422, view: { ...view, review_draft: { values: context.form.shown(), errors } } };
}

/** Says that a review helped, and goes back to where it stands. */
export async function markHelpful({ clients, call, form, params }: ActionContext): Promise<Outcome> {
  if (call.actor.kind !== 'customer') throw fail('unauthenticated');
  const { helpful_count } = await clients.review.markHelpful({ review_id: params['review_id'] ?? '' }, call);
  return { redirect_to: `${safePath(form.text('return_to')) ?? urls.home}#reviews`, answer: { helpful_count } };
}
