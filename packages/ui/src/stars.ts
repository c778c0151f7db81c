/** The label of a rating: "4.3 out of 5 stars, 127 ratings", figures in the reader's locale. */
export const starsLabel = (rating_average: number, rating_count: number, locale: string): string =>
  `${oneDecimal(rating_average, locale)} out of 5 stars, ${rating_count.toLocaleString(locale)} ${rating_count === 1 ? 'rating' : 'ratings'}`;

/** An average with exactly one decimal. */
export const oneDecimal = (value: number, locale: string): string =>
  value.toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Each count as a whole percent of all; zeros when there is none. */
export const histogramPercents = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : Math.round((count * 100) / total)));
};
