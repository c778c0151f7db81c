import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { suite, test } from 'node:test';
import { hasCode } from '@orinoco/contract';
import type { PaymentProvider } from './port.ts';
import { connectStripe, type StripeConstructor } from './stripe-client.ts';
import { createStripeProvider } from './stripe.ts';

// stripe-mock checks every request against Stripe's OpenAPI document and answers with fixtures; it keeps no state. So
// these tests say that our requests are what Stripe takes and its answers what we read, not how money moves.

const mock_url = process.env['STRIPE_MOCK_URL'];
const missing = mock_url === undefined ? 'STRIPE_MOCK_URL is not set (run `stripe-mock -http-addr 127.0.0.1:12111`, then STRIPE_MOCK_URL=http://127.0.0.1:12111)' : false;
const webhook_secret = 'whsec_engines_test';
const clock = (): number => Date.now();

async function connect(api_key = 'sk_test_123'): Promise<PaymentProvider> {
  // Named by a variable: the library is an optional part of an installation.
  const library = 'stripe';
  const { default: Stripe } = (await import(library)) as { default: StripeConstructor };
  const { hostname, port, protocol } = new URL(String(mock_url));
  const stripe = connectStripe(Stripe, { api_key, webhook_secret, host: hostname, port: Number(port), protocol: protocol === 'https:' ? 'https' : 'http' });
  return createStripeProvider({ stripe, webhook_secret, clock });
}

const payment = (payment_token: string) => ({
  payment_id: randomUUID(), idempotency_key: randomUUID(), amount_minor: 4_200, currency: 'USD', payment_token, return_url: 'https://shop.example/checkout?id=1',
});

suite('stripe against stripe-mock', { skip: missing }, () => {
  test('opens a hosted page', async () => {
    const provider = await connect();
    const session = await provider.session(payment('unused'));
    assert.equal(session.origin, 'https://js.stripe.com');
    assert.match(session.page_url, /^https:\/\//);
  });

  test('creates and confirms an intent with a payment method and with a confirmation token', async () => {
    const provider = await connect();
    for (const token of ['pm_card_visa', 'ctoken_123']) {
      const result = await provider.authorize(payment(token), AbortSignal.timeout(10_000));
      assert.match(result.provider_reference ?? '', /^pi_/);
    }
  });

  test('does not adopt a hosted page that belongs to another payment', async () => {
    const provider = await connect();
    assert.deepEqual(await provider.authorize(payment('cs_test_1'), AbortSignal.timeout(10_000)), { status: 'declined', decline_code: 'payment_token_invalid' });
  });

  test('captures, refunds and voids', async () => {
    const provider = await connect();
    const request = { ...payment('unused'), provider_reference: 'pi_123' };
    const capture = await provider.capture({ ...request, is_final: true });
    assert.ok(Number.isSafeInteger(capture.captured_minor));
    assert.match((await provider.refund(request)).movement_reference, /^re_/);
    assert.deepEqual(await provider.void(request), { status: 'voided' });
    assert.deepEqual(await provider.void({ payment_id: request.payment_id, idempotency_key: randomUUID() }), { status: 'voided' });
  });

  test('lists what was settled on a day', async () => {
    const provider = await connect();
    for (const line of await provider.settlement('2026-03-02')) assert.ok(Number.isSafeInteger(line.amount_minor) && /^[A-Z]{3}$/.test(line.currency) && line.movement_reference !== '');
  });

  test('finds nothing for a payment that no intent names', async () => {
    const provider = await connect();
    assert.equal(await provider.find({ payment_id: randomUUID() }), null);
  });

  test('a request that Stripe refuses is a certain, coded error', async () => {
    const provider = await connect('not_a_key');
    await assert.rejects(provider.authorize(payment('pm_card_visa'), AbortSignal.timeout(10_000)), (error) => hasCode(error, 'provider_rejected'));
  });

  test('reads a signed event and refuses a changed one', async () => {
    const provider = await connect();
    const body = JSON.stringify({ id: 'evt_1', object: 'event', type: 'payment_intent.amount_capturable_updated', created: 1_700_000_000, data: { object: { id: 'pi_1', object: 'payment_intent', metadata: { payment_id: 'p1' } } } });
    const timestamp = Math.floor(clock() / 1000);
    const signature = createHmac('sha256', webhook_secret).update(`${timestamp}.${body}`).digest('hex');
    const headers = { 'stripe-signature': `t=${timestamp},v1=${signature}` };
    assert.deepEqual(provider.parseWebhook(Buffer.from(body), headers), {
      event_id: 'evt_1', type: 'payment.authorized', payment_id: 'p1', provider_reference: 'pi_1', occurred_at: '2023-11-14T22:13:20.000Z',
    });
    assert.throws(() => provider.parseWebhook(Buffer.from(body.replace('p1', 'p2')), headers), (error) => hasCode(error, 'webhook_signature_invalid'));
  });
});
