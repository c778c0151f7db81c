import { asService } from '@orinoco/contract';
import type { OfferLine } from '@orinoco/catalog/contract';
import type { Cart, CartLine as FoundLine } from '@orinoco/cart/contract';
import type { Quote } from '@orinoco/pricing/contract';
import type { CartLine, CartView, Notice, Totals } from '../../cart-types.ts';
import type { PageContext } from '../../server/context.ts';
import { cardsOf, daysOf } from '../../server/listings.ts';
import { max_offers, promiseOffers, type Promises } from '../../server/promises.ts';
import { orElse } from '../../server/wait.ts';
import type { Listing } from '../../types.ts';
import { couponWords } from './coupon-words.ts';

/** What the page says beyond the cart itself, after a form was sent. */
export interface CartRemarks { readonly notices?: readonly Notice[]; readonly coupon_error?: string }

export async function loadCart(context: PageContext): Promise<CartView> {
  return viewCart(context, await context.clients.cart.getCurrentCart({}, context.call));
}

/** The page of a cart, with what every line costs now and what has changed since it was put there. */
export async function viewCart(context: PageContext, cart: Cart | null, remarks: CartRemarks = {}): Promise<CartView> {
  if (cart === null || cart.cart_id === context.ordered_cart_id || cart.lines.length + cart.saved_lines.length === 0) return { ...emptyView(context.currency), notices: [...(remarks.notices ?? [])] };
  const { clients, call } = context;
  const { offers } = await clients.catalog.getOffers({ offer_ids: [...cart.lines, ...cart.saved_lines].slice(0, max_offers).map((line) => line.offer_id) }, asService(call, 'storefront'));
  const [quote, promises, suggested] = await Promise.all([
    cart.lines.length === 0 ? null : orElse(quoteCart(context, cart, offers), null),
    orElse(promiseOffers(context, offers), new Map() as Promises),
    orElse(loadSuggested(context, cart), []),
  ]);
  const refused = quote?.coupons.find((coupon) => coupon.status === 'refused');
  return {
    lines: cart.lines.map((line) => viewLine(line, offers, promises)),
    saved_lines: cart.saved_lines.map((line) => viewLine(line, offers, promises)),
    coupons: cart.coupon_codes.map((code) => viewCoupon(quote, code)),
    coupon_error: remarks.coupon_error ?? (refused ? couponWords(refused.code, refused.reason_code) : null),
    totals: totalsOf(cart, quote), free_shipping_from_minor: null,
    notices: [...(remarks.notices ?? []), ...lineNotices(cart)], suggested,
  };
}

function emptyView(currency: string): CartView {
  return { lines: [], saved_lines: [], coupons: [], coupon_error: null, totals: { subtotal_minor: 0, discount_minor: 0, shipping_minor: null, tax_minor: null, total_minor: 0, currency, is_tax_included: false }, free_shipping_from_minor: null, notices: [], suggested: [] };
}

/** All amounts as the checkout will have them, but for delivery, which needs an address. */
export async function quoteCart({ clients, call }: PageContext, cart: Cart, offers: readonly OfferLine[]): Promise<Quote> {
  const offerOf = new Map(offers.map((offer) => [offer.offer_id, offer]));
  const lines = cart.lines.flatMap(({ line_id, offer_id, quantity, unit_price_minor }) => {
    const offer = offerOf.get(offer_id);
    return offer && unit_price_minor !== null ? [{ line_id, offer_id, quantity, seller_id: offer.seller_id, category_ids: offer.category_ids, tax_category: offer.tax_category }] : [];
  });
  return clients.pricing.quote({ currency: cart.currency, destination: null, customer_id: cart.customer_id, coupon_codes: cart.coupon_codes, lines, shipping: [] }, asService(call, 'storefront'));
}

function totalsOf(cart: Cart, quote: Quote | null): Totals {
  const shared = { shipping_minor: null, tax_minor: null, currency: cart.currency };
  if (quote === null) return { ...shared, subtotal_minor: cart.subtotal_minor, discount_minor: 0, total_minor: cart.subtotal_minor, is_tax_included: false };
  const { subtotal_minor, discount_minor } = quote.totals;
  // Without an address there is no tax on top yet, so the total is that of the products.
  return { ...shared, subtotal_minor, discount_minor, total_minor: subtotal_minor - discount_minor, is_tax_included: quote.is_tax_included };
}

function viewCoupon(quote: Quote | null, code: string): CartView['coupons'][number] {
  const is_refused = quote?.coupons.find((coupon) => coupon.code === code)?.status === 'refused';
  return { code, label: is_refused ? 'Takes nothing off this cart' : '', is_refused };
}

function viewLine(line: FoundLine, offers: readonly OfferLine[], promises: Promises): CartLine {
  const offer = offers.find((each) => each.offer_id === line.offer_id);
  const is_in_stock = line.unit_price_minor !== null && !line.problems.some((problem) => problem.code === 'out_of_stock' || problem.code === 'unavailable');
  return {
    cart_line_id: line.line_id, offer_id: line.offer_id, product_id: line.product_id ?? line.offer_id, handle: line.handle ?? '', title: line.title, variant_label: line.variant_title || null, media_key: line.media_key ?? 'none',
    seller: { handle: line.seller?.handle ?? '', name: line.seller?.name ?? 'a seller who has left' }, quantity: line.quantity, quantity_limit: Math.max(line.quantity_limit, 1), unit_price_minor: line.unit_price_minor ?? 0,
    list_price_minor: line.list_price_minor, previous_price_minor: line.problems.find((problem) => problem.code === 'price_changed')?.previous_price_minor ?? null, line_total_minor: line.line_total_minor,
    is_in_stock, stock_hint: !is_in_stock ? 'out' : (offer?.available_count ?? 99) <= 5 ? 'low' : 'in_stock', promise: daysOf(promises.get(line.offer_id)),
  };
}

function lineNotices(cart: Cart): Notice[] {
  return cart.lines.flatMap((line) => line.problems.filter((problem) => problem.code === 'quantity_reduced').map((problem): Notice => ({ tone: 'warn', text: `${line.title}: ${problem.detail}` })));
}

async function loadSuggested(context: PageContext, cart: Cart): Promise<Listing[]> {
  const product_ids = cart.lines.flatMap((line) => line.product_id ?? []).slice(0, 50);
  const { shelves } = await context.clients.recommendation.getRecommendations({ surface: 'cart', product_ids, limit: 12 }, context.call);
  const wanted = shelves.flatMap((shelf) => shelf.recommendations.map((each) => each.product_id)).filter((product_id) => !product_ids.includes(product_id));
  return (await cardsOf(context, wanted)).slice(0, 12);
}
