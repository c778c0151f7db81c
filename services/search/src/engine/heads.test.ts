import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEmbeddedEngine } from './engine.ts';
import { headTokens } from './heads.ts';
import { foundIds, sampleDocument, titled } from './sample-document.ts';
import { defaultSettings } from './settings.ts';
import { languageSettings } from './languages.ts';
import { Tokenizer } from './tokenizer.ts';
import type { SearchDocument } from '../port.ts';

function heads(title: string, given: Partial<SearchDocument> = {}, settings = defaultSettings): string[] {
  const tokens = new Tokenizer(settings).tokens(title, 100);
  return [...headTokens(sampleDocument('p', { title, ...given }), tokens, settings)].map((token) => token.surface);
}

test('the last word of a part of the title names the product', () => {
  assert.deepEqual(heads('Acme Height Adjustable TV Cart'), ['cart']);
  assert.deepEqual(heads('Acme LC-20SD4E TV 50.8 cm (20")'), ['tv']);
  assert.deepEqual(heads('Acme digital camera with Instant Share'), ['camera']);
  assert.deepEqual(heads('Computer Case Black, USB Type C, 4x Fan', { attributes: { colour: 'Black' } }), ['case']);
  assert.deepEqual(heads('Acme notebook stand Gray, Silver', { attributes: { colour: 'Gray, Silver' } }), ['stand']);
  assert.deepEqual(heads('Toner cartridge Original Black 6 pc(s)', { attributes: { colour: 'Black', type: 'Original' } }), ['cartridge']);
  assert.deepEqual(heads('Case Logic camera case', { brand: 'Case Logic' }), ['case'], 'a brand leads; further on its words are words');
  assert.deepEqual(heads('1234 5678'), []);
  assert.deepEqual(heads(''), []);
});

test('in languages that put it first the first word does', () => {
  assert.deepEqual(heads('Acme housse de protection 15"', {}, { ...defaultSettings, ...languageSettings('fr') }), ['housse']);
});

test('products come before what is made for them', async () => {
  const engine = createEmbeddedEngine();
  await engine.upsert([
    ...titled('Acme height adjustable rolling TV cart', 'Acme universal swivel TV stand black', 'Acme indoor digital TV antenna', 'Acme remote for any model'),
    sampleDocument('tv1', { title: 'Nexo LC-20SD4E LED TV 50.8 cm Silver', attributes: { colour: 'Silver' } }),
    sampleDocument('tv2', { title: 'Nexo LC-32SD4E LED TV 80 cm Silver', attributes: { colour: 'Silver' } }),
  ]);
  assert.deepEqual((await foundIds(engine, 'tv')).slice(0, 2), ['tv1', 'tv2']);
  assert.equal((await foundIds(engine, 'tv cart'))[0], 'p0');
});

test('the category says what a title does not', async () => {
  const engine = createEmbeddedEngine();
  const path = (name: string) => [{ handle: 'it', name: 'Computers' }, { handle: name.toLowerCase(), name }];
  await engine.upsert([
    sampleDocument('sleeve', { title: 'Notebook sleeve', category_path: path('Sleeves') }),
    sampleDocument('notebook', { title: 'Pavilion notebook series dv7 with a wide screen and a good keyboard', category_path: path('Notebooks') }),
    ...titled('Lamp', 'Sofa', 'Desk'),
  ]);
  assert.deepEqual(await foundIds(engine, 'notebooks'), ['notebook', 'sleeve']);
});
