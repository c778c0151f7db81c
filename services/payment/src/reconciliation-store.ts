import type { JsonText, OutputOf } from '@orinoco/contract';
import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { Difference, paymentContract } from './contract.ts';
import type { DayComparison, OwnMovement } from './reconciliation.ts';

/** When the oldest of the movements that ended in a day was begun, or null without any. */
export async function earliestOf(database: Queryable, provider: string, from_at: string, until_at: string): Promise<string | null> {
  return (await database.one(sql<{ earliest_at: string | null }>`select min(o.created_at) as earliest_at from payment_operations o join payments p using (payment_id)
    where o.kind in ('capture', 'refund') and o.status = 'done' and o.done_at >= ${from_at}::timestamptz and o.done_at < ${until_at}::timestamptz and o.amount_minor > 0 and p.provider = ${provider}`)).earliest_at;
}

/** Movements that ended in a day, and those that lines of the provider name or may mean, open ones among them. Whether a payment's name is one of ours is for PostgreSQL to find out: it is text. */
export async function ownMovements(database: Queryable, provider: string, from_at: string, until_at: string, references: readonly string[], payment_ids: readonly string[]): Promise<OwnMovement[]> {
  return database.many(sql<OwnMovement>`with wanted as (
      select operation_key from payment_operations where kind in ('capture', 'refund') and status = 'done' and done_at >= ${from_at}::timestamptz and done_at < ${until_at}::timestamptz
      union select operation_key from payment_operations where provider_reference = any(${references}::text[])
      union select operation_key from payment_operations where payment_id = any(${payment_ids}::uuid[])
    )
    select o.operation_key, o.provider_reference as movement_reference, o.kind, o.payment_id, case o.kind when 'refund' then -o.amount_minor else o.amount_minor end as amount_minor, p.currency, o.created_at, case o.status when 'done' then o.done_at end as done_at,
      (select coalesce(sum(e.amount_minor), 0)::bigint from ledger_journals j join ledger_entries e using (journal_id) where j.kind = o.kind and j.reference = substr(o.operation_key, length(o.kind) + 2) and e.account = 'provider_clearing' and e.currency = p.currency) as ledger_minor
    from wanted join payment_operations o using (operation_key) join payments p using (payment_id)
    where o.kind in ('capture', 'refund') and o.amount_minor > 0 and p.provider = ${provider}
    order by o.created_at, o.operation_key`);
}

export interface ComparedDay extends Omit<DayComparison, 'differences'> {
  readonly provider: string;
  readonly settled_on: string;
  readonly is_day_over: boolean;
  /** Those that are kept; `difference_count` counts all. */
  readonly differences: readonly Difference[];
  readonly difference_count: number;
}

/** Writes a day down in place of what stood there. The row is locked from here on: two runs of a day follow each other. */
export async function replaceDay(tx: Transaction, day: ComparedDay): Promise<void> {
  await tx.run(sql`insert into reconciliations (provider, settled_on, difference_count, matched_count, cut_off_count, totals, is_day_over)
    values (${day.provider}, ${day.settled_on}, ${day.difference_count}, ${day.matched_count}, ${day.cut_off_count}, ${json(day.totals)}::jsonb, ${day.is_day_over})
    on conflict (provider, settled_on) do update set difference_count = excluded.difference_count, matched_count = excluded.matched_count, cut_off_count = excluded.cut_off_count, totals = excluded.totals, is_day_over = excluded.is_day_over,
      run_count = reconciliations.run_count + 1, run_at = now()`);
}

/** Takes out what an earlier run of the day found, and answers it. */
export async function takeDifferences(tx: Transaction, provider: string, settled_on: string): Promise<Difference[]> {
  return tx.many(sql<Difference>`delete from reconciliation_differences where provider = ${provider} and settled_on = ${settled_on}
    returning kind, movement_reference, operation_key, payment_id, own_minor, own_currency, own_on, provider_minor, provider_currency, provider_on, detail`);
}

export async function insertDifferences(tx: Transaction, { provider, settled_on, differences }: ComparedDay): Promise<void> {
  await tx.run(sql`insert into reconciliation_differences (provider, settled_on, kind, movement_reference, operation_key, payment_id, own_minor, own_currency, own_on, provider_minor, provider_currency, provider_on, detail)
    select ${provider}, ${settled_on}::date, d.* from jsonb_to_recordset(${json(differences)}::jsonb) as d(kind text, movement_reference text, operation_key text, payment_id text, own_minor bigint, own_currency text, own_on date, provider_minor bigint, provider_currency text, provider_on date, detail text)`);
}

/** The last day that was compared after its end, or null. */
export async function lastDay(database: Queryable, provider: string): Promise<string | null> {
  return (await database.one(sql<{ last_on: string | null }>`select max(settled_on) as last_on from reconciliations where provider = ${provider} and is_day_over`)).last_on;
}

export interface DaysQuery {
  /** One day, or null for all. */
  readonly settled_on: string | null;
  readonly is_differing: boolean | null;
  readonly provider: string | null;
  readonly page: number;
  readonly page_size: number;
}

/** Compared days, newest first, with their differences, the largest first. */
export async function daysJson(database: Queryable, { settled_on, is_differing, provider, page, page_size }: DaysQuery): Promise<JsonText<OutputOf<typeof paymentContract, 'listReconciliations'>> | undefined> {
  return database.text(sql<{ json: string }>`with found as (
      select * from reconciliations r where (${settled_on}::date is null or r.settled_on = ${settled_on}) and (${provider}::text is null or r.provider = ${provider}) and (${is_differing}::boolean is null or (r.difference_count > 0) = ${is_differing})
      order by r.settled_on desc, r.provider limit ${page_size}::integer + 1 offset (${page}::integer - 1) * ${page_size}::integer
    ), shown as (
      select * from found order by settled_on desc, provider limit ${page_size}::integer
    )
    select json_build_object('page', ${page}::integer, 'has_more', (select count(*) from found) > ${page_size}::integer, 'reconciliations', (select coalesce(json_agg(json_build_object(
        'provider', r.provider, 'settled_on', r.settled_on, 'difference_count', r.difference_count, 'matched_count', r.matched_count, 'cut_off_count', r.cut_off_count, 'totals', r.totals, 'is_day_over', r.is_day_over, 'run_count', r.run_count, 'run_at', r.run_at,
        'differences', (select coalesce(json_agg(json_build_object('kind', d.kind, 'movement_reference', d.movement_reference, 'operation_key', d.operation_key, 'payment_id', d.payment_id, 'own_minor', d.own_minor, 'own_currency', d.own_currency, 'own_on', d.own_on,
            'provider_minor', d.provider_minor, 'provider_currency', d.provider_currency, 'provider_on', d.provider_on, 'detail', d.detail) order by greatest(abs(d.own_minor), abs(d.provider_minor)) desc, d.difference_id), '[]') from reconciliation_differences d where d.provider = r.provider and d.settled_on = r.settled_on)
      ) order by r.settled_on desc, r.provider), '[]') from shown r))::text as json`);
}
