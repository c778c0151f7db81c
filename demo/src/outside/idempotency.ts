import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { OutsideError } from './outside-error.ts';
import { inTransaction, type Clock } from './store.ts';

export const idempotencySchema = `
  CREATE TABLE IF NOT EXISTS idempotency_keys (
    key TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS idempotency_keys_created ON idempotency_keys (created_at);
`;

const keepMs = 30 * 24 * 3_600_000;
const maxKeyLength = 255;

/** An answer as it goes out, and as it is kept for a repeat. `body` is JSON. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface KeyedRequest {
  readonly key: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/**
 * Runs `effect` once per key: the same key and request get the stored answer (`is_replay`), another request under the
 * key is refused with 422. Effect and answer are stored in one transaction; an effect that throws stores nothing.
 */
export function oncePerKey(database: DatabaseSync, clock: Clock, request: KeyedRequest, effect: () => Answer): Answer & { is_replay: boolean } {
  const { key } = request;
  if (key === undefined || key === '' || key.length > maxKeyLength) throw new OutsideError(400, 'idempotency_key_required', 'Send an Idempotency-Key header of 1 to 255 characters');
  const request_hash = createHash('sha256').update(JSON.stringify([request.method, request.path, request.body])).digest('hex');
  return inTransaction(database, () => {
    database.prepare('DELETE FROM idempotency_keys WHERE created_at < ?').run(clock() - keepMs);
    const stored = database.prepare('SELECT request_hash, status, body FROM idempotency_keys WHERE key = ?').get(key);
    if (stored !== undefined) {
      if (stored['request_hash'] !== request_hash) throw new OutsideError(422, 'idempotency_conflict', 'This key was used with another request');
      return { status: Number(stored['status']), body: JSON.parse(String(stored['body'])) as unknown, is_replay: true };
    }
    const answer = effect();
    database
      .prepare('INSERT INTO idempotency_keys (key, request_hash, status, body, created_at) VALUES (?, ?, ?, ?, ?)')
      .run(key, request_hash, answer.status, JSON.stringify(answer.body), clock());
    return { ...answer, is_replay: false };
  });
}
