import { OutsideError } from '../outside/outside-error.ts';
import type { Movement, ProviderStore } from './store.ts';

/** A line of the report. Fees are the provider's own: their amount is what it took. */
export type SettlementLine = Omit<Movement, 'kind'> & { readonly kind: Movement['kind'] | 'fee' };

/** What the report can be made to say wrongly; what the provider does stays right. `created_at` is epoch milliseconds. */
export type SettlementChange =
  | { readonly change: 'omit'; readonly movement_id: string }
  | { readonly change: 'replace' | 'repeat'; readonly movement_id: string; readonly line?: Partial<SettlementLine> }
  | { readonly change: 'add'; readonly line: SettlementLine };

const maxChanges = 1000;

/** Changes live in memory only, like faults: a restart heals the report. */
export function createSettlementChanges() {
  let changes: SettlementChange[] = [];
  return {
    add(change: SettlementChange): void {
      if (changes.length >= maxChanges) throw new OutsideError(422, 'invalid_request', 'There are too many changes');
      changes.push(change);
    },
    clear(): void {
      changes = [];
    },
    /** The lines of a time as they are after the changes, which may bring lines of other times here. */
    listed(store: Pick<ProviderStore, 'listMovements'>, from: number, to: number): readonly SettlementLine[] {
      if (changes.length === 0) return store.listMovements(from, to);
      const all: readonly SettlementLine[] = store.listMovements(0, Number.MAX_SAFE_INTEGER);
      return changes.reduce(changed, all).filter((line) => line.created_at >= from && line.created_at < to).toSorted((a, b) => a.created_at - b.created_at);
    },
  };
}

function changed(lines: readonly SettlementLine[], change: SettlementChange): readonly SettlementLine[] {
  if (change.change === 'add') return [...lines, change.line];
  if (change.change === 'omit') return lines.filter((line) => line.movement_id !== change.movement_id);
  return lines.flatMap((line) => {
    if (line.movement_id !== change.movement_id) return [line];
    const other = { ...line, ...change.line };
    return change.change === 'repeat' ? [line, other] : [other];
  });
}

const columns = ['movement_id', 'kind', 'payment_id', 'authorization_id', 'amount_minor', 'currency', 'created_at'] as const;

/** A formula would run in the spreadsheet of whoever opens the file, so such text is quoted behind an apostrophe. */
function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The settlement report of a day (RFC 4180, with a header row): one row a capture or refund. Refunds are negative (fees
 * too), so the sum by currency is what the provider pays out. Amounts are minor units, times are RFC 3339 in UTC.
 */
export function settlementsCsv(movements: readonly SettlementLine[]): string {
  const rows = movements.map((movement) => {
    const amount_minor = movement.kind === 'capture' ? movement.amount_minor : -movement.amount_minor;
    const printed = { ...movement, created_at: new Date(movement.created_at).toISOString() };
    return columns.map((column) => (column === 'amount_minor' ? String(amount_minor) : csvCell(printed[column]))).join(',');
  });
  return `${[columns.join(','), ...rows].join('\r\n')}\r\n`;
}
