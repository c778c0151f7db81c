import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fail } from '@orinoco/contract';
import { findingOfRecord, isRefusal, settled } from './payment.ts';
import { ProviderUnknownError, type ProviderPayment } from './providers/port.ts';

const blocked = { status: 'authorized' as const, amount_minor: 100, captured_minor: 0, released_minor: 0, refunded_minor: 0, capturing_minor: 0, releasing_minor: 0 };
type Amounts = Omit<typeof blocked, 'status'> & { status: 'authorized' | 'captured' | 'voided' };

const table: readonly (readonly [what: string, before: Partial<Amounts>, operation: Parameters<typeof settled>[1], after: Partial<Amounts>])[] = [
  ['a part is captured', { capturing_minor: 40 }, { kind: 'capture', amount_minor: 40, is_final: false }, { captured_minor: 40 }],
  ['the rest is captured', { captured_minor: 40, capturing_minor: 60 }, { kind: 'capture', amount_minor: 60, is_final: false }, { captured_minor: 100, status: 'captured' }],
  ['a final capture gives the rest back', { capturing_minor: 40 }, { kind: 'capture', amount_minor: 40, is_final: true }, { captured_minor: 40, released_minor: 60, status: 'captured' }],
  ['a final capture leaves what another operation has claimed', { capturing_minor: 40, releasing_minor: 50 }, { kind: 'capture', amount_minor: 40, is_final: true }, { captured_minor: 40, releasing_minor: 50, released_minor: 10 }],
  ['a part is released', { releasing_minor: 40 }, { kind: 'release', amount_minor: 40, is_final: false }, { released_minor: 40 }],
  ['all is released in parts', { released_minor: 40, releasing_minor: 60 }, { kind: 'release', amount_minor: 60, is_final: true }, { released_minor: 100, status: 'voided' }],
  ['what was not captured is released', { captured_minor: 40, releasing_minor: 60 }, { kind: 'release', amount_minor: 60, is_final: false }, { captured_minor: 40, released_minor: 60, status: 'captured' }],
  ['a refund changes no state', { captured_minor: 100, status: 'captured' }, { kind: 'refund', amount_minor: 30, is_final: false }, { captured_minor: 100, refunded_minor: 30, status: 'captured' }],
  ['a void gives back what was blocked', { status: 'voided', released_minor: 10 }, { kind: 'void', amount_minor: 90, is_final: false }, { status: 'voided', released_minor: 100 }],
  ['a void of what we had never seen has no room for the amount', { status: 'voided', amount_minor: 0 }, { kind: 'void', amount_minor: 90, is_final: false }, { status: 'voided', amount_minor: 0 }],
  ['nothing is captured of nothing', { amount_minor: 0 }, { kind: 'capture', amount_minor: 0, is_final: true }, { amount_minor: 0, status: 'captured' }],
];
for (const [what, before, operation, after] of table) {
  test(`settled: ${what}`, () => {
    assert.deepEqual(settled({ ...blocked, ...before }, operation), { ...blocked, ...after });
  });
}

test('only a certain no is a refusal', () => {
  assert.equal(isRefusal(fail('payment_voided')), true);
  assert.equal(isRefusal(new ProviderUnknownError(new Error('lost'))), false);
  assert.equal(isRefusal(fail('unavailable')), false);
  assert.equal(isRefusal(new TypeError('a bug')), false);
});

test('a record without a decision is no finding', () => {
  const record: ProviderPayment = { payment_id: 'p', provider_reference: null, status: 'pending', currency: 'USD', amount_minor: 1, authorized_minor: 0, captured_minor: 0, refunded_minor: 0 };
  assert.equal(findingOfRecord(null), null);
  assert.equal(findingOfRecord(record), null);
  assert.equal(findingOfRecord({ ...record, status: 'captured' })?.status, 'authorized');
});
