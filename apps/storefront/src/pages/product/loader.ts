import { fail } from '@orinoco/contract';
import type { OutputOf } from '@orinoco/contract';
import type { ProductView as FoundProduct } from '@orinoco/catalog/contract';
import type { recommendationContract } from '@orinoco/recommendation/contract';
import type { PageContext } from '../../server/context.ts';
import { cardsOf, promised } from '../../server/listings.ts';
import { promiseOffers, type Promises } from '../../server/promises.ts';
import { orElse } from '../../server/wait.ts';
import type { Listing, Product, ProductView } from '../../types.ts';
import { askReviews, no_reviews, viewReviews, type Reviews } from './review-list.ts';
import { arrangeOffers, chooseVariant, viewAttributes, viewPart, viewVariant } from './offer-view.ts';

type Shelves = OutputOf<typeof recommendationContract, 'getRecommendations'>['shelves'];

/** The product with the offers of one variant. Reviews and recommendations may be missing, prices may not. Throws `product_not_found`. */
export async function loadProduct(context: PageContext): Promise<ProductView> {
  const { clients, call, params, query } = context;
  const found = await clients.catalog.getProduct({ handle: params['handle'] ?? '' }, call);
  const variant = chooseVariant(found, query.get('variant'));
  if (!variant) throw fail('product_not_found');
  const offers = found.offers.filter((offer) => offer.variant_id === variant.variant_id);
  const [promises, reviews, related] = await Promise.all([
    orElse(promiseOffers(context, offers.map((offer) => ({ ...offer, weight_g: variant.weight_g }))), new Map() as Promises),
    orElse(askReviews(context, found.product_id), no_reviews),
    orElse(loadRelated(context, found.product_id), { bought_together: [], also_viewed: [] }),
  ]);
  return {
    product: viewProduct(found, reviews), variant: viewVariant(found.handle, variant), parts: variant.components.map(viewPart), ...arrangeOffers(offers, promises),
    ...viewReviews(reviews, context.path, query),
    ...related,
  };
}

function viewProduct(found: FoundProduct, reviews: Reviews): Product {
  const { product_id, handle, title, brand, category_path, description, features, options, media } = found;
  const is_fresh = reviews !== no_reviews;
  return {
    product_id, handle, title, brand, category_path, description, features, options, media,
    attributes: viewAttributes(found.attributes), variants: found.variants.map((each) => viewVariant(handle, each)),
    // The reviews are counted where they are kept; the catalogue's copy serves while they cannot be asked.
    rating_average: is_fresh ? reviews.rating_average : found.rating_average, rating_count: is_fresh ? reviews.rating_count : found.rating_count, rating_histogram: reviews.histogram,
  };
}

async function loadRelated(context: PageContext, product_id: string): Promise<Pick<ProductView, 'bought_together' | 'also_viewed'>> {
  const { clients, call } = context;
  const { shelves } = await clients.recommendation.getRecommendations({ surface: 'product', product_ids: [product_id], limit: 12 }, call);
  const listings = await promised(context, await cardsOf(context, shelves.flatMap((shelf) => shelf.recommendations.map((each) => each.product_id))));
  return { bought_together: shelfOf(shelves, 'bought_together', listings), also_viewed: shelfOf(shelves, 'also_viewed', listings) };
}

function shelfOf(shelves: Shelves, name: Shelves[number]['shelf'], listings: readonly Listing[]): Listing[] {
  const wanted = shelves.find(({ shelf }) => shelf === name)?.recommendations ?? [];
  return wanted.flatMap(({ product_id }) => listings.find((listing) => listing.product_id === product_id) ?? []);
}
