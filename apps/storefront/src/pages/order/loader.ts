import { asService } from '@orinoco/contract';
import type { Shipment } from '@orinoco/fulfillment/contract';
import type { OrderView } from '../../order-types.ts';
import type { PageContext } from '../../server/context.ts';
import { noticeOf } from '../../server/notices.ts';
import { orElse } from '../../server/wait.ts';
import { paymentLabel, summaryOf, totalsOf } from '../orders/order-view.ts';
import { trackingSteps } from './tracking-steps.ts';

/** One order with its parcels, for its buyer. Throws `order_not_found`. */
export async function loadOrder(context: PageContext): Promise<OrderView> {
  const { clients, call, params, query, locale } = context;
  const order = await clients.order.getOrder({ order_id: params['order_id'] ?? '' }, call);
  const [group, shipments] = await Promise.all([
    orElse(clients.order.getOrderGroup({ order_group_id: order.order_group_id }, call), null),
    // Whose order it is was checked above; parcels are asked for by the shop.
    orElse<Shipment[]>(clients.fulfillment.listShipments({ order_ids: [order.order_id] }, asService(call, 'storefront')).then((answer) => answer.shipments), []),
  ]);
  return {
    order: summaryOf(order),
    lines: order.lines.map((line) => ({
      order_line_id: line.order_line_id, title: line.title, variant_label: line.variant_title || null, media_key: line.media_key, quantity: line.quantity, line_total_minor: line.subtotal_minor,
      handle: line.handle, unit_price_minor: line.unit_price_minor, is_returnable: false,
    })),
    address: order.shipping_address, totals: totalsOf([order]), payment_label: paymentLabel(group?.payment ?? { card_brand: null, card_last4: null }), is_cancellable: order.is_cancellable,
    shipments: shipments.map((shipment) => ({ shipment_id: shipment.shipment_id, carrier: shipment.carrier, tracking_number: shipment.tracking_number, tracking_url: shipment.tracking_url, steps: trackingSteps(shipment, locale) })),
    notices: noticeOf(query),
  };
}
