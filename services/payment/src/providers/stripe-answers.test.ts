import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProviderUnknownError } from './port.ts';
import { toAuthorizeResult, toPortError, toProviderPayment } from './stripe-answers.ts';
import type { StripePaymentIntent } from './stripe-client.ts';

const intent: StripePaymentIntent = {
  id: 'pi_1', status: 'requires_capture', amount: 50_000, amount_capturable: 30_000, amount_received: 20_000, currency: 'isk', metadata: { payment_id: 'p1' },
  next_action: null, last_payment_error: null,
  latest_charge: { id: 'ch_1', amount: 50_000, amount_captured: 20_000, amount_refunded: 10_000, payment_method_details: { card: { brand: 'visa', last4: '4242' } } },
};

test('an intent becomes the outcome of an authorization', () => {
  assert.deepEqual(toAuthorizeResult(intent), { status: 'authorized', provider_reference: 'pi_1', card: { brand: 'visa', last4: '4242' } });
  assert.deepEqual(toAuthorizeResult({ ...intent, status: 'canceled' }), { status: 'declined', provider_reference: 'pi_1', decline_code: 'payment_voided' });
  const action = { ...intent, status: 'requires_action', next_action: { redirect_to_url: { url: 'https://hooks.stripe.com/x' } } };
  assert.deepEqual(toAuthorizeResult(action), { status: 'requires_action', provider_reference: 'pi_1', action_url: 'https://hooks.stripe.com/x' });
  const declined = { ...intent, status: 'requires_payment_method', last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds' } };
  assert.deepEqual(toAuthorizeResult(declined), { status: 'declined', provider_reference: 'pi_1', decline_code: 'insufficient_funds' });
});

test('an intent that is still processing is unknown, not declined', () => {
  assert.throws(() => toAuthorizeResult({ ...intent, status: 'processing' }), ProviderUnknownError);
});

test('totals come back in ISO minor units', () => {
  const found = toProviderPayment(intent);
  assert.equal(found.status, 'authorized');
  assert.deepEqual([found.amount_minor, found.authorized_minor, found.captured_minor, found.refunded_minor], [500, 500, 200, 100]);
});

test('only a 4xx is certain', () => {
  const failure = (type: string, statusCode: number | undefined, code = '') => Object.assign(new Error('x'), { type, statusCode, code });
  for (const error of [new Error('socket'), failure('StripeConnectionError', undefined), failure('StripeAPIError', 500), failure('StripeRateLimitError', 429), failure('StripeIdempotencyError', 409)]) {
    assert.equal(toPortError(error).code, 'provider_unknown');
  }
  assert.equal(toPortError(failure('StripeInvalidRequestError', 400, 'parameter_missing')).code, 'provider_rejected');
  assert.equal(toPortError(failure('StripeInvalidRequestError', 404, 'resource_missing')).code, 'payment_not_found');
  assert.equal(toPortError(failure('StripeIdempotencyError', 400)).code, 'idempotency_conflict');
});
