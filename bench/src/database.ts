import { Client } from 'pg';
import { cpuMs } from './cpu.ts';

/** Whose CPU time is meant: the shop's backends, the limit's, or the processes that write behind everybody's back. */
export type Owner = 'shop' | 'limit' | 'background';

/** The name that the limit's connections go by. */
export const limit_name = 'bench limit';

/** The administrator's connection. `query_count` is known, so that its own commits can be taken off. */
export interface Admin {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  queryCount(): number;
  /** Process ids of the backends of an owner. */
  pidsOf(owner: Owner): Promise<number[]>;
  close(): Promise<void>;
}

const conditions: Readonly<Record<Owner, string>> = {
  shop: `application_name like 'orinoco %'`,
  limit: `application_name = '${limit_name}'`,
  background: `backend_type in ('checkpointer', 'background writer', 'walwriter', 'io worker')`,
};

export async function openAdmin(url: string): Promise<Admin> {
  const client = new Client({ connectionString: url, application_name: 'bench' });
  // The shop, and its database, may end before this connection does.
  client.on('error', () => undefined);
  await client.connect();
  let query_count = 0;
  const rows = async <Row>(text: string, values: readonly unknown[] = []) => {
    query_count += 1;
    return (await client.query(text, [...values])).rows as Row[];
  };
  return {
    rows,
    queryCount: () => query_count,
    pidsOf: async (owner) => (await rows<{ pid: number }>(`select pid from pg_stat_activity where ${conditions[owner]}`)).map((row) => row.pid),
    close: () => client.end(),
  };
}

/** CPU time so far, by process; a backend that is born later counts from nothing. */
export type CpuReading = ReadonlyMap<number, number>;

export async function readCpu(admin: Admin, pid: number, owners: readonly Owner[]): Promise<{ server: number; backends: CpuReading }> {
  const pids = (await Promise.all(owners.map((owner) => admin.pidsOf(owner)))).flat();
  return { server: cpuMs(pid), backends: new Map(pids.map((each) => [each, cpuMs(each)])) };
}

/** What the backends used between two readings, in ms. */
export function usedBetween(before: CpuReading, after: CpuReading): number {
  return [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0);
}
