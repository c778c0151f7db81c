import type { Books } from './invariants.ts';

/** Where events stand: transactions that are open, how far the log of orders can be read, how far each group has come, and what failed. */
export async function whatWaits({ query }: Pick<Books, 'query'>): Promise<string> {
  const found = await Promise.all([
    query(`select application_name, state, backend_xid::text as xid, round(extract(epoch from now() - xact_start)) as open_s, wait_event_type, wait_event, pg_blocking_pids(pid) as blocked_by, left(query, 120) as query
      from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() and xact_start is not null`),
    query(`select pg_snapshot_xmin(pg_current_snapshot())::text as readable_to, max(xid::text::bigint) as newest, count(*) as count from "order".outbox`),
    query(`select consumer_group, xid::text, updated_at, now() from fulfillment.event_cursors where producer = 'order'`),
    query(`select consumer_group, status, count(*), min(error) as error, min(retry_at) as retry_at from fulfillment.event_failures group by 1, 2`),
  ]);
  return JSON.stringify(found);
}
