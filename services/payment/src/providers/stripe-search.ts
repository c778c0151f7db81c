import { stripeFailure, tombstoneMark } from './stripe-answers.ts';
import type { StripeClient, StripePaymentIntent } from './stripe-client.ts';

// Search lags behind writes by up to a minute in normal times; the list does not, so it covers the last minutes.
const searchLagS = 15 * 60;
const sessionLifeS = 24 * 3600;
const pageSize = 100;
const maxPages = 20;

/** The key under which the one intent of a payment is created. */
export function intentKey(payment_id: string): string {
  return `orinoco:${payment_id}:intent`;
}

/** Prefers an intent that holds money over others of the same payment (the hosted page makes its own). */
function strongest(intents: readonly StripePaymentIntent[]): StripePaymentIntent | null {
  const order = ['succeeded', 'requires_capture', 'processing', 'requires_action', 'requires_confirmation', 'requires_payment_method', 'canceled'];
  return [...intents].sort((left, right) => order.indexOf(left.status) - order.indexOf(right.status))[0] ?? null;
}

/** The intent of a payment, or null. A tombstone is an intent as well. */
export async function findIntent(stripe: StripeClient, clock: () => number, payment_id: string): Promise<StripePaymentIntent | null> {
  const expand = ['data.latest_charge'];
  const query = `metadata['payment_id']:'${payment_id.replace(/[\\']/g, '\\$&')}'`;
  const { data: searched } = await stripe.paymentIntents.search({ query, limit: pageSize, expand });
  const recent: StripePaymentIntent[] = [];
  let starting_after: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const created = { gte: Math.floor(clock() / 1000) - searchLagS };
    const { data: listed, has_more } = await stripe.paymentIntents.list({ created, limit: pageSize, expand, ...(starting_after !== undefined && { starting_after }) });
    recent.push(...listed);
    starting_after = listed.at(-1)?.id;
    if (!has_more || starting_after === undefined) break;
  }
  // The list is fresher than the search, so its copy of an intent wins.
  const fresh = new Map([...searched, ...recent].filter((intent) => intent.metadata['payment_id'] === payment_id).map((intent) => [intent.id, intent]));
  return strongest([...fresh.values()]);
}

/**
 * Uses up the payment's key with an intent that is cancelled at once. A late authorization then creates under the same
 * key with other parameters, and Stripe refuses it. Answers false when the key was used before, so an intent exists.
 */
export async function leaveTombstone(stripe: StripeClient, payment_id: string): Promise<boolean> {
  const params = { amount: 100, currency: 'usd', capture_method: 'manual', payment_method_types: ['card'], metadata: { payment_id, [tombstoneMark]: 'true' } };
  try {
    const intent = await stripe.paymentIntents.create(params, { idempotencyKey: intentKey(payment_id) });
    await stripe.paymentIntents.cancel(intent.id, {}, { idempotencyKey: `${intentKey(payment_id)}:tombstone` });
    return true;
  } catch (error) {
    if (stripeFailure(error)?.type === 'StripeIdempotencyError') return false;
    throw error;
  }
}

/** Closes hosted pages of the payment that are still open somewhere. */
export async function expireSessions(stripe: StripeClient, clock: () => number, payment_id: string): Promise<void> {
  let starting_after: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const created = { gte: Math.floor(clock() / 1000) - sessionLifeS };
    const { data: open, has_more } = await stripe.checkout.sessions.list({ status: 'open', created, limit: pageSize, ...(starting_after !== undefined && { starting_after }) });
    for (const session of open) if (session.client_reference_id === payment_id) await stripe.checkout.sessions.expire(session.id, {});
    starting_after = open.at(-1)?.id;
    if (!has_more || starting_after === undefined) return;
  }
}
