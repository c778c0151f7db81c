import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { JsonText, OutputOf } from '@orinoco/contract';
import type { paymentContract } from './contract.ts';
import type { LedgerPart } from './ledger.ts';

/** Books a journal once; its entries must sum to zero, or the commit fails. */
export async function insertJournal(tx: Transaction, kind: 'capture' | 'refund', reference: string, currency: string, parts: readonly LedgerPart[]): Promise<void> {
  await tx.run(sql`with journal as (
      insert into ledger_journals (kind, reference) values (${kind}, ${reference}) returning journal_id
    )
    insert into ledger_entries (journal_id, account, currency, amount_minor)
    select journal_id, account, ${currency}::text, amount_minor from journal, jsonb_to_recordset(${json(parts)}::jsonb) as p(account text, amount_minor bigint)`);
}

/** What an order's capture and its refunds so far have left on each account. */
export async function standingOf(tx: Transaction, order_id: string): Promise<LedgerPart[]> {
  return tx.many(sql<LedgerPart>`select account, sum(amount_minor)::bigint as amount_minor from ledger_entries
    where journal_id in (
      select journal_id from ledger_journals where kind = 'capture' and reference = ${order_id}::text
      union all select j.journal_id from payment_operations o join ledger_journals j on j.kind = 'refund' and j.reference = substr(o.operation_key, 8) where o.kind = 'refund' and o.order_id = ${order_id}::uuid
    ) group by account order by account`);
}

export interface LedgerQuery {
  readonly account: string | null;
  readonly reference: string | null;
  readonly limit: number;
  readonly offset: number;
}

export async function ledgerJson(database: Queryable, { account, reference, limit, offset }: LedgerQuery): Promise<JsonText<OutputOf<typeof paymentContract, 'listLedger'>> | undefined> {
  return database.text(sql<{ json: string }>`select json_build_object(
      'entries', coalesce((select json_agg(e) from (
        select e.entry_id, e.journal_id, e.account, e.currency, e.amount_minor, j.kind, j.reference, e.created_at from ledger_entries e join ledger_journals j using (journal_id)
        where (${account}::text is null or e.account = ${account}) and (${reference}::text is null or j.reference = ${reference})
        order by e.entry_id desc limit ${limit} offset ${offset}) e), '[]'),
      'balances', coalesce((select json_agg(b) from (
        select account, currency, sum(amount_minor)::bigint as balance_minor from ledger_entries where (${account}::text is null or account = ${account}) group by account, currency order by account, currency limit 1000) b), '[]')
    )::text as json`);
}
