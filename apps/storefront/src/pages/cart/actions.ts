import { asService, CodedError, fail, hasCode, type Call } from '@orinoco/contract';
import type { Cart } from '@orinoco/cart/contract';
import type { ActionContext, Outcome } from '../../server/context.ts';
import { urls } from '../../urls.ts';
import { couponWords } from './coupon-words.ts';
import { quoteCart, viewCart, type CartRemarks } from './loader.ts';

/** Adds an offer. "Buy now" goes on to the checkout, a script is told the count, everybody else sees the cart. */
export async function addLine(context: ActionContext): Promise<Outcome> {
  const { clients, form, currency } = context;
  const offer_id = form.id('offer_id');
  const call = await context.shopperCall();
  const { cart_id } = await clients.cart.createCart({ currency }, call);
  return changed(context, call, cart_id, async () => {
    const cart = await clients.cart.addLine({ cart_id, offer_id, quantity: quantityOf(form.whole('quantity', 1)) }, call);
    return { redirect_to: form.text('then') === 'checkout' ? urls.checkout : urls.cart, answer: { cart_count: cart.quantity_count } };
  });
}

/** Changes the quantity of a line (0 takes it out) or saves it for later. */
export async function updateLine(context: ActionContext): Promise<Outcome> {
  const { clients, call, form } = context;
  const { cart_id } = await currentCart(context);
  const line_id = context.params['line_id'] ?? '';
  return changed(context, call, cart_id, async () => {
    const quantity = form.has('quantity') ? form.whole('quantity', -1) : undefined;
    if (quantity === 0) return answer(await clients.cart.removeLine({ cart_id, line_id }, call));
    const is_saved_for_later = form.has('is_saved_for_later') ? form.text('is_saved_for_later') === 'true' : undefined;
    return answer(await clients.cart.updateLine({ cart_id, line_id, ...(quantity === undefined ? {} : { quantity: quantityOf(quantity) }), ...(is_saved_for_later === undefined ? {} : { is_saved_for_later }) }, call));
  });
}

export async function removeLine(context: ActionContext): Promise<Outcome> {
  const { cart_id } = await currentCart(context);
  return answer(await context.clients.cart.removeLine({ cart_id, line_id: context.params['line_id'] ?? '' }, context.call));
}

/** Keeps a code only if it takes something off; otherwise says why not. */
export async function addCoupon(context: ActionContext): Promise<Outcome> {
  const { clients, call, form } = context;
  const { cart_id } = await currentCart(context);
  const code = form.text('code').toUpperCase().slice(0, 32);
  if (code === '') return showCart(context, call, 422, { coupon_error: 'Write the code first.' });
  const cart = await clients.cart.addCoupon({ cart_id, code }, call);
  const { offers } = await clients.catalog.getOffers({ offer_ids: cart.lines.map((line) => line.offer_id) }, asService(call, 'storefront'));
  const result = await quoteCart(context, cart, offers).then((quote) => quote.coupons.find((coupon) => coupon.code === code), refusalOf(code));
  if (result?.status === 'applied') return answer(cart);
  await clients.cart.removeCoupon({ cart_id, code }, call);
  return showCart(context, call, 422, { coupon_error: couponWords(code, result?.reason_code ?? null) });
}

export async function removeCoupon(context: ActionContext): Promise<Outcome> {
  const { cart_id } = await currentCart(context);
  return answer(await context.clients.cart.removeCoupon({ cart_id, code: context.params['code'] ?? '' }, context.call));
}

function refusalOf(code: string) {
  return (error: unknown) => {
    if (hasCode(error, 'coupon_not_found', 'coupon_refused')) return { code, status: 'refused' as const, reason_code: error.code, amount_minor: 0 };
    throw error;
  };
}

const quantityOf = (quantity: number): number => Math.min(999, Math.max(1, quantity));

function answer(cart: Cart): Outcome {
  return { redirect_to: urls.cart, answer: { cart_count: cart.quantity_count } };
}

async function currentCart({ clients, call }: ActionContext): Promise<Cart> {
  const cart = await clients.cart.getCurrentCart({}, call);
  if (cart === null) throw fail('cart_not_found');
  return cart;
}

/** Does it, or shows the cart with the reason why it cannot be done. A script gets the reason as a problem. */
async function changed(context: ActionContext, call: Call, cart_id: string, change: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await change();
  } catch (error) {
    if (context.is_scripted || !(error instanceof CodedError) || !hasCode(error, 'offer_unavailable', 'quantity_unavailable', 'cart_full', 'line_not_found')) throw error;
    return showCart(context, call, 409, { notices: [{ tone: 'error', text: reasonOf(error) }] }, cart_id);
  }
}

function reasonOf(error: CodedError): string {
  if (error.code === 'offer_unavailable') return 'This offer cannot be bought now. Another seller may have it.';
  if (error.code === 'line_not_found') return 'This line is no longer in your cart.';
  return `${error.detail ?? 'Not that many are available'}.`;
}

async function showCart(context: ActionContext, call: Call, status: number, remarks: CartRemarks, cart_id?: string): Promise<Outcome> {
  const { cart } = context.clients;
  const shown = cart_id === undefined ? await cart.getCurrentCart({}, call) : await cart.getCart({ cart_id }, call);
  return { page: 'cart', status, view: await viewCart({ ...context, call }, shown, remarks) };
}
