import { stemEnglishPlural } from './stemmer.ts';
import { englishSynonyms, type Synonym } from './synonyms.ts';

/** The searched fields, in the order of every per-field tuple and of the bytes of a packed posting. */
export const searchFields = ['title', 'description', 'brand', 'category'] as const;

/** One number a searched field: title, description, brand, category. */
export type PerField = readonly [title: number, description: number, brand: number, category: number];

/**
 * What a merchant may turn. The ranking defaults were chosen on human-judged product queries; the tests of relevance
 * must rise before they change.
 */
export interface SearchSettings {
	boosts: PerField;
	/** BM25F: how strongly a long field is punished, 0..1. */
	length_penalties: PerField;
	/** BM25F: how fast repeated words stop to count. */
	saturation: number;
	/** 0..1: how much of the score hangs on the share of query words that matched. */
	coverage: number;
	/** Extra for query words that stand side by side in the title. */
	phrase: number;
	/** Weight of a document's popularity. */
	popularity: number;
	synonym_weight: number;
	split_weight: number;
	prefix_weight: number;
	synonyms: readonly Synonym[];
	/** Left out of a query that has other words. */
	stop_words: readonly string[];
	/**
	 * "Battery for notebook" is a battery: what follows one of these words in a title counts as description. Meant to
	 * keep accessories behind products. Not a proven gain: +.005 NDCG@10 on 78 judged queries, 95 % interval -.004 to +.019.
	 */
	purpose_words: readonly string[];
	/** The language hook: brings a folded word to the form that is indexed. */
	stem(word: string): string;
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
	boosts: [3, 2, 1.5, 1],
	length_penalties: [.6, .9, .6, .6],
	saturation: 1.2,
	coverage: .5,
	phrase: .6,
	popularity: .1,
	synonym_weight: .8,
	split_weight: .7,
	prefix_weight: .7,
	synonyms: englishSynonyms,
	stop_words: ['a', 'an', 'and', 'at', 'by', 'for', 'from', 'in', 'of', 'on', 'or', 'the', 'to', 'with'],
	purpose_words: ['for'],
	stem: stemEnglishPlural,
	price_edges: [25, 50, 100],
	currencyDigits: (currency) => DIGITS_BY_CURRENCY[currency] ?? 2,
};
