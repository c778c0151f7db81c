import { on, type Handler } from '@orinoco/event';
import { stockChanged } from '@orinoco/inventory/events';
import { orderPlaced } from '@orinoco/order/events';
import { priceChanged } from '@orinoco/pricing/events';
import { ratingChanged } from '@orinoco/review/events';
import { sellerChanged } from '@orinoco/seller/events';
import { popularityFactor } from './popularity.ts';
import { addPopularity, recordPrice, recordRating, recordSeller, recordStock } from './signal-store.ts';
import { takeTurn } from './turn-store.ts';

/** Copies what others say and marks the products it touches; what that does to a listing is decided afterwards, in batches. */
export const handlers: readonly Handler[] = [
  on(priceChanged, async ({ data }, tx) => {
    await takeTurn(tx);
    await recordPrice(tx, data);
  }),
  on(stockChanged, async ({ data }, tx) => {
    await takeTurn(tx);
    await recordStock(tx, data.offer_id, data.available_count);
  }),
  on(sellerChanged, async ({ data }, tx) => {
    await takeTurn(tx);
    await recordSeller(tx, data);
  }),
  on(ratingChanged, async ({ data }, tx) => {
    await takeTurn(tx);
    await recordRating(tx, data.product_id, data.rating_average, data.rating_count);
  }),
  on(orderPlaced, async ({ data }, tx) => {
    await takeTurn(tx);
    const factor = popularityFactor(new Date(data.placed_at));
    await addPopularity(tx, data.orders.flatMap((order) => order.lines.map(({ product_id, quantity }) => ({ product_id, popularity: quantity * factor }))));
  }),
];
