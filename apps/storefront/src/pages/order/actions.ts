import type { ActionContext, Outcome } from '../../server/context.ts';
import { CodedError } from '@orinoco/contract';
import { urls } from '../../urls.ts';
import { loadOrder } from './loader.ts';

/** Cancels the order, whose page tells what became of it, or shows it with the reason why it is too late. */
export async function cancelOrder(context: ActionContext): Promise<Outcome> {
  const { clients, params } = context;
  const order_id = params['order_id'] ?? '';
  try {
    const order = await clients.order.cancelOrder({ order_id }, await context.patientCall());
    return { redirect_to: urls.order(order_id), answer: { status: order.status } };
  } catch (error) {
    if (context.is_scripted || !(error instanceof CodedError) || error.code !== 'order_not_cancellable') throw error;
    return { page: 'order', status: 409, view: { ...(await loadOrder(context)), notices: [{ tone: 'error', text: 'This order can no longer be cancelled: it is on its way to you.' }] } };
  }
}
