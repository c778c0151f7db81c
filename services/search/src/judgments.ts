import type { Attraction } from './click-model.ts';
import type { Judgment } from './report-shapes.ts';

/** Fewer looks than this say too little to grade by. */
const least_examined = 20;
/** A text with fewer graded products than this orders nothing. */
const least_products = 3;
const most_texts = 5_000;
const most_products = 200;
/** The shares of graded pairs that get at most 0, 1 and 2: the best tenth is 3, as rare as perfect answers are for human judges. */
const quantiles = [0.4, 0.7, 0.9] as const;

/**
 * Grades 0 to 3 from attractiveness, by thresholds at quantiles over all texts, so that a text whose products nobody
 * wants has no 3. Equal attractiveness gets equal grades. Texts with the most evidence come first.
 */
export function judgmentsOf(attractions: readonly Attraction[]): Judgment[] {
  const byText = Map.groupBy(attractions.filter((each) => each.examined_count >= least_examined), (each) => each.text);
  const texts = [...byText].filter(([, products]) => products.length >= least_products);
  const ascending = texts.flatMap(([, products]) => products.map((each) => each.attractiveness)).toSorted((a, b) => a - b);
  const thresholds = quantiles.map((share) => ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? 1);
  const gradeOf = (attractiveness: number) => thresholds.filter((threshold) => attractiveness > threshold).length;
  const evidence = (products: readonly Attraction[]) => products.reduce((total, each) => total + each.examined_count, 0);
  return texts.toSorted(([a, x], [b, y]) => evidence(y) - evidence(x) || (a < b ? -1 : 1)).slice(0, most_texts).map(([query, products]) => ({
    query,
    grades: Object.fromEntries(products.toSorted((a, b) => b.examined_count - a.examined_count || (a.product_id < b.product_id ? -1 : 1)).slice(0, most_products).map((each) => [each.product_id, gradeOf(each.attractiveness)])),
  }));
}
