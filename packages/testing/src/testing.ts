import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { serviceCall, type Actor, type Call } from '@orinoco/contract';
import { openDatabase, serviceUrl, type Database } from '@orinoco/database';
import { startEmbedded } from '@orinoco/database/embedded';
import { migrate, schemaPlans } from '@orinoco/database/migrate';
import { localLog, startRelay, type Relay } from '@orinoco/event/relay';
import type { Subscription } from '@orinoco/event';
import { createLogger, type Logger } from '@orinoco/telemetry';

const root = join(import.meta.dirname, '../../..');

/** The name of the migrated database that every test database is a copy of. */
export const templateName = 'orinoco_template';

/** Starts PostgreSQL for tests, without fsync, and fills the template. Answers the administrator's URL of the cluster. */
export async function startTestCluster(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-test-'));
  const server = await startEmbedded({ folder, log: createLogger({ level: 'error' }), settings: { fsync: 'off', full_page_writes: 'off', max_connections: '400', shared_buffers: '128MB' } });
  await administer(server.url, `create database ${templateName}`);
  await migrate(databaseUrl(server.url, templateName), schemaPlans(root));
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestDatabase {
  /** The administrator's URL of this database. */
  readonly url: string;
  /** The service's own connection, with its role's rights. */
  database(schema: string): Database;
  /** Reads everything in every outbox until the subscriptions have nothing left to do. */
  relay(subscriptions: readonly Subscription[]): Relay;
  close(): Promise<void>;
}

/**
 * A fresh database with every schema, copied from the template in some tens of milliseconds. Under `npm test` the
 * cluster is shared (TEST_DATABASE_URL); a file run alone starts its own.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const shared = process.env['TEST_DATABASE_URL'];
  const cluster = shared === undefined ? await startTestCluster() : { url: shared, stop: async () => undefined };
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(cluster.url, `create database ${name} template ${templateName}`);
  const url = databaseUrl(cluster.url, name);
  const opened = new Map<string, Database>();
  const relays: Relay[] = [];
  const database = (schema: string) => {
    const known = opened.get(schema) ?? openDatabase({ connection_string: serviceUrl(url, schema), schema, log: testLog, max_connections: 5 });
    opened.set(schema, known);
    return known;
  };
  return {
    url,
    database,
    relay: (subscriptions) => {
      const logs = schemaPlans(root).map(({ schema }) => localLog(schema, database(schema)));
      const relay = startRelay({ subscriptions, logs, log: testLog, poll_ms: 50 });
      relays.push(relay);
      return relay;
    },
    close: async () => {
      await Promise.all(relays.map((relay) => relay.stop()));
      await Promise.all([...opened.values()].map((each) => each.close()));
      await administer(cluster.url, `drop database ${name} with (force)`);
      await cluster.stop();
    },
  };
}

function databaseUrl(cluster_url: string, name: string): string {
  const url = new URL(cluster_url);
  url.pathname = `/${name}`;
  return url.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Silent unless TEST_LOG names a level. */
export const testLog: Logger = createLogger({ level: process.env['TEST_LOG'] ?? 'silent' });

/** A call as the gateway would make it, with ten seconds to go. */
export function callAs(actor: Actor): Call {
  return { request_id: randomUUID(), actor, deadline: Date.now() + 10_000 };
}

export function asGuest(guest_id: string = randomUUID()): Call {
  return callAs({ kind: 'guest', guest_id });
}

export function asCustomer(customer_id: string = randomUUID(), more: { seller_ids?: readonly string[]; is_operator?: boolean; guest_id?: string } = {}): Call {
  return callAs({ kind: 'customer', customer_id, session_id: randomUUID(), seller_ids: more.seller_ids ?? [], is_operator: more.is_operator ?? false, ...(more.guest_id === undefined ? {} : { guest_id: more.guest_id }) });
}

export function asServiceOf(service: string): Call {
  return serviceCall(service, randomUUID(), Date.now() + 10_000);
}
