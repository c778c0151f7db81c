import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail } from '@orinoco/contract';
import { errorsOf, Form, safePath } from './form.ts';
import { readPaymentChoice, writePaymentChoice } from './payment-choice.ts';

test('a form reads text, numbers and ids, and never shows secrets again', () => {
  const form = new Form({ name: ' Ana ', quantity: ['1', '3'], password: 'secret', payment_token: 'tok', offer_id: 'x' });
  assert.equal(form.text('name'), 'Ana');
  assert.equal(form.whole('quantity', 1), 3);
  assert.equal(form.whole('name', 1), 1);
  assert.equal(form.optional('missing'), null);
  assert.throws(() => form.id('offer_id'), { code: 'malformed_request' });
  assert.deepEqual(form.shown(), { name: ' Ana ', quantity: '3', offer_id: 'x' });
  assert.deepEqual(new Form(undefined).values, {});
  assert.equal(new Form(JSON.parse('{"__proto__":"x"}')).text('toString'), '');
});

test('nobody is led to another site after signing in', () => {
  for (const foreign of ['https://evil.example', '//evil.example', '/\\evil.example', '/ok\\evil', 'javascript:alert(1)', '', null]) assert.equal(safePath(foreign), null, String(foreign));
  assert.equal(safePath('/checkout?step=payment#x'), '/checkout?step=payment#x');
});

test('complaints of machines become words at their fields', () => {
  const error = fail('invalid_request', { errors: [{ pointer: '/address/line1', code: 'out_of_range', detail: 'address.line1 must NOT have fewer than 1 characters' }, { pointer: '/email', code: 'wrong_format', detail: 'email must match format "email"' }, { pointer: '/password', code: 'out_of_range', detail: 'password must NOT have fewer than 8 characters' }] });
  assert.deepEqual(errorsOf(error), { line1: 'Please fill this in', email: 'Write a whole e-mail address, such as ana@example.com', password: 'Use at least 8 characters' });
  assert.deepEqual(errorsOf(fail('credentials_wrong'), { credentials_wrong: 'Wrong.' }), { form: 'Wrong.' });
  assert.deepEqual(errorsOf(fail('conflict', { detail: 'somebody was faster' })), { form: 'Somebody was faster' });
});

test('the chosen card comes back from its cookie, and nothing else does', () => {
  const choice = { checkout_id: 'c', payment_token: 'tok_1', label: 'Visa ending in 4242' };
  assert.deepEqual(readPaymentChoice(writePaymentChoice(choice)), choice);
  for (const wrong of [undefined, '', 'x', Buffer.from('{"a":1}').toString('base64url'), Buffer.from('["a",1,"b"]').toString('base64url'), 'x'.repeat(2_000)]) assert.equal(readPaymentChoice(wrong), null);
});
