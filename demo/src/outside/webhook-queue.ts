import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { startDueLoop } from './due-loop.ts';
import type { Faults } from './faults.ts';
import { webhookHeaders, webhookKey } from './standard-webhook.ts';
import type { Clock } from './store.ts';

export const webhookSchema = `
  CREATE TABLE IF NOT EXISTS webhooks (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'delivered', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL,
    last_error TEXT
  );
  CREATE INDEX IF NOT EXISTS webhooks_waiting ON webhooks (next_attempt_at, sequence) WHERE status = 'waiting';
`;

/** Delays before the attempts, from the Standard Webhooks specification: 0, 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. */
export const webhookRetryDelaysMs: readonly number[] = [0, 5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000];

const attemptTimeoutMs = 15_000;
const batchSize = 50;
const maxBodyBytes = 20_000;
const jitterShare = 0.1;
// How far a reordered event falls behind the ones after it.
const reorderDelayMs = 1_500;

export interface WebhookQueue {
  /**
   * Stores an event for delivery; call it in the transaction that made the event true, and `poke` after the commit.
   * `copies` sends the same id several times, as networks do.
   */
  enqueue(type: string, facts: Readonly<Record<string, unknown>>, options?: { copies?: number }): void;
  poke(): void;
  close(): Promise<void>;
}

export interface WebhookQueueOptions {
  readonly database: DatabaseSync;
  /** Where events go; null keeps them in the table without sending. */
  readonly webhook_url: string | null;
  readonly webhook_secret: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly retry_delays_ms?: readonly number[];
}

interface WebhookRow { sequence: number; id: string; body: string; attempts: number }

/** Sends stored events one after another, oldest first; a failed one backs off and does not hold up the others. */
export function startWebhookQueue(options: WebhookQueueOptions): WebhookQueue {
  const { database, webhook_url, clock, faults } = options;
  const key = webhookKey(options.webhook_secret);
  const delays = options.retry_delays_ms ?? webhookRetryDelaysMs;
  const insert = database.prepare(`INSERT INTO webhooks (id, body, status, next_attempt_at) VALUES (?, ?, 'waiting', ?)`);
  const due = database.prepare(`SELECT sequence, id, body, attempts FROM webhooks WHERE status = 'waiting' AND next_attempt_at <= ? ORDER BY next_attempt_at, sequence LIMIT ${batchSize}`);
  const next = database.prepare(`SELECT min(next_attempt_at) AS due_at FROM webhooks WHERE status = 'waiting'`);
  const settle = database.prepare('UPDATE webhooks SET status = ?, attempts = ?, next_attempt_at = ?, last_error = ? WHERE sequence = ?');

  const attempt = async (row: WebhookRow): Promise<void> => {
    const outcome = await deliver(String(webhook_url), webhookHeaders(key, row.id, Math.floor(clock() / 1000), row.body), row.body);
    const attempts = row.attempts + 1;
    if (outcome.is_delivered) return void settle.run('delivered', attempts, clock(), null, row.sequence);
    const delay = delays[attempts];
    if (delay === undefined || outcome.is_gone) return void settle.run('dead', attempts, clock(), outcome.error, row.sequence);
    const wait_ms = Math.max(delay * (1 + jitterShare * Math.random()), outcome.retry_after_ms);
    settle.run('waiting', attempts, Math.ceil(clock() + wait_ms), outcome.error, row.sequence);
  };
  const loop = startDueLoop({
    clock,
    next_due_at: () => (webhook_url === null ? null : ((next.get()?.['due_at'] ?? null) as number | null)),
    run: async () => {
      if (webhook_url === null) return;
      for (const row of due.all(clock()) as unknown[]) await attempt(row as WebhookRow);
    },
  });

  return {
    enqueue(type, facts, { copies = 1 } = {}) {
      const body = JSON.stringify({ type, timestamp: new Date(clock()).toISOString(), data: facts });
      if (Buffer.byteLength(body) > maxBodyBytes) throw new RangeError('a webhook body holds at most 20 kB');
      const webhook_id = `msg_${randomUUID()}`;
      const is_late = faults.take('webhooks', 'reorder') !== null;
      const total = copies + (faults.take('webhooks', 'duplicate') === null ? 0 : 1);
      for (let copy = 0; copy < total; copy += 1) insert.run(webhook_id, body, clock() + (is_late ? reorderDelayMs : 0));
    },
    poke: loop.poke,
    close: loop.close,
  };
}

interface Outcome { is_delivered: boolean; is_gone: boolean; retry_after_ms: number; error: string | null }

/** One POST. Only a 2xx counts, redirects are not followed, and 410 means never again. */
async function deliver(url: string, headers: Record<string, string>, body: string): Promise<Outcome> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(attemptTimeoutMs) });
    await response.body?.cancel();
    const retry_after_s = Number(response.headers.get('retry-after') ?? 0);
    return {
      is_delivered: response.ok,
      is_gone: response.status === 410,
      retry_after_ms: Number.isFinite(retry_after_s) ? retry_after_s * 1000 : 0,
      error: response.ok ? null : `HTTP ${response.status}`,
    };
  } catch (error) {
    return { is_delivered: false, is_gone: false, retry_after_ms: 0, error: String(error) };
  }
}
