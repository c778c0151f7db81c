import { fail } from '@orinoco/contract';
import type { PageContext } from '../../server/context.ts';
import { countryName } from '../../server/countries.ts';
import { loadResults } from '../../server/results.ts';
import { fulfillmentScore } from '../product/offer-view.ts';
import type { SellerView } from '../../types.ts';

/** Throws `seller_not_found`, also for a seller that is not active. */
export async function loadSeller(context: PageContext): Promise<SellerView> {
  const { clients, call, params, locale } = context;
  const handle = params['handle'] ?? '';
  const [seller, { results }] = await Promise.all([clients.seller.getSeller({ handle }, call), loadResults(context, { seller: handle, without_facets: ['seller'] })]);
  if (seller.status !== 'active') throw fail('seller_not_found');
  return {
    seller: {
      handle: seller.handle, name: seller.name, description: seller.description || null, fulfillment_score: fulfillmentScore(seller.score), order_count: seller.order_count, joined_on: seller.joined_at.slice(0, 10),
      is_own: seller.is_own, return_days: seller.return_days, country: countryName(seller.country, locale),
    },
    results,
  };
}
