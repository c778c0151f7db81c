import type { Listing } from './contract.ts';
import { chooseFeaturedOffer, type FeaturedOffer } from './featured-offer.ts';

/** Below this many pieces a card says that few are left. */
export const low_stock_count = 5;

/** A deal is 15 % below its list price or better: the list price is at least 115 % of it. */
const deal_percent = 115;

/** An active offer with a price, and its seller. */
export interface OfferSource {
  readonly offer_id: string;
  readonly seller_id: string;
  readonly seller_handle: string;
  readonly seller_name: string;
  readonly seller_status: string;
  readonly seller_score: number;
  readonly price_minor: number;
  readonly list_price_minor: number | null;
  readonly currency: string;
  readonly shipping_minor: number;
  readonly condition: string;
  readonly handling_days: number;
  readonly available_count: number;
}

/** All that a listing is decided on; two equal sources give equal listings. */
export interface ListingSource {
  readonly product_id: string;
  readonly handle: string;
  readonly title: string;
  readonly status: string;
  readonly created_at: string;
  readonly brand_handle: string | null;
  readonly brand_name: string | null;
  readonly category_id: string;
  readonly category_handle: string;
  readonly category_name: string;
  /** From the root down to the product's own. */
  readonly path_ids: readonly string[];
  /** Where the product stood before. */
  readonly old_category_ids: readonly string[];
  readonly media_key: string;
  readonly rating_average: number | null;
  readonly rating_count: number;
  readonly popularity: number;
  /** It sold most in its category, as the listings stand. */
  readonly is_best_seller: boolean;
  readonly content_digest: string;
  /** In the product's order. */
  readonly variants: readonly { readonly variant_id: string; readonly media_key: string | null; readonly offers: readonly OfferSource[] }[];
}

export interface FeaturedDecision {
  readonly variant_id: string;
  readonly product_id: string;
  readonly offer_id: string | null;
  readonly reason: FeaturedOffer['reason'];
}

/** A row of `listings`, the categories that it stands in, and the decisions behind it. */
export interface ListingDecision {
  readonly source: ListingSource;
  readonly card: Listing;
  readonly seller_id: string | null;
  readonly is_listed: boolean;
  readonly category_ids: readonly string[];
  readonly featured: readonly FeaturedDecision[];
}

/** Decides the featured offer of every variant and the card of the product. It is listed when somebody offers it at a price. */
export function decideListing(source: ListingSource): ListingDecision {
  const decided = source.variants.map((variant) => ({ variant, choice: chooseFor(variant.offers) }));
  const offer_count = source.variants.reduce((count, { offers }) => count + offers.filter((offer) => offer.seller_status === 'active').length, 0);
  const is_listed = source.status === 'published' && offer_count > 0;
  const best = decided.flatMap(({ variant, choice }) => {
    const offer = variant.offers.find((candidate) => candidate.offer_id === choice.offer_id);
    return offer ? [{ variant_id: variant.variant_id, media_key: variant.media_key, offer }] : [];
  }).toSorted(byAppeal)[0];
  return {
    source,
    card: cardOf(source, best, offer_count, is_listed),
    seller_id: best?.offer.seller_id ?? null,
    is_listed,
    category_ids: is_listed ? source.path_ids : [],
    featured: decided.map(({ variant, choice }) => ({ variant_id: variant.variant_id, product_id: source.product_id, ...choice })),
  };
}

function chooseFor(offers: readonly OfferSource[]): FeaturedOffer {
  const candidates = offers.map((offer) => ({ ...offer, promised_days: offer.handling_days, is_in_stock: offer.available_count > 0, stock_depth: offer.available_count }));
  return chooseFeaturedOffer(candidates, { reference_price_minor: referencePrice(offers) });
}

/** The lower median of the list prices of offers that can be bought, so that no single seller sets it among several. */
function referencePrice(offers: readonly OfferSource[]): number | null {
  const list_prices = offers.flatMap((offer) => (offer.list_price_minor !== null && offer.available_count > 0 && offer.seller_status === 'active' ? [offer.list_price_minor] : []));
  return list_prices.toSorted((a, b) => a - b)[Math.floor((list_prices.length - 1) / 2)] ?? null;
}

/** The variant that stands for the product: a new one before a used one, then the lowest price; sorting keeps the product's order. */
function byAppeal(a: { offer: OfferSource }, b: { offer: OfferSource }): number {
  const landed = ({ offer }: { offer: OfferSource }) => offer.price_minor + offer.shipping_minor;
  const isUsed = ({ offer }: { offer: OfferSource }) => (offer.condition === 'new' ? 0 : 1);
  return isUsed(a) - isUsed(b) || landed(a) - landed(b);
}

function cardOf(source: ListingSource, best: { variant_id: string; media_key: string | null; offer: OfferSource } | undefined, offer_count: number, is_listed: boolean): Listing {
  const { product_id, handle, title, brand_handle, brand_name, category_handle, category_name, media_key, rating_average, rating_count } = source;
  const offer = best?.offer;
  return {
    product_id, handle, title,
    brand: brand_handle === null || brand_name === null ? null : { handle: brand_handle, name: brand_name },
    category: { handle: category_handle, name: category_name },
    // What the card sells is what it shows.
    media_key: best?.media_key ?? media_key,
    offer_id: offer?.offer_id ?? null,
    variant_id: best?.variant_id ?? null,
    seller: offer ? { handle: offer.seller_handle, name: offer.seller_name } : null,
    price_minor: offer?.price_minor ?? null,
    list_price_minor: offer?.list_price_minor != null && offer.list_price_minor > offer.price_minor ? offer.list_price_minor : null,
    currency: offer?.currency ?? source.variants.flatMap((variant) => variant.offers)[0]?.currency ?? 'USD',
    offer_count, rating_average, rating_count,
    is_in_stock: offer !== undefined,
    stock_hint: offer === undefined ? 'out' : offer.available_count <= low_stock_count ? 'low' : 'in_stock',
    handling_days: offer?.handling_days ?? 1,
    badges: is_listed ? badgesOf(source, offer) : [],
  };
}

function badgesOf({ is_best_seller }: ListingSource, offer: OfferSource | undefined): string[] {
  const is_deal = offer?.list_price_minor != null && offer.list_price_minor * 100 >= offer.price_minor * deal_percent;
  const is_few = offer !== undefined && offer.available_count <= low_stock_count;
  return [...(is_best_seller ? ['best-seller'] : []), ...(is_deal ? ['deal'] : []), ...(is_few ? ['few-left'] : [])];
}
