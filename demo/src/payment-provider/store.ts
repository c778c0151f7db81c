import type { DatabaseSync } from 'node:sqlite';
import { idempotencySchema } from '../outside/idempotency.ts';
import { webhookSchema } from '../outside/webhook-queue.ts';
import type { Payment } from './payment.ts';

export const providerSchema = `
  ${idempotencySchema}
  ${webhookSchema}
  CREATE TABLE IF NOT EXISTS sessions (
    session_id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    return_url TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tokens (
    payment_token TEXT PRIMARY KEY,
    behaviour TEXT NOT NULL,
    brand TEXT NOT NULL,
    last4 TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS payments (
    payment_id TEXT PRIMARY KEY,
    authorization_id TEXT UNIQUE,
    status TEXT NOT NULL CHECK (status IN ('requires_action', 'authorized', 'declined', 'captured', 'voided')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    captured_minor INTEGER NOT NULL CHECK (captured_minor >= 0),
    released_minor INTEGER NOT NULL CHECK (released_minor >= 0),
    refunded_minor INTEGER NOT NULL CHECK (refunded_minor BETWEEN 0 AND captured_minor),
    decline_code TEXT, card_brand TEXT, card_last4 TEXT, return_url TEXT,
    is_answered_twice INTEGER NOT NULL,
    CHECK (captured_minor + released_minor <= amount_minor)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS movements (
    movement_id TEXT PRIMARY KEY,
    payment_id TEXT NOT NULL,
    authorization_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('capture', 'refund')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS movements_created ON movements (created_at);
`;

export interface Session { session_id: string; payment_id: string; amount_minor: number; currency: string; return_url: string; expires_at: number }
export interface Token { payment_token: string; behaviour: string; brand: string; last4: string; expires_at: number; used_at: number | null }
export interface Movement { movement_id: string; payment_id: string; authorization_id: string; kind: 'capture' | 'refund'; amount_minor: number; currency: string; created_at: number }

/** Every statement of the provider. */
export interface ProviderStore {
  addSession(session: Session): void;
  findSession(session_id: string): Session | undefined;
  addToken(token: Omit<Token, 'used_at'>): void;
  findToken(payment_token: string): Token | undefined;
  useToken(payment_token: string, at: number): void;
  /** Removes sessions and tokens that expired before `at`. */
  dropExpired(at: number): void;
  findPayment(payment_id: string): Payment | undefined;
  findAuthorization(authorization_id: string): Payment | undefined;
  savePayment(payment: Payment): void;
  addMovement(movement: Movement): void;
  listMovements(from: number, to: number): Movement[];
}

function toPayment(row: Record<string, unknown> | undefined): Payment | undefined {
  return row === undefined ? undefined : ({ ...row, is_answered_twice: row['is_answered_twice'] === 1 } as Payment);
}

export function createProviderStore(database: DatabaseSync): ProviderStore {
  const row = <Row>(sql: string, ...values: (string | number)[]): Row | undefined => database.prepare(sql).get(...values) as Row | undefined;
  const run = (sql: string, ...values: (string | number | null)[]): void => void database.prepare(sql).run(...values);
  return {
    addSession: (s) => run('INSERT INTO sessions (session_id, payment_id, amount_minor, currency, return_url, expires_at) VALUES (?, ?, ?, ?, ?, ?)', s.session_id, s.payment_id, s.amount_minor, s.currency, s.return_url, s.expires_at),
    findSession: (session_id) => row<Session>('SELECT * FROM sessions WHERE session_id = ?', session_id),
    addToken: (t) => run('INSERT INTO tokens (payment_token, behaviour, brand, last4, expires_at) VALUES (?, ?, ?, ?, ?)', t.payment_token, t.behaviour, t.brand, t.last4, t.expires_at),
    findToken: (payment_token) => row<Token>('SELECT * FROM tokens WHERE payment_token = ?', payment_token),
    useToken: (payment_token, at) => run('UPDATE tokens SET used_at = ? WHERE payment_token = ?', at, payment_token),
    dropExpired(at) {
      run('DELETE FROM sessions WHERE expires_at < ?', at);
      run('DELETE FROM tokens WHERE expires_at < ?', at);
    },
    findPayment: (payment_id) => toPayment(row('SELECT * FROM payments WHERE payment_id = ?', payment_id)),
    findAuthorization: (authorization_id) => toPayment(row('SELECT * FROM payments WHERE authorization_id = ?', authorization_id)),
    savePayment: (p) =>
      run(
        `INSERT OR REPLACE INTO payments (payment_id, authorization_id, status, amount_minor, currency, captured_minor, released_minor, refunded_minor,
           decline_code, card_brand, card_last4, return_url, is_answered_twice) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        p.payment_id, p.authorization_id, p.status, p.amount_minor, p.currency, p.captured_minor, p.released_minor, p.refunded_minor,
        p.decline_code, p.card_brand, p.card_last4, p.return_url, p.is_answered_twice ? 1 : 0,
      ),
    addMovement: (m) => run('INSERT INTO movements (movement_id, payment_id, authorization_id, kind, amount_minor, currency, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)', m.movement_id, m.payment_id, m.authorization_id, m.kind, m.amount_minor, m.currency, m.created_at),
    listMovements: (from, to) => database.prepare('SELECT * FROM movements WHERE created_at >= ? AND created_at < ? ORDER BY created_at, movement_id').all(from, to) as unknown as Movement[],
  };
}
