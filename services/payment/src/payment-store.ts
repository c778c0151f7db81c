import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import { outgoing, type OutgoingEvent } from '@orinoco/event';
import type { Finding, PaymentRow } from './payment.ts';
import type { ProviderEvent } from './providers/port.ts';

export interface Intent {
  readonly payment_id: string;
  readonly checkout_id: string;
  readonly provider: string;
  readonly currency: string;
  readonly amount_minor: number;
}

/** Writes an attempt down before the provider hears of it, and answers what is known of it. Nothing to pay is paid. */
export async function openIntent(database: Queryable, intent: Intent): Promise<PaymentRow> {
  return database.one(sql<PaymentRow>`insert into payments (payment_id, checkout_id, provider, currency, amount_minor, status)
    values (${intent.payment_id}, ${intent.checkout_id}, ${intent.provider}, ${intent.currency}, ${intent.amount_minor}, case when ${intent.amount_minor}::bigint = 0 then 'authorized' else 'pending' end)
    on conflict (payment_id) do update set payment_id = excluded.payment_id returning *`);
}

export async function findPayment(database: Queryable, payment_id: string): Promise<PaymentRow | undefined> {
  return database.maybe(sql<PaymentRow>`select * from payments where payment_id = ${payment_id}`);
}

/** Writes down what the provider said, unless the payment has been decided by now; then answers undefined. */
export async function saveFinding(database: Queryable, payment_id: string, finding: Finding): Promise<PaymentRow | undefined> {
  const { status, provider_reference, card_brand, card_last4, decline_code, action_url } = finding;
  return database.maybe(sql<PaymentRow>`update payments set status = ${status}, provider_reference = coalesce(${provider_reference}, provider_reference), card_brand = coalesce(${card_brand}, card_brand), card_last4 = coalesce(${card_last4}, card_last4),
      decline_code = ${decline_code}, action_url = ${action_url}, updated_at = now()
    where payment_id = ${payment_id} and (status in ('pending', 'unknown') or (status = 'requires_action' and ${status} <> 'unknown')) returning *`);
}

/** The payment, with nobody else changing it until the transaction ends. */
export async function lockPayment(tx: Transaction, payment_id: string): Promise<PaymentRow> {
  return tx.one(sql<PaymentRow>`select * from payments where payment_id = ${payment_id} for update`);
}

export async function saveAmounts(tx: Transaction, { payment_id, status, captured_minor, released_minor, refunded_minor, capturing_minor, releasing_minor }: PaymentRow): Promise<void> {
  await tx.run(sql`update payments set status = ${status}, captured_minor = ${captured_minor}, released_minor = ${released_minor}, refunded_minor = ${refunded_minor}, capturing_minor = ${capturing_minor}, releasing_minor = ${releasing_minor}, updated_at = now()
    where payment_id = ${payment_id}`);
}

/**
 * Remembers an event of the provider, and in the same statement tells of it: unless it was known, or no payment of ours
 * is meant. `changed` lacks what the payment knows.
 */
export async function insertWebhook(database: Queryable, provider: string, received: ProviderEvent, changed: OutgoingEvent | null): Promise<boolean> {
  return (await database.run(sql`with fresh as (
      insert into webhooks (provider, webhook_id, type, payload) values (${provider}, ${received.event_id}, ${received.type}, ${json(received)}) on conflict do nothing returning webhook_id
    )
    insert into outbox (type, version, key, payload, traceparent)
    select e.type, e.version, e.key, e.payload || jsonb_build_object('checkout_id', p.checkout_id, 'currency', p.currency, 'amount_minor', p.amount_minor), e.traceparent
    from jsonb_to_recordset(${changed ? outgoing(changed) : '[]'}::jsonb) as e(type text, version smallint, key text, payload jsonb, traceparent text) join payments p on p.payment_id = e.key::uuid, fresh`)) > 0;
}
