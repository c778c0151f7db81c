import { test } from 'node:test';
import assert from 'node:assert/strict';
import { findText, textLinks, texts } from './texts.ts';

const addresses = /^\/(?:orders|account|cart|departments|reset-password|docs|openapi\.json|help\/([a-z-]+))$/;

test('handles are addresses, each once', () => {
  assert.equal(new Set(textLinks.map(({ handle }) => handle)).size, texts.length);
  for (const { handle, title, lead, sections } of texts) {
    assert.match(handle, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(title !== '' && lead !== '' && sections.length > 0, handle);
    assert.equal(findText(handle)?.title, title);
  }
  assert.equal(findText('toString'), null);
});

test('every section says something, and every link leads somewhere', () => {
  for (const text of texts) {
    for (const section of text.sections) {
      assert.ok(section.paragraphs.length + (section.points?.length ?? 0) > 0, `${text.handle}: ${section.title}`);
      for (const { url } of section.links ?? []) {
        const match = addresses.exec(url);
        assert.ok(match, `${text.handle} links to ${url}`);
        if (match[1]) assert.ok(findText(match[1]), `${text.handle} links to ${url}`);
      }
    }
  }
});
