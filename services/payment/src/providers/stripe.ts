import { createHash } from 'node:crypto';
import { fail } from '@orinoco/contract';
import { ProviderUnknownError, type AuthorizeRequest, type AuthorizeResult, type PaymentProvider, type SessionRequest } from './port.ts';
import { chargeOf, stripeFailure, toAuthorizeResult, toEvent, toPortError, toProviderPayment } from './stripe-answers.ts';
import { fromStripeAmount, toStripeAmount } from './stripe-amount.ts';
import { stripeSignature, type StripeClient, type StripePaymentIntent } from './stripe-client.ts';
import { stripeSettlement } from './stripe-settlement.ts';
import { expireSessions, findIntent, intentKey, leaveTombstone } from './stripe-search.ts';

export interface StripeProviderOptions {
  readonly stripe: StripeClient;
  readonly webhook_secret: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const fields = { fields_url: 'https://js.stripe.com/v3/', origin: 'https://js.stripe.com' };
const toleranceS = 300;
const expand = ['latest_charge'];

/**
 * Adapter of Stripe. One PaymentIntent a payment: it is created under a key made of the payment's id alone and then
 * confirmed under the attempt's key, so a void can burn the first key and a late authorization finds it burnt.
 * `payment_token` is a PaymentMethod, a ConfirmationToken, or the Checkout Session that the hosted page came back with.
 */
export function createStripeProvider({ stripe, webhook_secret, clock }: StripeProviderOptions): PaymentProvider {
  return {
    name: 'stripe',
    session: (request) => certain(async () => ({ ...fields, page_url: await openPage(stripe, request) })),
    authorize: (request, signal) => untilAborted(signal, certain(() => authorize(stripe, clock, request))),
    find: ({ payment_id }) =>
      certain(async () => {
        const intent = await findIntent(stripe, clock, payment_id);
        return intent === null ? null : toProviderPayment(intent);
      }),
    capture: (request) =>
      certain(async () => {
        const { provider_reference, idempotency_key, amount_minor, is_final } = request;
        const intent = await stripe.paymentIntents.retrieve(provider_reference, { expand });
        const can_repeat = chargeOf(intent)?.payment_method_details?.card?.multicapture?.status === 'available';
        const amount_to_capture = toStripeAmount(amount_minor, intent.currency.toUpperCase());
        // Without the feature a capture ends the authorization, and Stripe would give the rest back unasked.
        if (!can_repeat && !is_final && intent.status === 'requires_capture' && amount_to_capture < intent.amount_capturable) throw fail('partial_capture_unavailable');
        const params = { amount_to_capture, expand, ...(can_repeat && { final_capture: is_final }) };
        const after = await stripe.paymentIntents.capture(provider_reference, params, { idempotencyKey: `capture:${idempotency_key}` });
        return { movement_reference: `${after.id}:${idempotency_key}`, captured_minor: fromStripeAmount(after.amount_received, after.currency.toUpperCase()) };
      }),
    // Stripe has no partial release: the final capture gives the rest back.
    release: () => Promise.resolve({ is_deferred: true }),
    void: (request) =>
      certain(async () => {
        await voidPayment(stripe, clock, request);
        return { status: 'voided' as const };
      }),
    refund: (request) =>
      certain(async () => {
        const { payment_id, provider_reference, idempotency_key, amount_minor } = request;
        const before = await stripe.paymentIntents.retrieve(provider_reference, {});
        const currency = before.currency.toUpperCase();
        const params = { payment_intent: provider_reference, amount: toStripeAmount(amount_minor, currency), metadata: { payment_id } };
        const refund = await stripe.refunds.create(params, { idempotencyKey: `refund:${idempotency_key}` });
        if (refund.status === 'failed' || refund.status === 'canceled') throw fail('provider_rejected', { detail: `the refund ${refund.status}` });
        const after = await stripe.paymentIntents.retrieve(provider_reference, { expand });
        return { movement_reference: refund.id, refunded_minor: fromStripeAmount(chargeOf(after)?.amount_refunded ?? 0, currency), status: refund.status === 'succeeded' ? 'succeeded' : 'pending' };
      }),
    settlement: (settled_on) => certain(() => stripeSettlement(stripe, settled_on)),
    parseWebhook(raw_body, headers) {
      try {
        return toEvent(stripe.webhooks.constructEvent(raw_body, stripeSignature(headers), webhook_secret, toleranceS));
      } catch (error) {
        throw fail(stripeFailure(error)?.type === 'StripeSignatureVerificationError' ? 'webhook_signature_invalid' : 'webhook_malformed', { cause: error });
      }
    },
  };
}

async function certain<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toPortError(error);
  }
}

