import type { OutputOf } from '@orinoco/contract';
import type { reviewContract } from '@orinoco/review/contract';
import type { PageContext } from '../../server/context.ts';
import { withQuery } from '../../server/query.ts';
import type { ProductView, Review } from '../../types.ts';

export type Reviews = OutputOf<typeof reviewContract, 'listReviews'>;

export const no_reviews: Reviews = { reviews: [], rating_average: null, rating_count: 0, histogram: [0, 0, 0, 0, 0], page: 1, has_more: false };

const page_size = 10;
const sorts = { helpful: 'Most helpful', newest: 'Newest', rating_high: 'Highest rated', rating_low: 'Lowest rated' } as const;
type Sort = keyof typeof sorts;

function sortOf(query: URLSearchParams): Sort {
  const wanted = query.get('reviews') ?? '';
  return Object.hasOwn(sorts, wanted) ? (wanted as Sort) : 'helpful';
}

export async function askReviews({ clients, call, query }: PageContext, product_id: string): Promise<Reviews> {
  const page = Number(query.get('review_page'));
  return clients.review.listReviews({ product_id, sort: sortOf(query), page: Number.isSafeInteger(page) && page >= 1 && page <= 1_000 ? page : 1, page_size }, call);
}

/** One page of reviews with the ways to the others, which are this product page again. */
export function viewReviews({ reviews, page, has_more }: Reviews, path: string, query: URLSearchParams): Required<Pick<ProductView, 'reviews' | 'review_sorts' | 'more_reviews_url'>> {
  const link = (sort: Sort, wanted_page: number): string => {
    const next = new URLSearchParams(query);
    next.delete('reviews');
    next.delete('review_page');
    if (sort !== 'helpful') next.set('reviews', sort);
    if (wanted_page > 1) next.set('review_page', String(wanted_page));
    return `${withQuery(path, next)}#reviews`;
  };
  const selected = sortOf(query);
  const shown = reviews.map(({ review_id, customer_name, rating, title, body, created_at, is_verified_purchase, helpful_count }): Review => ({ review_id, customer_name, rating, title, body, created_at, is_verified_purchase, helpful_count }));
  return {
    reviews: shown, more_reviews_url: has_more ? link(selected, page + 1) : null,
    review_sorts: shown.length < 2 && page === 1 ? [] : (Object.keys(sorts) as Sort[]).map((sort) => ({ label: sorts[sort], url: link(sort, 1), is_selected: sort === selected })),
  };
}
