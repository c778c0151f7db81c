import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { cleanText, ratingOf, shownName, timestampOf } from './review.ts';

test('a name is shown as given name and initial', () => {
  const shown = { 'Maria Silva': 'Maria S.', ' Anna  Maria van der Berg ': 'Anna B.', Ada: 'Ada', '': 'Customer', '   ': 'Customer', 'Émile écu': 'Émile É.', '山田 太郎': '山田 太.', 'Bo 👩‍🚀x': 'Bo 👩‍🚀.' };
  for (const [name, expected] of Object.entries(shown)) assert.equal(shownName(name), expected);
});

test('the shown name never holds more of the family name than its first character', () => {
  fc.assert(fc.property(fc.stringMatching(/^[A-Z][a-z]{1,12}$/), fc.stringMatching(/^[A-Z][a-z]{1,12}$/), (given, family) => shownName(`${given} ${family}`) === `${given} ${family[0]}.`));
});

test('cleaned text keeps lines and markup as they are and is a fixed point', () => {
  assert.equal(cleanText(' a\u0000b\r\nc\n\n\n\nd <b>&amp;\u0007 '), 'ab\nc\n\nd <b>&amp;');
  assert.equal(cleanText('\ud800'), '\ufffd');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => cleanText(cleanText(text)) === cleanText(text) && !cleanText(text).includes('\u0000')));
});

test('the average has two decimals and lies between the fewest and the most stars', () => {
  assert.deepEqual(ratingOf([0, 0, 0, 0, 0]), { rating_average: null, rating_count: 0 });
  assert.deepEqual(ratingOf([1, 0, 0, 1, 1]), { rating_average: 3.33, rating_count: 3 });
  fc.assert(fc.property(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99), fc.nat(99)), (histogram) => {
    const { rating_average, rating_count } = ratingOf(histogram);
    if (rating_count === 0) return rating_average === null;
    return rating_average !== null && rating_average >= 1 && rating_average <= 5 && Number(rating_average.toFixed(2)) === rating_average;
  }));
});

test('times that PostgreSQL or a reader could not take are refused', () => {
  assert.equal(timestampOf('2026-03-01T12:00:00+02:00'), '2026-03-01T10:00:00.000Z');
  for (const text of ['', 'yesterday', '1960-01-01', '+200000-01-01T00:00:00Z']) assert.equal(timestampOf(text), null);
});
