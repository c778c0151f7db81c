import { formatCount, oneDecimal } from './number.ts';

/** The label of a rating: "4.3 out of 5 stars, 127 ratings", figures in the reader's locale. */
export const starsLabel = (rating_average: number, rating_count: number, locale: string): string =>
  `${oneDecimal(rating_average, locale)} out of 5 stars, ${formatCount(rating_count, locale)} ${rating_count === 1 ? 'rating' : 'ratings'}`;

/** Each count as a whole percent of all; zeros when there is none. */
export const histogramPercents = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : Math.round((count * 100) / total)));
};
