import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { demoAccounts } from '@orinoco/demo/seed';
import { identityContract } from '@orinoco/identity/contract';
import { startServer, type RunningServer } from '@orinoco/server';
import { readSettings } from '@orinoco/server/config';
import { testLog } from '@orinoco/testing';
import { freePort } from './free-port.ts';
import { openShopDatabase, settingsOf } from './shop-database.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** A shop that really runs, filled with a small demo, for the tests that knock at its door. */
export interface Shop {
  readonly url: string;
  readonly folder: string;
  readonly server: RunningServer;
  /** A new person without cookies. */
  visitor(): Visitor;
  /** One of the demo's people, signed in. */
  signedIn(role: Role): Promise<Visitor>;
  /** Looks into the database as its administrator: for what the API rightly does not tell. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

export type Role = (typeof demoAccounts.people)[number]['role'];

/** Starts a shop with a database and a folder of its own, which `stop` removes. */
export async function startShop(env: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'orinoco-shop-'));
  const database = await openShopDatabase();
  const pool = new Pool({ connectionString: database.url, max: 2, allowExitOnIdle: true });
  pool.on('error', () => undefined);
  let server: RunningServer | undefined;
  const stop = async () => {
    await server?.stop();
    await pool.end();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const port = await freePort();
    server = await startServer(readSettings({ ...settingsOf(folder, port), DATABASE_URL: database.url, ...env }), { is_round_trip: true, log: testLog });
  } catch (error) {
    await stop();
    throw error;
  }
  const { url } = server;
  return {
    url, folder, server, stop,
    visitor: () => createVisitor(url),
    signedIn: (role) => signIn(url, role),
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) => (await pool.query<Row>(text, [...values])).rows,
  };
}

export async function signIn(url: string, role: Role): Promise<Visitor> {
  const visitor = createVisitor(url);
  const email = demoAccounts.people.find((person) => person.role === role)?.email ?? '';
  await visitor.call(identityContract, 'signIn', { email, password: demoAccounts.password });
  return visitor;
}

interface Keys { readonly provider_api_key: string; readonly carrier_api_key: string }

/** The keys with which the shop asks the systems outside, from where it keeps them. */
export function keysOf(folder: string): Keys {
  return JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Keys;
}
