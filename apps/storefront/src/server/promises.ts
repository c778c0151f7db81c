import { asService } from '@orinoco/contract';
import type { OfferPromise } from '@orinoco/fulfillment/contract';
import type { PageContext } from './context.ts';

export type Promises = ReadonlyMap<string, OfferPromise>;

/** What a promise depends on. */
export interface Promisable { readonly offer_id: string; readonly seller_id: string; readonly handling_days: number; readonly weight_g: number; readonly price_minor: number | null }

/** Offers asked about in one call. */
export const max_offers = 200;

/** When and for how much offers get to the visitor, by offer id, in one call for all of them. What cannot be delivered there is not in it. */
export async function promiseOffers({ clients, call, currency, destination }: PageContext, offers: readonly Promisable[]): Promise<Promises> {
  const asked = offers.flatMap(({ offer_id, seller_id, handling_days, weight_g, price_minor }) => (price_minor === null ? [] : [{ offer_id, seller_id, handling_days, weight_g, price_minor }]));
  if (asked.length === 0) return new Map();
  const { promises } = await clients.fulfillment.promiseOffers({ offers: asked.slice(0, max_offers), destination: await destination(), currency }, asService(call, 'storefront'));
  return new Map(promises.map((promise) => [promise.offer_id, promise]));
}
