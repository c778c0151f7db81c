import { checkSeller, fail, isOperator, type Actor, type Service } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import type { RunningService } from '@orinoco/event';
import { openSagas, startSaga, startSweeper, type Sagas } from '@orinoco/saga';
import { checkoutMethods } from './checkout-methods.ts';
import { checkoutSaga, type CheckoutContext } from './checkout-saga.ts';
import type { orderContract, Order, PastOrder } from './contract.ts';
import type { OrderDependencies } from './dependencies.ts';
import { handlers } from './handlers.ts';
import { cancellationSaga, captureSaga, type CancellationContext } from './order-sagas.ts';
import { forgetRefusal } from './saga-store.ts';
import { isCancellable, numberOf, replay, transitions } from './order.ts';
import { isOwner } from './owner.ts';
import { addFact, factsOf, findGroupOwner, findOrder, groupJson, insertPastOrders, listOrders, type OrderRow } from './order-store.ts';

/** Checkouts, orders and their history. See README.md for the states. */
export function createOrderService(dependencies: OrderDependencies): RunningService<typeof orderContract> {
  const { database, log } = dependencies;
  const checkouts = openSagas<CheckoutContext>(database, checkoutSaga(dependencies), log, dependencies);
  const cancellations = openSagas<CancellationContext>(database, cancellationSaga(dependencies), log, dependencies);
  const captures = openSagas(database, captureSaga(dependencies), log, dependencies);
  return {
    methods: { ...checkoutMethods({ ...dependencies, checkouts }), ...orderMethods(dependencies, cancellations) },
    subscriptions: [{ group: 'order', database, handlers }],
    start: () => startSweeper([checkouts, cancellations, captures], log, dependencies),
  };
}

type OrderMethods = Pick<Service<typeof orderContract>, 'getOrderGroup' | 'getOrder' | 'listOrders' | 'cancelOrder' | 'importOrders'>;

function orderMethods({ database }: OrderDependencies, cancellations: Sagas<CancellationContext>): OrderMethods {
  return {
    async getOrderGroup({ order_group_id }, call) {
      const owner = await findGroupOwner(database, order_group_id);
      if (!owner || !isOwner(call.actor, owner)) throw fail('order_not_found');
      const group = await groupJson(database, order_group_id);
      return group ?? Promise.reject(fail('order_not_found'));
    },
    async getOrder({ order_id, at = null }, call) {
      await findVisible(database, order_id, call.actor);
      const order = replay(await factsOf(database, order_id, at));
      if (!order) throw fail('order_not_found', { detail: 'The order did not exist at that time' });
      return withoutCopies(order);
    },
    async listOrders({ seller_id, status = null, page = 1, page_size = 20 }, call) {
      if (seller_id !== undefined) checkSeller(call, seller_id);
      const is_everyone = call.actor.kind === 'service' || (seller_id === undefined && isOperator(call.actor) && status !== null);
      const customer_id = seller_id !== undefined || is_everyone || call.actor.kind !== 'customer' ? null : call.actor.customer_id;
      const rows = await listOrders(database, { customer_id, seller_id: seller_id ?? null, status, limit: page_size + 1, offset: (page - 1) * page_size });
      return { orders: rows.slice(0, page_size), page, has_more: rows.length > page_size };
    },
    async cancelOrder({ order_id, reason = 'Cancelled by the buyer' }, call) {
      const order = await findVisible(database, order_id, call.actor);
      const actor = nameOf(call.actor);
      if (isCancellable(order.status)) {
        await database.transaction(async (tx) => {
          // With the wish to cancel comes the work, in one transaction: a crash between them would leave the order cancelling for ever.
          const is_wanted = await addFact(tx, order_id, { type: 'cancel_requested', payload: { reason }, actor }, transitions.cancel_requested.from, transitions.cancel_requested.to);
          if (!is_wanted) return;
          await forgetRefusal(tx, order_id);
          await startSaga(tx, 'cancellation', 'stopping', order_id, { order_id, reason, actor });
        });
      } else if (order.status !== 'cancelling' && order.status !== 'cancelled') {
        throw fail('order_not_cancellable', { detail: 'The parcel has left already' });
      }
      if (order.status !== 'cancelled') {
        const run = await cancellations.run(order_id, { order_id, reason, actor }, call.deadline);
        if (run.state === 'refused') throw fail('order_not_cancellable', { detail: 'The parcel has left already' });
      }
      return withoutCopies(replay(await factsOf(database, order_id, null)) ?? failMissing());
    },
    async importOrders({ orders }) {
      return { order_count: await insertPastOrders(database, orders.map(withAmounts)) };
    },
  };
}

function failMissing(): never {
  throw fail('order_not_found');
}

/** The first fact holds the whole order; as part of the history it would only repeat what stands above. */
function withoutCopies(order: Order): Order {
  return { ...order, events: order.events.map((each) => (each.type === 'placed' ? { ...each, payload: {} } : each)) };
}

async function findVisible(database: Database, order_id: string, actor: Actor): Promise<OrderRow> {
  const order = await findOrder(database, order_id);
  const worksForSeller = actor.kind === 'customer' && order !== undefined && actor.seller_ids.includes(order.seller_id);
  if (!order || !(isOwner(actor, order) || worksForSeller)) throw fail('order_not_found');
  return order;
}

function nameOf(actor: Actor): string {
  return actor.kind === 'customer' ? actor.customer_id : actor.kind === 'service' ? actor.service : 'guest';
}

function withAmounts(past: PastOrder) {
  const { order_id, order_group_id, lines } = past;
  const subtotal_minor = lines.reduce((sum, line) => sum + line.unit_price_minor * line.quantity, 0);
  const total_minor = subtotal_minor + past.shipping_minor + past.tax_minor;
  const order_number = numberOf(order_id);
  const day = (past.delivered_at ?? past.placed_at).slice(0, 10);
  const fact = {
    order_id, order_number, order_group_id, seller_id: past.seller_id, seller: past.seller, customer_id: past.customer_id, currency: past.currency, subtotal_minor, discount_minor: 0, shipping_minor: past.shipping_minor, tax_minor: past.tax_minor, total_minor, is_tax_included: false, commission_minor: past.commission_minor,
    lines: lines.map((line) => ({ ...line, subtotal_minor: line.unit_price_minor * line.quantity, discount_minor: 0, tax_minor: 0, total_minor: line.unit_price_minor * line.quantity })),
    shipping_address: past.shipping_address, delivery: { name: 'Standard', earliest_on: day, latest_on: day }, placed_at: past.placed_at,
  };
  return { ...past, order_number, order_group_number: numberOf(order_group_id), subtotal_minor, total_minor, fact };
}
