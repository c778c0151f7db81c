import type { DocumentTable } from './document-table.ts';
import type { PriorWeights, SearchSort } from '../port.ts';
import { applyPriors } from './priors.ts';
import { phraseShare } from './score.ts';
import type { SearchSettings } from './settings.ts';
import type { TextIndex } from './text-index.ts';
import { firstOf } from './top.ts';

/** Side-by-side words are looked for in this many of the best titles; the same for every page, or pages would overlap. */
const PHRASE_WINDOW = 200;
/** Above every text score. */
const EXACT_SCORE = 1000;

/** Matching documents and what orders them. */
export interface Ranking {
  /** The first `count` count. */
  documents: Int32Array;
  count: number;
  /** By document; written to while ranking. Absent when there is no text. */
  scores?: Float64Array;
  /** Found by an identifier. */
  exact: ReadonlySet<number>;
  /** For each term of the query the bits of the words it is a form of. */
  words: ReadonlyMap<number, number>;
  word_count: number;
  /** Put first by an operator, in order. */
  pinned?: readonly number[];
  weights: Required<PriorWeights>;
  /** By what an operator multiplies the score. */
  boost?: ((document: number) => number) | undefined;
  /** With a text whose full matches are few: whether a document lacks a word. */
  isPartial?: (document: number) => boolean;
}

type IsBefore = (a: number, b: number) => boolean;

/** The first `limit` documents in the order asked for, ties by product id. Pinned ones lead where relevance orders. */
export function ordered(ranking: Ranking, sort: SearchSort, limit: number, index: TextIndex, table: DocumentTable, settings: SearchSettings): Int32Array {
  const { pinned = [], documents, count } = ranking;
  if (sort !== 'relevance' || pinned.length === 0) return inOrder(ranking, sort, limit, index, table, settings);
  const isPinned = new Set(pinned);
  const passing = documents.subarray(0, count);
  const rest = passing.filter((document) => !isPinned.has(document));
  const present = new Set(passing.filter((document) => isPinned.has(document)));
  const first = pinned.filter((document) => present.has(document));
  const others = inOrder({ ...ranking, documents: rest, count: rest.length }, sort, limit, index, table, settings);
  return Int32Array.from([...first, ...others]).subarray(0, limit);
}

function inOrder(ranking: Ranking, sort: SearchSort, limit: number, index: TextIndex, table: DocumentTable, settings: SearchSettings): Int32Array {
  const { scores, documents, count } = ranking;
  if (!scores) return firstOf(documents, count, limit, sort === 'relevance' ? descending(table.popularities.values, table) : columnOrder(sort, table));
  applyPriors(scores, documents, count, table, ranking.weights);
  if (ranking.boost) for (let i = 0; i < count; i++) scores[documents[i]!]! *= ranking.boost(documents[i]!);
  for (const document of ranking.exact) scores[document]! += EXACT_SCORE;
  const isBefore = descending(scores, table);
  if (sort !== 'relevance') return firstOf(documents, count, limit, fullFirst(columnOrder(sort, table), ranking.isPartial));
  if (ranking.word_count < 2) return firstOf(documents, count, limit, isBefore);
  const best = firstOf(documents, count, Math.max(limit, PHRASE_WINDOW), isBefore);
  const window = best.subarray(0, PHRASE_WINDOW);
  for (const document of window) scores[document]! *= 1 + settings.phrase * phraseShare(index.title(document), index.brand_lengths.values[document]!, ranking.words, ranking.word_count);
  window.set(firstOf(window, window.length, window.length, isBefore));
  return best.subarray(0, limit);
}

/** What `ordered` orders by, for whoever merges several orders. */
export function sortKeys(ranking: Ranking, sort: SearchSort, table: DocumentTable): (document: number) => number[] {
  const partial = (document: number): number => (ranking.isPartial?.(document) ? 1 : 0);
  const { pinned = [], scores } = ranking;
  const pins = new Map(pinned.map((document, place) => [document, place]));
  switch (sort) {
    case 'relevance': return (document) => [pins.get(document) ?? pins.size, -(scores ?? table.popularities.values)[document]!];
    case 'price_asc': return (document) => [partial(document), table.prices.values[document]! || Infinity];
    case 'price_desc': return (document) => [partial(document), -table.prices.values[document]! || Infinity];
    case 'newest': return (document) => [partial(document), -table.creation_times.values[document]!];
    case 'popularity': return (document) => [partial(document), -table.popularities.values[document]!];
    case 'rating': return (document) => [partial(document), -(table.ratings.values[document]! || 0), -table.rating_counts.values[document]!];
  }
}

/** The cheapest product that lacks a word must not come before the cheapest that has them all. */
function fullFirst(isBefore: IsBefore, isPartial: Ranking['isPartial']): IsBefore {
  if (!isPartial) return isBefore;
  return (a, b) => {
    const isLesser = isPartial(a);
    return isLesser === isPartial(b) ? isBefore(a, b) : !isLesser;
  };
}

function descending(column: Float64Array, { product_ids }: DocumentTable): IsBefore {
  return (a, b) => {
    const [left, right] = [column[a]!, column[b]!];
    return left === right ? product_ids[a]! < product_ids[b]! : left > right;
  };
}

function columnOrder(sort: Exclude<SearchSort, 'relevance'>, table: DocumentTable): IsBefore {
  const { product_ids } = table;
  const prices = table.prices.values;
  switch (sort) {
    case 'price_asc': return priceOrder(prices, product_ids, 1);
    case 'price_desc': return priceOrder(prices, product_ids, -1);
    case 'newest': return descending(table.creation_times.values, table);
    case 'popularity': return descending(table.popularities.values, table);
    case 'rating': return ratingOrder(table);
  }
}

/** What nobody sells comes last in both directions. */
function priceOrder(prices: Float64Array, product_ids: readonly string[], direction: 1 | -1): IsBefore {
  const place = (document: number): number => prices[document]! * direction || Infinity;
  return (a, b) => {
    const [left, right] = [place(a), place(b)];
    return left === right ? product_ids[a]! < product_ids[b]! : left < right;
  };
}

/** Unrated products come last; of equally rated ones the more often rated is first. */
function ratingOrder({ ratings, rating_counts, product_ids }: DocumentTable): IsBefore {
  const rating = (document: number): number => ratings.values[document]! || 0;
  return (a, b) => {
    const difference = rating(a) - rating(b) || rating_counts.values[a]! - rating_counts.values[b]!;
    return difference === 0 ? product_ids[a]! < product_ids[b]! : difference > 0;
  };
}
