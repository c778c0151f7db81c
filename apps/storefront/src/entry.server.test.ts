import { before, test } from 'node:test';
import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { buildStorefront } from '../build.ts';
import { outDir } from '../vite.config.ts';
import type * as Entry from './entry.server.tsx';
import { fixtures } from './fixtures/pages.ts';

let entry: typeof Entry;
const documents = new Map<string, string>();

before(async () => {
  await buildStorefront();
  entry = await import(pathToFileURL(resolve(outDir, 'server/entry.js')).href);
  for (const { name, page, view, frame } of fixtures) documents.set(name, entry.renderPage(page, view as never, frame));
});

test('every page has a fixture and renders a whole document', () => {
  assert.deepEqual([...new Set(fixtures.map(({ page }) => page))].sort(), [...entry.page_names].sort());
  for (const [name, html] of documents) {
    assert.match(html, /^<!doctype html><html lang="/, name);
    assert.ok(html.endsWith('</body></html>'), name);
    assert.equal(html.match(/<h1[ >]/g)?.length, 1, `${name} has one h1`);
    assert.doesNotMatch(html, /undefined|\[object Object\]|NaN/, name);
  }
});

test('the content security policy can forbid inline styles and scripts without a nonce', () => {
  for (const [name, html] of documents) {
    assert.doesNotMatch(html, /<[a-z][^>]* style="/, `${name} has a style attribute`);
    assert.doesNotMatch(html, /<[a-z][^>]* on[a-z]+="/, `${name} has an inline handler`);
    for (const tag of html.match(/<(?:script|style)[ >][^>]*>?/g) ?? []) assert.match(tag, /nonce="test-nonce"/, `${name}: ${tag}`);
  }
});

test('ids are unique, pictures have dimensions, labels have their fields', () => {
  for (const [name, html] of documents) {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length, `${name}: ${ids.filter((id, index) => ids.indexOf(id) !== index)}`);
    for (const image of html.match(/<img [^>]+>/g) ?? []) assert.match(image, / width="\d+" height="\d+"/, `${name}: ${image}`);
    for (const match of html.matchAll(/ for="([^"]+)"/g)) assert.ok(ids.includes(match[1]), `${name}: a label for ${match[1]}`);
  }
});

test('what customers and sellers write cannot become markup', () => {
  const fixture = fixtures.find(({ name }) => name === 'product');
  assert.ok(fixture?.page === 'product');
  const hostile = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>';
  const view = { ...fixture.view, product: { ...fixture.view.product, title: hostile, description: hostile } };
  const html = entry.renderPage('product', view, fixture.frame);
  assert.doesNotMatch(html, /<script>alert|<img src=x/);
});

test('right-to-left locales are declared', () => {
  assert.match(documents.get('category-arabic') ?? '', /<html lang="ar" dir="rtl">/);
  assert.match(documents.get('category') ?? '', /<html lang="en-US" dir="ltr">/);
});