/** The library takes no signal, so the caller stops waiting and the outcome is unknown. */
async function untilAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new ProviderUnknownError(signal.reason));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function openPage(stripe: StripeClient, request: SessionRequest): Promise<string> {
  const { payment_id, amount_minor, currency, return_url } = request;
  const amount = toStripeAmount(amount_minor, currency);
  const hash = createHash('sha256').update(`${amount}:${currency}:${return_url}`).digest('base64url').slice(0, 22);
  // Stripe puts the session's id in place of the braces, which must not be percent-encoded.
  const success_url = `${return_url}${return_url.includes('?') ? '&' : '?'}payment_token={CHECKOUT_SESSION_ID}`;
  const session = await stripe.checkout.sessions.create({
    mode: 'payment', success_url, cancel_url: return_url, client_reference_id: payment_id, payment_method_types: ['card'],
    line_items: [{ quantity: 1, price_data: { currency: currency.toLowerCase(), unit_amount: amount, product_data: { name: 'Order' } } }],
    payment_intent_data: { capture_method: 'manual', metadata: { payment_id } },
  }, { idempotencyKey: `orinoco:${payment_id}:page:${hash}` });
  if (session.url === null) throw fail('provider_rejected', { detail: 'no hosted page' });
  return session.url;
}

async function authorize(stripe: StripeClient, clock: () => number, request: AuthorizeRequest): Promise<AuthorizeResult> {
  if (request.payment_token.startsWith('cs_')) return adoptPage(stripe, request);
  const { payment_id, idempotency_key, payment_token, return_url, currency } = request;
  const amount = toStripeAmount(request.amount_minor, currency);
  let intent: StripePaymentIntent;
  try {
    intent = await stripe.paymentIntents.create({
      amount, currency: currency.toLowerCase(), capture_method: 'manual', payment_method_types: ['card'], metadata: { payment_id },
      payment_method_options: { card: { request_multicapture: 'if_available' } },
    }, { idempotencyKey: intentKey(payment_id) });
  } catch (error) {
    if (stripeFailure(error)?.type !== 'StripeIdempotencyError') throw error;
    const seen = await findIntent(stripe, clock, payment_id);
    if (seen !== null && seen.status !== 'canceled') throw fail('idempotency_conflict', { detail: 'this payment was started with another amount' });
    return { status: 'declined', decline_code: 'payment_voided' };
  }
  const method = payment_token.startsWith('ctoken_') ? { confirmation_token: payment_token } : { payment_method: payment_token };
  try {
    return toAuthorizeResult(await stripe.paymentIntents.confirm(intent.id, { ...method, return_url, expand }, { idempotencyKey: `authorize:${idempotency_key}` }));
  } catch (error) {
    const failure = stripeFailure(error);
    if (failure?.type === 'StripeCardError') return { status: 'declined', provider_reference: intent.id, decline_code: failure.decline_code || failure.code || 'card_declined' };
    if (failure?.code !== 'payment_intent_unexpected_state') throw error;
    return toAuthorizeResult(await stripe.paymentIntents.retrieve(intent.id, { expand }));
  }
}

/** The hosted page has asked for the money already; what is left is to see that it was for this payment. */
async function adoptPage(stripe: StripeClient, request: AuthorizeRequest): Promise<AuthorizeResult> {
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(request.payment_token, { expand: ['payment_intent.latest_charge'] });
  const amount = toStripeAmount(request.amount_minor, request.currency);
  const is_ours = intent !== null && typeof intent !== 'string' && intent.metadata['payment_id'] === request.payment_id && intent.amount === amount && intent.currency === request.currency.toLowerCase();
  return is_ours ? toAuthorizeResult(intent) : { status: 'declined', decline_code: 'payment_token_invalid' };
}

async function voidPayment(stripe: StripeClient, clock: () => number, request: { payment_id: string; provider_reference?: string; idempotency_key: string }): Promise<void> {
  const known = request.provider_reference === undefined ? null : await stripe.paymentIntents.retrieve(request.provider_reference, {});
  const is_burnt = known === null && (await leaveTombstone(stripe, request.payment_id));
  if (known === null) await expireSessions(stripe, clock, request.payment_id);
  const intent = known ?? (await findIntent(stripe, clock, request.payment_id));
  // Somebody used the key and the intent is not to be seen yet: not voided, so ask again.
  if (intent === null && !is_burnt) throw new ProviderUnknownError(new Error('the intent is not listed yet'));
  if (intent === null || intent.status === 'canceled') return;
  if (intent.amount_received > 0) throw fail('payment_captured');
  await stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: `void:${request.idempotency_key}` });
}
