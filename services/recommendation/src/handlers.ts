import { lineAdded } from '@orinoco/cart/events';
import type { Database } from '@orinoco/database';
import { on, type Subscription } from '@orinoco/event';
import { guestMerged } from '@orinoco/identity/events';
import { orderPlaced } from '@orinoco/order/events';
import * as store from './store.ts';

/** Remembers what went into carts and what was bought. The engine learns it from the table, like any other process's. */
export function recommendationSubscription(database: Database, onNews: () => void): Subscription {
  return {
    group: 'recommendation',
    database,
    handlers: [
      on(lineAdded, async ({ data, time }, tx) => {
        const subject_id = data.customer_id ?? data.guest_id;
        if (subject_id === null) return;
        await store.addInteractions(tx, [{ subject_id, product_id: data.product_id, kind: 'add', basket_id: null, recommendation_id: null, occurred_at: time }]);
      }),
      on(orderPlaced, async ({ data }, tx) => {
        const subject_id = data.customer_id ?? data.guest_id;
        if (subject_id === null) return;
        const product_ids = new Set(data.orders.flatMap((order) => order.lines.map((line) => line.product_id)));
        await store.addInteractions(tx, [...product_ids].map((product_id) => ({ subject_id, product_id, kind: 'purchase', basket_id: data.order_group_id, recommendation_id: null, occurred_at: data.placed_at })));
      }),
      on(guestMerged, ({ data }, tx) => store.moveSubject(tx, data.guest_id, data.customer_id)),
    ],
    afterBatch: async () => onNews(),
  };
}
