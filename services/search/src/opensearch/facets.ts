import { isCurrency, minorDigits } from '@orinoco/money';
import type { Facet, FacetValue } from '../port.ts';
import { facet_values, priceRanges, rangeFacets, selectedRanges, standardRanges, termFacets, withSelected, type LabelledRange } from './aggregations.ts';
import { categoryValues } from './category-tree.ts';
import { attribute_prefix, rangeValue, selectedValues, type FilterGroup } from './filters.ts';
import { part, readLabelled, readPath } from './source.ts';

const attribute_facets = 6;
const attribute_values = 12;
/** With more distinct values an attribute is a measurement, not a choice. */
const distinct_limit = 40;
/** The least share of the matches that must have the attribute. */
const coverage = .3;
const usual_digits = 2;
/** Prices that all fall into one range are cut into quarters, unless they are few. */
const fewest_prices = 8;

interface Bucket { key: string; doc_count: number }
interface Terms { buckets: Bucket[] }
interface Ranges { buckets: Record<string, { doc_count: number } | undefined> }
type Scope = { doc_count: number } & Record<string, unknown>;
export type Aggregations = Record<string, unknown>;

/** What was counted, per field in the scope that its facet sees. */
interface Counted { groups: readonly FilterGroup[]; scopeOf(field: string): Scope; answer: Aggregations }

function countedOf(answer: Aggregations, groups: readonly FilterGroup[]): Counted {
  return { groups, answer, scopeOf: (field) => (answer[`own:${field}`] ?? answer['shared']) as Scope };
}

/** All facets that offer a choice or hold a selection. `quarters` are the ranges that `prices` of the answer is counted by. */
export function readFacets(answer: Aggregations, groups: readonly FilterGroup[], quarters?: readonly LabelledRange[]): Facet[] {
  const counted = countedOf(answer, groups);
  const category = categoryFacet(counted);
  const facets = [
    category.facet,
    termFacet('brand', counted),
    quarters ? rangeFacet('price_minor', { ...counted, scopeOf: () => answer['prices'] as Scope }, quarters) : rangeFacet('price_minor', counted),
    rangeFacet('rating', counted),
    rangeFacet('delivery_days', counted),
    termFacet('seller', counted),
    termFacet('condition', counted),
    termFacet('availability', counted),
    ...attributeFacets(counted, category.has_leader),
  ];
  return facets.filter(({ values }) => values.length > 0);
}

function termsOf(scope: Scope, name: string): Bucket[] {
  return (scope[name] as Terms | undefined)?.buckets ?? [];
}

function categoryFacet({ groups, answer, scopeOf }: Counted): { facet: Facet; has_leader: boolean } {
  const scope = scopeOf('category');
  const selected = selectedValues('category', groups);
  const named = (answer['paths'] as { named: Scope } | undefined)?.named;
  const paths = [
    ...termsOf(scope, 'category').map(({ key, doc_count }) => ({ path: readPath(key), count: doc_count })),
    ...named ? termsOf(named, 'category').map(({ key }) => ({ path: readPath(key), count: 0 })) : [],
  ];
  const { values, has_leader } = categoryValues(paths, selected, scope.doc_count);
  return { facet: { field: 'category', kind: 'terms', values }, has_leader };
}

function termFacet(field: string, { groups, scopeOf }: Counted): Facet {
  const scope = scopeOf(field);
  const selected = selectedValues(field, groups);
  const apart = (scope[`${field}:selected`] as { values: Terms } | undefined)?.values.buckets ?? [];
  const counts = new Map<string, { label: string; count: number }>();
  const seen = new Set<string>();
  for (const { key, doc_count } of [...termsOf(scope, field), ...apart]) {
    if (seen.has(key)) continue;
    seen.add(key);
    const { handle, name } = termFacets[field] === 'brand_key' ? readLabelled(key) : { handle: key, name: key };
    const known = counts.get(handle);
    if (known) known.count += doc_count;
    else counts.set(handle, { label: name, count: doc_count });
  }
  return { field, kind: 'terms', values: topValues([...counts].map(([value, { label, count }]) => ({ value, label, count, is_selected: selected.has(value) })), selected, facet_values) };
}

function rangeFacet(field: string, { groups, scopeOf, answer }: Counted, given?: readonly LabelledRange[]): Facet {
  const selected = selectedRanges(field, groups);
  const standing = given ?? (field === 'price_minor' ? priceRanges(priceDigits(answer, groups)) : standardRanges(field));
  const counts = (scopeOf(field)[field] as Ranges | undefined)?.buckets ?? {};
  const values = withSelected(standing, selected).map(({ value, label }) => ({ value, label, count: counts[value]?.doc_count ?? 0, is_selected: selected.has(value) }));
  return { field, kind: Object.hasOwn(rangeFacets, field) ? 'ranges' : 'terms', values: values.filter((value) => value.count > 0 || value.is_selected) };
}

