import { asService } from '@orinoco/contract';
import type { Listing as CatalogListing } from '@orinoco/catalog/contract';
import type { DeliveryDays, Listing } from '../types.ts';
import type { PageContext } from './context.ts';
import { max_offers, promiseOffers, type Promises } from './promises.ts';
import { orElse } from './wait.ts';

const badge_labels: Readonly<Record<string, string>> = { 'best-seller': 'Best seller', deal: 'Deal' };

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
export async function promisesOf(context: PageContext, offer_ids: readonly string[]): Promise<Promises> {
  const wanted = [...new Set(offer_ids)].slice(0, max_offers);
  if (wanted.length === 0) return new Map();
  return orElse(askPromises(context, wanted), new Map() as Promises);
}

async function askPromises(context: PageContext, offer_ids: string[]): Promise<Promises> {
  const { offers } = await context.clients.catalog.getOffers({ offer_ids }, asService(context.call, 'storefront'));
  return promiseOffers(context, offers);
}

export function withPromises(listings: readonly Listing[], promises: Promises): Listing[] {
  return listings.map((listing) => ({ ...listing, promise: daysOf(promises.get(listing.offer_id)) }));
}

/** The same cards with their delivery days. */
export async function promised(context: PageContext, listings: readonly Listing[]): Promise<Listing[]> {
  return withPromises(listings, await promisesOf(context, listings.map((listing) => listing.offer_id)));
}

/** The days of a promise, without what it costs. */
export function daysOf(promise: { readonly earliest_on: string; readonly latest_on: string } | undefined): DeliveryDays | null {
  return promise ? { earliest_on: promise.earliest_on, latest_on: promise.latest_on } : null;
}
