import { attributeFacets } from './attribute-facets.ts';
import { categoryFacet } from './category-facet.ts';
import type { DocumentTable } from './document-table.ts';
import { topValues, type FacetScope } from './facet-scope.ts';
import { parseRange, rangeValue } from './filters.ts';
import type { Interner } from './interner.ts';
import { selectedValues, visitIgnoring, type Matches } from './matches.ts';
import type { Facet, FacetValue } from '../port.ts';

const VALUES = 20;
const RATINGS = [4, 3, 2, 1];
/** Days; the upper end of a range is excluded. */
const DELIVERY_EDGES = [2, 3, 5, 7, 11];
/** Prices that all fall into one range are cut into as many parts of equal size. */
const PARTS = 4;
const FEWEST_PRICES = 8;

/** All facets that offer a choice or hold a selection. */
export function countFacets(scope: FacetScope): Facet[] {
  const { table } = scope;
  const category = categoryFacet(scope);
  const facets = [
    category.facet,
    columnFacet('brand', table.document_brands.values, table.brands, scope),
    priceFacet(scope),
    rangeFacet('rating', table.ratings.values, RATINGS.map((from) => ({ from, label: `${from}+` })), scope),
    rangeFacet('delivery_days', table.delivery_days.values, DELIVERY_EDGES.map((to) => ({ to, label: rangeValue({ to }) })), scope),
    sellerFacet(scope),
    columnFacet('condition', table.document_conditions.values, table.conditions, scope),
    availabilityFacet(scope),
    ...category.has_leader ? attributeFacets(scope) : attributeFacets(scope, true),
  ];
  return facets.filter((facet) => facet.values.length > 0);
}

function internedValues(counts: Int32Array, interner: Interner, selected: ReadonlySet<string>): FacetValue[] {
  return interner.keys.map((value, i) => ({ value, label: interner.labels[i]!, count: counts[i]!, is_selected: selected.has(value) }));
}

function columnFacet(field: string, column: Int32Array, interner: Interner, { matches, groups }: FacetScope): Facet {
  const counts = new Int32Array(interner.keys.length);
  visitIgnoring(field, groups, matches, (document) => { counts[column[document]!]!++; });
  const selected = selectedValues(field, groups);
  return { field, kind: 'terms', values: topValues(internedValues(counts, interner, selected), selected, VALUES) };
}

function sellerFacet({ matches, groups, table }: FacetScope): Facet {
  const { lists } = table.seller_lists;
  const listCounts = new Int32Array(lists.length);
  visitIgnoring('seller', groups, matches, (document) => { listCounts[table.document_sellers.values[document]!]!++; });
  const counts = new Int32Array(table.sellers.keys.length);
  lists.forEach((list, i) => { for (const seller of list) counts[seller]! += listCounts[i]!; });
  const selected = selectedValues('seller', groups);
  return { field: 'seller', kind: 'terms', values: topValues(internedValues(counts, table.sellers, selected), selected, VALUES) };
}

function availabilityFacet({ matches, groups, table }: FacetScope): Facet {
  const counts = new Int32Array(2);
  visitIgnoring('availability', groups, matches, (document) => { counts[table.is_in_stock.values[document]!]!++; });
  const selected = selectedValues('availability', groups);
  const values = ['out_of_stock', 'in_stock'].map((value, i) => ({ value, label: value, count: counts[i]!, is_selected: selected.has(value) }));
  return { field: 'availability', kind: 'terms', values: topValues(values, selected, values.length) };
}

interface LabelledRange { from?: number; to?: number; label: string }

/** The standard ranges that documents are in, and whatever else is selected. */
function rangeFacet(field: string, column: Float64Array, standard: LabelledRange[], { matches, groups }: FacetScope): Facet {
  const selected = new Set((groups.find((group) => group.field === field)?.filters ?? [])
    .flatMap((filter) => 'any_of' in filter ? filter.any_of : [rangeValue(filter)]));
  const ranges = standard.map((range) => ({ ...range, value: rangeValue(range) }));
  for (const value of selected) {
    const range = parseRange(value);
    if (range && !ranges.some((other) => other.value === value)) ranges.push({ ...range, label: value, value });
  }
  const counts = new Int32Array(ranges.length);
  const lows = Float64Array.from(ranges, (range) => range.from ?? -Infinity);
  const highs = Float64Array.from(ranges, (range) => range.to ?? Infinity);
  visitIgnoring(field, groups, matches, (document) => {
    const amount = column[document]!;
    for (let i = 0; i < counts.length; i++) if (amount >= lows[i]! && amount < highs[i]!) counts[i]!++;
  });
  const values = ranges.map(({ value, label }, i) => ({ value, label, count: counts[i]!, is_selected: selected.has(value) }));
  return { field, kind: 'ranges', values: values.filter((value) => value.count > 0 || value.is_selected) };
}

/** The usual ranges, or when all prices are in one of them, quarters at round prices. */
function priceFacet(scope: FacetScope): Facet {
  const { table, matches, groups } = scope;
  const standard = priceRanges(scope);
  const usual = rangeFacet('price_minor', table.prices.values, standard, scope);
  const standing = new Set(standard.map(rangeValue));
  const filled = usual.values.filter(({ value, count }) => count > 0 && standing.has(value));
  if (filled.length !== 1 || filled[0]!.count < FEWEST_PRICES) return usual;
  const prices: number[] = [];
  visitIgnoring('price_minor', groups, matches, (document) => { if (table.prices.values[document]! > 0) prices.push(table.prices.values[document]!); });
  const edges = quantileEdges(prices);
  return edges.length === 0 ? usual : rangeFacet('price_minor', table.prices.values, rangesBetween(edges, 10 ** minorDigits(scope)), scope);
}

function quantileEdges(prices: number[]): number[] {
  const sorted = Float64Array.from(prices).sort();
  const edges = new Set<number>();
  for (let part = 1; part < PARTS; part++) edges.add(roundPrice(sorted[Math.floor(sorted.length * part / PARTS)]!));
  return [...edges].filter((edge) => edge > sorted[0]! && edge <= sorted.at(-1)!);
}

/** To two digits: 12,345 is shown as 12,000. */
function roundPrice(minor: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(minor)) - 1);
  return Math.round(minor / step) * step;
}

function rangesBetween(edges: readonly number[], scale: number): LabelledRange[] {
  return [undefined, ...edges].map((from, i) => {
    const to = edges[i];
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }), label: `${from === undefined ? '' : from / scale}–${to === undefined ? '' : to / scale}` };
  });
}

/** The settings' edges, in minor units of the currency that is filtered by, or else that most matches are sold in. */
function priceRanges(scope: FacetScope): LabelledRange[] {
  const scale = 10 ** minorDigits(scope);
  const edges = [0, ...scope.settings.price_edges];
  return edges.map((edge, i) => {
    const next = edges[i + 1];
    return next === undefined ? { from: edge * scale, label: `${edge}+` } : { from: edge * scale, to: next * scale, label: `${edge}–${next}` };
  });
}

function minorDigits({ matches, groups, table, settings }: FacetScope): number {
  const [filtered] = selectedValues('currency', groups);
  return settings.currencyDigits(filtered ?? mainCurrency(matches, table));
}

function mainCurrency(matches: Matches, table: DocumentTable): string {
  const { keys } = table.currencies;
  if (keys.length < 2) return keys[0] ?? '';
  const counts = new Int32Array(keys.length);
  for (let i = 0; i < matches.count; i++) counts[table.document_currencies.values[matches.documents[i]!]!]!++;
  return keys[counts.indexOf(Math.max(...counts))] ?? '';
}
