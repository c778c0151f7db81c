import type { Database } from '@orinoco/database';
import type { Subscription } from '@orinoco/event';
import type { EventLog } from '@orinoco/event/relay';
import { gauge, type Logger } from '@orinoco/telemetry';
import { cursorsOf, failureCountsOf, sagaCountsOf, stuckPaymentCount, type CursorRow } from './operations-store.ts';

const failures = gauge('orinoco_event_failures', 'Events that could not be handled: waiting for another try, or dead', ['service', 'consumer_group', 'status']);
const lags = gauge('orinoco_event_lag_seconds', 'Age of the oldest event that a consumer group has not read yet; 0 when it has read all', ['consumer_group', 'producer']);
const running = gauge('orinoco_sagas_running', 'Sagas that have not ended', ['service', 'kind']);
const stuck = gauge('orinoco_sagas_stuck', 'Sagas that should have gone on by themselves and have not', ['service', 'kind']);
const stuckPayments = gauge('orinoco_payment_operations_stuck', 'Operations of payments that the provider has not confirmed');

export interface Watched {
  readonly databases: ReadonlyMap<string, Database>;
  readonly subscriptions: readonly Subscription[];
  readonly logs: readonly EventLog[];
  readonly clock: () => Date;
  readonly log: Logger;
}

/** Events looked through for one that a group wants; what it does not want, its cursor passes within half a minute. */
const looked_at = 100;
const first_cursor = { xid: '0', seq: '0' };

/** Sets the gauges to what is so now. A schema or a log that does not answer is logged and left out. */
export async function measureOperations({ databases, subscriptions, logs, clock, log }: Watched): Promise<void> {
  const orLog = <T>(work: Promise<T>) => work.catch((error: unknown) => void log.warn({ err: error }, 'a gauge could not be read'));
  const [sagas] = await Promise.all([
    Promise.all([...databases].map(([service, database]) => orLog(sagaCountsOf(database).then((counts) => counts.map((count) => ({ service, ...count })))))),
    ...[...databases].map(([service, database]) => orLog(measureFailures(service, database, subscriptions))),
    ...subscriptions.map((subscription) => orLog(measureLag(subscription, logs, clock))),
  ]);
  // A kind of which no run is left has no row, and its gauge may not stay where it was.
  running.reset();
  stuck.reset();
  for (const { service, kind, running_count, stuck_count } of sagas.flatMap((counts) => counts ?? [])) {
    running.set({ service, kind }, running_count);
    stuck.set({ service, kind }, stuck_count);
  }
}

async function measureFailures(service: string, database: Database, subscriptions: readonly Subscription[]): Promise<void> {
  const counts = await failureCountsOf(database);
  const groups = new Set([...subscriptions.filter((each) => each.database === database).map((each) => each.group), ...counts.map((count) => count.consumer_group)]);
  for (const consumer_group of groups) {
    for (const status of ['waiting', 'dead'] as const) failures.set({ service, consumer_group, status }, counts.find((count) => count.consumer_group === consumer_group && count.status === status)?.failure_count ?? 0);
  }
  if (service === 'payment') stuckPayments.set(await stuckPaymentCount(database));
}

async function measureLag({ group, database, handlers }: Subscription, logs: readonly EventLog[], clock: () => Date): Promise<void> {
  const cursors = (await cursorsOf(database)).filter((cursor) => cursor.consumer_group === group);
  const types = handlers.map((handler) => handler.definition.type);
  await Promise.all([...Map.groupBy(types, (type) => type.split('.')[0] ?? '')].map(async ([producer, own]) => {
    const source = logs.find((each) => each.producer === producer);
    const cursor: Pick<CursorRow, 'xid' | 'seq'> = cursors.find((each) => each.producer === producer) ?? first_cursor;
    const oldest = (await source?.read(cursor, own, looked_at))?.envelopes[0];
    lags.set({ consumer_group: group, producer }, oldest ? Math.max(0, (clock().getTime() - Date.parse(oldest.time)) / 1_000) : 0);
  }));
}
