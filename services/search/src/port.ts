/**
 * The search port: what every product search engine behind the search service offers. Two engines implement it, the one
 * of this process (`engine/`) and OpenSearch (`opensearch/`), so every method returns a promise. Text is untrusted: an
 * engine never fails on it. An engine holds the texts of one language.
 */

/** A scalar as the catalogue stores it in a product's attributes. */
export type AttributeValue = string | number | boolean;

/** One level of a category path. `handle` is unique over the whole tree. */
export interface CategoryStep { handle: string; name: string }

/** What is known of a product for finding it: one document a product, the price of its featured offer. */
export interface SearchDocument {
  product_id: string;
  /** Grows with every change of the product. An older version never overwrites a newer one. */
  version: number;
  handle: string;
  title: string;
  description: string;
  brand: string;
  brand_handle: string;
  seller_handles: string[];
  /** Root first. */
  category_path: CategoryStep[];
  /** SKU, GTIN, MPN: found only when typed exactly (case, spaces and dashes do not count). */
  identifiers: string[];
  /** Filterable attributes, by attribute code. */
  attributes: Record<string, AttributeValue>;
  /** What its variants can be had in ("color": Red, Blue), by option code: found as text, filtered and counted like attributes. */
  options?: Record<string, string[]>;
  /** Minor units of `currency`; 0 while nobody sells it: then it is in no price range, and last by price. */
  price_minor: number;
  currency: string;
  is_in_stock: boolean;
  /** 1 to 5; absent without reviews. */
  rating_average?: number;
  rating_count?: number;
  /** 0 to 1, written by an analytics job. */
  popularity: number;
  /** 0 to 1: the share of those who saw it in results and bought it, smoothed; absent while unknown. */
  conversion?: number;
  condition: string;
  /** Working days from an order to the door by the cheapest delivery of the featured offer; absent while unknown. */
  delivery_days?: number;
  /** ISO 3166 countries that somebody delivers it to; absent: everywhere. */
  ships_to?: string[];
  /** RFC 3339. */
  created_at: string;
}

/** How hits are ordered. Ties fall to `product_id`, ascending. */
export type SearchSort = 'relevance' | 'price_asc' | 'price_desc' | 'rating' | 'newest' | 'popularity';

/**
 * Fields: `category` (a handle of any level), `brand` (brand_handle), `seller`, `condition`, `availability`
 * (`in_stock`, `out_of_stock`), `currency`, `ships_to` (a country; products that go everywhere pass), `price_minor`,
 * `rating`, `delivery_days`, `attributes.<code>`.
 * On `price_minor`, `rating` and `delivery_days`, `any_of` takes facet values such as `2500-5000`, `4-` and `-3`.
 */
export interface TermsFilter { field: string; any_of: string[] }

/** `from` is included, `to` is not, as in the ranges of facets. */
export interface RangeFilter { field: string; from?: number; to?: number }

/** Filters are joined by AND. A filter on an unknown field or value matches nothing. */
export type Filter = TermsFilter | RangeFilter;

/** How much each property that is not text weighs in relevance, 0 (nothing) to 1. Those left out keep the engine's default. */
export interface PriorWeights { popularity?: number; rating?: number; conversion?: number; freshness?: number }

/** What an operator has decided for one query. Applied to `relevance` alone. */
export interface Merchandising {
  /** Come first, in this order, where they pass the filters, whether the text finds them or not. At most 50. */
  pinned_product_ids: string[];
  /** The score of products that pass the filter is multiplied: above 1 lifts, below 1 buries. At most 50. */
  boosts: { filter: Filter; factor: number }[];
}

/** A page of products. Numbers out of bounds are brought into them. */
export interface SearchQuery {
  /** Absent or blank: every product that passes the filters. */
  text?: string;
  /** From 1. */
  page: number;
  /** 1 to 100. */
  page_size: number;
  sort: SearchSort;
  filters: Filter[];
  /** Count facets. A facet ignores its own filter, so that several of its values can be selected. */
  facets?: boolean;
  highlight?: boolean;
  /** The buyer is still typing: the last word may be unfinished. */
  typing?: boolean;
  /** Take the words as they stand, for "search instead for": no correction. */
  verbatim?: boolean;
  weights?: PriorWeights;
  merchandising?: Merchandising;
  /**
   * Asked by an engine that merges several parts of an index: a page may be as large as paging is deep, and hits carry
   * their `sort_key`. `strict`: products that lack a word are left out, however few have them all.
   */
  as_shard?: 'strict' | 'relaxed';
}

