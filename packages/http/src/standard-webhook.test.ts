import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import { createWebhookVerifier } from './standard-webhook.ts';

// The test vector of the Standard Webhooks specification.
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const headers = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' };
const raw_body = Buffer.from('{"test": 2432232314}');
const signed_at = 1_614_265_330_000;

test('the vector of the specification verifies', () => {
  const verify = createWebhookVerifier([secret], () => signed_at);
  assert.deepEqual(verify(raw_body, headers), { webhook_id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: { test: 2_432_232_314 } });
});

test('while a secret is rotated both are good', () => {
  const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  assert.ok(createWebhookVerifier([other, secret], () => signed_at)(raw_body, headers));
  assert.throws(() => createWebhookVerifier([other], () => signed_at)(raw_body, headers), (error) => hasCode(error, 'webhook_signature_invalid'));
});

test('an event is good for five minutes either way', () => {
  const at = (now: number) => () => createWebhookVerifier([secret], () => now)(raw_body, headers);
  assert.ok(at(signed_at + 300_000)());
  assert.throws(at(signed_at + 301_000), (error) => hasCode(error, 'webhook_expired'));
  assert.throws(at(signed_at - 301_000), (error) => hasCode(error, 'webhook_expired'));
});

test('a secret that is too short is refused at the start', () => {
  assert.throws(() => createWebhookVerifier(['whsec_c2hvcnQ='], () => 0), RangeError);
});
