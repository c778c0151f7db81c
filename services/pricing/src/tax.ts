import { allocate, multiplyRate, multiplyRatio, type Rounding } from '@orinoco/money';
import { euVatCountries, taxTable } from './tax-table.ts';

/** One rate of one authority for one kind of goods in one place. `region` absent or null: the whole country. */
export interface TaxRate {
  readonly rate_id: string;
  readonly name: string;
  readonly country: string;
  readonly region?: string | null;
  readonly tax_category: string;
  /** Parts per million: 190000 is 19 %. */
  readonly rate_ppm: number;
  /** Shipping of such goods is taxed at this rate too. */
  readonly is_shipping_taxed: boolean;
}

/** A rate with the time it is in force; absent or null means open on that side. */
export interface TaxRateRow extends TaxRate {
  readonly starts_at?: string | null;
  readonly ends_at?: string | null;
}

export interface Destination {
  readonly country: string;
  readonly region?: string | null;
}

/**
 * Answers the rates for the asked categories at a place and a time. An adapter to a tax provider does the same over
 * the network. Every rate carries the category it was asked for, so that a quote only has to match names.
 */
export interface TaxEngine {
  ratesFor(destination: Destination, tax_categories: readonly string[], at: Date): Promise<readonly TaxRate[]>;
}

/** What one rate takes of one amount. */
export interface TaxShare {
  readonly rate_id: string;
  readonly name: string;
  readonly rate_ppm: number;
  readonly tax_minor: number;
}

export interface Taxed {
  /** The amount without tax. */
  readonly taxable_minor: number;
  readonly tax_minor: number;
  readonly taxes: readonly TaxShare[];
}

/** Goods of these categories are never taxed. Any other category without a rate of its own in a country pays `standard`. */
export const untaxedCategories: readonly string[] = ['exempt', 'zero'];

/** The engine over plain rows, pure but for the promise that the port asks for. */
export function createTableTaxEngine(rows: readonly TaxRateRow[] = taxTable): TaxEngine {
  return {
    ratesFor: (destination, tax_categories, at) => Promise.resolve(ratesFromTable(rows, destination, tax_categories, at)),
  };
}

/** The table lookup without the promise, ordered by rate_id. */
export function ratesFromTable(rows: readonly TaxRateRow[], destination: Destination, tax_categories: readonly string[], at: Date): TaxRate[] {
  const inForce = rows.filter((row) => row.country === destination.country && isRegionOf(row, destination) && isInForce(row, at));
  return [...new Set(tax_categories)].flatMap((tax_category) => {
    if (untaxedCategories.includes(tax_category)) return [];
    const own = inForce.filter((row) => row.tax_category === tax_category);
    // A category that the country does not know must not go untaxed by accident.
    const rates = own.length > 0 ? own : inForce.filter((row) => row.tax_category === 'standard');
    return rates.map(({ starts_at: _start, ends_at: _end, ...rate }) => ({ ...rate, tax_category }));
  }).sort((a, b) => compareText(a.rate_id, b.rate_id) || compareText(a.tax_category, b.tax_category));
}

/** Whether prices shown to consumers there include tax, by law or custom. */
export function isTaxIncludedIn(country: string): boolean {
  return euVatCountries.has(country) || ['GB', 'CH', 'NO', 'AU', 'NZ', 'JP', 'IN', 'BR'].includes(country);
}

/** The rates that apply to one category at a destination, in a fixed order. */
export function matchingRates(rates: readonly TaxRate[], destination: Destination, tax_category: string): TaxRate[] {
  return rates
    .filter((rate) => rate.country === destination.country && rate.tax_category === tax_category && isRegionOf(rate, destination))
    .sort((a, b) => compareText(a.rate_id, b.rate_id));
}

/**
 * Tax on one amount, rounded once. Exclusive: each authority's rate is rounded by itself and comes on top. Inclusive:
 * tax is `gross × r / (1 + r)` with r the sum of rates, shared among the rates by weight; `taxable + tax` is the gross.
 */
export function taxOf(amount_minor: number, rates: readonly TaxRate[], isIncluded: boolean, rounding: Rounding): Taxed {
  if (!isIncluded) {
    const taxes = rates.map((rate) => share(rate, multiplyRate(amount_minor, rate.rate_ppm, rounding)));
    return { taxable_minor: amount_minor, tax_minor: taxes.reduce((sum, tax) => sum + tax.tax_minor, 0), taxes };
  }
  const sum_ppm = rates.reduce((sum, rate) => sum + rate.rate_ppm, 0);
  const tax_minor = multiplyRatio(amount_minor, sum_ppm, 1_000_000 + sum_ppm, rounding);
  const amounts = allocate(tax_minor, rates.map((rate) => rate.rate_ppm));
  return { taxable_minor: amount_minor - tax_minor, tax_minor, taxes: rates.map((rate, index) => share(rate, amounts[index] ?? 0)) };
}

/** Order by code unit: the same on every machine and in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function share({ rate_id, name, rate_ppm }: TaxRate, tax_minor: number): TaxShare {
  return { rate_id, name, rate_ppm, tax_minor };
}

function isRegionOf(rate: TaxRate, destination: Destination): boolean {
  return (rate.region ?? null) === null || rate.region === destination.region;
}

function isInForce(row: TaxRateRow, at: Date): boolean {
  const starts = row.starts_at ?? null;
  const ends = row.ends_at ?? null;
  return (starts === null || Date.parse(starts) <= at.getTime()) && (ends === null || at.getTime() < Date.parse(ends));
}
