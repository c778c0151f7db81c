import { CodedError, fail, hasCode } from '@orinoco/contract';
import type { Address } from '../../cart-types.ts';
import { isRedirect, type ActionContext, type Outcome, type PageContext } from '../../server/context.ts';
import { errorsOf, type Form } from '../../server/form.ts';
import { orElse } from '../../server/wait.ts';
import { urls } from '../../urls.ts';
import { paymentLabel } from '../orders/order-view.ts';
import { agreedTotal, loadCheckout, paymentSession, viewCheckout, type CheckoutRemarks } from './loader.ts';
import type { CheckoutStep } from './steps.ts';

const stepUrl = (step: CheckoutStep): string => `${urls.checkout}?step=${step}`;
export const confirmationUrl = (order_group_id: string): string => `/orders/confirmation/${order_group_id}`;

/** Starts buying what is in the cart. */
export async function createCheckout(context: ActionContext): Promise<Outcome> {
  const view = await loadCheckout(context);
  return isRedirect(view) ? view : { redirect_to: urls.checkout, answer: { checkout_id: view.checkout_id } };
}

/** E-mail and address: a saved one by its id, or the one that was typed. */
export async function setAddress(context: ActionContext): Promise<Outcome> {
  const { clients, call, form } = context;
  const checkout_id = form.id('checkout_id');
  const email = form.optional('email');
  const typed = readAddress(form);
  if (form.has('change_country')) return shown(context, checkout_id, { step: 'address', address: { ...typed, region: null }, email: email ?? '' }, 200);
  const shipping_address = form.has('address_id') ? await savedAddress(context, form.id('address_id')) : typed;
  try {
    const checkout = await clients.order.updateCheckout({ checkout_id, shipping_address, ...(email === null ? {} : { email }) }, call);
    if (checkout.email === null) return refused(context, checkout_id, { step: 'address', address: typed, errors: { email: 'Write your e-mail address, so that we can send the confirmation' } });
    return { redirect_to: stepUrl('delivery') };
  } catch (error) {
    const words = { no_delivery: 'Nobody delivers these products to that address.' };
    return refuseOr(error, ['invalid_request', 'no_delivery'], (known) => refused(context, checkout_id, { step: 'address', address: typed, email: email ?? '', ...remarksOf(known, words) }));
  }
}

export async function setDelivery(context: ActionContext): Promise<Outcome> {
  const { clients, call, form } = context;
  const checkout_id = form.id('checkout_id');
  const deliveries = Object.keys(form.values).filter((name) => name.startsWith('delivery_')).map((name) => ({ seller_id: name.slice('delivery_'.length), shipping_rate_id: form.text(name) }));
  try {
    await clients.order.updateCheckout({ checkout_id, deliveries }, call);
    return { redirect_to: stepUrl('payment') };
  } catch (error) {
    return refuseOr(error, ['invalid_request', 'no_delivery'], () => refused(context, checkout_id, { step: 'delivery', notices: [{ tone: 'error', text: 'Choose how each parcel is delivered.' }] }));
  }
}

/** Keeps the token that the provider's frame gave; without one (no script) the card is entered on the provider's own page. */
export async function setPayment(context: ActionContext): Promise<Outcome> {
  const { form } = context;
  const checkout_id = form.id('checkout_id');
  const payment_token = form.optional('payment_token');
  if (payment_token === null) return { redirect_to: (await paymentSession(context, checkout_id)).page_url };
  if (payment_token.length > 200) throw fail('malformed_request');
  context.keepPayment({ checkout_id, payment_token, label: shownLabel(form.text('payment_label')) });
  return { redirect_to: stepUrl('review') };
}

/** The card as the page's script names it; anything longer than a name and four digits is no card. */
function shownLabel(label: string): string {
  return /^[A-Za-z ]{1,30} ending in \d{4}$/.test(label) ? label : paymentLabel({ card_brand: null, card_last4: null });
}

/** Pays and places the orders, for the total that the page showed. */
export async function placeOrder(context: ActionContext): Promise<Outcome> {
  const { form, payment_choice } = context;
  const checkout_id = form.id('checkout_id');
  if (payment_choice?.checkout_id !== checkout_id) return refused(context, checkout_id, { step: 'payment', errors: { payment_method: 'Enter your card again; for your safety it is kept for half an hour only.' } });
  const total_minor = agreedTotal(form.text('idempotency_key'));
  return complete(context, checkout_id, { payment_token: payment_choice.payment_token, ...(total_minor === undefined ? {} : { total_minor }) });
}

