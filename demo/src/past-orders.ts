import type { PastOrder } from '@orinoco/order/contract';
import type { Foundation, Order } from './marketplace.ts';

/** What an order line shows of the variant that was bought. */
export interface SoldVariant { readonly handle: string; readonly sku: string; readonly media_key: string; readonly variant_title: string }

/** The generated orders in the form that the order service takes. */
export function pastOrders(orders: readonly Order[], { shoppers, sellers }: Foundation, sold: ReadonlyMap<string, SoldVariant>): PastOrder[] {
  const shopperOf = new Map(shoppers.map((shopper) => [shopper.customer_id, shopper]));
  const sellerOf = new Map(sellers.map((seller) => [seller.seller_id, seller]));
  return orders.flatMap((order): PastOrder[] => {
    const shopper = shopperOf.get(order.customer_id);
    const seller = sellerOf.get(order.seller_id);
    if (!shopper || !seller || order.status === 'processing') return [];
    const { order_id, order_group_id, seller_id, customer_id, currency, shipping_minor, tax_minor, placed_at, shipped_at, delivered_at } = order;
    const subtotal_minor = order.lines.reduce((sum, line) => sum + line.unit_price_minor * line.quantity, 0);
    return [{
      order_id, order_group_id, seller_id, seller: { handle: seller.handle, name: seller.name }, customer_id, email: shopper.email.toLowerCase(), status: order.status === 'returned' ? 'delivered' : order.status, currency, shipping_minor, tax_minor, commission_minor: Math.round(subtotal_minor * 0.15),
      shipping_address: { name: shopper.name, ...shopper.address }, placed_at, shipped_at, delivered_at,
      lines: order.lines.flatMap(({ seller_id: _seller, title, ...line }) => {
        const variant = sold.get(line.variant_id);
        return variant ? [{ ...line, title, ...variant }] : [];
      }),
    }];
  });
}

/** Units sold of each product, halved for every 30 days since: the catalogue's measure of what is popular. */
export function popularityOf(orders: readonly Order[], now: Date): { product_id: string; popularity: number }[] {
  const sums = new Map<string, number>();
  for (const order of orders) {
    if (order.status === 'cancelled') continue;
    const weight = 0.5 ** ((now.getTime() - Date.parse(order.placed_at)) / (30 * 86_400_000));
    for (const { product_id, quantity } of order.lines) sums.set(product_id, (sums.get(product_id) ?? 0) + quantity * weight);
  }
  return [...sums].map(([product_id, popularity]) => ({ product_id, popularity }));
}
