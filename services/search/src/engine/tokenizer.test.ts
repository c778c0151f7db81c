import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold } from './fold.ts';
import { defaultSettings } from './settings.ts';
import { stemEnglishPlural } from './stemmer.ts';
import { Tokenizer } from './tokenizer.ts';

const tokenizer = new Tokenizer(defaultSettings);
const terms = (text: string): string[] => tokenizer.tokens(text, 100).map((token) => token.term);

test('accents fold, letters of other scripts stay', () => {
  assert.equal(fold('Crème'), 'creme');
  assert.equal(fold('Straße'), 'strasse');
  assert.equal(fold('İstanbul'), 'istanbul');
  assert.equal(fold('ŁÓDŹ'), 'lodz');
  // Stripping every mark would turn "ga" into "ka".
  assert.equal(fold('ガラス'), 'ガラス');
  assert.equal(fold('한국'), '한국');
  assert.equal(fold('ＵＳＢ'), 'usb');
});

test('only plurals are taken off', () => {
  const pairs = [
    ['speakers', 'speaker'], ['batteries', 'battery'], ['boxes', 'box'], ['watches', 'watch'], ['glasses', 'glass'], ['women', 'woman'],
    ['glass', 'glass'], ['bus', 'bus'], ['lens', 'len'], ['shoes', 'shoe'], ['cables', 'cable'], ['wireless', 'wireless'],
    ['gaming', 'gaming'], ['ps4s', 'ps4s'], ['is', 'is'], ['mice', 'mouse'], ['movies', 'movy'],
  ] as const;
  for (const [word, stem] of pairs) assert.equal(stemEnglishPlural(word), stem, word);
});

test('text is cut at anything that is neither letter nor digit', () => {
  assert.deepEqual(terms('Wi-Fi/LAN: 10,000mAh Core™2 (women’s)'), ['wi', 'fi', 'lan', '10000mah', '10000', 'mah', 'core', '2', 'woman']);
  assert.deepEqual(terms('🎧 \u0000\u202e !!'), []);
  assert.deepEqual(terms('\ud83d broken'), ['broken']);
});

test('a script without spaces gives words and pairs of characters', () => {
  const found = terms('ワイヤレスイヤホン');
  assert.ok(found.includes('イヤ') && found.includes('ホン'));
  assert.ok(terms('智能手机').includes('能手'));
  assert.ok(terms('USBケーブル').includes('usb'));
  assert.deepEqual(tokenizer.words('手机', 10).map((token) => token.term), ['手机']);
});

test('tokens point at what was written', () => {
  const title = 'Crème brûlée — 東京タワー x';
  for (const token of tokenizer.tokens(title, 100)) assert.equal(tokenizer.term(title.slice(token.start, token.end)), token.term);
});

test('the limit bounds the work', () => {
  assert.equal(tokenizer.tokens('word '.repeat(1000), 12).length, 12);
  assert.equal(tokenizer.tokens('東京'.repeat(1000), 12).length, 12);
  assert.ok(tokenizer.term('x'.repeat(10_000)).length < 100);
});
