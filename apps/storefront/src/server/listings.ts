import { asService } from '@orinoco/contract';
import type { Listing as CatalogListing } from '@orinoco/catalog/contract';
import type { DeliveryDays, Listing } from '../types.ts';
import type { PageContext } from './context.ts';
import { orElse } from './wait.ts';

const badge_labels: Readonly<Record<string, string>> = { 'best-seller': 'Best seller', deal: 'Deal' };
/** Offers asked about in one call. */
const max_offers = 200;

/** Product cards for the page. What nobody sells at the moment has no price to show and is left out. */
export function toCards(listings: readonly CatalogListing[]): Listing[] {
  return listings.flatMap((listing) => {
    const { offer_id, price_minor, seller, handling_days: _handling_days, variant_id: _variant_id, badges, ...shown } = listing;
    if (offer_id === null || price_minor === null || seller === null) return [];
    return [{ ...shown, offer_id, price_minor, seller, promise: null, badges: badges.flatMap((badge) => badge_labels[badge] ?? []) }];
  });
}

/** Cards by product id, in that order; unknown ones are left out. */
export async function cardsOf({ clients, call }: Pick<PageContext, 'clients' | 'call'>, product_ids: readonly string[]): Promise<Listing[]> {
  if (product_ids.length === 0) return [];
  const { listings } = await clients.catalog.getListings({ product_ids: [...new Set(product_ids)].slice(0, max_offers) }, asService(call, 'storefront'));
  return toCards(listings);
}

/** When featured offers get to the visitor, by offer id: two calls for a whole page. Empty when nobody knows. */
export async function promisesOf(context: PageContext, offer_ids: readonly string[]): Promise<ReadonlyMap<string, DeliveryDays>> {
  const wanted = [...new Set(offer_ids)].slice(0, max_offers);
  if (wanted.length === 0) return new Map();
  return orElse(askPromises(context, wanted), new Map());
}

async function askPromises({ clients, call, currency, destination }: PageContext, offer_ids: string[]): Promise<ReadonlyMap<string, DeliveryDays>> {
  const own = asService(call, 'storefront');
  const [{ offers }, place] = await Promise.all([clients.catalog.getOffers({ offer_ids }, own), destination()]);
  const asked = offers.flatMap(({ offer_id, seller_id, handling_days, weight_g, price_minor }) => (price_minor === null ? [] : [{ offer_id, seller_id, handling_days, weight_g, price_minor }]));
  const { promises } = await clients.fulfillment.promiseOffers({ offers: asked, destination: place, currency }, own);
  return new Map(promises.map(({ offer_id, earliest_on, latest_on }) => [offer_id, { earliest_on, latest_on }]));
}

export function withPromises(listings: readonly Listing[], promises: ReadonlyMap<string, DeliveryDays>): Listing[] {
  return listings.map((listing) => ({ ...listing, promise: promises.get(listing.offer_id) ?? null }));
}

/** The same cards with their delivery days. */
export async function promised(context: PageContext, listings: readonly Listing[]): Promise<Listing[]> {
  return withPromises(listings, await promisesOf(context, listings.map((listing) => listing.offer_id)));
}
