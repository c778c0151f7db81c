import { on, type Handler } from '@orinoco/event';
import { orderPlaced } from '@orinoco/order/events';
import { insertShipments, lockOrders } from './shipment-store.ts';
import { shipmentsOf } from './shipment.ts';

/** What happens here because of others. */
export function handlersFor(carrier: string): readonly Handler[] {
  return [
    on(orderPlaced, async ({ data }, tx) => {
      const cancelled = await lockOrders(tx, data.orders.map((order) => order.order_id));
      const shipments = shipmentsOf(data, carrier).filter((shipment) => !cancelled.has(shipment.order_id));
      if (shipments.length > 0) await insertShipments(tx, shipments);
    }),
  ];
}
