import { fail, type FieldError } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { isTaxIncludedIn } from './tax.ts';
import { taxTable } from './tax-table.ts';
import { insertFirstTaxRates, readTaxRates, replaceTaxRates, type SavedTaxRate, type StoredTaxRate } from './tax-store.ts';

/** The tax table in memory, up to a minute old where another process has changed it: a quote asks for it every time and it changes a few times a year. */
export interface TaxRates {
  current(): Promise<readonly StoredTaxRate[]>;
  /** Replaces the whole table. Throws `invalid_request` with the wrong fields. */
  save(rates: readonly SavedTaxRate[]): Promise<void>;
}

const fresh_ms = 60_000;

export function createTaxRates(database: Database, clock: () => Date): TaxRates {
  let is_first = true;
  let loaded: { readonly rates: Promise<readonly StoredTaxRate[]>; readonly at: number } | undefined;

  const load = async () => {
    const rates = await readTaxRates(database);
    if (rates.length > 0 || !is_first) return rates;
    is_first = false;
    await insertFirstTaxRates(database, firstRates());
    return readTaxRates(database);
  };
  return {
    current() {
      const now = clock().getTime();
      if (loaded && Math.abs(now - loaded.at) < fresh_ms) return loaded.rates;
      const rates = load();
      loaded = { rates, at: now };
      // A failure is answered to those who wait for it and not kept for those who come after.
      rates.catch(() => { if (loaded?.rates === rates) loaded = undefined; });
      return rates;
    },
    async save(rates) {
      const errors = problemsOf(rates);
      if (errors.length > 0) throw fail('invalid_request', { detail: 'The tax table has rows that are wrong', errors });
      await database.transaction((tx) => replaceTaxRates(tx, rates));
      is_first = false;
      loaded = undefined;
    },
  };
}

/** The standard table in the form of the contract. */
export function firstRates(): SavedTaxRate[] {
  return taxTable.map(({ name, country, region = null, tax_category, rate_ppm, is_shipping_taxed }) => ({ name, country, region, tax_category, rate_ppm, is_included: isTaxIncludedIn(country), is_shipping_taxed }));
}

function problemsOf(rates: readonly SavedTaxRate[]): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const isIncluded = new Map<string, boolean>();
  for (const [index, rate] of rates.entries()) {
    const name = JSON.stringify([rate.country, rate.region, rate.tax_category, rate.name]);
    if (names.has(name)) errors.push({ pointer: `/rates/${index}/name`, code: 'duplicate', detail: 'Two rates of one place and category have this name' });
    names.add(name);
    // A price either contains a country's tax or it does not.
    if ((isIncluded.get(rate.country) ?? rate.is_included) !== rate.is_included) errors.push({ pointer: `/rates/${index}/is_included`, code: 'is_included_differs', detail: `Prices in ${rate.country} contain tax, or none of them does` });
    isIncluded.set(rate.country, rate.is_included);
  }
  return errors;
}
