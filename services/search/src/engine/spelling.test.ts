import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Dictionary } from './dictionary.ts';
import { correctionsOf, spellingDistance } from './spelling.ts';

/** The textbook recurrence, without bound and without tricks. */
function plainDistance(a: string, b: string): number {
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    rows.push([]);
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) rows[i]!.push(i + j);
      else {
        const choices = [rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)];
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) choices.push(rows[i - 2]![j - 2]! + 1);
        rows[i]!.push(Math.min(...choices));
      }
    }
  }
  return rows[a.length]![b.length]!;
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 8 });

test('the distance is the textbook one up to its limit', () => {
  fc.assert(fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, limit) => {
    assert.equal(spellingDistance(a, b, limit), Math.min(plainDistance(a, b), limit + 1));
  }), { numRuns: 2000 });
});

function dictionaryOf(counts: Record<string, number>): Dictionary {
  const dictionary = new Dictionary();
  for (const [term, count] of Object.entries(counts)) dictionary.document_counts.values[dictionary.intern(term, term)] = count;
  return dictionary;
}

test('corrections are the nearest words, the frequent first', () => {
  const dictionary = dictionaryOf({ speaker: 5, sneaker: 9, speakers: 100, gone: 0, spear: 7, '2060': 3 });
  const corrected = (text: string): string[] => correctionsOf(dictionary, text, 8).map(({ term }) => dictionary.terms[term]!);
  assert.deepEqual(corrected('speakr'), ['spear', 'speaker']);
  assert.deepEqual(corrected('smeaker'), ['sneaker', 'speaker']);
  assert.deepEqual(corrected('psear'), ['spear']);
  assert.deepEqual(corrected('opear'), [], 'a short word begins as it was meant');
  assert.deepEqual(corrected('gome'), [], 'words of removed products are no words');
  assert.deepEqual(corrected('2070'), [], 'a number is not a misspelled number');
  assert.deepEqual(corrected('sp'), []);
});

test('the signature filter loses no near word', () => {
  fc.assert(fc.property(fc.array(word.filter((each) => each.length > 0), { minLength: 1, maxLength: 30 }), word, (words, asked) => {
    const others = [...new Set(words)].filter((each) => each !== asked);
    const dictionary = dictionaryOf(Object.fromEntries(others.map((each) => [each, 1])));
    const known = others.filter((each) => asked.length >= 6 || each[0] === asked[0] || (each[0] === asked[1] && each[1] === asked[0]));
    const allowed = asked.length < 3 ? 0 : asked.length < 6 ? 1 : 2;
    const distances = known.map((each) => plainDistance(asked, each)).filter((distance) => allowed > 0 && distance <= allowed);
    const nearest = known.filter((each) => plainDistance(asked, each) === Math.min(...distances));
    const found = correctionsOf(dictionary, asked, 100).map(({ term }) => dictionary.terms[term]!);
    assert.deepEqual(found.toSorted(), distances.length > 0 ? nearest.toSorted() : []);
  }), { numRuns: 500 });
});
