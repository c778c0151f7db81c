import type { Order, OrderStatus } from '@orinoco/order/contract';
import type { OrderSummary } from '../../order-types.ts';
import type { Totals } from '../../cart-types.ts';

const labels: Readonly<Record<OrderStatus, string>> = { placed: 'Ordered', preparing: 'Being prepared', shipped: 'On its way', delivered: 'Delivered', cancelling: 'Being cancelled', cancelled: 'Cancelled' };

export function statusLabel(status: OrderStatus): string {
  return labels[status];
}

/** An order as a card. A delivered one shows the day it arrived, a cancelled one no day. */
export function summaryOf(order: Order): OrderSummary {
  const { order_id, order_number, placed_at, status, total_minor, currency, seller, delivery, delivered_at, lines } = order;
  const arrived_on = delivered_at?.slice(0, 10);
  const promise = status === 'cancelled' ? null : arrived_on !== undefined ? { earliest_on: arrived_on, latest_on: arrived_on } : { earliest_on: delivery.earliest_on, latest_on: delivery.latest_on };
  return {
    order_id, order_number, placed_at, status, status_label: statusLabel(status), total_minor, currency, seller, promise,
    lines: lines.map(({ title, handle, media_key, quantity }) => ({ title, handle, media_key, quantity })),
  };
}

/** The amounts of several orders of one purchase, or of one. */
export function totalsOf(orders: readonly Order[]): Totals {
  const sum = (amount: (order: Order) => number): number => orders.reduce((total, order) => total + amount(order), 0);
  return {
    subtotal_minor: sum((order) => order.subtotal_minor), discount_minor: sum((order) => order.discount_minor), shipping_minor: sum((order) => order.shipping_minor), tax_minor: sum((order) => order.tax_minor),
    total_minor: sum((order) => order.total_minor), currency: orders[0]?.currency ?? 'USD', is_tax_included: orders[0]?.is_tax_included ?? false,
  };
}

export function paymentLabel({ card_brand, card_last4 }: { readonly card_brand: string | null; readonly card_last4: string | null }): string {
  if (card_last4 === null) return 'Card';
  const brand = card_brand === null ? 'Card' : `${card_brand.slice(0, 1).toUpperCase()}${card_brand.slice(1)}`;
  return `${brand} ending in ${card_last4}`;
}
