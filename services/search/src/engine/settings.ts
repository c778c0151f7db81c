import type { PriorWeights } from '../port.ts';
import { languageSettings, type LanguageSettings } from './languages.ts';

/** The searched fields, in the order of every per-field tuple and of the bytes of a packed posting. */
export const searchFields = ['title', 'description', 'brand', 'category'] as const;

/** One number a searched field: title, description, brand, category. */
export type PerField = readonly [title: number, description: number, brand: number, category: number];

/**
 * What a merchant may turn. The ranking defaults were chosen on human-judged product queries; the tests of relevance
 * must rise before they change.
 */
export interface SearchSettings extends LanguageSettings {
  boosts: PerField;
  /** BM25F: how strongly a long field is punished, 0..1. */
  length_penalties: PerField;
  /** BM25F: how fast repeated words stop to count. */
  saturation: number;
  /** 0..1: how much of the score hangs on the share of query words that matched. */
  coverage: number;
  /** Extra for query words that stand side by side in the title. */
  phrase: number;
  /** How much what is known of a product beside its text weighs, 0..1 each. */
  priors: Required<PriorWeights>;
  synonym_weight: number;
  split_weight: number;
  /** Of compounds that end in the word: "Laufschuhe" for "Schuhe". */
  compound_weight: number;
  prefix_weight: number;
  /** Extra for a document that is what a query word names: a TV for "tv", not the cart for a TV. */
  head: number;
  /** The same where its category or an attribute for the product type says so. */
  type: number;
  /** Upper edges of the price facet, in currency units. */
  price_edges: readonly number[];
  /** Decimals of a currency's minor unit. */
  currencyDigits(currency: string): number;
}

const DIGITS_BY_CURRENCY: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
};

export const defaultSettings: SearchSettings = {
  ...languageSettings('en'),
  boosts: [3, 2, 2, 1],
  length_penalties: [.6, .9, .6, .6],
  saturation: 1.5,
  coverage: .4,
  phrase: .3,
  priors: { popularity: .1, rating: .05, conversion: .1, freshness: 0 },
  synonym_weight: .8,
  split_weight: .7,
  compound_weight: .7,
  prefix_weight: .7,
  head: .3,
  type: .6,
  price_edges: [25, 50, 100],
  currencyDigits: (currency) => DIGITS_BY_CURRENCY[currency] ?? 2,
};
