import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addressFormat, checkAddress, formatAddress, type AddressInput } from './address.ts';
import { addressFields } from './address-formats.ts';
import { countryCodes, formats } from './address-formats.ts';

const home: AddressInput = { name: 'Ada Byron', line1: '1 Infinite Loop', city: 'Cupertino', region: 'CA', postal_code: '95014', country: 'US' };
const codes = (address: AddressInput) => checkAddress(address).map(({ pointer, code }) => `${pointer} ${code}`);

describe('addressFormat', () => {
  it('has the fields of a country in order, with its own names for them', () => {
    const format = addressFormat('US');
    assert.deepEqual(format.fields.map((each) => each.field), ['name', 'company', 'line1', 'line2', 'city', 'region', 'postal_code', 'country', 'phone']);
    assert.deepEqual(format.fields.filter((each) => each.is_required).map((each) => each.label), ['Full name', 'Address', 'City', 'State', 'ZIP code', 'Country']);
    assert.equal(addressFormat('JP').fields[0]?.field, 'postal_code');
    assert.equal(addressFormat('IE').fields.find((each) => each.field === 'postal_code')?.label, 'Eircode');
    assert.ok(!addressFormat('DE').fields.some((each) => each.field === 'region'));
  });

  it('lists regions for the United States, Canada and Australia', () => {
    assert.deepEqual(['US', 'CA', 'AU', 'DE'].map((country) => addressFormat(country).regions?.length), [59, 13, 8, undefined]);
    assert.deepEqual(addressFormat('AU').regions?.[1], { code: 'NSW', name: 'New South Wales' });
  });

  it('falls back for the rest of the world', () => {
    for (const country of ['KE', 'XX', '', 'toString']) {
      const format = addressFormat(country);
      assert.equal(format.postal_pattern, null);
      assert.deepEqual(format.fields.filter((each) => each.is_required).map((each) => each.field), ['name', 'line1', 'city', 'country']);
    }
  });

  it('is whole: every format shows what it requires, prints every field it asks for, and matches its own example', () => {
    assert.deepEqual(Object.keys(formats).toSorted(), 'AT AU BR CA CH DE ES FR GB IE IN IT JP NL PL SE US'.split(' '));
    for (const [country, format] of Object.entries(formats)) {
      for (const field of format.required) assert.ok(format.fields.includes(field), `${country} ${field}`);
      const printed = [...format.lines.join('').matchAll(/\{(\w+)\}/g)].map(([, field]) => field);
      // A British county is asked for by habit and not printed: the Royal Mail does not want it.
      const unprinted = ['country', 'phone', ...(country === 'GB' ? ['region'] : [])];
      assert.deepEqual(printed.toSorted(), format.fields.filter((field) => !unprinted.includes(field)).toSorted(), country);
      assert.ok(format.postal?.pattern.test(format.postal.example), country);
    }
    assert.equal(countryCodes.size, 249);
  });
});

