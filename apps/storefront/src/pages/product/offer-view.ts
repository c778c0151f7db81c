import type { OfferView, ProductView as FoundProduct, VariantComponent, VariantView } from '@orinoco/catalog/contract';
import type { OfferPromise } from '@orinoco/fulfillment/contract';
import type { Promises } from '../../server/promises.ts';
import type { BundlePart, Offer, Product, Variant } from '../../types.ts';
import { urls } from '../../urls.ts';

const max_quantity = 10;

/** A seller's score of 0 to 1 on the scale of 0 to 5, to one decimal; null for a seller without a history. */
export function fulfillmentScore(score: number): number | null {
  return score > 0 ? Math.round(score * 50) / 10 : null;
}

export function viewOffer(offer: OfferView, promise: OfferPromise | undefined): Offer {
  const { offer_id, price_minor, list_price_minor, lowest_price_30d_minor, currency, condition, is_in_stock, stock_hint, available_count, seller } = offer;
  return {
    offer_id, price_minor, list_price_minor, lowest_price_30d_minor, currency, condition, is_in_stock, stock_hint,
    seller: { handle: seller.handle, name: seller.name, fulfillment_score: fulfillmentScore(seller.score), is_own: seller.is_own },
    shipping_minor: promise?.shipping_minor ?? null,
    promise: promise ? { earliest_on: promise.earliest_on, latest_on: promise.latest_on, order_within_ms: promise.order_within_ms } : null,
    quantity_limit: Math.max(1, Math.min(max_quantity, available_count)), return_days: seller.return_days,
  };
}

const landed = (offer: Offer): number => offer.price_minor + (offer.shipping_minor ?? 0);

/** The featured offer of a variant and the others, what can be bought first and then the cheapest with delivery. */
export function arrangeOffers(offers: readonly OfferView[], promises: Promises): { featured_offer: Offer | null; other_offers: Offer[] } {
  const featured_id = offers.find((offer) => offer.is_featured && offer.is_in_stock)?.offer_id;
  const sorted = offers.map((offer) => viewOffer(offer, promises.get(offer.offer_id))).toSorted((a, b) => Number(b.is_in_stock) - Number(a.is_in_stock) || landed(a) - landed(b));
  const featured_offer = sorted.find((offer) => offer.offer_id === featured_id) ?? sorted[0] ?? null;
  return { featured_offer, other_offers: sorted.filter((offer) => offer !== featured_offer) };
}

/** The variant that the address names, or else the one that stands for the product: the cheapest that can be bought. */
export function chooseVariant(product: Pick<FoundProduct, 'variants' | 'offers'>, wanted: string | null): VariantView | undefined {
  const named = product.variants.find((variant) => variant.variant_id === wanted || variant.sku === wanted);
  if (named) return named;
  const featured = product.offers.filter((offer) => offer.is_featured && offer.is_in_stock).toSorted((a, b) => Number(b.condition === 'new') - Number(a.condition === 'new') || a.price_minor - b.price_minor)[0];
  return product.variants.find((variant) => variant.variant_id === featured?.variant_id) ?? product.variants.find((variant) => variant.is_available) ?? product.variants[0];
}

export function viewPart({ variant_id, handle, title, variant_title, quantity, media_key }: VariantComponent): BundlePart {
  return { variant_id, title, variant_title, quantity, media_key, url: handle === null ? null : `${urls.product(handle)}?variant=${variant_id}` };
}

export function viewVariant(handle: string, { variant_id, sku, option_values, media_key, is_available, price_minor }: VariantView): Variant {
  return { variant_id, sku, option_values, media_key, is_available, price_minor, url: `${urls.product(handle)}?variant=${variant_id}` };
}

export function viewAttributes(attributes: FoundProduct['attributes']): Product['attributes'] {
  return attributes.map(({ label, value, unit }) => ({ label, value: typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value), unit }));
}
