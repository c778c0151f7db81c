import { formatCount, oneDecimal } from './number.ts';
import { quarters, starsLabel } from './stars.ts';
import css from './stars.module.css';

const fills = Array.from({ length: 21 }, (_, quarter) => css[`quarter_${quarter}`] ?? '');
const classOf = (base: string | undefined, rating: number, size: 'm' | 'l'): string => `${base} ${fills[quarters(rating)]}${size === 'l' ? ` ${css.large}` : ''}`;

/** Five stars filled to the nearest quarter, the average in figures and the count; screen readers hear one sentence. One element: pages show dozens. */
export const Stars = ({ rating_average, rating_count, locale, size = 'm', is_average_shown = false }: {
  rating_average: number; rating_count: number; locale: string; size?: 'm' | 'l'; is_average_shown?: boolean;
}) => (
  <span className={classOf(css.rating, rating_average, size)} role="img" aria-label={starsLabel(rating_average, rating_count, locale)}>
    {is_average_shown && <b className={css.average}>{oneDecimal(rating_average, locale)}</b>}
    {size === 'l' ? `${formatCount(rating_count, locale)} ${rating_count === 1 ? 'rating' : 'ratings'}` : `(${formatCount(rating_count, locale)})`}
  </span>
);

/** The row of stars alone, without a label: the text beside it must say the rating. */
export const StarRow = ({ rating, size = 'm' }: { rating: number; size?: 'm' | 'l' }) => <span className={classOf(css.row, rating, size)} aria-hidden="true" />;
