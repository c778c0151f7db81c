import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressFormat } from './address-format.ts';

test('a country with a list of regions asks for one of them', () => {
  for (const country of ['US', 'CA', 'AU']) assert.deepEqual([addressFormat(country).is_region_required, addressFormat(country).is_postal_code_required], [true, true], country);
  assert.deepEqual([addressFormat('US').postal_label, addressFormat('US').region_label, addressFormat('US').regions?.find(({ code }) => code === 'DC')?.name], ['ZIP code', 'State', 'District of Columbia']);
  assert.equal(addressFormat('CA').regions?.length, 13);
});

test('elsewhere the postal code alone may be required, or nothing', () => {
  assert.deepEqual(['GB', 'DE', 'FR', 'IE', 'CO'].map((country) => addressFormat(country).is_postal_code_required), [true, true, true, false, false]);
  assert.deepEqual([addressFormat('DE').has_region, addressFormat('GB').is_region_required, addressFormat('constructor').regions], [false, false, null]);
});