/**
 * The way back from the provider: with a token from its card page, or without from the bank's confirmation. Being
 * loaded twice does no harm, because completing joins what runs already.
 */
export async function returnFromProvider(context: ActionContext): Promise<Outcome> {
  const checkout_id = context.params['checkout_id'] ?? '';
  const payment_token = context.query.get('payment_token');
  if (payment_token !== null) {
    const checkout = await context.clients.order.getCheckout({ checkout_id }, context.call);
    context.keepPayment({ checkout_id: checkout.checkout_id, payment_token: payment_token.slice(0, 200), label: paymentLabel({ card_brand: null, card_last4: null }) });
    return { redirect_to: stepUrl('review') };
  }
  return complete(context, checkout_id, {});
}

async function complete(context: ActionContext, checkout_id: string, payment: { payment_token?: string; total_minor?: number }): Promise<Outcome> {
  try {
    const result = await context.clients.order.completeCheckout({ checkout_id, ...payment }, await context.patientCall());
    if (result.status === 'requires_action' && result.action_url !== null) return { redirect_to: result.action_url };
    if (result.status === 'placed' && result.order_group_id !== null) {
      context.keepPayment(null);
      await rememberCart(context, checkout_id);
      return { redirect_to: confirmationUrl(result.order_group_id) };
    }
    if (result.status === 'rejected') {
      // A token is good once, so the next try needs a card again.
      context.keepPayment(null);
      return refused({ ...context, payment_choice: null }, checkout_id, { step: 'payment' });
    }
    return waiting(context, checkout_id);
  } catch (error) {
    if (hasCode(error, 'total_changed')) return refused(context, checkout_id, { step: 'review', notices: [{ tone: 'warn', text: 'The total has changed since you looked. Nothing was charged; please check it and place the order again.' }] });
    if (hasCode(error, 'checkout_incomplete')) return { redirect_to: urls.checkout };
    if (hasCode(error, 'deadline_exceeded')) return waiting(context, checkout_id);
    throw error;
  }
}

/** The cart is closed by an event a moment later; until then nothing in it is shown as still to be bought. */
async function rememberCart(context: ActionContext, checkout_id: string): Promise<void> {
  const checkout = await orElse(context.clients.order.getCheckout({ checkout_id }, context.call), null);
  if (checkout !== null) context.keepOrderedCart(checkout.cart_id);
}

/** Nobody knows yet: the page asks again by itself, at an address that only asks. */
async function waiting(context: PageContext, checkout_id: string): Promise<Outcome> {
  const checkout = await context.clients.order.getCheckout({ checkout_id }, context.call);
  const view = await viewCheckout(context, checkout, { step: 'review', notices: [{ tone: 'note', text: 'We are confirming your payment. This page looks again by itself; please do not pay twice.' }] });
  return { page: 'checkout', status: 200, view: { ...view, is_waiting: true }, refresh_s: 3 };
}

async function refused(context: PageContext, checkout_id: string, remarks: CheckoutRemarks): Promise<Outcome> {
  return shown(context, checkout_id, remarks, 422);
}

async function shown(context: PageContext, checkout_id: string, remarks: CheckoutRemarks, status: number): Promise<Outcome> {
  const checkout = await context.clients.order.getCheckout({ checkout_id }, context.call);
  return { page: 'checkout', status, view: await viewCheckout(context, checkout, remarks) };
}

async function refuseOr(error: unknown, codes: readonly string[], answer: (known: CodedError) => Promise<Outcome>): Promise<Outcome> {
  if (error instanceof CodedError && codes.includes(error.code)) return answer(error);
  throw error;
}

function remarksOf(error: CodedError, words: Readonly<Record<string, string>>): CheckoutRemarks {
  const { form, ...errors } = errorsOf(error, words);
  return { errors, notices: form === undefined ? [] : [{ tone: 'error', text: form }] };
}

/** The fields of an address form; checked by whoever takes it. */
export function readAddress(form: Form): Address {
  return {
    name: form.text('name'), company: form.optional('company'), line1: form.text('line1'), line2: form.optional('line2'), city: form.text('city'), region: form.optional('region'),
    postal_code: form.optional('postal_code'), country: form.text('country').toUpperCase(), phone: form.optional('phone'),
  };
}

async function savedAddress({ clients, call }: PageContext, address_id: string): Promise<Address> {
  const { addresses } = await clients.identity.listAddresses({}, call);
  const saved = addresses.find((each) => each.address_id === address_id);
  if (!saved) throw fail('address_not_found');
  return saved.address;
}
