import type { Database } from '@orinoco/database';
import { on, type Subscription } from '@orinoco/event';
import { orderPlaced } from '@orinoco/order/events';
import * as store from './store.ts';

/** Remembers purchases, which is what makes a later review a verified one. */
export function reviewSubscription(database: Database): Subscription {
  return {
    group: 'review',
    database,
    handlers: [on(orderPlaced, async ({ data }, tx) => {
      if (data.customer_id === null) return;
      const lines = data.orders.flatMap(({ order_id, lines: ordered }) => ordered.map(({ product_id }) => ({ product_id, order_id })));
      await store.addPurchases(tx, data.customer_id, lines, data.placed_at);
    })],
  };
}