/** UTF-16 offsets into the document's title, end excluded, ascending, never overlapping. */
export type Span = [start: number, end: number];

export interface SearchHit {
  product_id: string;
  score: number;
  highlights?: { title: Span[] };
  /** What it was ordered by, number by number, ascending; ties fall to `product_id`. With `as_shard` alone. */
  sort_key?: number[];
}

/**
 * One selectable value. `value` is what goes into the filter: a handle, or a range `from-to` with either side open.
 * Values of the category tree come in pre-order with their `depth` (0 is a root).
 */
export interface FacetValue { value: string; label: string; count: number; is_selected: boolean; depth?: number }

export interface Facet { field: string; label?: string; kind: 'terms' | 'ranges'; values: FacetValue[] }

export interface SearchResult {
  /** All matches, also those deeper than pages go. */
  total_count: number;
  hits: SearchHit[];
  /** Empty unless asked for. */
  facets: Facet[];
  /** The text that was searched instead, when words unknown to the catalogue were taken for misspelled ones. */
  corrected_text?: string;
  /** Some hits lack a word of the text, since too few hold them all. */
  is_relaxed: boolean;
  took_ms: number;
}

/** `size` is the most suggestions of each kind (1 to 20). */
export interface SuggestQuery { text: string; size: number }

export interface SuggestResult {
  /** Texts to search for, best first. */
  queries: string[];
  products: { product_id: string }[];
  categories: { handle: string; name: string; count: number }[];
  brands: { handle: string; name: string; count: number }[];
}

export interface ProductVersion { product_id: string; version: number }

/** How many changes took effect, and how many were older than what the index holds. */
export interface ChangeResult { applied_count: number; stale_count: number }

/** Who types `from` (one word or several) finds `to` as well; two-way also the other way round. */
export interface Synonym { from: string; to: string[]; is_two_way: boolean }

/** Languages whose words an engine knows how to bring to a common form. ISO 639-1. */
export const languages = ['ar', 'cs', 'da', 'de', 'el', 'en', 'es', 'fi', 'fr', 'hi', 'hu', 'id', 'it', 'ja', 'ko', 'nl', 'no', 'pl', 'pt', 'ro', 'ru', 'sv', 'tr', 'zh'] as const;
export type Language = (typeof languages)[number];

export interface SearchEngine {
  /** Replaces the synonyms that operators keep; those that come with the language stay. In force for the next search. */
  configure(settings: { synonyms: readonly Synonym[] }): Promise<void>;
  /** Adds or replaces. A document older than the indexed or removed version is ignored. */
  upsert(documents: SearchDocument[]): Promise<ChangeResult>;
  /** Removes, and remembers the version so that a late upsert does not bring the product back. */
  remove(products: ProductVersion[]): Promise<ChangeResult>;
  search(query: SearchQuery): Promise<SearchResult>;
  suggest(query: SuggestQuery): Promise<SuggestResult>;
  documentCount(): Promise<number>;
  /** Forgets every document and version. */
  clear(): Promise<void>;
  /** Lets everybody search what was written into an engine that was opened to replace another. Absent where the engine is searched as soon as it is used. */
  publish?(): Promise<void>;
  /** Lets go of threads, connections and what was never published. */
  close?(): Promise<void>;
}

/** Limits that hold for every engine. */
export const searchLimits = {
  text_characters: 200,
  text_words: 12,
  page_size: 100,
  /** With fewer products that hold all words, some that lack one are shown too. */
  enough_matches: 10,
  /** The deepest hit that paging reaches. */
  page_depth: 10_000,
  filters: 30,
  filter_values: 100,
  merchandising_rules: 50,
  synonyms: 10_000,
  suggestions: 20,
} as const;
