import { Badge } from '@orinoco/ui/badge.tsx';
import { formatDate } from '@orinoco/ui/delivery.ts';
import { EmptyState } from '@orinoco/ui/empty-state.tsx';
import { Icon } from '@orinoco/ui/icon.tsx';
import { StarRow } from '@orinoco/ui/stars.tsx';
import { formatCount, oneDecimal } from '@orinoco/ui/number.ts';
import { histogramPercents } from '@orinoco/ui/stars.ts';
import { VisuallyHidden } from '@orinoco/ui/visually-hidden.tsx';
import type { Product, Review } from '../../types.ts';
import css from './reviews.module.css';

const Histogram = ({ counts }: { counts: number[] }) => (
  <ul className={css.histogram}>
    {histogramPercents(counts).map((percent, index) => ({ stars: index + 1, percent })).reverse().map(({ stars, percent }) => (
      <li className={css.bar} key={stars}>
        <span>{stars}<VisuallyHidden> {stars === 1 ? 'star' : 'stars'}</VisuallyHidden><Icon name="star" size={13} is_filled /></span>
        <svg className={css.meter} width="100%" height="8" aria-hidden="true"><rect className={css.empty} width="100%" height="8" rx="4" /><rect className={css.full} width={`${percent}%`} height="8" rx="4" /></svg>
        <span className={css.percent}>{percent}%</span>
      </li>
    ))}
  </ul>
);

const ReviewEntry = ({ review, locale }: { review: Review; locale: string }) => (
  <li className={css.review}>
    <p className={css.line}><StarRow rating={review.rating} /><VisuallyHidden>{review.rating} out of 5 stars</VisuallyHidden><strong>{review.title}</strong></p>
    <p className={css.by}>{review.customer_name}, {formatDate(review.created_at, locale)}{review.is_verified_purchase && <Badge tone="good"><Icon name="check" size={12} />Verified purchase</Badge>}</p>
    <p className={css.body}>{review.body}</p>
    {review.helpful_count > 0 && <p className={css.helpful}>{review.helpful_count} {review.helpful_count === 1 ? 'person' : 'people'} found this helpful</p>}
  </li>
);

/** The rating with its distribution, and what buyers wrote. */
export const Reviews = ({ product, reviews, locale }: { product: Product; reviews: Review[]; locale: string }) => (
  <section id="reviews" aria-labelledby="reviews-title">
    <h2 className={css.title} id="reviews-title">Reviews</h2>
    {product.rating_average === null ? <EmptyState icon="star" title="No reviews yet"><p>Buyers can write one from their order.</p></EmptyState> : (
      <div className={css.layout}>
        <div className={css.summary}>
          <p className={css.average}>{oneDecimal(product.rating_average, locale)}<VisuallyHidden> out of 5 stars</VisuallyHidden></p>
          <StarRow rating={product.rating_average} size="l" />
          <p className={css.count}>{formatCount(product.rating_count, locale)} ratings</p>
          <Histogram counts={product.rating_histogram} />
        </div>
        <ul className={css.reviews}>{reviews.map((review) => <ReviewEntry review={review} locale={locale} key={review.review_id} />)}</ul>
      </div>
    )}
  </section>
);
