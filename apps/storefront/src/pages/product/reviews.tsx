import { Badge } from '@orinoco/ui/badge.tsx';
import { Button, LinkButton } from '@orinoco/ui/button.tsx';
import { formatDate } from '@orinoco/ui/delivery.ts';
import { Icon } from '@orinoco/ui/icon.tsx';
import { StarRow } from '@orinoco/ui/stars.tsx';
import { formatCount, oneDecimal } from '@orinoco/ui/number.ts';
import { histogramPercents } from '@orinoco/ui/stars.ts';
import { VisuallyHidden } from '@orinoco/ui/visually-hidden.tsx';
import type { FrameProps, Product, ProductView, Review } from '../../types.ts';
import { urls } from '../../urls.ts';
import { ReviewForm } from './review-form.tsx';
import css from './reviews.module.css';

const Histogram = ({ counts }: { counts: number[] }) => (
  <ul className={css.histogram}>
    {histogramPercents(counts).map((percent, index) => ({ stars: index + 1, percent })).toReversed().map(({ stars, percent }) => (
      <li className={css.bar} key={stars}>
        <span>{stars}<VisuallyHidden> {stars === 1 ? 'star' : 'stars'}</VisuallyHidden><Icon name="star" size={13} is_filled /></span>
        <svg className={css.meter} width="100%" height="8" aria-hidden="true"><rect className={css.empty} width="100%" height="8" rx="4" /><rect className={css.full} width={`${percent}%`} height="8" rx="4" /></svg>
        <span className={css.percent}>{percent}%</span>
      </li>
    ))}
  </ul>
);

const ReviewEntry = ({ review, handle, locale, is_signed_in }: { review: Review; handle: string; locale: string; is_signed_in: boolean }) => (
  <li className={css.review}>
    <p className={css.line}><StarRow rating={review.rating} /><VisuallyHidden>{review.rating} out of 5 stars</VisuallyHidden><strong>{review.title}</strong></p>
    <p className={css.by}>{review.customer_name}, {formatDate(review.created_at, locale)}{review.is_verified_purchase && <Badge tone="good"><Icon name="check" size={12} />Verified purchase</Badge>}</p>
    <p className={css.body}>{review.body}</p>
    <div className={css.helpful}>
      {review.helpful_count > 0 && <p>{`${formatCount(review.helpful_count, locale)} ${review.helpful_count === 1 ? 'person' : 'people'} found this helpful`}</p>}
      {is_signed_in && <form method="post" action={urls.review_helpful(review.review_id)} data-once=""><input type="hidden" name="return_to" value={urls.product(handle)} /><Button kind="secondary" size="s" aria-label={`Helpful: ${review.title}`}>Helpful</Button></form>}
    </div>
  </li>
);

const Sorts = ({ sorts }: { sorts: NonNullable<ProductView['review_sorts']> }) => (
  <nav className={css.sorts} aria-label="Order of reviews"><ul>{sorts.map((sort) => <li key={sort.url}><a href={sort.url} rel="nofollow" aria-current={sort.is_selected ? 'true' : undefined}>{sort.label}</a></li>)}</ul></nav>
);

const Summary = ({ product, average, locale }: { product: Product; average: number; locale: string }) => (
  <div className={css.summary}>
    <p className={css.average}>{oneDecimal(average, locale)}<VisuallyHidden> out of 5 stars</VisuallyHidden></p>
    <StarRow rating={average} size="l" />
    <p className={css.count}>{`${formatCount(product.rating_count, locale)} ${product.rating_count === 1 ? 'rating' : 'ratings'}`}</p>
    <Histogram counts={product.rating_histogram} />
  </div>
);

/** The rating with its distribution, what buyers wrote, and the form for one's own review. */
export const Reviews = ({ view, frame: { account, locale } }: { view: ProductView; frame: FrameProps }) => {
  const { product, reviews, review_sorts = [], more_reviews_url = null } = view;
  if (product.rating_average === null) {
    return (
      <section id="reviews" aria-labelledby="reviews-title">
        <h2 className={css.title} id="reviews-title">Reviews</h2>
        <div className={css.first}><p>Nobody has reviewed this product yet. Have you used it?</p><ReviewForm handle={product.handle} account={account} draft={view.review_draft ?? null} /></div>
      </section>
    );
  }
  return (
    <section id="reviews" aria-labelledby="reviews-title">
      <h2 className={css.title} id="reviews-title">Reviews</h2>
      <div className={css.layout}>
        <Summary product={product} average={product.rating_average} locale={locale} />
        <div className={css.column}>
          <ReviewForm handle={product.handle} account={account} draft={view.review_draft ?? null} />
          {review_sorts.length > 1 && <Sorts sorts={review_sorts} />}
          <ul className={css.reviews}>{reviews.map((review) => <ReviewEntry review={review} handle={product.handle} locale={locale} is_signed_in={account !== null} key={review.review_id} />)}</ul>
          {more_reviews_url && <LinkButton kind="secondary" href={more_reviews_url} rel="nofollow">More reviews</LinkButton>}
        </div>
      </div>
    </section>
  );
};
