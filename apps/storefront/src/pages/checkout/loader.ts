import { fail } from '@orinoco/contract';
import type { Checkout } from '@orinoco/order/contract';
import type { Address, CheckoutLine, CheckoutView, Notice, PaymentFields, SavedAddress } from '../../cart-types.ts';
import type { PageContext, Redirect } from '../../server/context.ts';
import { countriesFor } from '../../server/countries.ts';
import { orElse } from '../../server/wait.ts';
import { urls } from '../../urls.ts';
import { checkoutSteps, type CheckoutStep } from './steps.ts';

/** What a form that was refused leaves on the page. */
export interface CheckoutRemarks { readonly step?: CheckoutStep; readonly errors?: Record<string, string>; readonly notices?: readonly Notice[]; readonly address?: Address | null; readonly email?: string }

/** The checkout of the current cart, made or refreshed with today's prices; the cart when there is nothing to buy. */
export async function loadCheckout(context: PageContext): Promise<CheckoutView | Redirect> {
  const { clients, call, params } = context;
  const checkout_id = params['checkout_id'];
  const checkout = checkout_id === undefined ? await startCheckout(context) : await clients.order.getCheckout({ checkout_id }, call);
  if (checkout === null) return { redirect_to: urls.cart };
  if (checkout.status === 'placed' && checkout.order_group_id !== null) return { redirect_to: `/orders/confirmation/${checkout.order_group_id}` };
  // A payment is under way: its own address finds out what became of it.
  if (checkout.status === 'completing' || checkout.status === 'requires_action') return { redirect_to: `/checkout/${checkout.checkout_id}/return` };
  return viewCheckout(context, checkout);
}

async function startCheckout({ clients, call, ordered_cart_id }: PageContext): Promise<Checkout | null> {
  const cart = call.actor.kind === 'anonymous' ? null : await clients.cart.getCurrentCart({}, call);
  if (cart === null || cart.lines.length === 0 || cart.cart_id === ordered_cart_id) return null;
  const customer = call.actor.kind === 'customer' ? await clients.identity.getCustomer({}, call) : null;
  return clients.order.createCheckout({ cart_id: cart.cart_id, ...(customer ? { email: customer.email } : {}) }, call);
}

export async function viewCheckout(context: PageContext, checkout: Checkout, remarks: CheckoutRemarks = {}): Promise<CheckoutView> {
  const { call, payment_choice, locale, is_demo } = context;
  const choice = payment_choice?.checkout_id === checkout.checkout_id ? payment_choice : null;
  const step = remarks.step ?? stepOf(checkout, choice !== null, context.query.get('step'));
  const [addresses, fields] = await Promise.all([savedAddresses(context), step === 'payment' ? orElse(paymentFields(context, checkout.checkout_id), null, 3_000) : null]);
  const { totals, is_tax_included } = checkout.quote;
  const has_address = checkout.shipping_address !== null;
  return {
    checkout_id: checkout.checkout_id, step, email: remarks.email ?? checkout.email, is_guest: call.actor.kind !== 'customer', addresses, address: remarks.address ?? checkout.shipping_address,
    countries: countriesFor(locale, 'US'), parcels: checkout.parcels.map((parcel) => viewParcel(checkout, parcel)),
    payment_methods: [{ code: 'card', name: 'Card', detail: is_demo ? 'Test card: 4242 4242 4242 4242, any future date, any code' : 'Visa, Mastercard and others' }],
    payment_label: choice?.label ?? null, payment_fields: fields,
    totals: { subtotal_minor: totals.subtotal_minor, discount_minor: totals.discount_minor, shipping_minor: has_address ? totals.shipping_minor : null, tax_minor: has_address ? totals.tax_minor : null, total_minor: totals.total_minor, currency: checkout.currency, is_tax_included },
    errors: remarks.errors ?? {}, notices: [...(remarks.notices ?? []), ...noticesOf(checkout, step)], idempotency_key: purchaseKey(checkout.checkout_id, totals.total_minor),
  };
}

