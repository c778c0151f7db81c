import { hasCode, serviceCall, type Client } from '@orinoco/contract';
import { emit, event, type EventDefinition } from '@orinoco/event';
import type { Database, Transaction } from '@orinoco/database';
import { defineSaga, moveStatement, type Outcome, type SagaDefinition, type SagaRun } from '@orinoco/saga';
import type { fulfillmentContract } from '@orinoco/fulfillment/contract';
import type { inventoryContract } from '@orinoco/inventory/contract';
import type { paymentContract } from '@orinoco/payment/contract';
import { orderCancelled } from './events.ts';
import { addFact, findOrder, linesOf, ordersOfGroup, type OrderRow } from './order-store.ts';
import { transitions } from './order.ts';

export interface OrderPorts {
  readonly database: Database;
  readonly fulfillment: Client<typeof fulfillmentContract>;
  readonly inventory: Client<typeof inventoryContract>;
  readonly payment: Client<typeof paymentContract>;
  readonly clock: () => Date;
}

export interface CancellationContext { readonly order_id: string; readonly reason: string; readonly actor: string }
export interface CaptureContext { readonly order_id: string }

/** Cancels one order: `stopping → returning → cancelled`, or `refused` when a parcel has already left. */
export function cancellationSaga(ports: OrderPorts): SagaDefinition<CancellationContext> {
  return defineSaga<CancellationContext>({
    kind: 'cancellation', initial: 'stopping', finals: ['cancelled', 'refused'],
    steps: {
      stopping: { is_checkpoint: true, run: (run) => stopParcels(ports, run) },
      returning: { is_checkpoint: true, run: (run) => giveBack(ports, run) },
    },
  });
}

/** Takes an order's money once its parcels have left. It never gives up: the buyer has the goods. */
export function captureSaga(ports: OrderPorts): SagaDefinition<CaptureContext> {
  return defineSaga<CaptureContext>({
    kind: 'capture', initial: 'capturing', finals: ['captured'],
    steps: { capturing: { is_checkpoint: true, run: (run) => capture(ports, run) } },
  });
}

async function stopParcels(ports: OrderPorts, run: SagaRun<CancellationContext>): Promise<Outcome<CancellationContext>> {
  const { order_id, actor } = run.context;
  try {
    await ports.fulfillment.cancelShipments({ order_id }, callFor(ports, run));
    return { next: 'returning' };
  } catch (error) {
    if (!hasCode(error, 'already_shipped')) throw error;
    await ports.database.transaction(async (tx) => {
      await addFact(tx, order_id, { type: 'cancel_refused', payload: {}, actor }, transitions.cancel_refused.from, transitions.cancel_refused.to);
      await moveStatement(tx, { kind: 'cancellation', saga_id: run.saga_id, state: 'refused', is_finished: true, context: run.context });
    });
    return { next: 'refused', is_saved: true };
  }
}

async function giveBack(ports: OrderPorts, run: SagaRun<CancellationContext>): Promise<Outcome<CancellationContext>> {
  const { order_id, reason, actor } = run.context;
  const order = await load(ports, order_id);
  const lines = await linesOf(ports.database, order_id);
  const call = callFor(ports, run);
  if (order.captured_minor > 0) await ports.payment.refund({ payment_id: order.payment_id, refund_id: order_id, order: moneyOf(order), reason }, call);
  else await ports.payment.release({ payment_id: order.payment_id, order_id, amount_minor: order.total_minor }, call);
  await ports.inventory.release({ purchase_id: order.purchase_id, offer_ids: lines.map((line) => line.offer_id) }, call);
  await ports.database.transaction(async (tx) => {
    // Two drivers may have come this far: who ends the run tells of it, and the other finds it ended.
    if (!(await moveStatement(tx, { kind: 'cancellation', saga_id: run.saga_id, state: 'cancelled', is_finished: true, context: run.context }))) return;
    await addFact(tx, order_id, { type: 'cancelled', payload: { reason, refunded_minor: order.total_minor }, actor }, transitions.cancelled.from, transitions.cancelled.to, { refunded_minor: order.total_minor });
    await emit(tx, event(orderCancelled, order_id, { ...aboutOf(order), refunded_minor: order.total_minor, reason, lines }));
  });
  return { next: 'cancelled', is_saved: true };
}

async function capture(ports: OrderPorts, run: SagaRun<CaptureContext>): Promise<Outcome<CaptureContext>> {
  const order = await load(ports, run.context.order_id);
  const others = (await ordersOfGroup(ports.database, order.order_group_id)).filter((each) => each.order_id !== order.order_id);
  const is_final = others.every((each) => each.status === 'cancelled' || each.captured_minor > 0);
  await ports.payment.capture({ payment_id: order.payment_id, order: moneyOf(order), is_final }, callFor(ports, run));
  await ports.database.transaction(async (tx) => {
    if (!(await moveStatement(tx, { kind: 'capture', saga_id: run.saga_id, state: 'captured', is_finished: true, context: run.context }))) return;
    await addFact(tx, order.order_id, { type: 'captured', payload: { amount_minor: order.total_minor }, actor: 'order' }, transitions.captured.from, null, { captured_minor: order.total_minor });
  });
  return { next: 'captured', is_saved: true };
}

const callFor = ({ clock }: OrderPorts, run: { saga_id: string; deadline: number }) => serviceCall('order', run.saga_id, Math.max(run.deadline, clock().getTime() + 5_000));

async function load(ports: OrderPorts, order_id: string): Promise<OrderRow> {
  const order = await findOrder(ports.database, order_id);
  if (!order) throw new Error(`The order ${order_id} is gone`);
  return order;
}

function moneyOf(order: OrderRow) {
  const { order_id, seller_id, commission_minor, tax_minor, marketplace_discount_minor } = order;
  return { order_id, seller_id, amount_minor: order.total_minor, commission_minor, tax_minor, marketplace_discount_minor };
}

/** What every event about an order tells. */
export function aboutOf({ order_id, order_number, order_group_id, purchase_id, seller_id, customer_id, email, locale, currency }: OrderRow) {
  return { order_id, order_number, order_group_id, purchase_id, seller_id, customer_id, email, locale, currency };
}

/** Emits one of the events that carry an order's lines. */
export async function emitAbout<Extra extends object>(tx: Transaction, definition: EventDefinition, order: OrderRow, extra: Extra): Promise<void> {
  const lines = await linesOf(tx, order.order_id);
  await emit(tx, { type: definition.type, version: definition.version, key: order.order_id, payload: { ...aboutOf(order), ...extra, lines } });
}
