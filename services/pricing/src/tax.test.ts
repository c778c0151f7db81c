import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createTableTaxEngine, isTaxIncludedIn, ratesFromTable, taxOf, type TaxRateRow } from './tax.ts';
import { taxTable } from './tax-table.ts';

const at = new Date('2026-05-01T00:00:00Z');
const summary = (rates: readonly { rate_id: string; tax_category: string; rate_ppm: number }[]) => rates.map((rate) => [rate.rate_id, rate.tax_category, rate.rate_ppm]);

it('answers the seeded rates by place', async () => {
  const engine = createTableTaxEngine();
  assert.deepEqual(summary(await engine.ratesFor({ country: 'US', region: 'CA' }, ['standard'], at)), [['us-ca-sales', 'standard', 72_500]]);
  assert.deepEqual(await engine.ratesFor({ country: 'US', region: 'OR' }, ['standard'], at), []);
  assert.deepEqual(await engine.ratesFor({ country: 'US' }, ['standard'], at), [], 'no state, no state tax');
  assert.deepEqual(summary(await engine.ratesFor({ country: 'FI' }, ['standard', 'reduced', 'exempt', 'standard'], at)), [['fi-vat-reduced', 'reduced', 135_000], ['fi-vat-standard', 'standard', 255_000]]);
});

it('taxes a category that a country does not know at its standard rate, never at nothing', () => {
  assert.deepEqual(summary(ratesFromTable(taxTable, { country: 'DK' }, ['reduced', 'zero'], at)), [['dk-vat-standard', 'reduced', 250_000]]);
});

it('takes the rate in force at the time', () => {
  const row = { name: 'VAT', country: 'XX', tax_category: 'standard', is_shipping_taxed: true };
  const rows: TaxRateRow[] = [{ ...row, rate_id: 'old', rate_ppm: 190_000, ends_at: '2026-05-01T00:00:00Z' }, { ...row, rate_id: 'new', rate_ppm: 160_000, starts_at: '2026-05-01T00:00:00Z' }];
  const idsAt = (time: number) => ratesFromTable(rows, { country: 'XX' }, ['standard'], new Date(time)).map((rate) => rate.rate_id);
  assert.deepEqual([idsAt(at.getTime() - 1), idsAt(at.getTime())], [['old'], ['new']]);
});

it('has a sane table: unique ids, whole rates, all states and EU members', () => {
  assert.equal(new Set(taxTable.map((rate) => rate.rate_id)).size, taxTable.length);
  assert.ok(taxTable.every((rate) => Number.isInteger(rate.rate_ppm) && rate.rate_ppm > 0 && rate.rate_ppm <= 300_000));
  assert.equal(taxTable.filter((rate) => rate.country === 'US').length, 46, '45 states and the District of Columbia have a sales tax');
  assert.equal(new Set(taxTable.filter((rate) => rate.country !== 'US' && rate.tax_category === 'standard').map((rate) => rate.country)).size, 28);
  assert.deepEqual(['US', 'CA', 'DE', 'GB', 'JP'].map(isTaxIncludedIn), [false, false, true, true, true]);
});

it('shares inclusive tax of several rates without losing a unit', () => {
  const rate = { name: '', country: 'CA', tax_category: 'standard', is_shipping_taxed: true };
  const rates = [{ ...rate, rate_id: 'gst', rate_ppm: 50_000 }, { ...rate, rate_id: 'qst', rate_ppm: 99_750 }];
  const inside = taxOf(9999, rates, true, 'half_up');
  assert.deepEqual([inside.taxable_minor, inside.tax_minor, inside.taxes.map((tax) => tax.tax_minor)], [8697, 1302, [435, 867]]);
  const onTop = taxOf(9999, rates, false, 'half_up');
  assert.deepEqual([onTop.taxable_minor, onTop.tax_minor, onTop.taxes.map((tax) => tax.tax_minor)], [9999, 1497, [500, 997]]);
});