interface Quarters { values: { value: number | null }[] }
interface Extent { min: number | null; max: number | null }

/** Quarters at round prices, when all prices are in one of the usual ranges; else none. */
export function quarterRanges(answer: Aggregations, groups: readonly FilterGroup[]): LabelledRange[] {
  const counted = countedOf(answer, groups);
  const [only, ...others] = rangeFacet('price_minor', counted).values.filter(({ count }) => count > 0);
  if (!only || others.length > 0 || only.count < fewest_prices) return [];
  const scope = counted.scopeOf('price_minor');
  const { min, max } = scope['price_extent'] as Extent;
  const edges = [...new Set((scope['price_quarters'] as Quarters).values.map(({ value }) => roundPrice(value ?? 0)))].filter((edge) => edge > (min ?? 0) && edge <= (max ?? 0));
  const scale = 10 ** priceDigits(answer, groups);
  return edges.length === 0 ? [] : [undefined, ...edges].map((from, i) => {
    const to = edges[i];
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    return { ...range, value: rangeValue(range), label: `${from === undefined ? '' : from / scale}–${to === undefined ? '' : to / scale}` };
  });
}

/** To two digits: 12,345 is shown as 12,000. */
function roundPrice(minor: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(minor)) - 1);
  return Math.round(minor / step) * step;
}

/** Of the currency that is filtered by, or else that most matches are sold in. */
function priceDigits(answer: Aggregations, groups: readonly FilterGroup[]): number {
  const [filtered] = selectedValues('currency', groups);
  const main = (answer['currency'] as Terms | undefined)?.buckets[0]?.key;
  const currency = filtered ?? main;
  return isCurrency(currency) ? minorDigits(currency) : usual_digits;
}

interface Attribute { code: string; values: { value: string; count: number }[]; document_count: number }

/** The attributes that are filtered by, then those that cut the matches best: had by many, spread evenly over few values. */
function attributeFacets({ groups, scopeOf, answer }: Counted, has_leader: boolean): Facet[] {
  const selected = groups.map(({ field }) => field).filter((field) => field.startsWith(attribute_prefix));
  const shared = answer['shared'] as Scope;
  const chosen = has_leader ? usefulAttributes(shared, new Set(selected.map((field) => field.slice(attribute_prefix.length)))) : [];
  const own = selected.map((field) => attributeFacet(field, termsOf(scopeOf(field), field).map(({ key, doc_count }) => ({ value: key.slice(key.indexOf(part) + 1), count: doc_count })), groups));
  return [...own, ...chosen.slice(0, Math.max(0, attribute_facets - selected.length)).map(({ code, values }) => attributeFacet(attribute_prefix + code, values, groups))];
}

function attributeFacet(field: string, counts: readonly { value: string; count: number }[], groups: readonly FilterGroup[]): Facet {
  const selected = selectedValues(field, groups);
  const values = counts.map(({ value, count }) => ({ value, label: value, count, is_selected: selected.has(value) }));
  const shown = topValues(values, selected, attribute_values);
  if (shown.every(({ value }) => value !== '' && Number.isFinite(Number(value)))) shown.sort((a, b) => Number(a.value) - Number(b.value));
  return { field, kind: 'terms', values: shown };
}

/** By coverage times the chance that two matches differ in the attribute, best first. */
function usefulAttributes(shared: Scope, excluded: ReadonlySet<string>): Attribute[] {
  const total = shared.doc_count;
  const byCode = Map.groupBy(termsOf(shared, 'attribute_pairs'), ({ key }) => key.slice(0, key.indexOf(part)));
  const sum = (values: Attribute['values'], power: number) => values.reduce((total, { count }) => total + count ** power, 0);
  const worth = ({ values, document_count }: Attribute) => (document_count / total) * (1 - sum(values, 2) / sum(values, 1) ** 2);
  return termsOf(shared, 'attribute_codes')
    .filter(({ key, doc_count }) => !excluded.has(key) && doc_count >= total * coverage)
    .map(({ key, doc_count }) => ({ code: key, document_count: doc_count, values: (byCode.get(key) ?? []).map((bucket) => ({ value: bucket.key.slice(key.length + 1), count: bucket.doc_count })) }))
    .filter(({ values }) => values.length > 1 && values.length <= distinct_limit)
    .sort((a, b) => worth(b) - worth(a) || (a.code < b.code ? -1 : 1));
}

/** Most frequent values first, at most `limit`, and the selected ones however rare. */
function topValues(values: FacetValue[], selected: ReadonlySet<string>, limit: number): FacetValue[] {
  const known = new Set(values.map(({ value }) => value));
  const missing = [...selected].filter((value) => !known.has(value)).map((value) => ({ value, label: value, count: 0, is_selected: true }));
  const shown = values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return [...shown.slice(0, limit), ...shown.slice(limit).filter((value) => value.is_selected), ...missing];
}
