import { formatCount, oneDecimal } from './number.ts';
import { starsLabel } from './stars.ts';
import css from './stars.module.css';

/** Five stars filled to the average, the average in figures and the count; screen readers hear one sentence. */
export const Stars = ({ rating_average, rating_count, locale, size = 'm', is_average_shown = false }: {
  rating_average: number; rating_count: number; locale: string; size?: 'm' | 'l'; is_average_shown?: boolean;
}) => (
  <span className={css.rating} role="img" aria-label={starsLabel(rating_average, rating_count, locale)}>
    {is_average_shown && <span className={css.average}>{oneDecimal(rating_average, locale)}</span>}
    <StarRow rating={rating_average} size={size} />
    <span className={css.count}>{size === 'l' ? `${formatCount(rating_count, locale)} ${rating_count === 1 ? 'rating' : 'ratings'}` : `(${formatCount(rating_count, locale)})`}</span>
  </span>
);

/** The row of stars alone, without a label: the text beside it must say the rating. */
export const StarRow = ({ rating, size = 'm' }: { rating: number; size?: 'm' | 'l' }) => (
  <svg className={css.row} width={size === 'l' ? 100 : 80} height={size === 'l' ? 20 : 16} viewBox="0 0 100 20" aria-hidden="true">
    <rect className={css.empty} width="100" height="20" />
    <rect className={css.full} width={Math.round(rating * 20)} height="20" />
  </svg>
);
