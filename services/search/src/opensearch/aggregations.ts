import type { Json } from './connection.ts';
import { attribute_prefix, every, isCounted, parseRange, rangeValue, selectedValues, type FilterGroup, type Range } from './filters.ts';
import { part } from './source.ts';

/** How many values a facet shows. One more than needed tells nothing here: selected ones are counted apart. */
export const facet_values = 20;
const category_nodes = 1_000;
const attribute_codes = 300;
const attribute_pairs = 2_000;
/** OpenSearch refuses longer regular expressions. */
const longest_code = 200;

/** Edges of the price facet in whole units of a currency. */
const price_edges = [0, 25, 50, 100];
/** Minor digits that currencies have. */
const digits = [0, 2, 3, 4];
const rating_edges = [4, 3, 2, 1];
const delivery_edges = [2, 3, 5, 7, 11];

/** The least prices that more than a quarter, half and three quarters are not above: a hair more than these shares. */
const quarters: Json = { percentiles: { field: 'price_minor', percents: [25.0001, 50.0001, 75.0001], keyed: false, hdr: { number_of_significant_value_digits: 4 } } };

export interface LabelledRange extends Range { value: string; label: string }

export function priceRanges(minor_digits: number): LabelledRange[] {
  const scale = 10 ** minor_digits;
  return price_edges.map((edge, i) => {
    const next = price_edges[i + 1];
    const range = next === undefined ? { from: edge * scale } : { from: edge * scale, to: next * scale };
    return { ...range, value: rangeValue(range), label: next === undefined ? `${edge}+` : `${edge}–${next}` };
  });
}

/** The ranges of a facet that always stand. Prices of every kind of currency: which it is comes with the answer. */
export function standardRanges(field: string): LabelledRange[] {
  if (field === 'rating') return rating_edges.map((from) => ({ from, value: rangeValue({ from }), label: `${from}+` }));
  if (field === 'delivery_days') return delivery_edges.map((to) => ({ to, value: rangeValue({ to }), label: rangeValue({ to }) }));
  return digits.flatMap(priceRanges);
}

/** Standing ranges are those given; others are what the buyer has selected beside them. */
export function withSelected(standing: readonly LabelledRange[], selected: ReadonlySet<string>): LabelledRange[] {
  const added = [...selected].flatMap((value) => {
    const range = parseRange(value);
    return range && !standing.some((other) => other.value === value) ? [{ ...range, value, label: value }] : [];
  });
  return [...standing, ...added];
}

/** What the filters of a range facet name, ranges in words included. */
export function selectedRanges(field: string, groups: readonly FilterGroup[]): Set<string> {
  const filters = groups.find((group) => group.field === field)?.filters ?? [];
  return new Set(filters.flatMap((filter) => ('any_of' in filter ? filter.any_of : [rangeValue(filter)])));
}

export const rangeFacets: Readonly<Record<string, string>> = { price_minor: 'price_minor', rating: 'rating_average', delivery_days: 'delivery_days' };
export const termFacets: Readonly<Record<string, string>> = { brand: 'brand_key', seller: 'seller_handles', condition: 'condition', availability: 'availability' };

/** Aggregations under `shared` see all filters; those under `own:<field>` all but the field's own. */
export function aggregationsOf(groups: readonly FilterGroup[]): Json {
  const counted = groups.filter(isCounted);
  const fields = ['category', ...Object.keys(termFacets), ...Object.keys(rangeFacets)];
  const own = new Set(counted.map(({ field }) => field));
  const shared = Object.fromEntries(fields.filter((field) => !own.has(field)).flatMap((field) => Object.entries(facetAggregations(field, groups))));
  const aggs: Json = {
    currency: { terms: { field: 'currency', size: 1 } },
    shared: {
      filter: passing(counted),
      aggs: { ...shared, attribute_codes: { terms: { field: 'attribute_codes', size: attribute_codes } }, attribute_pairs: { terms: { field: 'attribute_pairs', size: attribute_pairs } } },
    },
  };
  for (const { field } of counted) {
    const inner = facetAggregations(field, groups);
    if (Object.keys(inner).length > 0) aggs[`own:${field}`] = { filter: passing(counted.filter((group) => group.field !== field)), aggs: inner };
  }
  const categories = selectedValues('category', groups);
  // Where a selected category stands in the tree, even when nothing in it matches.
  if (categories.size > 0) aggs['paths'] = { global: {}, aggs: { named: { filter: { terms: { category_handles: [...categories] } }, aggs: { category: { terms: { field: 'category_keys', size: category_nodes } } } } } };
  return aggs;
}

function passing(groups: readonly FilterGroup[]): Json {
  return groups.length === 0 ? { match_all: {} } : every(groups.map(({ clause }) => clause));
}

function facetAggregations(field: string, groups: readonly FilterGroup[]): Json {
  if (field === 'category') return { category: { terms: { field: 'category_keys', size: category_nodes } } };
  const number = Object.hasOwn(rangeFacets, field) ? rangeFacets[field] : undefined;
  if (field === 'price_minor') return { [field]: rangeAggregation(field, withSelected(standardRanges(field), selectedRanges(field, groups))), price_quarters: quarters, price_extent: { stats: { field } } };
  if (number !== undefined) return { [field]: rangeAggregation(number, withSelected(standardRanges(field), selectedRanges(field, groups))) };
  const selected = [...selectedValues(field, groups)].map((value) => value.toWellFormed());
  const term = Object.hasOwn(termFacets, field) ? termFacets[field] : undefined;
  if (term !== undefined) return { [field]: { terms: { field: term, size: facet_values } }, ...selected.length > 0 && { [`${field}:selected`]: selectedAggregation(field, term, selected) } };
  const code = field.startsWith(attribute_prefix) ? field.slice(attribute_prefix.length).toWellFormed() : '';
  if (code === '' || code.length > longest_code) return {};
  return { [field]: { terms: { field: 'attribute_pairs', size: attribute_pairs, include: `${literal(code + part)}.*` } } };
}

/** However rare the selected values are. A brand is kept with its name, so it is looked for by its handle. */
function selectedAggregation(field: string, term: string, selected: readonly string[]): Json {
  if (field !== 'brand') return { filter: { match_all: {} }, aggs: { values: { terms: { field: term, size: selected.length, include: selected } } } };
  return { filter: { terms: { brand_handle: selected } }, aggs: { values: { terms: { field: term, size: 2 * selected.length } } } };
}

/** The same prices counted by other ranges. */
export function priceAggregation(groups: readonly FilterGroup[], standing: readonly LabelledRange[]): Json {
  const others = groups.filter((group) => isCounted(group) && group.field !== 'price_minor');
  return { prices: { filter: passing(others), aggs: { price_minor: rangeAggregation('price_minor', withSelected(standing, selectedRanges('price_minor', groups))) } } };
}

function rangeAggregation(field: string, ranges: readonly LabelledRange[]): Json {
  return { range: { field, keyed: true, ranges: ranges.map(({ value, from, to }) => ({ key: value, ...(from !== undefined && { from }), ...(to !== undefined && { to }) })) } };
}

/** As a regular expression of Lucene that means just this text. */
function literal(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '\\$&');
}
