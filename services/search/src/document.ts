import type { SearchableProduct } from '@orinoco/catalog/contract';
import type { SellerReach } from '@orinoco/fulfillment/contract';
import type { SearchDocument } from './port.ts';

/** Units sold of late at which a product is as popular as can be told. */
const most_popular = 100_000;

/** What is known of a product outside of the catalogue. */
export interface Knowledge {
  /** The share of those who saw it in results and bought it; undefined while nobody knows. */
  conversionOf(product_id: string): number | undefined;
  /** How a seller delivers; undefined where it has not said. */
  reachOf(seller_id: string): SellerReach | undefined;
}

/** What the engine indexes of a product. Popularity goes from units, of which few products have many, to 0..1. */
export function documentOf(product: SearchableProduct, { conversionOf, reachOf }: Knowledge): SearchDocument {
  const { rating_average, price_minor, popularity, is_listed: _is_listed, seller_ids, featured_seller_id, handling_days, ...same } = product;
  const conversion = conversionOf(product.product_id);
  const days = featured_seller_id === null ? null : reachOf(featured_seller_id)?.delivery_days;
  const reaches = seller_ids.map(reachOf);
  return {
    ...same,
    price_minor: price_minor ?? 0,
    ...(rating_average === null ? {} : { rating_average }),
    ...(conversion === undefined ? {} : { conversion }),
    ...(days == null ? {} : { delivery_days: days + handling_days }),
    // A seller who has not said where it delivers rules nothing out.
    ...(reaches.length > 0 && reaches.every((reach) => reach !== undefined) ? { ships_to: [...new Set(reaches.flatMap((reach) => reach.countries))] } : {}),
    popularity: Math.min(1, Math.log1p(Math.max(0, popularity)) / Math.log1p(most_popular)),
  };
}
