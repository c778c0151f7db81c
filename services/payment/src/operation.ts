import { fail, type CodedError } from '@orinoco/contract';
import type { Database, Transaction } from '@orinoco/database';
import { emit, event, type OutgoingEvent } from '@orinoco/event';
import { paymentCaptured, paymentReturned } from './events.ts';
import { journalFor } from './ledger.ts';
import { insertJournal, standingOf } from './ledger-store.ts';
import { closeOperation, dropOperation, noteBlocked } from './operation-store.ts';
import { isRefusal, settled, type OperationRow, type PaymentRow } from './payment.ts';
import { findPayment, lockPayment, saveAmounts } from './payment-store.ts';
import type { PaymentDependencies } from './dependencies.ts';

/**
 * Brings a claimed operation to its end: the provider moves the money under the operation's key, then one transaction
 * books it. However many do this at once or again, the money moves once and is booked once. Throws `unavailable`
 * while nobody knows, and leaves the claim to be tried again; a certain refusal takes the claim back.
 */
export async function finish(ports: PaymentDependencies, operation: OperationRow): Promise<PaymentRow> {
  const payment = await findPayment(ports.database, operation.payment_id);
  if (!payment) throw fail('payment_not_found');
  if (operation.status === 'done') return payment;
  try {
    const movement_reference = await move(ports, payment, operation);
    return await book(ports.database, operation.operation_key, operation.payment_id, movement_reference);
  } catch (error) {
    if (!isRefusal(error)) throw fail('unavailable', { detail: 'The payment provider has not confirmed this', cause: error });
    ports.log.error({ operation_key: operation.operation_key, code: error.code, detail: error.detail }, 'the payment provider refuses');
    await dropOperation(ports.database, operation.operation_key);
    throw refusalOf(operation, error);
  }
}

/** Asks the provider; answers its name for the movement. Nothing to move is moved without it. */
async function move(ports: PaymentDependencies, { provider_reference }: PaymentRow, operation: OperationRow): Promise<string | null> {
  const { provider } = ports;
  const { payment_id, operation_key: idempotency_key, amount_minor, kind, is_final } = operation;
  const voidIt = () => provider.void({ payment_id, idempotency_key, ...(provider_reference !== null && { provider_reference }) });
  if (kind === 'void') {
    await noteWhatIsBlocked(ports, operation);
    await voidIt();
    return null;
  }
  if (amount_minor === 0) return null;
  if (provider_reference === null) throw fail('payment_not_authorized');
  const request = { payment_id, provider_reference, idempotency_key, amount_minor };
  if (kind === 'capture') return (await provider.capture({ ...request, is_final })).movement_reference;
  if (kind === 'refund') return (await provider.refund(request)).movement_reference;
  try {
    await (is_final ? voidIt() : provider.release(request));
  } catch (error) {
    // A final capture or a void has given it back already.
    if (!isRefusal(error) || !['payment_voided', 'payment_not_authorized'].includes(error.code)) throw error;
  }
  return null;
}

async function noteWhatIsBlocked({ provider, database }: PaymentDependencies, { payment_id, operation_key, amount_minor }: OperationRow): Promise<void> {
  if (amount_minor > 0) return;
  const found = await provider.find({ payment_id });
  if (found?.status === 'authorized') await noteBlocked(database, operation_key, found.authorized_minor);
}

/** One transaction: the operation is done, the payment's amounts, the journal, the event. */
async function book(database: Database, operation_key: string, payment_id: string, movement_reference: string | null): Promise<PaymentRow> {
  return database.transaction(async (tx) => {
    const before = await lockPayment(tx, payment_id);
    const operation = await closeOperation(tx, operation_key, movement_reference);
    if (!operation) return before;
    const after = settled(before, operation);
    await saveAmounts(tx, after);
    await bookJournal(tx, after.currency, operation);
    await emit(tx, ...eventsOf(before, after, operation));
    return after;
  });
}

async function bookJournal(tx: Transaction, currency: string, { kind, money, amount_minor, operation_key }: OperationRow): Promise<void> {
  if (money === null || (kind !== 'capture' && kind !== 'refund')) return;
  const reference = operation_key.slice(kind.length + 1);
  const parts = kind === 'capture' ? journalFor({ kind, order: money }) : journalFor({ kind, amount_minor, standing: await standingOf(tx, money.order_id) });
  if (parts.length > 0) await insertJournal(tx, kind, reference, currency, parts);
}

function eventsOf(before: PaymentRow, after: PaymentRow, { kind, order_id, amount_minor, money }: OperationRow): OutgoingEvent[] {
  const { payment_id, checkout_id, currency } = after;
  const about = { payment_id, checkout_id, currency, amount_minor };
  if (kind === 'capture') {
    const rest_minor = after.released_minor - before.released_minor;
    const captured = event(paymentCaptured, payment_id, { ...about, order_id: order_id ?? '', seller_id: money?.seller_id ?? '' });
    return rest_minor === 0 ? [captured] : [captured, event(paymentReturned, payment_id, { ...about, amount_minor: rest_minor, order_id: null, kind: 'release' })];
  }
  return amount_minor === 0 ? [] : [event(paymentReturned, payment_id, { ...about, order_id, kind })];
}

function refusalOf({ kind }: OperationRow, error: CodedError): CodedError {
  const options = { detail: `The payment provider refuses: ${error.code}`, cause: error };
  if (error.code === 'provider_rejected' || error.code === 'partial_capture_unavailable') return fail('unavailable', options);
  if (error.code === 'capture_exceeds_authorization') return fail('capture_too_large', options);
  if (error.code === 'refund_exceeds_capture') return fail('refund_too_large', options);
  return fail(kind === 'capture' ? 'payment_not_authorized' : 'conflict', options);
}
