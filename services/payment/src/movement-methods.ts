import { fail, type CodedError, type Service } from '@orinoco/contract';
import { violatedConstraint } from '@orinoco/database';
import type { paymentContract } from './contract.ts';
import { finish } from './operation.ts';
import { claimCapture, claimRefund, claimRelease, claimVoid, findOperation } from './operation-store.ts';
import { viewOf, type OperationRow, type PaymentRow } from './payment.ts';
import { findPayment } from './payment-store.ts';
import type { PaymentDependencies } from './dependencies.ts';

type MovementMethods = Pick<Service<typeof paymentContract>, 'capture' | 'release' | 'void' | 'refund'>;

/** What moves money that is blocked or captured. Each is one operation, named by what it is for. */
export function movementMethods(ports: PaymentDependencies): MovementMethods {
  const { database } = ports;
  return {
    async capture({ payment_id, order, is_final }) {
      const operation_key = `capture:${order.order_id}`;
      const claimed = (await once(claimCapture(database, operation_key, payment_id, order, is_final))) ?? (await known(ports, operation_key, payment_id, order.amount_minor));
      if (claimed) return viewOf(await finish(ports, claimed));
      throw captureRefusal(await existing(ports, payment_id));
    },
    async release({ payment_id, order_id, amount_minor }) {
      const operation_key = `release:${order_id}`;
      const claimed = (await once(claimRelease(database, operation_key, payment_id, order_id, amount_minor))) ?? (await known(ports, operation_key, payment_id, amount_minor));
      if (claimed) return viewOf(await finish(ports, claimed));
      const payment = await existing(ports, payment_id);
      if (payment.status === 'voided' || payment.status === 'declined' || amount_minor === 0) return viewOf(payment);
      throw fail('conflict', { detail: 'More would be released than is blocked' });
    },
    async refund({ payment_id, refund_id, order }) {
      const operation_key = `refund:${refund_id}`;
      const claimed = (await once(claimRefund(database, operation_key, payment_id, order))) ?? (await known(ports, operation_key, payment_id, order.amount_minor));
      if (claimed) return viewOf(await finish(ports, claimed));
      await existing(ports, payment_id);
      throw fail('refund_too_large');
    },
    async void({ payment_id, checkout_id }) {
      const { status, operation } = await claimVoid(database, `void:${payment_id}`, payment_id, checkout_id, ports.provider.name);
      if (status === 'declined') return { payment_id, status };
      if (operation === null) throw fail('conflict', { detail: 'The money is captured or being moved; refund it instead' });
      return { payment_id, status: (await finish(ports, operation)).status };
    },
  };
}

/** Of two claims of one key at once, one meets the primary key: the other's operation is the answer to both. */
async function once(claim: Promise<OperationRow | undefined>): Promise<OperationRow | undefined> {
  try {
    return await claim;
  } catch (error) {
    if (violatedConstraint(error) === 'payment_operations_pkey') return undefined;
    throw error;
  }
}

/** The operation that the key already stands for, or undefined. */
async function known({ database }: PaymentDependencies, operation_key: string, payment_id: string, amount_minor: number): Promise<OperationRow | undefined> {
  const operation = await findOperation(database, operation_key);
  if (operation && (operation.payment_id !== payment_id || operation.amount_minor !== amount_minor)) throw fail('idempotency_conflict', { detail: 'This was asked before with another amount' });
  return operation;
}

async function existing({ database }: PaymentDependencies, payment_id: string): Promise<PaymentRow> {
  const payment = await findPayment(database, payment_id);
  if (!payment) throw fail('payment_not_found');
  return payment;
}

function captureRefusal({ status }: PaymentRow): CodedError {
  return fail(status === 'authorized' || status === 'captured' ? 'capture_too_large' : 'payment_not_authorized');
}
