import type { OrdersView } from '../../order-types.ts';
import type { PageContext } from '../../server/context.ts';
import { pageOf } from '../../server/query.ts';
import { statusLabel } from './order-view.ts';

/** The customer's orders, newest first. Throws `unauthenticated` for everybody else. */
export async function loadOrders({ clients, call, query }: PageContext): Promise<OrdersView> {
  // Guests have no list: their orders are found by the links in their e-mails.
  await clients.identity.getCustomer({}, call);
  const { orders, page, has_more } = await clients.order.listOrders({ page: pageOf(query), page_size: 20 }, call);
  return {
    orders: orders.map(({ order_id, order_number, placed_at, status, total_minor, currency, seller, latest_on, lines }) => ({
      order_id, order_number, placed_at, status, status_label: statusLabel(status), total_minor, currency, seller, promise: status === 'cancelled' ? null : { earliest_on: latest_on, latest_on },
      lines: lines.map(({ title, handle, media_key, quantity }) => ({ title, handle, media_key, quantity })),
    })),
    page, page_count: has_more ? page + 1 : page,
  };
}
