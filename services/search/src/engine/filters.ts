import type { DocumentTable } from './document-table.ts';
import { searchLimits, type Filter, type RangeFilter } from '../port.ts';

/** The filters on one field; a document must pass all of them. */
export interface FilterGroup { field: string; filters: Filter[]; passes: (document: number) => boolean }

/** `from-to` with either side open, as values of range facets are written; undefined when it is none. */
export function parseRange(value: string): { from?: number; to?: number } | undefined {
  const match = /^(\d+(?:\.\d+)?)?-(\d+(?:\.\d+)?)?$/.exec(value);
  if (!match || value === '-') return undefined;
  return { ...(match[1] !== undefined && { from: Number(match[1]) }), ...(match[2] !== undefined && { to: Number(match[2]) }) };
}

export function rangeValue({ from, to }: { from?: number; to?: number }): string {
  return `${from ?? ''}-${to ?? ''}`;
}

/** Compiles filters against the table as it is now; use before the next write. */
export function compileFilters(filters: readonly Filter[], table: DocumentTable): FilterGroup[] {
  const byField = new Map<string, Filter[]>();
  for (const filter of filters.slice(0, searchLimits.filters)) {
    byField.set(filter.field, [...byField.get(filter.field) ?? [], filter]);
  }
  return [...byField].map(([field, grouped]) => {
    const tests = grouped.map((filter) => compileFilter(filter, table));
    const [only] = tests;
    return { field, filters: grouped, passes: only && tests.length === 1 ? only : (document) => tests.every((test) => test(document)) };
  });
}

type Test = (document: number) => boolean;

const nothing: Test = () => false;

function compileFilter(filter: Filter, table: DocumentTable): Test {
  const { field } = filter;
  if (field.startsWith('attributes.')) return attributeTest(filter, field.slice('attributes.'.length), table);
  if (field === 'price_minor') return numberTest(filter, table.prices.values);
  if (field === 'delivery_days') return numberTest(filter, table.delivery_days.values);
  if (field === 'rating') return numberTest(filter, table.ratings.values);
  if (!('any_of' in filter)) return nothing;
  const wanted = filter.any_of.slice(0, searchLimits.filter_values);
  switch (field) {
    case 'brand': return columnTest(table.document_brands.values, numbersOf(wanted, table.brands));
    case 'currency': return columnTest(table.document_currencies.values, numbersOf(wanted, table.currencies));
    case 'condition': return columnTest(table.document_conditions.values, numbersOf(wanted, table.conditions));
    case 'seller': return columnTest(table.document_sellers.values, listsWith(numbersOf(wanted, table.sellers), table.seller_lists.lists));
    case 'category': return columnTest(table.document_paths.values, listsWith(numbersOf(wanted, table.categories.nodes), table.categories.paths.lists));
    case 'ships_to': return countryTest(wanted, table);
    case 'availability': return columnTest(table.is_in_stock.values, new Set([...wanted.includes('in_stock') ? [1] : [], ...wanted.includes('out_of_stock') ? [0] : []]));
    default: return nothing;
  }
}

function numbersOf(keys: readonly string[], interner: { find(key: string): number }): Set<number> {
  return new Set(keys.map((key) => interner.find(key)).filter((number) => number >= 0));
}

/** The lists that hold one of the numbers. */
function listsWith(numbers: ReadonlySet<number>, lists: readonly number[][]): Set<number> {
  return new Set(lists.flatMap((list, i) => list.some((number) => numbers.has(number)) ? [i] : []));
}

/** Passes what goes everywhere. */
function countryTest(wanted: readonly string[], table: DocumentTable): Test {
  const lists = listsWith(numbersOf(wanted, table.countries), table.country_lists.lists);
  const column = table.document_countries.values;
  return (document) => column[document] === 0 || lists.has(column[document]! - 1);
}

function columnTest(column: Int32Array, accepted: ReadonlySet<number>): Test {
  if (accepted.size === 0) return nothing;
  const [only] = accepted;
  return accepted.size === 1 ? (document) => column[document] === only : (document) => accepted.has(column[document]!);
}

function numberTest(filter: Filter, column: Float64Array): Test {
  const ranges = rangesOf(filter);
  const [only] = ranges;
  if (only && ranges.length === 1) {
    const { from = -Infinity, to = Infinity } = only;
    return (document) => column[document]! >= from && column[document]! < to;
  }
  return (document) => ranges.some((range) => isWithin(column[document]!, range));
}

function rangesOf(filter: Filter): { from?: number; to?: number }[] {
  if (!('any_of' in filter)) return [filter];
  return filter.any_of.slice(0, searchLimits.filter_values).flatMap((value) => parseRange(value) ?? []);
}

/** NaN (no rating) is in no range. */
function isWithin(value: number, { from = -Infinity, to = Infinity }: Omit<RangeFilter, 'field'>): boolean {
  return value >= from && value < to;
}

function attributeTest(filter: Filter, code: string, { attributes }: DocumentTable): Test {
  const pairs = attributes.pairs_by_code[attributes.codes.find(code)];
  if (!pairs) return nothing;
  const accepted = new Uint8Array(attributes.pair_count);
  const wanted = 'any_of' in filter ? new Set(filter.any_of.slice(0, searchLimits.filter_values)) : undefined;
  for (const pair of pairs) {
    const value = attributes.pair_values[pair]!;
    const isAccepted = wanted ? wanted.has(value) : value !== '' && isWithin(Number(value), filter as RangeFilter);
    if (isAccepted) accepted[pair] = 1;
  }
  return (document) => attributes.list(document).some((pair) => accepted[pair] === 1);
}