/** One attempt to buy: this checkout for the total that was shown. */
function purchaseKey(checkout_id: string, total_minor: number): string {
  return `${checkout_id}.${total_minor}`;
}

/** The total that the buyer agreed to, or undefined when the key says none. */
export function agreedTotal(key: string): number | undefined {
  const [, total] = /\.(\d{1,15})$/.exec(key) ?? [];
  return total === undefined ? undefined : Number(total);
}

/** The section that was asked for, but never beyond what is still missing. */
export function stepOf(checkout: Pick<Checkout, 'missing' | 'shipping_address'>, is_paid_for: boolean, wanted: string | null): CheckoutStep {
  const { missing } = checkout;
  const furthest = missing.includes('email') || missing.includes('shipping_address') ? 'address' : missing.includes('delivery') ? 'delivery' : is_paid_for ? 'review' : 'payment';
  const asked = checkoutSteps.find((step) => step === wanted);
  // Whoever comes without a wish starts at the first section that still needs something.
  return asked !== undefined && checkoutSteps.indexOf(asked) <= checkoutSteps.indexOf(furthest) ? asked : furthest;
}

function noticesOf(checkout: Checkout, step: CheckoutStep): Notice[] {
  const { reject_reason, problems, parcels } = checkout;
  const undeliverable = checkout.shipping_address === null ? [] : parcels.filter((parcel) => parcel.options.length === 0);
  return [
    ...(checkout.status === 'rejected' && reject_reason !== null && (step === 'payment' || step === 'review') ? [{ tone: 'error' as const, text: rejectWords(reject_reason) }] : []),
    ...problems.map((problem) => ({ tone: 'warn' as const, text: problem.detail })),
    ...undeliverable.map(({ seller }) => ({ tone: 'error' as const, text: `${seller.name} does not deliver to this address. Choose another address, or take its products out of the cart.` })),
  ];
}

function rejectWords({ detail }: { readonly detail: string }): string {
  const sentence = detail === '' ? 'The purchase was not completed.' : `${detail.replace(/\.$/, '')}.`;
  return sentence.includes('charged') ? sentence : `${sentence} Nothing was charged.`;
}

function viewParcel(checkout: Checkout, parcel: Checkout['parcels'][number]): CheckoutView['parcels'][number] {
  const { seller_id, seller, line_ids, options, shipping_rate_id } = parcel;
  return {
    parcel_id: seller_id, seller, selected_option_id: shipping_rate_id,
    lines: checkout.lines.filter((line) => line_ids.includes(line.line_id)).map((line): CheckoutLine => ({ title: line.title, variant_label: line.variant_title || null, media_key: line.media_key, quantity: line.quantity, line_total_minor: line.unit_price_minor * line.quantity })),
    options: options.map((option) => ({ delivery_option_id: option.shipping_rate_id, name: option.name, promise: { earliest_on: option.earliest_on, latest_on: option.latest_on }, shipping_minor: option.amount_minor })),
  };
}

async function savedAddresses({ clients, call }: PageContext): Promise<SavedAddress[]> {
  if (call.actor.kind !== 'customer') return [];
  const { addresses } = await clients.identity.listAddresses({}, call);
  return addresses.map(({ address_id, is_default, address }) => ({ ...address, address_id, is_default }));
}

/** The provider's session. The browser comes back to the address that it knows this shop by. */
export async function paymentSession({ clients, call, origin }: Pick<PageContext, 'clients' | 'call' | 'origin'>, checkout_id: string) {
  return clients.order.getPaymentSession({ checkout_id, return_url: `${origin}/checkout/${checkout_id}/return`, parent_origin: origin }, call);
}

/** Fields to show in a frame: only of the provider that the page's policy lets in. */
async function paymentFields(context: PageContext, checkout_id: string): Promise<PaymentFields | null> {
  if (context.provider_origin === null) return null;
  const { fields_url, page_url } = await paymentSession(context, checkout_id);
  if (new URL(fields_url).origin !== context.provider_origin) throw fail('unavailable');
  return { fields_url, page_url, origin: context.provider_origin };
}
