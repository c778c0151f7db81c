import { on, type Handler } from '@orinoco/event';
import { shipmentMoved } from '@orinoco/fulfillment/events';
import { guestMerged } from '@orinoco/identity/events';
import { paymentChanged } from '@orinoco/payment/events';
import { startSaga } from '@orinoco/saga';
import { type Transaction } from '@orinoco/database';
import { adoptCheckouts } from './checkout-store.ts';
import { orderDelivered, orderShipped } from './events.ts';
import { addFact, adoptOrders, findOrder } from './order-store.ts';
import { emitAbout } from './order-sagas.ts';
import { transitions } from './order.ts';
import { wakeCheckout } from './saga-store.ts';

/** What happens to orders because of others. */
export const handlers: readonly Handler[] = [
  on(shipmentMoved, async ({ data }, tx) => {
    if (data.status === 'picking') await move(tx, data.order_id, 'preparing', {});
    if (!data.is_last) return;
    if (data.status === 'shipped') await ship(tx, data.order_id, data.tracking_number, data.tracking_url);
    if (data.status === 'delivered') await deliver(tx, data.order_id);
  }),
  on(paymentChanged, async ({ data }, tx) => wakeCheckout(tx, data.payment_id)),
  on(guestMerged, async ({ data }, tx) => {
    await adoptCheckouts(tx, data.guest_id, data.customer_id);
    await adoptOrders(tx, data.guest_id, data.customer_id);
  }),
];

async function move(tx: Transaction, order_id: string, type: 'preparing' | 'shipped' | 'delivered', payload: object): Promise<boolean> {
  return addFact(tx, order_id, { type, payload, actor: 'fulfillment' }, transitions[type].from, transitions[type].to);
}

async function ship(tx: Transaction, order_id: string, tracking_number: string | null, tracking_url: string | null): Promise<void> {
  if (!(await move(tx, order_id, 'shipped', { tracking_number, tracking_url }))) return;
  await startSaga(tx, 'capture', 'capturing', order_id, { order_id });
  const order = await findOrder(tx, order_id);
  if (order) await emitAbout(tx, orderShipped, order, { tracking_number, tracking_url });
}

async function deliver(tx: Transaction, order_id: string): Promise<void> {
  if (!(await move(tx, order_id, 'delivered', {}))) return;
  const order = await findOrder(tx, order_id);
  if (order) await emitAbout(tx, orderDelivered, order, {});
}
