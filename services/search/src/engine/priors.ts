import type { PriorWeights } from '../port.ts';
import type { DocumentTable } from './document-table.ts';

/** A product without reviews counts as one with this many of the usual rating. */
const ASSUMED_RATINGS = 5;
const USUAL_RATING = 3.5;
const RATING_SPREAD = 1.5;
/** The conversion at which half of its weight is reached. */
const USUAL_CONVERSION = .05;
const FRESH_MS = 90 * 86_400_000;

/**
 * Multiplies the text scores by what is known of the documents beside their text: the product of
 * 1 + weight * x, x being the popularity, conversion / (conversion + .05), the smoothed rating from -1 (bad) to 1, and
 * e^(-age / 90 days), age counted from the newest product so that the engine needs no clock. What is unknown is 0.
 * Products are kept in a column until a document or the weights change: five reads and two divisions become one read.
 */
export function applyPriors(scores: Float64Array, documents: Int32Array, count: number, table: DocumentTable, weights: Required<PriorWeights>): void {
  const factors = factorsFor(table, weights);
  for (let i = 0; i < count; i++) {
    const document = documents[i]!;
    let factor = factors[document]!;
    if (factor === 0) factor = factors[document] = factorOf(document, table, weights);
    scores[document]! *= factor;
  }
}

/** The column for these weights; 0 where it is to be computed. */
function factorsFor(table: DocumentTable, { popularity, rating, conversion, freshness }: Required<PriorWeights>): Float64Array {
  const { prior_factors, row_count } = table;
  if (prior_factors.length < row_count) prior_factors.set(row_count - 1, 0);
  const weights = [popularity, rating, conversion, freshness, freshness > 0 ? table.newest_time : 0].join(' ');
  if (table.prior_weights !== weights) {
    prior_factors.values.fill(0);
    table.prior_weights = weights;
  }
  return prior_factors.values;
}

function factorOf(document: number, table: DocumentTable, { popularity, rating, conversion, freshness }: Required<PriorWeights>): number {
  let factor = 1 + popularity * table.popularities.values[document]!;
  const converted = table.conversions.values[document]!;
  if (converted > 0) factor *= 1 + conversion * converted / (converted + USUAL_CONVERSION);
  const average = table.ratings.values[document]!;
  if (average > 0) {
    const ratingCount = Math.max(1, table.rating_counts.values[document]!);
    const smoothed = (average * ratingCount + USUAL_RATING * ASSUMED_RATINGS) / (ratingCount + ASSUMED_RATINGS);
    factor *= 1 + rating * Math.max(-1, (smoothed - USUAL_RATING) / RATING_SPREAD);
  }
  if (freshness > 0) factor *= 1 + freshness * Math.exp((table.creation_times.values[document]! - table.newest_time) / FRESH_MS);
  return factor;
}

/** The weights of a query, brought into 0 to 1, on top of the settings'. */
export function weightsOf(given: PriorWeights | undefined, standard: Required<PriorWeights>): Required<PriorWeights> {
  const within = (weight: number | undefined, usual: number): number => weight === undefined ? usual : Math.min(1, Math.max(0, weight || 0));
  return {
    popularity: within(given?.popularity, standard.popularity), rating: within(given?.rating, standard.rating),
    conversion: within(given?.conversion, standard.conversion), freshness: within(given?.freshness, standard.freshness),
  };
}
