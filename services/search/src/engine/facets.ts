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

/** All facets that offer a choice or hold a selection. */
export function countFacets(scope: FacetScope): Facet[] {
	const { table } = scope;
	const category = categoryFacet(scope);
	const facets = [
		category.facet,
		columnFacet('brand', table.document_brands.values, table.brands, scope),
		rangeFacet('price_minor', table.prices.values, priceRanges(scope), scope),
		rangeFacet('rating', table.ratings.values, RATINGS.map((from) => ({ from, label: `${from}+` })), scope),
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

/** The settings' edges, in minor units of the currency that is filtered by, or else that most matches are sold in. */
function priceRanges({ matches, groups, table, settings }: FacetScope): LabelledRange[] {
	const [filtered] = selectedValues('currency', groups);
	const scale = 10 ** settings.currencyDigits(filtered ?? mainCurrency(matches, table));
	const edges = [0, ...settings.price_edges];
	return edges.map((edge, i) => {
		const next = edges[i + 1];
		return next === undefined ? { from: edge * scale, label: `${edge}+` } : { from: edge * scale, to: next * scale, label: `${edge}–${next}` };
	});
}

function mainCurrency(matches: Matches, table: DocumentTable): string {
	const { keys } = table.currencies;
	if (keys.length < 2) return keys[0] ?? '';
	const counts = new Int32Array(keys.length);
	for (let i = 0; i < matches.count; i++) counts[table.document_currencies.values[matches.documents[i]!]!]!++;
	return keys[counts.indexOf(Math.max(...counts))] ?? '';
}
