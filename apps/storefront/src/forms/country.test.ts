import { test } from 'node:test';
import assert from 'node:assert/strict';
import { countryName } from './country.ts';

test('countries are named in the reader\'s language, and what is no code does not throw', () => {
  assert.equal(countryName('CO', 'en-US'), 'Colombia');
  assert.equal(countryName('DE', 'es'), 'Alemania');
  for (const code of ['', 'Colombia', 'c', 'co']) assert.equal(countryName(code, 'en-US'), code);
});
