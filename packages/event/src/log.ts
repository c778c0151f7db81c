import { sql, type Database } from '@orinoco/database';
import type { Envelope } from './event.ts';

/** A place in a producer's log. Both parts are decimal text, since a transaction id has 64 bits. */
export interface Cursor {
  readonly xid: string;
  readonly seq: string;
}

/** Whether one place comes before another. */
export function isBehind(place: Cursor, other: Cursor): boolean {
  const [a, b] = [BigInt(place.xid), BigInt(other.xid)];
  return a < b || (a === b && BigInt(place.seq) < BigInt(other.seq));
}

/** Reads one service's events in the order in which they became visible. In process, or over HTTP after a split. */
export interface EventLog {
  readonly producer: string;
  read(after: Cursor, types: readonly string[], limit: number): Promise<{ readonly envelopes: Envelope[]; readonly end: Cursor }>;
  /** The last event that is committed, whether it can be read yet or not; absent where that cannot be told. */
  head?(): Promise<Cursor>;
  /** Calls back when something may be new; absent where only polling can tell. */
  onPoke?(listener: () => void): void;
}

interface OutboxRow { xid: string; seq: string; event_id: string; type: string; version: number; key: string; payload: unknown; traceparent: string | null; occurred_at: string }

/**
 * The log of a service whose database is at hand. Rows of transactions that may still be running are left for later
 * (`pg_snapshot_xmin`), since an earlier number of theirs could appear behind the cursor. The order is by the columns
 * themselves: by the texts that are selected, 10 would come before 9.
 */
export function localLog(producer: string, database: Database): EventLog {
  return {
    producer,
    onPoke: (listener) => database.onPoke(listener),
    head: async () => (await database.maybe(sql<Cursor>`select o.xid::text, o.seq::text from outbox o order by o.xid desc, o.seq desc limit 1`)) ?? { xid: '0', seq: '0' },
    async read(after, types, limit) {
      const rows = await database.many(sql<OutboxRow>`select o.xid::text, o.seq::text, event_id, type, version, key, payload, traceparent, occurred_at from outbox o
        where (o.xid, o.seq) > (${after.xid}::xid8, ${after.seq}::bigint) and o.xid < pg_snapshot_xmin(pg_current_snapshot())
        order by o.xid, o.seq limit ${limit}`);
      const last = rows.at(-1);
      const envelopes = rows.filter((row) => types.includes(row.type)).map((row) => toEnvelope(producer, row));
      return { envelopes, end: last ? { xid: last.xid, seq: last.seq } : after };
    },
  };
}

function toEnvelope(producer: string, row: OutboxRow): Envelope {
  return {
    specversion: '1.0', id: row.event_id, source: `/${producer}`, type: row.type, dataversion: row.version, time: row.occurred_at,
    partitionkey: row.key, sequence: `${row.xid}.${row.seq}`, ...(row.traceparent === null ? {} : { traceparent: row.traceparent }), data: row.payload,
  };
}

/** The log of a service in another process, read from its internal address `GET /internal/<service>/events`. */
export function remoteLog(producer: string, url: string, service_token: string): EventLog {
  return {
    producer,
    async read(after, types, limit) {
      const query = new URLSearchParams({ xid: after.xid, seq: after.seq, types: types.join(','), limit: String(limit) });
      const response = await fetch(`${url}/internal/${producer}/events?${query}`, { headers: { authorization: `Bearer ${service_token}` }, signal: AbortSignal.timeout(10_000) });
      if (!response.ok) throw new Error(`The log of ${producer} answered ${response.status}`);
      return (await response.json()) as { envelopes: Envelope[]; end: Cursor };
    },
  };
}