describe('checkAddress', () => {
  it('takes good addresses', () => {
    assert.deepEqual(codes(home), []);
    assert.deepEqual(codes({ ...home, company: null, line2: '', phone: '+1 (408) 996-1010' }), []);
    const good: readonly (readonly [string, string, string?])[] = [['GB', 'ec1a 1bb'], ['GB', 'W1A0AX'], ['CA', 'k1a0b1', 'ON'], ['NL', '1012js'], ['PL', '00-950'], ['SE', '11152'], ['IE', ''], ['JP', '1540023', 'Tokyo'], ['KE', 'anything'], ['IN', '110 034', 'Delhi']];
    for (const [country, postal_code, region] of good) assert.deepEqual(codes({ ...home, country, postal_code, region: region ?? null }), [], country);
  });

  it('names every field that is wrong, as a pointer with a code', () => {
    assert.deepEqual(codes({}), ['/name required', '/line1 required', '/city required', '/country required']);
    assert.deepEqual(codes({ ...home, name: ' ', region: 'California', postal_code: '9501', phone: 'call me' }), ['/name required', '/region region_unknown', '/postal_code postal_code_invalid', '/phone phone_invalid']);
    assert.deepEqual(codes({ ...home, country: 'UK' }), ['/country country_unknown']);
    assert.deepEqual(codes({ ...home, line1: 'x'.repeat(201), city: 'Here\nNAME: Eve' }), ['/line1 too_long', '/city characters_invalid']);
    assert.equal(checkAddress({ ...home, postal_code: 'x' })[0]?.detail, 'ZIP code looks like 95014 here');
  });

  it('refuses postal codes of the wrong shape', () => {
    for (const [country, postal_code] of [['GB', 'QQ1 1AA'], ['CA', 'D1A 0B1'], ['NL', '1012 SS'], ['NL', '0123 AB'], ['PL', '00950'], ['DE', '1011'], ['JP', '15-40023'], ['IN', '012345'], ['BR', '4030-1110'], ['US', '95014-12'], ['AT', '10101']]) {
      assert.ok(codes({ ...home, region: 'ON', country: country ?? '', postal_code: postal_code ?? '' }).includes('/postal_code postal_code_invalid'), `${country} ${postal_code}`);
    }
  });

  it('never throws, whatever is typed, and its pointers are fields', () => {
    const text = fc.option(fc.oneof(fc.string({ maxLength: 250, unit: 'grapheme' }), fc.constantFrom('US', 'GB', 'JP', '95014', 'CA', '__proto__')), { nil: null });
    fc.assert(fc.property(fc.record({ name: text, company: text, line1: text, line2: text, city: text, region: text, postal_code: text, country: text, phone: text }), (address) => {
      for (const { pointer } of checkAddress(address)) assert.ok(addressFields.some((field) => pointer === `/${field}`));
      assert.ok(formatAddress(address).every((line) => line !== ''));
    }), { numRuns: 1000 });
  });
});

describe('formatAddress', () => {
  it('writes the label as the country does', () => {
    assert.deepEqual(formatAddress(home), ['Ada Byron', '1 Infinite Loop', 'Cupertino, CA 95014', 'UNITED STATES']);
    assert.deepEqual(formatAddress({ name: 'Erika Mustermann', company: 'Muster GmbH', line1: 'Unter den Linden 5', postal_code: '10117', city: 'Berlin', country: 'DE' }, { domestic_country: 'DE' }), ['Erika Mustermann', 'Muster GmbH', 'Unter den Linden 5', '10117 Berlin']);
    assert.deepEqual(formatAddress({ name: 'Jo', line1: '10 Downing Street', city: 'London', postal_code: 'sw1a 2aa', country: 'GB' }), ['Jo', '10 Downing Street', 'London', 'SW1A 2AA', 'UNITED KINGDOM']);
    assert.deepEqual(formatAddress({ name: '山田 太郎', line1: '1-1-1', city: '千代田区', region: '東京都', postal_code: '100-0001', country: 'JP' }, { domestic_country: 'JP' }), ['〒100-0001', '東京都 千代田区', '1-1-1', '山田 太郎']);
    assert.deepEqual(formatAddress({ name: 'João', line1: 'Rua A, 1', city: 'Salvador', region: 'BA', postal_code: '40301-110', country: 'BR' }), ['João', 'Rua A, 1', 'Salvador-BA', '40301-110', 'BRAZIL']);
  });

  it('leaves no crumbs of what is missing', () => {
    assert.deepEqual(formatAddress({ name: 'Ada', region: 'CA', postal_code: '95014', country: 'US' }, { domestic_country: 'US' }), ['Ada', 'CA 95014']);
    assert.deepEqual(formatAddress({ name: 'Ada', city: 'Cupertino', country: 'US' }, { domestic_country: 'US' }), ['Ada', 'Cupertino']);
    assert.deepEqual(formatAddress({}), []);
  });
});
