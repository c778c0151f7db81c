import type { InputOf } from '@orinoco/contract';
import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { pricingContract } from './contract.ts';

/** A rate as operators save it. */
export type SavedTaxRate = InputOf<typeof pricingContract, 'saveTaxRates'>['rates'][number];
export type StoredTaxRate = SavedTaxRate & { readonly rate_id: string };

export async function readTaxRates(database: Queryable): Promise<StoredTaxRate[]> {
  return database.many(sql<StoredTaxRate>`select tax_rate_id as rate_id, name, country, region, tax_category, rate_ppm, is_included, is_shipping_taxed from tax_rates`);
}

/** Puts a first table in when there is none; several processes may try at once. */
export async function insertFirstTaxRates(database: Queryable, rates: readonly SavedTaxRate[]): Promise<void> {
  await database.run(sql`insert into tax_rates (name, country, region, tax_category, rate_ppm, is_included, is_shipping_taxed)
    select name, country, region, tax_category, rate_ppm, is_included, is_shipping_taxed
    from jsonb_to_recordset(${json(rates)}::jsonb) as r(name text, country char(2), region text, tax_category text, rate_ppm integer, is_included boolean, is_shipping_taxed boolean)
    where not exists (select from tax_rates)
    on conflict do nothing`);
}

export async function replaceTaxRates(tx: Transaction, rates: readonly SavedTaxRate[]): Promise<void> {
  // Two tables saved at once would otherwise mix.
  await tx.run(sql`select pg_advisory_xact_lock(1347571020)`);
  await tx.run(sql`delete from tax_rates`);
  await tx.run(sql`insert into tax_rates (name, country, region, tax_category, rate_ppm, is_included, is_shipping_taxed)
    select name, country, region, tax_category, rate_ppm, is_included, is_shipping_taxed
    from jsonb_to_recordset(${json(rates)}::jsonb) as r(name text, country char(2), region text, tax_category text, rate_ppm integer, is_included boolean, is_shipping_taxed boolean)`);
}
