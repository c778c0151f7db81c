import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signWebhook, webhookKey } from './standard-webhook.ts';

test('the vector of the Standard Webhooks specification', () => {
  const key = webhookKey('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  assert.equal(signWebhook(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}'), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a secret outside 24 to 64 bytes is refused', () => {
  assert.throws(() => webhookKey('whsec_c2hvcnQ='), RangeError);
});
