import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Suggestion } from '../types.ts';
import { groupsOf } from './suggestion-list.ts';

const of = (kind: Suggestion['kind'], text: string): Suggestion => ({ kind, text, url: null, image_url: null, price: null });
const shown = (...given: Parameters<typeof groupsOf>) => groupsOf(...given).map((group) => [group.label, ...group.suggestions.map((each) => each.text)]);

test('before anything is typed there are own searches, then popular ones', () => {
  assert.deepEqual(shown([of('query', 'lamp'), of('query', 'sofa'), of('product', 'x')], '', ['sofa']), [['Recent', 'sofa'], ['Popular', 'lamp']]);
  assert.deepEqual(shown([], '', []), []);
});

test('while typing there is a group for each kind, own searches first and none twice', () => {
  const found = [of('product', 'Desk lamp'), of('query', 'lamp shade'), of('query', 'lamps'), of('category', 'Lamps')];
  assert.deepEqual(shown(found, 'lam', ['Lamp shade', 'sofa']), [['Searches', 'Lamp shade', 'lamps'], ['Departments', 'Lamps'], ['Products', 'Desk lamp']]);
});
