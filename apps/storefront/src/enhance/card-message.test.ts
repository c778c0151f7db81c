import { test } from 'node:test';
import assert from 'node:assert/strict';
import { cardLabel, readCardMessage } from './card-message.ts';

test('what extensions and other frames post is not a message', () => {
  for (const message of [null, undefined, 'orinoco-pay:ready', 7, {}, { type: 3 }, { type: 'ready' }, { type: 'orinoco-pay:other' }]) assert.equal(readCardMessage(message), null);
});

test('a height stays within bounds', () => {
  assert.deepEqual(readCardMessage({ type: 'orinoco-pay:height', height: 320.2 }), { type: 'height', height: 321 });
  assert.deepEqual(readCardMessage({ type: 'orinoco-pay:height', height: 1e9 }), { type: 'height', height: 1_200 });
  assert.deepEqual(readCardMessage({ type: 'orinoco-pay:height', height: 3 }), { type: 'height', height: 120 });
  for (const height of [0, -5, Number.NaN, '400', undefined]) assert.equal(readCardMessage({ type: 'orinoco-pay:height', height }), null);
});

test('a token needs the token, and its card is shown only when it looks like one', () => {
  assert.deepEqual(readCardMessage({ type: 'orinoco-pay:token', payment_token: 'tok_1', brand: 'visa', last4: '4242' }), { type: 'token', payment_token: 'tok_1', brand: 'visa', last4: '4242' });
  assert.deepEqual(readCardMessage({ type: 'orinoco-pay:token', payment_token: 'tok_1', last4: '4242 4242' }), { type: 'token', payment_token: 'tok_1', brand: '', last4: '' });
  for (const payment_token of ['', undefined, 4, 'x'.repeat(201)]) assert.equal(readCardMessage({ type: 'orinoco-pay:token', payment_token }), null);
});

test('an error without words gets some, and long ones are cut', () => {
  assert.deepEqual(readCardMessage({ type: 'orinoco-pay:error', code: 'card_invalid' }), { type: 'error', code: 'card_invalid', message: 'Check your card details' });
  const long = readCardMessage({ type: 'orinoco-pay:error', message: 'x'.repeat(5_000) });
  assert.ok(long?.type === 'error' && long.message.length === 300);
});

test('a card is called by what is known of it', () => {
  assert.equal(cardLabel({ brand: 'amex', last4: '0005' }), 'American Express ending in 0005');
  assert.equal(cardLabel({ brand: 'unknown', last4: '' }), 'Card');
});
