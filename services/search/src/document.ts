import type { SearchableProduct } from '@orinoco/catalog/contract';
import type { SearchDocument } from './port.ts';

/** Units sold of late at which a product is as popular as can be told. */
const most_popular = 100_000;

/**
 * What the engine indexes of a product. Popularity goes from units, of which few products have many, to 0..1;
 * `conversion` is the share of those who saw it in results and bought it, where that is known.
 */
export function documentOf(product: SearchableProduct, conversion?: number): SearchDocument {
  const { rating_average, price_minor, popularity, is_listed: _is_listed, ...same } = product;
  return {
    ...same,
    price_minor: price_minor ?? 0,
    ...(rating_average === null ? {} : { rating_average }),
    ...(conversion === undefined ? {} : { conversion }),
    popularity: Math.min(1, Math.log1p(Math.max(0, popularity)) / Math.log1p(most_popular)),
  };
}
