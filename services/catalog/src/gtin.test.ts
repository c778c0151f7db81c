import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { displayGtin, expandUpcE, gs1CheckDigit, hasGs1CheckDigit, normaliseGtin, parseGtin } from './gtin.ts';

const codeOf = (text: string) => {
  const result = parseGtin(text);
  return result.is_valid ? 'valid' : result.code;
};
const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((each) => each.join(''));

describe('parseGtin', () => {
  it('normalises every form to 14 digits', () => {
    assert.deepEqual(parseGtin('4006381333931'), { is_valid: true, gtin: '04006381333931', form: 'gtin_13' });
    assert.deepEqual(parseGtin('036000291452'), { is_valid: true, gtin: '00036000291452', form: 'gtin_12' });
    assert.deepEqual(parseGtin('73513537'), { is_valid: true, gtin: '00000073513537', form: 'gtin_8' });
    assert.deepEqual(parseGtin('978-0-306-40615-7'), { is_valid: true, gtin: '09780306406157', form: 'gtin_13' });
    assert.deepEqual(parseGtin('1 40 06381 33393 8'), { is_valid: true, gtin: '14006381333938', form: 'gtin_14' });
    assert.deepEqual(parseGtin('01234565'), { is_valid: true, gtin: '00012345000065', form: 'upc_e' });
    assert.equal(normaliseGtin('036000291452'), normaliseGtin('0036000291452'));
    assert.equal(normaliseGtin('nothing'), null);
  });

  it('says what is wrong', () => {
    assert.equal(codeOf('4006381333930'), 'gtin_check_digit');
    assert.equal(codeOf('01234566'), 'gtin_check_digit');
    for (const text of ['', 'abc', '40063813339３1', '+4006381333931', '4.006381e12']) assert.equal(codeOf(text), 'gtin_not_digits', text);
    for (const text of ['1', '1234567', '123456789', '123456789012345', '1'.repeat(1000)]) assert.equal(codeOf(text), 'gtin_length', text);
  });

  it('refuses ranges that are not for public trade, in every form', () => {
    const withCheck = (body: string) => `${body}${gs1CheckDigit(body)}`;
    const restricted = ['021234567890', '200123456789', '299999999999', '041234567890', '051234567890', '981123456789', '984123456789', '990123456789', '999123456789', '980123456789', '952123456789', '21234567890', '41234567890', '1200123456789', '2012345', '0000000'];
    for (const body of restricted) assert.equal(codeOf(withCheck(body)), 'gtin_restricted', body);
    for (const body of ['977123456789', '978123456789', '985123456789', '030123456789', '3012345']) assert.equal(codeOf(withCheck(body)), 'valid', body);
    assert.equal(codeOf('00000000000000'), 'gtin_restricted');
  });

  it('finds every single mistyped digit', () => {
    fc.assert(fc.property(fc.constantFrom(7, 11, 12, 13).chain(digits), fc.nat(), fc.integer({ min: 1, max: 9 }), (body, place, change) => {
      const right = `${body}${gs1CheckDigit(body)}`;
      assert.ok(hasGs1CheckDigit(right));
      const at = place % right.length;
      const wrong = `${right.slice(0, at)}${(Number(right[at]) + change) % 10}${right.slice(at + 1)}`;
      assert.ok(!hasGs1CheckDigit(wrong));
    }), { numRuns: 1000 });
  });

  it('is stable: what was read reads the same again, also as it is displayed', () => {
    fc.assert(fc.property(fc.constantFrom(5, 7, 11, 12, 13).chain(digits), (body) => {
      const first = parseGtin(body.length === 5 ? `${body}0` : `${body}${gs1CheckDigit(body)}`);
      if (!first.is_valid) return;
      assert.equal(first.gtin.length, 14);
      assert.equal(normaliseGtin(first.gtin), first.gtin);
      assert.equal(normaliseGtin(displayGtin(first.gtin)), first.gtin);
    }), { numRuns: 2000 });
  });
});

it('expands UPC-E by its last digit', () => {
  const bodies = { 123450: '01200000345', 123451: '01210000345', 123452: '01220000345', 123453: '01230000045', 123454: '01234000005', 123455: '01234500005', 123459: '01234500009' };
  for (const [code, body] of Object.entries(bodies)) assert.equal(expandUpcE(code), `${body}${gs1CheckDigit(body)}`, code);
  assert.equal(expandUpcE('04252614'), '042100005264');
  for (const text of ['04252615', '24252614', '1234567', '', 'abcdef']) assert.equal(expandUpcE(text), undefined, text);
});
