import { onMany, type Envelope, type Handler } from '@orinoco/event';
import { stockChanged } from '@orinoco/inventory/events';
import { orderPlaced } from '@orinoco/order/events';
import { priceChanged } from '@orinoco/pricing/events';
import { ratingChanged } from '@orinoco/review/events';
import { sellerChanged } from '@orinoco/seller/events';
import { popularityFactor } from './popularity.ts';
import { addPopularity, recordPrices, recordRatings, recordSellers, recordStocks } from './signal-store.ts';
import { takeTurn } from './turn-store.ts';

/** Copies what others say and marks the products it touches; what that does to a listing is decided afterwards, in batches. */
export const handlers: readonly Handler[] = [
  onMany(priceChanged, async (envelopes, tx) => {
    await takeTurn(tx);
    await recordPrices(tx, latest(envelopes));
  }),
  onMany(stockChanged, async (envelopes, tx) => {
    await takeTurn(tx);
    await recordStocks(tx, latest(envelopes));
  }),
  onMany(sellerChanged, async (envelopes, tx) => {
    await takeTurn(tx);
    await recordSellers(tx, latest(envelopes));
  }),
  onMany(ratingChanged, async (envelopes, tx) => {
    await takeTurn(tx);
    await recordRatings(tx, latest(envelopes));
  }),
  onMany(orderPlaced, async (envelopes, tx) => {
    await takeTurn(tx);
    await addPopularity(tx, envelopes.flatMap(({ data }) => {
      const factor = popularityFactor(new Date(data.placed_at));
      return data.orders.flatMap((order) => order.lines.map(({ product_id, quantity }) => ({ product_id, popularity: quantity * factor })));
    }));
  }),
];

/** The last word about each key: these events each say how something is now. */
function latest<Payload>(envelopes: readonly Envelope<Payload>[]): Payload[] {
  return [...new Map(envelopes.map((envelope) => [envelope.partitionkey, envelope.data])).values()];
}
