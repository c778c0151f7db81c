import { lineAdded } from '@orinoco/cart/events';
import type { Database } from '@orinoco/database';
import { on, onMany, type Subscription } from '@orinoco/event';
import { guestMerged } from '@orinoco/identity/events';
import { orderPlaced } from '@orinoco/order/events';
import * as store from './event-store.ts';

interface Whose { readonly customer_id: string | null; readonly guest_id: string | null }

/** A click may have been made before its person signed in. */
const subjectsOf = ({ customer_id, guest_id }: Whose): string[] => [...new Set([customer_id, guest_id].filter((id) => id !== null))];

/** Puts carts and purchases down to the clicks that led to them. `flushClicks` writes clicks of this process that still wait. */
export function searchSubscription(database: Database, flushClicks: () => Promise<void>): Subscription {
  return {
    group: 'search',
    database,
    handlers: [
      onMany(lineAdded, async (envelopes, tx) => {
        await flushClicks();
        await store.attributeCarts(tx, envelopes.flatMap(({ id, data, time }) => subjectsOf(data).map((subject_id) => ({ outcome_id: id, subject_id, product_id: data.product_id, happened_at: time }))));
      }),
      onMany(orderPlaced, async (envelopes, tx) => {
        await flushClicks();
        await store.attributePurchases(tx, envelopes.flatMap(({ id, data }) => {
          const product_ids = [...new Set(data.orders.flatMap((order) => order.lines.map((line) => line.product_id)))];
          return subjectsOf(data).flatMap((subject_id) => product_ids.map((product_id) => ({ outcome_id: id, subject_id, product_id, happened_at: data.placed_at })));
        }));
      }),
      on(guestMerged, ({ data }, tx) => store.moveSubject(tx, data.guest_id, data.customer_id)),
    ],
  };
}
