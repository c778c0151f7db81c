import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { Money, OperationRow, PaymentRow } from './payment.ts';

// A claim is one conditional UPDATE: it takes the money out of what others may claim and writes the operation down, or
// it changes nothing. Two claims of one key meet at the primary key.

/** Claims an order's share for a capture. Undefined: the key is known, or so much is not there. */
export async function claimCapture(database: Queryable, operation_key: string, payment_id: string, money: Money, is_final: boolean): Promise<OperationRow | undefined> {
  return database.maybe(sql<OperationRow>`with claimed as (
      update payments set capturing_minor = capturing_minor + ${money.amount_minor}, updated_at = now()
      where payment_id = ${payment_id} and (status in ('authorized', 'captured') or (status = 'voided' and ${money.amount_minor}::bigint = 0))
        and captured_minor + released_minor + capturing_minor + releasing_minor + ${money.amount_minor} <= amount_minor and not exists (select from payment_operations where operation_key = ${operation_key})
      returning payment_id, capturing_minor, captured_minor + released_minor + capturing_minor + releasing_minor = amount_minor as is_used_up
    )
    insert into payment_operations (operation_key, payment_id, kind, order_id, amount_minor, money, is_final)
    select ${operation_key}, payment_id, 'capture', ${money.order_id}::uuid, ${money.amount_minor}::bigint, ${json(money)}::jsonb, (${is_final} or is_used_up) and capturing_minor = ${money.amount_minor} from claimed
    returning *`);
}

/** Claims an order's share to be given back. `is_final` comes out true when nothing was or will be captured. */
export async function claimRelease(database: Queryable, operation_key: string, payment_id: string, order_id: string, amount_minor: number): Promise<OperationRow | undefined> {
  return database.maybe(sql<OperationRow>`with claimed as (
      update payments set releasing_minor = releasing_minor + ${amount_minor}, updated_at = now()
      where payment_id = ${payment_id} and status = 'authorized'
        and captured_minor + released_minor + capturing_minor + releasing_minor + ${amount_minor} <= amount_minor and not exists (select from payment_operations where operation_key = ${operation_key})
      returning payment_id, released_minor + releasing_minor = amount_minor as is_final
    )
    insert into payment_operations (operation_key, payment_id, kind, order_id, amount_minor, is_final)
    select ${operation_key}, payment_id, 'release', ${order_id}::uuid, ${amount_minor}::bigint, is_final from claimed
    returning *`);
}

/** Claims captured money of one order for a refund. */
export async function claimRefund(database: Queryable, operation_key: string, payment_id: string, money: Money): Promise<OperationRow | undefined> {
  return database.maybe(sql<OperationRow>`with claimed as (
      update payment_operations set refunded_minor = refunded_minor + ${money.amount_minor}
      where operation_key = 'capture:' || ${money.order_id}::text and payment_id = ${payment_id} and status = 'done' and refunded_minor + ${money.amount_minor} <= amount_minor
        and not exists (select from payment_operations where operation_key = ${operation_key})
      returning payment_id
    )
    insert into payment_operations (operation_key, payment_id, kind, order_id, amount_minor, money)
    select ${operation_key}, payment_id, 'refund', ${money.order_id}::uuid, ${money.amount_minor}::bigint, ${json(money)}::jsonb from claimed
    returning *`);
}

export interface VoidClaim extends Pick<PaymentRow, 'status'> {
  /** Null when nothing needs to be done: the payment was declined, or its money is captured or being moved. */
  readonly operation: OperationRow | null;
}

/**
 * Decides that a payment shall not be, before the provider is told: from now on no answer can make it authorized. One
 * never seen gets a row that says so. What was blocked stands in the operation.
 */
export async function claimVoid(database: Queryable, operation_key: string, payment_id: string, checkout_id: string, provider: string): Promise<VoidClaim> {
  return database.one(sql<VoidClaim>`with marked as (
      insert into payments as p (payment_id, checkout_id, provider, status, currency, amount_minor) values (${payment_id}, ${checkout_id}, ${provider}, 'voided', 'XXX', 0)
      on conflict (payment_id) do update set updated_at = now(), status = case when p.status in ('pending', 'requires_action', 'authorized', 'unknown') and p.captured_minor + p.capturing_minor + p.releasing_minor = 0 then 'voided' else p.status end
      returning payment_id, new.status, case when old.status = 'authorized' then new.amount_minor - new.released_minor else 0 end as blocked_minor
    ), made as (
      insert into payment_operations as o (operation_key, payment_id, kind, amount_minor) select ${operation_key}, payment_id, 'void', blocked_minor from marked where status = 'voided'
      on conflict (operation_key) do update set operation_key = excluded.operation_key returning o.*
    )
    select m.status, (select row_to_json(o) from made o) as operation from marked m`);
}

/** The provider says that money is blocked of which we had not heard: told before it is given back, so that a crash does not hide it. */
export async function noteBlocked(database: Queryable, operation_key: string, amount_minor: number): Promise<void> {
  await database.run(sql`update payment_operations set amount_minor = ${amount_minor} where operation_key = ${operation_key} and kind = 'void' and status = 'pending' and amount_minor = 0`);
}

export async function findOperation(database: Queryable, operation_key: string): Promise<OperationRow | undefined> {
  return database.maybe(sql<OperationRow>`select * from payment_operations where operation_key = ${operation_key}`);
}

/** Ends an operation. Undefined when somebody else has. */
export async function closeOperation(tx: Transaction, operation_key: string, provider_reference: string | null): Promise<OperationRow | undefined> {
  return tx.maybe(sql<OperationRow>`update payment_operations set status = 'done', provider_reference = ${provider_reference}, done_at = now() where operation_key = ${operation_key} and status = 'pending' returning *`);
}

/** Takes back a claim that the provider has refused for certain. */
export async function dropOperation(database: Queryable, operation_key: string): Promise<void> {
  await database.run(sql`with dropped as (
      delete from payment_operations where operation_key = ${operation_key} and status = 'pending' and kind <> 'void' returning *
    ), unclaimed as (
      update payments p set capturing_minor = p.capturing_minor - case when d.kind = 'capture' then d.amount_minor else 0 end, releasing_minor = p.releasing_minor - case when d.kind = 'release' then d.amount_minor else 0 end, updated_at = now()
      from dropped d where p.payment_id = d.payment_id and d.kind <> 'refund'
    )
    update payment_operations o set refunded_minor = o.refunded_minor - d.amount_minor from dropped d where d.kind = 'refund' and o.operation_key = 'capture:' || d.order_id::text`);
}

/** Operations whose outcome nobody has asked about for a while, taken so that one process asks. */
export async function takeStuckOperations(database: Queryable, quiet_ms: number): Promise<OperationRow[]> {
  return database.many(sql<OperationRow>`update payment_operations set tried_at = now()
    where operation_key in (select operation_key from payment_operations where status = 'pending' and tried_at < now() - make_interval(secs => ${quiet_ms / 1000}) order by tried_at limit 20 for update skip locked)
    returning *`);
}
