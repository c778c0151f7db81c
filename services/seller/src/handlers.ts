import type { Transaction } from '@orinoco/database';
import { emit, event, on, type Handler } from '@orinoco/event';
import { orderCancelled, orderDelivered, orderPlaced } from '@orinoco/order/events';
import { sellerChanged } from './events.ts';
import { isNoticeable, scoreOf } from './score.ts';
import { countEnd, countOrders, setScore } from './seller-store.ts';

/** Counts a seller's orders and how they ended; the score follows. */
export const handlers: readonly Handler[] = [
  on(orderPlaced, async ({ data }, tx) => countOrders(tx, data.orders.map((order) => order.seller_id))),
  on(orderDelivered, async ({ data }, tx) => end(tx, data.seller_id, 'delivered')),
  on(orderCancelled, async ({ data }, tx) => end(tx, data.seller_id, 'cancelled')),
];

async function end(tx: Transaction, seller_id: string, how: 'delivered' | 'cancelled'): Promise<void> {
  const standing = await countEnd(tx, seller_id, how);
  if (!standing) return;
  const score = scoreOf(standing);
  if (!isNoticeable(standing.score, score)) return;
  await setScore(tx, seller_id, score);
  const { handle, name, status, is_own, return_days } = standing;
  await emit(tx, event(sellerChanged, seller_id, { seller_id, handle, name, status, score, is_own, return_days }));
}
