import { sql, type Queryable } from '@orinoco/database';
import { stuck_after_ms, stuck_attempt_count, type Failure, type FailureCount, type SagaCount, type SagaRun, type StuckPayment } from './contract.ts';

// Every service's schema has the same tables for events and sagas, so each statement here is asked of one schema after another.

const stuck_after_s = stuck_after_ms / 1_000;
/** While a run is due within the lease of its driver, somebody works on it or is about to. Seconds. */
const lease_s = 5;

export interface FailureFilter { readonly status: Failure['status'] | null; readonly consumer_group: string | null }

/** Dead ones first, then the newest. */
export async function failuresOf(database: Queryable, { status, consumer_group }: FailureFilter, limit: number): Promise<Omit<Failure, 'service'>[]> {
  return database.many(sql<Omit<Failure, 'service'>>`select consumer_group, event_id, event->>'type' as type, key, status, attempt_count, retry_at, error, event->>'time' as occurred_at, event->'data' as payload from event_failures
    where (${status}::text is null or status = ${status}) and (${consumer_group}::text is null or consumer_group = ${consumer_group})
    order by status, (event->>'time')::timestamptz desc, event_id limit ${limit}`);
}

export async function failureCountsOf(database: Queryable): Promise<Omit<FailureCount, 'service'>[]> {
  return database.many(sql<Omit<FailureCount, 'service'>>`select consumer_group, status, count(*) as failure_count from event_failures group by consumer_group, status`);
}

/** Whether the group has met this event: it failed, or it had its effect. */
export async function hasMetEvent(database: Queryable, consumer_group: string, event_id: string): Promise<boolean> {
  return (await database.one(sql<{ has_met: boolean }>`select exists (select from event_failures where consumer_group = ${consumer_group} and event_id = ${event_id})
    or exists (select from inbox where consumer_group = ${consumer_group} and event_id = ${event_id}) as has_met`)).has_met;
}

/** Undefined when no such group has ever read here. */
export async function redriveDead(database: Queryable, consumer_group: string): Promise<number | undefined> {
  const { redriven_count, is_known } = await database.one(sql<{ redriven_count: number; is_known: boolean }>`with redriven as (
      update event_failures set status = 'waiting', attempt_count = 0, retry_at = now() where consumer_group = ${consumer_group} and status = 'dead' returning event_id
    )
    select (select count(*) from redriven) as redriven_count,
      exists (select from event_cursors where consumer_group = ${consumer_group}) or exists (select from event_failures where consumer_group = ${consumer_group}) as is_known`);
  return is_known ? redriven_count : undefined;
}

export interface SagaFilter { readonly kind: string | null; readonly is_stuck: boolean | null }

/** Those that are stuck first, then those due soonest. */
export async function sagasOf(database: Queryable, { kind, is_stuck }: SagaFilter, limit: number): Promise<Omit<SagaRun, 'service'>[]> {
  return database.many(sql<Omit<SagaRun, 'service'>>`select kind, saga_id, state, attempt_count, wake_at, error, created_at as started_at, updated_at, is_stuck
    from (select *, attempt_count >= ${stuck_attempt_count} or wake_at < now() - make_interval(secs => ${stuck_after_s}) as is_stuck from sagas where not is_finished) s
    where (${kind}::text is null or kind = ${kind}) and (${is_stuck}::boolean is null or is_stuck = ${is_stuck})
    order by is_stuck desc, wake_at, saga_id limit ${limit}`);
}

export async function sagaCountsOf(database: Queryable): Promise<Omit<SagaCount, 'service'>[]> {
  return database.many(sql<Omit<SagaCount, 'service'>>`select kind, count(*) as running_count,
      count(*) filter (where attempt_count >= ${stuck_attempt_count} or wake_at < now() - make_interval(secs => ${stuck_after_s})) as stuck_count
    from sagas where not is_finished group by kind`);
}

/** Makes a run due now. One that somebody works on keeps its lease. Answers whether there is such a run, ended or not. */
export async function wakeSaga(database: Queryable, kind: string, saga_id: string): Promise<boolean> {
  return (await database.one(sql<{ is_known: boolean }>`with woken as (
      update sagas set wake_at = now() where kind = ${kind} and saga_id = ${saga_id} and not is_finished and wake_at > now() + make_interval(secs => ${lease_s})
    )
    select exists (select from sagas where kind = ${kind} and saga_id = ${saga_id}) as is_known`)).is_known;
}

/** Asked of the schema of payments alone. */
export async function stuckPaymentsOf(payment_database: Queryable, limit: number): Promise<StuckPayment[]> {
  return payment_database.many(sql<StuckPayment>`select o.operation_key, o.payment_id, o.kind, o.order_id, o.amount_minor, p.currency, o.created_at, o.tried_at
    from payment_operations o join payments p using (payment_id)
    where o.status = 'pending' and o.created_at < now() - make_interval(secs => ${stuck_after_s}) order by o.created_at, o.operation_key limit ${limit}`);
}

export async function stuckPaymentCount(payment_database: Queryable): Promise<number> {
  return (await payment_database.one(sql<{ stuck_count: number }>`select count(*) as stuck_count from payment_operations where status = 'pending' and created_at < now() - make_interval(secs => ${stuck_after_s})`)).stuck_count;
}

/** As if nobody had asked the provider for long: whoever looks next does. Answers whether there is such an operation, done or not. */
export async function forgetTry(payment_database: Queryable, operation_key: string): Promise<boolean> {
  return (await payment_database.one(sql<{ is_known: boolean }>`with forgotten as (update payment_operations set tried_at = created_at where operation_key = ${operation_key} and status = 'pending' and created_at < now() - make_interval(secs => ${stuck_after_s}))
    select exists (select from payment_operations where operation_key = ${operation_key}) as is_known`)).is_known;
}

export interface CursorRow { readonly consumer_group: string; readonly producer: string; readonly xid: string; readonly seq: string }

export async function cursorsOf(database: Queryable): Promise<CursorRow[]> {
  return database.many(sql<CursorRow>`select consumer_group, producer, xid::text, seq::text from event_cursors`);
}
