import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { customerCreatedEmail, orderCancelledEmail, orderDeliveredEmail, orderPlacedEmail, orderShippedEmail, passwordChangedEmail, passwordResetRequestedEmail } from './templates.ts';

const shop_url = 'https://shop.example';
const person = { customer_id: randomUUID(), email: 'ada@example.com', name: 'Ada', locale: 'en-US' };
const lineOf = (title: string, quantity: number, total_minor: number) => ({ order_line_id: randomUUID(), offer_id: randomUUID(), product_id: randomUUID(), variant_id: randomUUID(), title, quantity, unit_price_minor: total_minor / quantity, total_minor, weight_g: 100 });
const delivery = { shipping_rate_id: randomUUID(), name: 'Standard', earliest_on: '2026-03-05', latest_on: '2026-03-07' };
const orderOf = (order_number: string, lines: ReturnType<typeof lineOf>[], shipping_minor: number, tax_minor: number, total_minor: number) => ({ order_id: randomUUID(), order_number, seller_id: randomUUID(), total_minor, shipping_minor, tax_minor, delivery, lines, allocations: [] });
const placed = {
  order_group_id: randomUUID(), order_group_number: 'G-1001', checkout_id: randomUUID(), purchase_id: randomUUID(), cart_id: randomUUID(), customer_id: null, guest_id: randomUUID(), email: 'ada@example.com', locale: 'en-US', currency: 'USD', total_minor: 6_540,
  shipping_address: { name: 'Ada Byron', line1: '1 Infinite Loop', line2: null, city: 'Cupertino', region: 'CA', postal_code: '95014', country: 'US' },
  orders: [orderOf('O-1', [lineOf('Kettle', 2, 5_000)], 500, 440, 5_940), orderOf('O-2', [lineOf('Tea', 1, 600)], 0, 0, 600)], placed_at: '2026-03-01T12:00:00Z',
};
const about = { order_id: randomUUID(), order_number: 'O-1', order_group_id: randomUUID(), checkout_id: randomUUID(), purchase_id: randomUUID(), seller_id: randomUUID(), customer_id: null, email: 'ada@example.com', locale: 'de-DE', currency: 'EUR', lines: [lineOf('Kettle', 2, 5_000)] };

test('links of the account carry the token', () => {
  const welcome = customerCreatedEmail({ ...person, verification_token: 'a+b/c' }, shop_url);
  const reset = passwordResetRequestedEmail({ ...person, reset_token: 'xyz' }, shop_url);
  for (const text of [welcome.html, welcome.body_text]) assert.ok(text.includes('https://shop.example/verify-email?token=a%2Bb%2Fc'));
  for (const text of [reset.html, reset.body_text]) assert.ok(text.includes('https://shop.example/reset-password?token=xyz'));
  assert.ok(passwordChangedEmail(person, shop_url).body_text.includes('Hello Ada,'));
});

test('a confirmation has every seller’s lines and totals, and the whole', () => {
  const { subject, html, body_text } = orderPlacedEmail(placed, shop_url);
  assert.equal(subject, 'Your order G-1001');
  for (const part of ['O-1', '2 × Kettle', '$50.00', '$5.00', '$4.40', '$59.40', 'O-2', 'Tea', '$6.00', '$65.40', 'Ada Byron', 'Cupertino CA 95014']) {
    assert.ok(html.includes(part), part);
    assert.ok(body_text.includes(part), part);
  }
  assert.match(body_text, /Tax: \$4\.40/);
  assert.match(body_text, /Standard: arrives Thu, March 5\s–\sSat, March 7/);
  assert.ok(html.includes('href="https://shop.example/orders"'));
});

test('tax that the prices hold is marked, and one order is linked to itself', () => {
  const order = orderOf('O-1', [lineOf('Kettle', 1, 5_000)], 500, 878, 5_500);
  const { html, body_text } = orderPlacedEmail({ ...placed, orders: [order], total_minor: 5_500 }, shop_url);
  assert.match(body_text, /Tax \(included\): \$8\.78/);
  assert.ok(html.includes(`href="https://shop.example/orders/${order.order_id}"`));
  assert.ok(!body_text.includes('parcels'));
});

test('shipping, arrival and cancelling', () => {
  const tracked = orderShippedEmail({ ...about, tracking_number: '1Z', tracking_url: 'https://carrier.example/1Z' }, shop_url);
  assert.ok(tracked.html.includes('href="https://carrier.example/1Z"') && tracked.body_text.includes('1Z'));
  const untracked = orderShippedEmail({ ...about, tracking_number: null, tracking_url: null }, shop_url);
  assert.ok(untracked.html.includes(`https://shop.example/orders/${about.order_id}`));
  const hostile = orderShippedEmail({ ...about, tracking_number: null, tracking_url: 'javascript:alert(1)' }, shop_url);
  assert.ok(!hostile.html.includes('javascript:'));
  assert.ok(orderDeliveredEmail(about, shop_url).body_text.includes('2 × Kettle'));
  assert.match(orderCancelledEmail({ ...about, refunded_minor: 1_234, reason: 'Too late' }, shop_url).body_text, /12,34\s€ is on its way back[\s\S]*Reason: Too late/);
  assert.ok(!orderCancelledEmail({ ...about, refunded_minor: 0, reason: '' }, shop_url).body_text.includes('back'));
});

test('an unknown locale does not keep an e-mail from being written', () => {
  assert.ok(orderPlacedEmail({ ...placed, locale: 'en-x' }, shop_url).body_text.includes('$65.40'));
});

test('whatever people type, it stays text, and a subject stays one line', () => {
  const [shape] = [customerCreatedEmail({ ...person, name: 'x', verification_token: 't' }, shop_url).html.replace(/>[^<]+</g, '><')];
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "'&amp;", '</td></table>')), (text) => {
    assert.equal(customerCreatedEmail({ ...person, name: text, verification_token: 't' }, shop_url).html.replace(/>[^<]+</g, '><'), shape);
    const cancelled = orderCancelledEmail({ ...about, order_number: `a\r\nBcc: ${text}`, refunded_minor: 0, reason: text, lines: [lineOf(text, 1, 1)] }, shop_url);
    assert.ok(!/[\r\n]/.test(cancelled.subject) && !/<(script|img)/.test(cancelled.html));
  }));
});

test('the largest purchase still fits into an e-mail', () => {
  const orders = Array.from({ length: 100 }, (_, index) => orderOf(`O-${index}`, Array.from({ length: 100 }, () => lineOf('<'.repeat(300), 1, 100)), 0, 0, 10_000));
  const { html, body_text } = orderPlacedEmail({ ...placed, orders, total_minor: 1_000_000 }, shop_url);
  assert.ok(html.length < 200_000, String(html.length));
  assert.ok(body_text.length < 100_000);
  assert.ok(body_text.includes('and 80 more') && body_text.includes('and 95 more') && body_text.includes('$10,000.00'));
});
