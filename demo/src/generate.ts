import { generateBundles, keepCandidate, type Bundle, type Candidates } from './bundles.ts';
import { departmentsOf, generateBrands, generateCategories } from './categories.ts';
import { generateCoupons } from './coupons.ts';
import type { Brand, Kind } from './kinds/kind.ts';
import { brands, kinds } from './kinds.ts';
import type { Foundation, Marketplace, MarketplaceOptions, Offer, Product } from './marketplace.ts';
import { generateOrders } from './orders.ts';
import { productBatches, type ProductBatch } from './products.ts';
import { createRandom, type Random } from './random.ts';
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

/** What shoppers did. Its size does not grow with the catalogue, except for a bounded number of reviews. */
export type Activity = Pick<Marketplace, 'orders' | 'views' | 'reviews'>;

/** A marketplace in three steps, so that a seeder can write products batch by batch without holding them all. */
export interface MarketplaceStream {
  readonly foundation: Foundation;
  /** Run it to its end once, before `bundles` and `activity`. */
  readonly products: Generator<ProductBatch>;
  /** Sets that sellers make of these products. */
  bundles(): Bundle[];
  activity(): Activity;
}

function checkedCount(options: MarketplaceOptions): number {
  const { product_count = PRODUCT_COUNT } = options;
  if (!Number.isInteger(product_count) || product_count < 1 || product_count > PRODUCT_COUNT_MAX) {
    throw new RangeError(`product_count must be an integer from 1 to ${PRODUCT_COUNT_MAX}`);
  }
  return product_count;
}

function layFoundation({ seed, now }: MarketplaceOptions, catalogue: Catalogue, random: Random): Foundation {
  return {
    categories: generateCategories(seed, catalogue.kinds),
    brands: generateBrands(seed, catalogue.brands, catalogue.kinds),
    ...generateSellers(seed, departmentsOf(catalogue.kinds), now, random.fork('sellers')),
    coupons: generateCoupons(seed, now),
    shoppers: generateShoppers(seed, now, random.fork('shoppers')),
  };
}

/** Puts every product on the shelf while it passes, and those aside that sets may be made of. */
function* shelved(batches: Generator<ProductBatch>, kindById: ReadonlyMap<string, Kind>, onShelf: ShelfProduct[], candidates: Candidates): Generator<ProductBatch> {
  for (const batch of batches) {
    const offersOf = Map.groupBy(batch.offers, (offer) => offer.product_id);
    for (const product of batch.products) {
      const kind = kindById.get(product.kind);
      if (kind !== undefined) onShelf.push(toShelfProduct(product, kind, offersOf.get(product.product_id) ?? []));
      keepCandidate(candidates, product, offersOf.get(product.product_id) ?? []);
    }
    yield batch;
  }
}

/** Deterministic in `seed`, `product_count` and `now`. Throws a RangeError when `product_count` is out of bounds. */
export function streamMarketplace(options: MarketplaceOptions, catalogue: Catalogue = { kinds, brands }): MarketplaceStream {
  const { seed, now } = options;
  const product_count = checkedCount(options);
  const random = createRandom(seed);
  const foundation = layFoundation(options, catalogue, random);
  const { sellers, stock_locations, shoppers } = foundation;
  const onShelf: ShelfProduct[] = [];
  const candidates: Candidates = new Map();
  const batches = productBatches({ seed, now, ...catalogue, sellers, stock_locations }, product_count);
  const activity = (): Activity => {
    const shelf = createShelf(onShelf, catalogue.kinds);
    const { orders, purchases } = generateOrders({ seed, now, shelf, shoppers, sellers }, random.fork('orders'));
    const views = generateViews(seed, now, shelf, shoppers, purchases, random.fork('views'));
    return { orders, views, reviews: generateReviews({ seed, now, shelf, shoppers, orders }, random.fork('reviews')) };
  };
  const products = shelved(batches, new Map(catalogue.kinds.map((kind) => [kind.id, kind])), onShelf, candidates);
  return { foundation, products, bundles: () => generateBundles(seed, now, foundation, candidates), activity };
}

/** Products with their offers, in batches; nothing but their titles is kept. They refer to the foundation of `streamMarketplace`. */
export function generateProducts(options: MarketplaceOptions): Generator<ProductBatch> {
  const { sellers, stock_locations } = layFoundation(options, { kinds, brands }, createRandom(options.seed));
  return productBatches({ seed: options.seed, now: options.now, kinds, brands, sellers, stock_locations }, checkedCount(options));
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
