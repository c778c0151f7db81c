import type { OfferLine } from '@orinoco/catalog/contract';
import type { Cart, CartLine } from './contract.ts';
import type { CartRow, LineRow } from './store.ts';

/** Lines a cart can hold, those saved for later included. */
export const most_lines = 100;

/** A cart as the shopper sees it: lines joined with what the catalogue says now, and what has changed since. */
export function cartFrom(row: CartRow, offers: readonly OfferLine[]): Cart {
  const offerOf = new Map(offers.map((offer) => [offer.offer_id, offer]));
  const all = row.lines.map((line) => lineFrom(line, offerOf.get(line.offer_id)));
  const lines = all.filter((line) => !line.is_saved_for_later);
  const payable = lines.filter((line) => line.unit_price_minor !== null);
  return {
    cart_id: row.cart_id, status: row.status, currency: row.currency, customer_id: row.customer_id, coupon_codes: row.coupon_codes, lines, saved_lines: all.filter((line) => line.is_saved_for_later),
    quantity_count: lines.reduce((sum, line) => sum + line.quantity, 0), subtotal_minor: payable.reduce((sum, line) => sum + line.line_total_minor, 0), has_problems: lines.some((line) => line.problems.length > 0), updated_at: row.updated_at,
  };
}

function lineFrom(line: LineRow, offer: OfferLine | undefined): CartLine {
  const shared = { line_id: line.line_id, offer_id: line.offer_id, quantity: line.quantity, is_saved_for_later: line.is_saved_for_later, added_at: line.added_at };
  if (!offer) {
    return { ...shared, product_id: null, handle: null, title: 'No longer sold', variant_title: '', media_key: null, seller: null, quantity_limit: line.quantity, unit_price_minor: null, list_price_minor: null, line_total_minor: 0, problems: [{ code: 'unavailable', detail: 'This is no longer sold' }] };
  }
  const { product_id, handle, title, variant_title, media_key, seller_id, seller, price_minor, list_price_minor, quantity_limit, available_count } = offer;
  const is_payable = offer.is_buyable && price_minor !== null;
  return {
    ...shared, product_id, handle, title, variant_title, media_key, seller: { seller_id, ...seller }, quantity_limit: Math.max(1, Math.min(quantity_limit, available_count || quantity_limit)),
    unit_price_minor: is_payable ? price_minor : null, list_price_minor, line_total_minor: is_payable ? price_minor * line.quantity : 0, problems: problemsOf(line, offer),
  };
}

/** What a shopper has to know about a line before paying. */
export function problemsOf(line: Pick<LineRow, 'quantity' | 'seen_price_minor'>, offer: Pick<OfferLine, 'is_buyable' | 'price_minor' | 'available_count'>): CartLine['problems'] {
  if (offer.available_count === 0) return [{ code: 'out_of_stock', detail: 'Out of stock', available_count: 0 }];
  if (!offer.is_buyable || offer.price_minor === null) return [{ code: 'unavailable', detail: 'This offer cannot be bought now' }];
  const problems: CartLine['problems'] = [];
  if (offer.available_count < line.quantity) problems.push({ code: 'quantity_reduced', detail: `Only ${offer.available_count} left`, available_count: offer.available_count });
  if (line.seen_price_minor !== null && line.seen_price_minor !== offer.price_minor) problems.push({ code: 'price_changed', detail: offer.price_minor > line.seen_price_minor ? 'The price has gone up since you added this' : 'The price has gone down since you added this', previous_price_minor: line.seen_price_minor });
  return problems;
}
