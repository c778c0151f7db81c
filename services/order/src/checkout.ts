import { createHash } from 'node:crypto';
import type { DeliveryOption } from '@orinoco/fulfillment/contract';
import type { OfferLine } from '@orinoco/catalog/contract';
import type { Checkout, CheckoutLine, CheckoutParcel } from './contract.ts';

/** A cart line that can be bought, with what the catalogue says of its offer. */
export interface WantedLine { readonly line_id: string; readonly offer_id: string; readonly quantity: number }
export type CheckoutProblem = Checkout['problems'][number];

/** Turns cart lines into checkout lines. What cannot be bought is left out and told. */
export function linesFrom(wanted: readonly WantedLine[], offers: readonly OfferLine[]): { lines: CheckoutLine[]; problems: CheckoutProblem[] } {
  const offerOf = new Map(offers.map((offer) => [offer.offer_id, offer]));
  const lines: CheckoutLine[] = [];
  const problems: CheckoutProblem[] = [];
  for (const { line_id, offer_id, quantity } of wanted) {
    const offer = offerOf.get(offer_id);
    if (!offer?.is_buyable || offer.price_minor === null) {
      problems.push({ code: 'unavailable', detail: `${offer?.title ?? 'A product'} cannot be bought now and was left out`, offer_id });
      continue;
    }
    const possible = Math.min(quantity, offer.available_count, offer.quantity_limit);
    if (possible < quantity) problems.push({ code: 'quantity_reduced', detail: `Only ${possible} of ${offer.title} are available`, offer_id });
    if (possible > 0) lines.push(toLine(line_id, possible, offer, offer.price_minor));
  }
  return { lines, problems };
}

/** What a buyer who says yes to a checkout says yes to, in few bytes: equal for the same offers, quantities and total. */
export function agreementOf({ lines, quote }: Pick<Checkout, 'lines' | 'quote'>): string {
  const agreed = [quote.totals.total_minor, ...lines.map((line) => [line.offer_id, line.quantity])];
  return createHash('sha256').update(JSON.stringify(agreed)).digest('base64url').slice(0, 22);
}

function toLine(line_id: string, quantity: number, offer: OfferLine, unit_price_minor: number): CheckoutLine {
  const { offer_id, product_id, variant_id, handle, title, variant_title, sku, media_key, seller_id, category_id, category_ids, tax_category, handling_days, weight_g, condition } = offer;
  return { line_id, offer_id, product_id, variant_id, handle, title, variant_title, sku, media_key, seller_id, category_id, category_ids, tax_category, handling_days, weight_g, condition, quantity, unit_price_minor };
}

/** One parcel a seller. A choice that is still offered is kept; otherwise the cheapest way is taken. */
export function parcelsFrom(lines: readonly CheckoutLine[], sellerOf: ReadonlyMap<string, { handle: string; name: string }>, optionsOf: ReadonlyMap<string, readonly DeliveryOption[]>, chosen: ReadonlyMap<string, string>): CheckoutParcel[] {
  const seller_ids = [...new Set(lines.map((line) => line.seller_id))];
  return seller_ids.map((seller_id) => {
    const options = [...(optionsOf.get(seller_id) ?? [])];
    const wanted = options.find((option) => option.shipping_rate_id === chosen.get(seller_id)) ?? options[0];
    return {
      seller_id,
      seller: sellerOf.get(seller_id) ?? { handle: 'seller', name: 'Seller' },
      line_ids: lines.filter((line) => line.seller_id === seller_id).map((line) => line.line_id),
      options,
      shipping_rate_id: wanted?.shipping_rate_id ?? null,
    };
  });
}

export function chosenOption(parcel: CheckoutParcel): DeliveryOption | undefined {
  return parcel.options.find((option) => option.shipping_rate_id === parcel.shipping_rate_id);
}

/** What is still needed before anything can be paid. */
export function missingOf(checkout: Pick<Checkout, 'email' | 'shipping_address' | 'parcels' | 'lines'>): Checkout['missing'] {
  const missing: Checkout['missing'] = [];
  if (checkout.lines.length === 0) missing.push('lines');
  if (checkout.email === null) missing.push('email');
  if (checkout.shipping_address === null) missing.push('shipping_address');
  if (checkout.parcels.some((parcel) => chosenOption(parcel) === undefined)) missing.push('delivery');
  return missing;
}
