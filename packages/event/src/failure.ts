import { json, sql, type Database, type Transaction } from '@orinoco/database';
import type { Envelope, Subscription } from './event.ts';

/** Tries of one event before it is dead and an operator has to look at it. */
const most_attempts = 8;

/** An event that could not be handled. `dead` ones wait for a person; the others for `retry_at`. */
export interface Failure {
  readonly consumer_group: string;
  readonly event_id: string;
  readonly key: string;
  readonly event: Envelope;
  readonly status: 'waiting' | 'dead';
  readonly attempt_count: number;
  readonly retry_at: string;
  readonly error: string | null;
}

export async function park({ database, group }: Subscription, envelope: Envelope, error: string, attempt_count: number): Promise<void> {
  await database.run(sql`insert into event_failures (consumer_group, event_id, key, event, attempt_count, error, retry_at)
    values (${group}, ${envelope.id}, ${envelope.partitionkey}, ${json(envelope)}, ${attempt_count}, ${error.slice(0, 2_000)}, now() + make_interval(secs => ${backoffSeconds(attempt_count)}))
    on conflict (consumer_group, event_id) do nothing`);
}

/** Capped exponential, 0.2 s to 5 minutes, with up to a fifth of jitter so that many do not come back at once. */
function backoffSeconds(attempt_count: number, chance = 0): number {
  return Math.min(0.2 * 3 ** attempt_count, 300) * (1 + chance / 5);
}

export async function waitingKeys({ database, group }: Subscription): Promise<Set<string>> {
  const rows = await database.many(sql<{ key: string }>`select distinct key from event_failures where consumer_group = ${group} and status = 'waiting'`);
  return new Set(rows.map((row) => row.key));
}

/** Tries the first waiting event of each key whose time has come. Answers whether any succeeded. */
export async function retryDue(subscription: Subscription, handle: (envelope: Envelope, tx: Transaction) => Promise<void>, random: () => number): Promise<boolean> {
  const { database, group } = subscription;
  const due = await database.many(sql<Failure>`select f.* from (select distinct on (key) * from event_failures where consumer_group = ${group} and status = 'waiting' order by key, position) f where f.retry_at <= now() order by f.position limit 20`);
  let has_succeeded = false;
  for (const failure of due) {
    try {
      await database.transaction(async (tx) => {
        const taken = await tx.run(sql`delete from event_failures where consumer_group = ${group} and event_id = ${failure.event_id} and status = 'waiting'`);
        if (taken === 0) return;
        const fresh = await tx.run(sql`insert into inbox (consumer_group, event_id) values (${group}, ${failure.event_id}) on conflict do nothing`);
        if (fresh > 0) await handle(failure.event, tx);
      });
      has_succeeded = true;
    } catch (error) {
      await postpone(database, failure, String(error), random());
    }
  }
  return has_succeeded;
}

async function postpone(database: Database, failure: Failure, error: string, chance: number): Promise<void> {
  const attempt_count = failure.attempt_count + 1;
  const status = attempt_count >= most_attempts ? 'dead' : 'waiting';
  await database.run(sql`update event_failures set attempt_count = ${attempt_count}, status = ${status}, error = ${error.slice(0, 2_000)}, retry_at = now() + make_interval(secs => ${backoffSeconds(attempt_count, chance)})
    where consumer_group = ${failure.consumer_group} and event_id = ${failure.event_id}`);
}

/** What could not be handled, newest first; for the operator's page. */
export async function listFailures(database: Database, limit: number): Promise<Failure[]> {
  return database.many(sql<Failure>`select consumer_group, event_id, key, event, status, attempt_count, retry_at, error from event_failures order by created_at desc limit ${limit}`);
}

/** Puts a dead event back in the queue. Answers false when there is no such event. */
export async function redrive(database: Database, consumer_group: string, event_id: string): Promise<boolean> {
  return (await database.run(sql`update event_failures set status = 'waiting', attempt_count = 0, retry_at = now() where consumer_group = ${consumer_group} and event_id = ${event_id} and status = 'dead'`)) > 0;
}
