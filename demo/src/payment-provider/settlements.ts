import type { Movement } from './store.ts';

const columns = ['movement_id', 'kind', 'payment_id', 'authorization_id', 'amount_minor', 'currency', 'created_at'] as const;

/** A formula would run in the spreadsheet of whoever opens the file, so such text is quoted behind an apostrophe. */
function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The settlement report of a day (RFC 4180, with a header row): one row a capture or refund. Refunds are negative, so
 * the sum by currency is what the provider pays out. Amounts are minor units, times are RFC 3339 in UTC.
 */
export function settlementsCsv(movements: readonly Movement[]): string {
  const rows = movements.map((movement) => {
    const amount_minor = movement.kind === 'refund' ? -movement.amount_minor : movement.amount_minor;
    const printed = { ...movement, created_at: new Date(movement.created_at).toISOString() };
    return columns.map((column) => (column === 'amount_minor' ? String(amount_minor) : csvCell(printed[column]))).join(',');
  });
  return `${[columns.join(','), ...rows].join('\r\n')}\r\n`;
}
