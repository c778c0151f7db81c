import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { policyOf, sealDocument } from './document.ts';

const sha = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('what carries the nonce is allowed by its hash, and the nonce is gone', () => {
  const { html, policy } = sealDocument('<head><script nonce="n1">go()</script><style nonce="n1">a{}</style><script type="module" nonce="n1" src="/a.js"></script><script type="application/ld+json" nonce="n1">{}</script></head>', 'n1');
  assert.equal(html, '<head><script>go()</script><style>a{}</style><script type="module" src="/a.js"></script><script type="application/ld+json">{}</script></head>');
  assert.match(policy, new RegExp(`script-src 'self' ${sha('go()').replaceAll(/[+/]/g, '\\$&')};`));
  assert.match(policy, new RegExp(`style-src 'self' ${sha('a{}').replaceAll(/[+/]/g, '\\$&')};`));
  assert.ok(!policy.includes(sha('{}')));
});

test('markup that was smuggled in has no nonce and gets no hash', () => {
  const { policy } = sealDocument('<script>evil()</script><script nonce="guess">evil()</script><script nonce="n1">go()</script>', 'n1');
  assert.ok(!policy.includes(sha('evil()')));
});

test('nothing may be framed or sent elsewhere unless the page says so', () => {
  assert.match(policyOf([], []), /frame-src 'none'; form-action 'self'; frame-ancestors 'none'/);
  assert.match(policyOf([], [], { frame_src: ['https://pay.example'], form_action: ['https://pay.example'] }), /frame-src https:\/\/pay.example; form-action 'self' https:\/\/pay.example;/);
});
