import { createHash, randomUUID } from 'node:crypto';
import { serviceCall, type Client } from '@orinoco/contract';
import type { fulfillmentContract, SellerReach } from '@orinoco/fulfillment/contract';

/** How sellers deliver, as this process last read it. */
export interface Reaches {
  of(seller_id: string): SellerReach | undefined;
  /** Equal for equal content: what an index was made with. */
  readonly state: string;
  refresh(): Promise<void>;
}

/** `country`: to where the days are counted. */
export function createReaches(fulfillment: Pick<Client<typeof fulfillmentContract>, 'listDeliveryReach'>, country: string): Reaches {
  let known = new Map<string, SellerReach>();
  let state = '';
  return {
    of: (seller_id) => known.get(seller_id),
    get state() { return state; },
    async refresh() {
      const { sellers } = await fulfillment.listDeliveryReach({ country }, serviceCall('search', randomUUID(), Date.now() + 5_000));
      known = new Map(sellers.map((reach) => [reach.seller_id, reach]));
      state = createHash('sha1').update(JSON.stringify(sellers.toSorted((a, b) => (a.seller_id < b.seller_id ? -1 : 1)))).digest('base64url');
    },
  };
}
