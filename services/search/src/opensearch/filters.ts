import { searchLimits, type Filter, type RangeFilter } from '../port.ts';
import type { Json } from './connection.ts';
import { attributeNumber, attributePair, clean } from './source.ts';

export const attribute_prefix = 'attributes.';

/** The filters on one field. A product must pass all of them. */
export interface FilterGroup { readonly field: string; readonly filters: readonly Filter[]; readonly clause: Json }

export const nothing: Json = { match_none: {} };

const termFields: Readonly<Record<string, string>> = {
  category: 'category_handles', brand: 'brand_handle', seller: 'seller_handles', condition: 'condition', availability: 'availability', currency: 'currency',
};
const numberFields: Readonly<Record<string, string>> = { price_minor: 'price_minor', rating: 'rating_average', delivery_days: 'delivery_days' };
/** Facets of these do not exist, so that nothing needs to be counted without them. */
const uncounted: ReadonlySet<string> = new Set(['currency', 'ships_to']);

export function groupFilters(filters: readonly Filter[]): FilterGroup[] {
  const byField = Map.groupBy(filters.slice(0, searchLimits.filters), ({ field }) => field);
  return [...byField].map(([field, grouped]) => ({ field, filters: grouped, clause: every(grouped.map(filterClause)) }));
}

/** Whether a facet could ignore this group. */
export function isCounted({ field }: FilterGroup): boolean {
  return !uncounted.has(field);
}

/** Values that the filters of a field name. */
export function selectedValues(field: string, groups: readonly FilterGroup[]): Set<string> {
  const filters = groups.find((group) => group.field === field)?.filters ?? [];
  return new Set(filters.flatMap((filter) => ('any_of' in filter ? filter.any_of.slice(0, searchLimits.filter_values) : [])));
}

export function every(clauses: readonly Json[]): Json {
  const [only] = clauses;
  return only && clauses.length === 1 ? only : { bool: { filter: clauses } };
}

export function some(clauses: readonly Json[]): Json {
  const [only] = clauses;
  if (only === undefined) return nothing;
  return clauses.length === 1 ? only : { bool: { should: clauses, minimum_should_match: 1 } };
}

export function filterClause(filter: Filter): Json {
  const { field } = filter;
  if (field.startsWith(attribute_prefix)) return attributeClause(filter, field.slice(attribute_prefix.length));
  const number = Object.hasOwn(numberFields, field) ? numberFields[field] : undefined;
  if (number !== undefined) return some(rangesOf(filter).map((range) => rangeClause(number, range)));
  if (!('any_of' in filter)) return nothing;
  const wanted = filter.any_of.slice(0, searchLimits.filter_values).map(clean);
  if (field === 'ships_to') return some([{ terms: { ships_to: wanted.filter((country) => country !== '') } }, { bool: { must_not: { exists: { field: 'ships_to' } } } }]);
  const term = Object.hasOwn(termFields, field) ? termFields[field] : undefined;
  return term === undefined ? nothing : { terms: { [term]: wanted } };
}

function attributeClause(filter: Filter, code: string): Json {
  if ('any_of' in filter) return { terms: { attribute_pairs: filter.any_of.slice(0, searchLimits.filter_values).map((value) => attributePair(clean(code), value)) } };
  const { from = -Infinity, to = Infinity } = filter;
  if (Number.isNaN(from) || Number.isNaN(to)) return nothing;
  return { range: { attribute_numbers: { gte: attributeNumber(clean(code), from), lt: attributeNumber(clean(code), to) } } };
}

export interface Range { from?: number; to?: number }

function rangesOf(filter: Filter): Range[] {
  if (!('any_of' in filter)) return [filter];
  return filter.any_of.slice(0, searchLimits.filter_values).flatMap((value) => parseRange(value) ?? []);
}

/** JSON has no Infinity: an end there is left open, or nothing can match. */
function rangeClause(field: string, { from = -Infinity, to = Infinity }: Range): Json {
  if (Number.isNaN(from) || Number.isNaN(to) || from === Infinity || to === -Infinity) return nothing;
  if (from === -Infinity && to === Infinity) return { exists: { field } };
  return { range: { [field]: { ...(from > -Infinity && { gte: from }), ...(to < Infinity && { lt: to }) } } };
}

/** `from-to` with either side open, as values of range facets are written; undefined when it is none. */
export function parseRange(value: string): Range | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,15})?)?-(\d{1,15}(?:\.\d{1,15})?)?$/.exec(value);
  if (!match || value === '-') return undefined;
  return { ...(match[1] !== undefined && { from: Number(match[1]) }), ...(match[2] !== undefined && { to: Number(match[2]) }) };
}

export function rangeValue({ from, to }: Range | RangeFilter): string {
  return `${from ?? ''}-${to ?? ''}`;
}
