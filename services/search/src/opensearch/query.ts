import { searchLimits, type Merchandising, type PriorWeights, type SearchQuery, type SearchSort } from '../port.ts';
import type { Json } from './connection.ts';
import { every, filterClause, nothing, some } from './filters.ts';
import { matchingClause, type Plan } from './plan.ts';

/** The weights that the shop began with, kept by human-judged queries. */
const fields = ['title^3', 'description^2', 'brand^1.5', 'category'];
const every_word_weight = 2;
const one_field_weight = .4;
const phrase_weight = 2;
const unfinished_weight = .7;
/** Above every score of text, and pins above that. Scores are 32-bit floats, so steps must be wide. */
const identifier_score = 1_000;
const pin_score = 1_000_000_000;
const pin_step = 1_000_000;
const strongest_factor = 1_000;
const default_priors: Required<PriorWeights> = { popularity: .1, rating: .05, conversion: .1, freshness: 0 };
const freshness_half_life = '90d';

/** The products that match, in a form that sorts by relevance when asked to. `positions` are the words that must be there. */
export function textQuery(plan: Plan, positions: readonly number[], sort: SearchSort): Json {
  const matching = anyOf(plan, positions);
  const everyWord = plan.words.map((_, i) => i);
  if (sort !== 'relevance') {
    // With words given up, the cheapest product that lacks one must not come before the cheapest that has them all.
    const full = positions.length < everyWord.length ? [{ constant_score: { filter: anyOf(plan, everyWord) } }] : [];
    return { bool: { filter: [matching], should: full } };
  }
  const phrase = plan.words.length > 1 ? [{ match_phrase: { title: { query: plan.text, slop: 1, boost: phrase_weight } } }] : [];
  const unfinished = plan.words.at(-1)?.is_unfinished ? [{ multi_match: { query: plan.text, type: 'bool_prefix', fields: ['typing', 'typing._2gram'], boost: unfinished_weight } }] : [];
  const identifiers = plan.identifiers.length > 0 ? [{ constant_score: { filter: { terms: { identifiers: plan.identifiers } }, boost: identifier_score } }] : [];
  const texts = plan.variants.flatMap(({ text, weight }) => textScores(text, weight));
  return { bool: { filter: [matching], should: [{ dis_max: { queries: texts } }, ...phrase, ...unfinished, ...identifiers] } };
}

function anyOf(plan: Plan, positions: readonly number[]): Json {
  const texts = positions.length > 0 ? [matchingClause(plan, positions)] : [];
  return some([...texts, ...plan.identifiers.length > 0 ? [{ terms: { identifiers: plan.identifiers } }] : []]);
}

function textScores(text: string, weight: number): Json[] {
  return [
    { multi_match: { query: text, type: 'cross_fields', operator: 'and', fields, boost: every_word_weight * weight } },
    { multi_match: { query: text, type: 'cross_fields', fields, boost: weight } },
    { multi_match: { query: text, type: 'best_fields', fields, boost: one_field_weight * weight } },
  ];
}

/** The query that all began with: every word with its misspellings, in the best field. */
export function seedQuery(text: string): Json {
  return text === '' ? { match_all: {} } : { bool: { must: [{ multi_match: { query: text, fields, fuzziness: 'AUTO' } }] } };
}

/** Scores times what is known beside the text: 1 + the sum of weight * share. */
export function withPriors(query: Json, weights: PriorWeights = {}): Json {
  const weightOf = (name: keyof PriorWeights) => clampWeight(weights[name] ?? default_priors[name]);
  const functions: Json[] = [{ weight: 1 }];
  for (const [name, field] of [['popularity', 'popularity'], ['rating', 'rating_prior'], ['conversion', 'conversion']] as const) {
    if (weightOf(name) > 0) functions.push({ field_value_factor: { field, factor: weightOf(name), missing: 0 } });
  }
  if (weightOf('freshness') > 0) functions.push({ exp: { created_at: { origin: Date.now(), scale: freshness_half_life, decay: .5 } }, weight: weightOf('freshness') });
  return { function_score: { query, functions, score_mode: 'sum', boost_mode: 'multiply' } };
}

function clampWeight(weight: number): number {
  return Math.min(1, Math.max(0, weight || 0));
}

/** Every product, the popular first. */
export function browseQuery(): Json {
  return withPriors({ match_all: {} }, { popularity: 1, rating: 0, conversion: 0, freshness: 0 });
}

/** What an operator decided, around the scored query. */
export function merchandised(query: Json, { pinned_product_ids, boosts }: Merchandising): Json {
  const rules = boosts.slice(0, searchLimits.merchandising_rules).filter(({ factor }) => Number.isFinite(factor) && factor >= 0);
  const functions = rules.map(({ filter, factor }) => ({ filter: filterClause(filter), weight: Math.min(factor, strongest_factor) }));
  const boosted = functions.length > 0 ? { function_score: { query, functions, score_mode: 'multiply', boost_mode: 'multiply' } } : query;
  const pins = [...new Set(pinned_product_ids)].slice(0, searchLimits.merchandising_rules)
    .map((id, i) => ({ constant_score: { filter: { terms: { product_id: [id.toWellFormed()] } }, boost: pin_score - i * pin_step } }));
  return pins.length > 0 ? { dis_max: { queries: [...pins, boosted] } } : boosted;
}

/** Nothing matches the text: no word is known, and no identifier either. */
export function isHopeless({ words, identifiers }: Plan): boolean {
  return words.length === 0 && identifiers.length === 0;
}

const byId = { product_id: 'asc' };
const last = { missing: '_last' };

/** With `is_relaxed`, the score says whether a product has every word, and comes first. */
export function sortOf(sort: SearchSort, is_relaxed: boolean): Json[] {
  const full: Json[] = is_relaxed ? [{ _score: 'desc' }] : [];
  switch (sort) {
    case 'relevance': return [{ _score: 'desc' }, byId];
    case 'price_asc': return [...full, { price_minor: { order: 'asc', ...last } }, byId];
    case 'price_desc': return [...full, { price_minor: { order: 'desc', ...last } }, byId];
    case 'rating': return [...full, { rating_average: { order: 'desc', ...last } }, { rating_count: 'desc' }, byId];
    case 'newest': return [...full, { created_at: 'desc' }, byId];
    case 'popularity': return [...full, { popularity: 'desc' }, byId];
  }
}

/** The page in bounds. `size` is 0 beyond the deepest hit. */
export function pageOf({ page, page_size }: Pick<SearchQuery, 'page' | 'page_size'>): { from: number; size: number } {
  const wanted = clamp(page_size, 1, searchLimits.page_size);
  const from = (clamp(page, 1, searchLimits.page_depth) - 1) * wanted;
  const size = Math.max(0, Math.min(wanted, searchLimits.page_depth - from));
  return { from: size === 0 ? 0 : from, size };
}

/** The nearest whole number within bounds; the lower bound for what is no number. */
export function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, Math.trunc(value) || lowest));
}

/** Counts, without filters, of products that have the `size` rarest words, for each number of words. */
export function relaxationBody(plan: Plan): Json {
  const rarest = rarestFirst(plan);
  const filters = Object.fromEntries(rarest.map((_, i) => [`n${i + 1}`, anyOf(plan, rarest.slice(0, i + 1))]));
  const [first] = rarest;
  return { size: 0, track_total_hits: false, query: first === undefined ? nothing : every([anyOf(plan, [first])]), aggs: { kept: { filters: { filters } } } };
}

export function rarestFirst({ words, counts }: Plan): number[] {
  return words.map((_, i) => i).sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0));
}
