import { formatCount, oneDecimal } from './number.ts';

/** The label of a rating: "4.3 out of 5 stars, 127 ratings", figures in the reader's locale. */
export const starsLabel = (rating_average: number, rating_count: number, locale: string): string =>
  `${oneDecimal(rating_average, locale)} out of 5 stars, ${formatCount(rating_count, locale)} ${rating_count === 1 ? 'rating' : 'ratings'}`;

/** Each count as a whole percent of all; zeros when there is none. */
export const histogramPercents = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : Math.round((count * 100) / total)));
};

/** A rating of 0 to 5 as the nearest number of quarter stars, 0 to 20. Only a full 5 fills the last quarter, only a 0 empties the first. */
export const quarters = (rating: number): number => {
  if (rating <= 0) return 0;
  if (rating >= 5) return 20;
  return Math.min(19, Math.max(1, Math.round(rating * 4)));
};
