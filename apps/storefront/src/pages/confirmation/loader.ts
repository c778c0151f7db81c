import { fail } from '@orinoco/contract';
import type { ConfirmationView } from '../../order-types.ts';
import type { PageContext } from '../../server/context.ts';
import { summaryOf, totalsOf } from '../orders/order-view.ts';

/** What was just bought, for the one who bought it. Throws `order_not_found`. */
export async function loadConfirmation({ clients, call, params }: PageContext): Promise<ConfirmationView> {
  const group = await clients.order.getOrderGroup({ order_group_id: params['order_group_id'] ?? '' }, call);
  const first = group.orders[0];
  if (!first) throw fail('order_not_found');
  return { order_group_number: group.order_group_number, email: group.email, orders: group.orders.map(summaryOf), address: first.shipping_address, totals: totalsOf(group.orders) };
}
