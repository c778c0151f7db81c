import { departmentsOf, generateBrands, generateCategories } from './categories.ts';
import { generateCoupons } from './coupons.ts';
import type { Brand, Kind } from './kinds/kind.ts';
import { brands, kinds } from './kinds.ts';
import type { Marketplace, MarketplaceOptions, Offer, Product } from './marketplace.ts';
import { generateOrders } from './orders.ts';
import { productBatches, type ProductBatch } from './products.ts';
import { createRandom } from './random.ts';
import { generateReviews } from './reviews.ts';
import { generateSellers } from './sellers.ts';
import { createShelf, toShelfProduct, type ShelfProduct } from './shelf.ts';
import { generateShoppers } from './shoppers.ts';
import { generateViews } from './views.ts';

export const PRODUCT_COUNT = 5000;
export const PRODUCT_COUNT_MAX = 1_000_000;

/** The hand-written part that everything is drawn from. */
export interface Catalogue {
  readonly kinds: readonly Kind[];
  readonly brands: readonly Brand[];
}

/** What exists before the first product: small, and the same for every catalogue size. */
export type Foundation = Pick<Marketplace, 'categories' | 'brands' | 'sellers' | 'stock_locations' | 'coupons' | 'shoppers'>;

/** What shoppers did. Its size does not grow with the catalogue, except for a bounded number of reviews. */
export type Activity = Pick<Marketplace, 'orders' | 'views' | 'reviews'>;

/** A marketplace in three steps, so that a seeder can write products batch by batch without holding them all. */
export interface MarketplaceStream {
  readonly foundation: Foundation;
  /** Run it to its end once, before `activity`. */
  readonly products: Generator<ProductBatch>;
  activity(): Activity;
}

/** Deterministic in `seed`, `product_count` and `now`. Throws a RangeError when `product_count` is out of bounds. */
export function streamMarketplace(options: MarketplaceOptions, catalogue: Catalogue = { kinds, brands }): MarketplaceStream {
  const { seed, now, product_count = PRODUCT_COUNT } = options;
  if (!Number.isInteger(product_count) || product_count < 1 || product_count > PRODUCT_COUNT_MAX) {
    throw new RangeError(`product_count must be an integer from 1 to ${PRODUCT_COUNT_MAX}`);
  }
  const random = createRandom(seed);
  const { sellers, stock_locations } = generateSellers(seed, departmentsOf(catalogue.kinds), now, random.fork('sellers'));
  const foundation: Foundation = {
    categories: generateCategories(seed, catalogue.kinds),
    brands: generateBrands(seed, catalogue.brands, catalogue.kinds),
    sellers, stock_locations,
    coupons: generateCoupons(seed, now),
    shoppers: generateShoppers(seed, now, random.fork('shoppers')),
  };
  const kindById = new Map(catalogue.kinds.map((kind) => [kind.id, kind]));
  const onShelf: ShelfProduct[] = [];
  function* products(): Generator<ProductBatch> {
    for (const batch of productBatches({ seed, now, ...catalogue, sellers, stock_locations }, product_count)) {
      const offersOf = Map.groupBy(batch.offers, (offer) => offer.product_id);
      for (const product of batch.products) {
        const kind = kindById.get(product.kind);
        if (kind !== undefined) onShelf.push(toShelfProduct(product, kind, offersOf.get(product.product_id) ?? []));
      }
      yield batch;
    }
  }
  const activity = (): Activity => {
    const shelf = createShelf(onShelf, catalogue.kinds);
    const { shoppers } = foundation;
    const { orders, purchases } = generateOrders({ seed, now, shelf, shoppers, sellers }, random.fork('orders'));
    const views = generateViews(seed, now, shelf, shoppers, purchases, random.fork('views'));
    return { orders, views, reviews: generateReviews({ seed, now, shelf, shoppers, orders }, random.fork('reviews')) };
  };
  return { foundation, products: products(), activity };
}

/** Products with their offers, in batches; bounded memory. The sellers are those of `generateMarketplace`. */
export function generateProducts(options: MarketplaceOptions): Generator<ProductBatch> {
  return streamMarketplace(options).products;
}

/** The whole marketplace at once. Every reference between its parts resolves. */
export function generateMarketplace(options: MarketplaceOptions, catalogue: Catalogue = { kinds, brands }): Marketplace {
  const stream = streamMarketplace(options, catalogue);
  const products: Product[] = [];
  const offers: Offer[] = [];
  for (const batch of stream.products) {
    products.push(...batch.products);
    offers.push(...batch.offers);
  }
  return { ...stream.foundation, products, offers, ...stream.activity() };
}
