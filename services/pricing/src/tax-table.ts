import type { TaxRateRow } from './tax.ts';

/**
 * A start for a shop, not tax advice: state-level base sales tax of the United States (counties and cities add their
 * own), and the standard and commonly used reduced VAT rates of the EU and the United Kingdom, as known in 2026.
 */

/** State, percent, and whether the state taxes the delivery of taxed goods as a rule. */
const usStates: readonly (readonly [region: string, percent: number, is_shipping_taxed: boolean])[] = [
  ['AL', 4, false], ['AR', 6.5, true], ['AZ', 5.6, false], ['CA', 7.25, false], ['CO', 2.9, false], ['CT', 6.35, true],
  ['DC', 6, true], ['FL', 6, false], ['GA', 4, true], ['HI', 4, true], ['IA', 6, false], ['ID', 6, false],
  ['IL', 6.25, false], ['IN', 7, true], ['KS', 6.5, true], ['KY', 6, true], ['LA', 5, false], ['MA', 6.25, false],
  ['MD', 6, false], ['ME', 5.5, false], ['MI', 6, true], ['MN', 6.875, true], ['MO', 4.225, false], ['MS', 7, true],
  ['NC', 4.75, true], ['ND', 5, true], ['NE', 5.5, true], ['NJ', 6.625, true], ['NM', 4.875, true], ['NV', 6.85, false],
  ['NY', 4, true], ['OH', 5.75, true], ['OK', 4.5, false], ['PA', 6, true], ['RI', 7, true], ['SC', 6, true],
  ['SD', 4.2, true], ['TN', 7, true], ['TX', 6.25, true], ['UT', 4.85, false], ['VA', 5.3, false], ['VT', 6, true],
  ['WA', 6.5, true], ['WI', 5, true], ['WV', 6, true], ['WY', 4, false],
];

/** Country, standard percent, and the reduced percent for books, food and the like where there is one. */
const vatCountries: readonly (readonly [country: string, standard: number, reduced: number | null])[] = [
  ['AT', 20, 10], ['BE', 21, 6], ['BG', 20, 9], ['CY', 19, 5], ['CZ', 21, 12], ['DE', 19, 7], ['DK', 25, null], ['EE', 24, 9],
  ['ES', 21, 10], ['FI', 25.5, 13.5], ['FR', 20, 5.5], ['GR', 24, 13], ['HR', 25, 13], ['HU', 27, 5], ['IE', 23, 13.5],
  ['IT', 22, 10], ['LT', 21, 12], ['LU', 17, 8], ['LV', 21, 12], ['MT', 18, 5], ['NL', 21, 9], ['PL', 23, 8], ['PT', 23, 6],
  ['RO', 21, 11], ['SE', 25, 12], ['SI', 22, 9.5], ['SK', 23, 19], ['GB', 20, 5],
];

export const euVatCountries: ReadonlySet<string> = new Set(vatCountries.map(([country]) => country).filter((country) => country !== 'GB'));

const ppm = (percent: number) => Math.round(percent * 10_000);

function vatRow(country: string, tax_category: string, percent: number): TaxRateRow {
  return { rate_id: `${country.toLowerCase()}-vat-${tax_category}`, name: `VAT ${percent} %`, country, region: null, tax_category, rate_ppm: ppm(percent), is_shipping_taxed: true };
}

/** Every seeded rate. States without a sales tax (AK, DE, MT, NH, OR) have no row. */
export const taxTable: readonly TaxRateRow[] = [
  ...usStates.map(([region, percent, is_shipping_taxed]): TaxRateRow => ({
    rate_id: `us-${region.toLowerCase()}-sales`, name: `${region} sales tax`, country: 'US', region, tax_category: 'standard', rate_ppm: ppm(percent), is_shipping_taxed,
  })),
  ...vatCountries.flatMap(([country, standard, reduced]) => [
    vatRow(country, 'standard', standard), ...(reduced === null ? [] : [vatRow(country, 'reduced', reduced)]),
  ]),
];
