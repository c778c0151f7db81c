import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OutsideError } from '../outside/outside-error.ts';
import { captured, challenged, openMinor, refunded, released, voided, type Payment } from './payment.ts';

const held: Payment = {
  payment_id: 'p', authorization_id: 'a', status: 'authorized', amount_minor: 1_000, currency: 'USD', captured_minor: 0, released_minor: 0, refunded_minor: 0,
  decline_code: null, card_brand: 'visa', card_last4: '4242', return_url: null, is_answered_twice: false,
};

const amount = fc.integer({ min: 1, max: 600 });
const step = fc.oneof(
  fc.record({ kind: fc.constant('capture' as const), amount, is_final: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('release' as const, 'refund' as const, 'void' as const), amount, is_final: fc.constant(false) }),
);

function apply(payment: Payment, { kind, amount, is_final }: { kind: string; amount: number; is_final: boolean }): Payment {
  try {
    if (kind === 'capture') return captured(payment, amount, is_final);
    if (kind === 'release') return released(payment, amount);
    return kind === 'refund' ? refunded(payment, amount) : voided(payment);
  } catch (error) {
    if (error instanceof OutsideError) return payment;
    throw error;
  }
}

test('whatever is asked in whatever order, the sums hold', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
    const end = steps.reduce(apply, held);
    assert.ok(openMinor(end) >= 0);
    assert.ok(end.refunded_minor <= end.captured_minor);
    if (end.status === 'voided') assert.equal(end.captured_minor, 0);
    if (end.status !== 'authorized') assert.equal(openMinor(end), 0);
  }));
});

test('releasing all that is left ends the payment', () => {
  assert.equal(released(held, 1_000).status, 'voided');
  assert.equal(released(captured(held, 400, false), 600).status, 'captured');
});

test('only a payment that waits for it is changed by the 3-D Secure step', () => {
  const waiting: Payment = { ...held, status: 'requires_action' };
  assert.equal(challenged(waiting, true).status, 'authorized');
  assert.deepEqual([challenged(waiting, false).status, challenged(waiting, false).decline_code], ['declined', 'authentication_failed']);
  const gone = voided(waiting);
  assert.equal(challenged(gone, true), gone);
});
