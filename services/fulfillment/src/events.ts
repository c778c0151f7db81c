import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

/** A parcel moved on. `is_last` tells that every parcel of the order has now come at least this far. Key: order_id. */
export const shipmentMoved = defineEvent('fulfillment.shipment_moved', 1, s.object({
  shipment_id: s.Uuid, order_id: s.Uuid, purchase_id: s.Uuid, seller_id: s.Uuid, status: s.choice('picking', 'packed', 'shipped', 'in_transit', 'out_for_delivery', 'delivered', 'cancelled'), offer_ids: s.list(s.Uuid, 100), tracking_number: s.nullable(s.text(60)), tracking_url: s.nullable(s.text(500)), is_last: Type.Boolean(), occurred_at: s.Timestamp,
}));
