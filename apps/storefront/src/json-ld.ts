import { toDecimal } from '@orinoco/money';
import { mediaUrl } from '@orinoco/ui/picture.ts';
import type { FrameProps, Listing, Offer, ProductView } from './types.ts';
import { urls } from './urls.ts';

const absolute = (url: string, frame: FrameProps): string => new URL(url, frame.canonical_url).href;

/** https://schema.org/BreadcrumbList */
export const breadcrumbList = (crumbs: { label: string; url: string | null }[], frame: FrameProps): object => ({
  '@context': 'https://schema.org', '@type': 'BreadcrumbList',
  itemListElement: crumbs.map((crumb, index) => ({ '@type': 'ListItem', position: index + 1, name: crumb.label, ...(crumb.url && { item: absolute(crumb.url, frame) }) })),
});

/** https://schema.org/ItemList of product pages. */
export const listingList = (listings: Listing[], frame: FrameProps): object => {
  const { origin } = new URL(frame.canonical_url);
  return {
    '@context': 'https://schema.org', '@type': 'ItemList',
    itemListElement: listings.map((listing, index) => ({ '@type': 'ListItem', position: index + 1, url: origin + urls.product(listing.handle) })),
  };
};

const offerEntry = (offer: Offer, url: string) => ({
  '@type': 'Offer', url, price: toDecimal(offer.price_minor, offer.currency), priceCurrency: offer.currency,
  availability: `https://schema.org/${offer.is_in_stock ? 'InStock' : 'OutOfStock'}`,
  itemCondition: `https://schema.org/${offer.condition === 'new' ? 'NewCondition' : 'UsedCondition'}`,
  seller: { '@type': 'Organization', name: offer.seller.name },
});

/** https://schema.org/Product with every offer, its rating and up to five reviews. */
export const productEntry = ({ product, variant, featured_offer, other_offers, reviews }: ProductView, frame: FrameProps): object => {
  const offers = featured_offer ? [featured_offer, ...other_offers] : other_offers;
  return {
    '@context': 'https://schema.org', '@type': 'Product', name: product.title, sku: variant.sku, description: product.description,
    image: product.media.map((picture) => absolute(mediaUrl(picture.media_key, 960, 'webp'), frame)),
    ...(product.brand && { brand: { '@type': 'Brand', name: product.brand.name } }),
    ...(offers.length > 0 && { offers: offers.map((offer) => offerEntry(offer, frame.canonical_url)) }),
    ...(product.rating_average !== null && { aggregateRating: { '@type': 'AggregateRating', ratingValue: product.rating_average, reviewCount: product.rating_count } }),
    ...(reviews.length > 0 && { review: reviews.slice(0, 5).map((review) => ({ '@type': 'Review', author: { '@type': 'Person', name: review.customer_name }, datePublished: review.created_at.slice(0, 10), name: review.title, reviewBody: review.body, reviewRating: { '@type': 'Rating', ratingValue: review.rating } })) }),
  };
};
