import type { DatabaseSync } from 'node:sqlite';
import { idempotencySchema } from '../outside/idempotency.ts';
import { webhookSchema } from '../outside/webhook-queue.ts';
import type { ParcelStatus, RouteEnd, Step } from './route.ts';

export const carrierSchema = `
  ${idempotencySchema}
  ${webhookSchema}
  CREATE TABLE IF NOT EXISTS labels (
    tracking_number TEXT PRIMARY KEY,
    label_id TEXT NOT NULL UNIQUE,
    request TEXT NOT NULL,
    steps TEXT NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    next_step_at INTEGER
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS labels_due ON labels (next_step_at) WHERE next_step_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS scans (
    tracking_number TEXT NOT NULL REFERENCES labels,
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    city TEXT NOT NULL,
    description TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    PRIMARY KEY (tracking_number, position)
  ) WITHOUT ROWID;
`;

export interface PostalAddress extends RouteEnd { readonly name?: string; readonly company?: string | null; readonly line1?: string; readonly line2?: string | null; readonly region?: string | null; readonly phone?: string | null }
export interface LabelRequest { readonly reference: string; readonly from: PostalAddress; readonly to: PostalAddress; readonly parcels: readonly { readonly weight_g: number }[]; readonly service: string }

export interface Label {
  readonly tracking_number: string;
  /** Not to be guessed: who has it sees the addresses. */
  readonly label_id: string;
  readonly request: LabelRequest;
  readonly steps: readonly Step[];
  /** Index of the last step that happened. */
  readonly position: number;
  readonly status: ParcelStatus;
  /** Epoch milliseconds; null when nothing is left to happen. */
  readonly next_step_at: number | null;
}

export interface Scan { readonly scan_id: string; readonly status: ParcelStatus; readonly city: string; readonly description: string; readonly occurred_at: string }

/** Every statement of the carrier. */
export interface CarrierStore {
  saveLabel(label: Label): void;
  findLabel(tracking_number: string): Label | undefined;
  findByLabelId(label_id: string): Label | undefined;
  listDue(now: number, limit: number): string[];
  nextDueAt(): number | null;
  addScan(tracking_number: string, position: number, step: Step, at: number): Scan;
  listScans(tracking_number: string): Scan[];
}

function toLabel(row: Record<string, unknown> | undefined): Label | undefined {
  if (row === undefined) return undefined;
  return { ...row, request: JSON.parse(String(row['request'])), steps: JSON.parse(String(row['steps'])) } as Label;
}

function toScan(tracking_number: string, position: number, step: Step, at: number): Scan {
  return { scan_id: `${tracking_number}-${position}`, status: step.status, city: step.city, description: step.description, occurred_at: new Date(at).toISOString() };
}

export function createCarrierStore(database: DatabaseSync): CarrierStore {
  return {
    saveLabel: (l) =>
      void database
        .prepare(`INSERT INTO labels (tracking_number, label_id, request, steps, position, status, next_step_at) VALUES (?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (tracking_number) DO UPDATE SET position = excluded.position, status = excluded.status, next_step_at = excluded.next_step_at`)
        .run(l.tracking_number, l.label_id, JSON.stringify(l.request), JSON.stringify(l.steps), l.position, l.status, l.next_step_at),
    findLabel: (tracking_number) => toLabel(database.prepare('SELECT * FROM labels WHERE tracking_number = ?').get(tracking_number)),
    findByLabelId: (label_id) => toLabel(database.prepare('SELECT * FROM labels WHERE label_id = ?').get(label_id)),
    listDue: (now, limit) => database.prepare('SELECT tracking_number FROM labels WHERE next_step_at <= ? ORDER BY next_step_at LIMIT ?').all(now, limit).map((row) => String(row['tracking_number'])),
    nextDueAt: () => (database.prepare('SELECT min(next_step_at) AS due_at FROM labels WHERE next_step_at IS NOT NULL').get()?.['due_at'] ?? null) as number | null,
    addScan(tracking_number, position, step, at) {
      database.prepare('INSERT INTO scans (tracking_number, position, status, city, description, occurred_at) VALUES (?, ?, ?, ?, ?, ?)').run(tracking_number, position, step.status, step.city, step.description, at);
      return toScan(tracking_number, position, step, at);
    },
    listScans: (tracking_number) =>
      database.prepare('SELECT * FROM scans WHERE tracking_number = ? ORDER BY position').all(tracking_number)
        .map((row) => toScan(tracking_number, Number(row['position']), { status: row['status'] as ParcelStatus, city: String(row['city']), description: String(row['description']) }, Number(row['occurred_at']))),
  };
}
