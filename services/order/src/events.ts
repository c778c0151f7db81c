import { Type } from 'typebox';
import { shapes as s } from '@orinoco/contract';
import { defineEvent } from '@orinoco/event';

const Line = s.object({ order_line_id: s.Uuid, offer_id: s.Uuid, product_id: s.Uuid, variant_id: s.Uuid, title: s.text(300), quantity: Type.Integer(), unit_price_minor: Type.Integer(), total_minor: Type.Integer(), weight_g: Type.Integer() });
/** One seller's share of a purchase, with all that fulfillment needs to send it. An allocation is for the line whose offer is `sold_as`; its `offer_id` differs where that is a bundle, of which it is a component. */
const PlacedOrder = s.object({
  order_id: s.Uuid, order_number: s.text(20), seller_id: s.Uuid, total_minor: Type.Integer(), shipping_minor: Type.Integer(), tax_minor: Type.Integer(), delivery: s.object({ shipping_rate_id: s.Uuid, name: s.text(100), earliest_on: s.CivilDate, latest_on: s.CivilDate }),
  lines: s.list(Line, 100), allocations: s.list(s.object({ sold_as: s.Uuid, offer_id: s.Uuid, stock_location_id: s.Uuid, quantity: Type.Integer() }), 5000),
});

/** A purchase was paid and stands. Key: order_group_id. */
export const orderPlaced = defineEvent('order.placed', 1, s.object({
  order_group_id: s.Uuid, order_group_number: s.text(20), checkout_id: s.Uuid, purchase_id: s.Uuid, cart_id: s.Uuid, customer_id: s.nullable(s.Uuid), guest_id: s.nullable(s.Uuid), email: s.text(254), locale: s.text(35), currency: s.text(3), total_minor: Type.Integer(), shipping_address: s.Address, orders: s.list(PlacedOrder, 100), placed_at: s.Timestamp,
}));

const About = { order_id: s.Uuid, order_number: s.text(20), order_group_id: s.Uuid, purchase_id: s.Uuid, seller_id: s.Uuid, customer_id: s.nullable(s.Uuid), email: s.text(254), locale: s.text(35), currency: s.text(3) };

/** An order was cancelled and its money is on the way back. Key: order_id. */
export const orderCancelled = defineEvent('order.cancelled', 1, s.object({ ...About, refunded_minor: Type.Integer(), reason: s.text(300), lines: s.list(Line, 100) }));
/** All parcels of an order have left. Key: order_id. */
export const orderShipped = defineEvent('order.shipped', 1, s.object({ ...About, tracking_number: s.nullable(s.text(60)), tracking_url: s.nullable(s.text(500)), lines: s.list(Line, 100) }));
/** All parcels of an order have arrived. Key: order_id. */
export const orderDelivered = defineEvent('order.delivered', 1, s.object({ ...About, lines: s.list(Line, 100) }));
