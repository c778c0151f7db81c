import type { JsonText } from '@orinoco/contract';
import { sql, type Queryable } from '@orinoco/database';
import type { SellerStatement } from './contract.ts';

export interface StatementQuery {
  readonly seller_id: string;
  readonly from_on: string;
  readonly until_on: string;
  readonly is_final: boolean;
  readonly page: number;
  readonly page_size: number;
}

/**
 * A seller's account over a period, built by PostgreSQL. The balances are read from the account itself and the rest from
 * the journals of the seller's captures and refunds, also where those leave nothing to the seller; a test re-adds them.
 * A refund is the seller's whose capture it gives back, whatever the request for it said.
 */
export async function statementJson(database: Queryable, { seller_id, from_on, until_on, is_final, page, page_size }: StatementQuery): Promise<JsonText<SellerStatement> | undefined> {
  return database.text(sql<{ json: string }>`with period as (
      select ${`${from_on}T00:00:00Z`}::timestamptz as from_at, ${`${until_on}T00:00:00Z`}::timestamptz as until_at, ${`seller:${seller_id}`}::text as account
    ), moved as (
      select o.operation_key, o.kind, o.order_id from payment_operations o, period where o.kind = 'capture' and o.status = 'done' and o.money ->> 'seller_id' = ${seller_id}::text and o.done_at >= from_at and o.done_at < until_at
      union all select r.operation_key, r.kind, r.order_id from period, payment_operations r join payment_operations c on c.operation_key = 'capture:' || r.order_id::text
        where r.kind = 'refund' and r.status = 'done' and r.done_at >= from_at and r.done_at < until_at and c.money ->> 'seller_id' = ${seller_id}::text
    ), booked as (
      select j.journal_id, j.kind, j.reference, m.order_id, j.created_at from moved m join ledger_journals j on j.kind = m.kind and j.reference = substr(m.operation_key, length(m.kind) + 2)
      union select j.journal_id, j.kind, j.reference, null, j.created_at from period, ledger_entries e join ledger_journals j using (journal_id) where e.account = period.account and e.created_at >= from_at and e.created_at < until_at and j.kind in ('payout', 'adjustment')
    ), bookings as (
      select b.journal_id, b.kind, b.reference, b.order_id, e.currency, b.created_at as booked_at,
        coalesce(sum(e.amount_minor) filter (where e.account = 'provider_clearing' and b.kind in ('capture', 'refund') or e.account = period.account and b.kind in ('payout', 'adjustment')), 0) * case when b.kind in ('payout', 'adjustment') then -1 else 1 end as amount_minor,
        coalesce(-sum(e.amount_minor) filter (where e.account = 'tax_payable' and b.kind in ('capture', 'refund')), 0) as tax_minor, coalesce(-sum(e.amount_minor) filter (where e.account = 'commission_revenue' and b.kind in ('capture', 'refund')), 0) as commission_minor,
        coalesce(sum(e.amount_minor) filter (where e.account = 'marketing_expense' and b.kind in ('capture', 'refund')), 0) as marketplace_discount_minor, coalesce(-sum(e.amount_minor) filter (where e.account = period.account), 0) as net_minor
      from booked b join ledger_entries e using (journal_id), period group by b.journal_id, b.kind, b.reference, b.order_id, e.currency, b.created_at
    ), balances as (
      select e.currency, coalesce(-sum(e.amount_minor) filter (where e.created_at < from_at), 0) as opening_balance_minor, -sum(e.amount_minor) as closing_balance_minor
      from period join ledger_entries e on e.account = period.account and e.created_at < until_at group by e.currency
    ), sums as (
      select currency, coalesce(sum(amount_minor) filter (where kind = 'capture'), 0) as sales_minor, coalesce(-sum(amount_minor) filter (where kind = 'refund'), 0) as refunded_minor, sum(tax_minor) as tax_minor, sum(commission_minor) as commission_minor,
        sum(marketplace_discount_minor) as marketplace_discount_minor, coalesce(-sum(net_minor) filter (where kind = 'payout'), 0) as paid_out_minor, coalesce(sum(net_minor) filter (where kind = 'adjustment'), 0) as adjusted_minor
      from bookings group by currency
    ), totals as (
      select currency, coalesce(opening_balance_minor, 0) as opening_balance_minor, coalesce(sales_minor, 0) as sales_minor, coalesce(refunded_minor, 0) as refunded_minor, coalesce(tax_minor, 0) as tax_minor, coalesce(commission_minor, 0) as commission_minor,
        coalesce(marketplace_discount_minor, 0) as marketplace_discount_minor, coalesce(paid_out_minor, 0) as paid_out_minor, coalesce(adjusted_minor, 0) as adjusted_minor, coalesce(closing_balance_minor, 0) as closing_balance_minor, greatest(coalesce(closing_balance_minor, 0), 0) as payout_minor
      from balances full join sums using (currency) order by currency limit 200
    ), listed as (
      select * from bookings order by booked_at, journal_id, currency limit ${page_size}::integer + 1 offset (${page}::integer - 1) * ${page_size}::integer
    )
    select json_build_object('seller_id', ${seller_id}::text, 'from_on', ${from_on}::text, 'until_on', ${until_on}::text, 'is_final', ${is_final}::boolean, 'totals', (select coalesce(json_agg(t), '[]') from totals t),
      'rows', (select coalesce(json_agg(l), '[]') from (select * from listed order by booked_at, journal_id, currency limit ${page_size}::integer) l), 'page', ${page}::integer, 'has_more', (select count(*) from listed) > ${page_size}::integer)::text as json`);
}
