import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { cardBrand, cardFormErrors, expiryDigits, groupCardNumber, isLuhnValid, testCards } from './cards.ts';
import { fieldsScript } from './fields-browser.ts';

const now = Date.UTC(2026, 10, 22);
const form = { number: '4242 4242 4242 4242', expiry: '11 / 26', cvc: '123', name: 'Ada' };

test('every test card passes the check digit', () => {
  for (const { number } of testCards) assert.ok(isLuhnValid(number), number);
});

test('one wrong digit, or two neighbours swapped, fails the check digit', () => {
  const digits = fc.stringMatching(/^\d{12,18}$/);
  fc.assert(fc.property(digits, fc.nat(), fc.integer({ min: 1, max: 9 }), (body, place, change) => {
    const number = [...'0123456789'].map((check) => body + check).find(isLuhnValid) ?? '';
    const index = place % number.length;
    const wrong = number.slice(0, index) + String((Number(number[index]) + change) % 10) + number.slice(index + 1);
    return isLuhnValid(number) && !isLuhnValid(wrong);
  }));
  assert.ok(!isLuhnValid('4242424242422442'));
});

test('brands and groups', () => {
  assert.deepEqual(['4242', '5555', '2221', '2720', '2721', '378282', '6011'].map(cardBrand), ['visa', 'mastercard', 'mastercard', 'mastercard', 'unknown', 'amex', 'unknown']);
  assert.equal(groupCardNumber('4242424242424242'), '4242 4242 4242 4242');
  assert.equal(groupCardNumber('378282246310005'), '3782 822463 10005');
});

test('expiry dates as people and autofill write them', () => {
  assert.deepEqual(['4/28', '04 / 28', '0428', '04/2028', '042028'].map(expiryDigits), ['0428', '0428', '0428', '0428', '0428']);
});

test('a card is good through the last day of its month', () => {
  assert.deepEqual(cardFormErrors(form, now), {});
  assert.deepEqual(Object.keys(cardFormErrors(form, Date.UTC(2026, 11, 1))), ['expiry']);
});

test('every field says what is wrong', () => {
  assert.deepEqual(Object.keys(cardFormErrors({ number: '', expiry: '', cvc: '', name: ' ' }, now)), ['number', 'expiry', 'cvc', 'name']);
  assert.deepEqual(cardFormErrors({ ...form, number: '4242 4242 4242 4241' }, now), { number: 'Check the card number: a digit is wrong or missing' });
  assert.deepEqual(cardFormErrors({ ...form, number: '3782 822463 10005' }, now), { cvc: 'The security code has 4 digits' });
  assert.deepEqual(Object.keys(cardFormErrors({ ...form, expiry: '13 / 30' }, now)), ['expiry']);
});

test('the script of the hosted fields is JavaScript, without what was erased', () => {
  assert.ok(new Script(fieldsScript));
  assert.doesNotMatch(fieldsScript, /\bimport\b|\bexport\b/);
});
