import type { AttributeCounts, AttributeTable } from './attribute-table.ts';
import { topValues, type FacetScope } from './facet-scope.ts';
import { selectedValues, visitIgnoring } from './matches.ts';
import type { Facet, FacetValue } from '../port.ts';

const FACETS = 6;
const VALUES = 12;
/** With more distinct values an attribute is a measurement, not a choice. */
const DISTINCT_LIMIT = 40;
/** The least share of the matches that must have the attribute. */
const COVERAGE = .3;
const PREFIX = 'attributes.';

/**
 * The attributes that cut the matches best: had by many, spread evenly over few values; and those filtered by.
 * `onlySelected` leaves it at the latter.
 */
export function attributeFacets(scope: FacetScope, onlySelected = false): Facet[] {
  const { matches, groups, table: { attributes } } = scope;
  const selected = groups.filter((group) => group.field.startsWith(PREFIX)).map((group) => group.field.slice(PREFIX.length));
  const counts = attributes.noCounts();
  if (!onlySelected) {
    for (let i = 0; i < matches.passed_count; i++) attributes.count(matches.passed[i]!, counts);
  }
  const chosen = onlySelected ? [] : usefulCodes(counts, attributes, matches.passed_count, new Set(selected));
  return [
    ...selected.map((code) => attributeFacet(code, countIgnoring(code, scope), scope)),
    ...chosen.slice(0, Math.max(0, FACETS - selected.length)).map((code) => attributeFacet(code, counts, scope)),
  ];
}

function countIgnoring(code: string, { matches, groups, table: { attributes } }: FacetScope): AttributeCounts {
  const counts = attributes.noCounts();
  visitIgnoring(PREFIX + code, groups, matches, (document) => attributes.count(document, counts));
  return counts;
}

function attributeFacet(code: string, { pairs: counts }: AttributeCounts, { groups, table: { attributes } }: FacetScope): Facet {
  const field = PREFIX + code;
  const selected = selectedValues(field, groups);
  const values: FacetValue[] = [];
  for (const pair of attributes.pairs_by_code[attributes.codes.find(code)] ?? []) {
    const value = attributes.pair_values[pair]!;
    const is_selected = selected.has(value);
    if (counts[pair]! > 0 || is_selected) values.push({ value, label: value, count: counts[pair]!, is_selected });
  }
  const shown = topValues(values, selected, VALUES);
  if (shown.every(({ value }) => value !== '' && Number.isFinite(Number(value)))) shown.sort((a, b) => Number(a.value) - Number(b.value));
  return { field, kind: 'terms', values: shown };
}

/** Codes by coverage times the chance that two matches differ in the attribute, best first. */
function usefulCodes({ pairs, codes }: AttributeCounts, attributes: AttributeTable, total: number, excluded: ReadonlySet<string>): string[] {
  const size = codes.length;
  const [sums, squares, distinct] = [new Float64Array(size), new Float64Array(size), new Int32Array(size)];
  for (let pair = 0; pair < pairs.length; pair++) {
    const count = pairs[pair]!;
    if (count === 0) continue;
    const code = attributes.pair_codes.values[pair]!;
    sums[code]! += count;
    squares[code]! += count * count;
    distinct[code]!++;
  }
  return attributes.codes.keys
    .map((code, i) => ({
      code,
      worth: (codes[i]! / total) * (1 - squares[i]! / sums[i]! ** 2),
      isChoice: distinct[i]! > 1 && distinct[i]! <= DISTINCT_LIMIT && codes[i]! >= total * COVERAGE,
    }))
    .filter(({ code, isChoice }) => isChoice && !excluded.has(code))
    .sort((a, b) => b.worth - a.worth || (a.code < b.code ? -1 : 1))
    .map(({ code }) => code);
}
