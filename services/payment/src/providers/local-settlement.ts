import { fail } from '@orinoco/contract';
import type { SettlementLine } from './port.ts';

const columns = ['movement_id', 'kind', 'payment_id', 'authorization_id', 'amount_minor', 'currency', 'created_at'] as const;
const kinds: readonly SettlementLine['kind'][] = ['capture', 'refund', 'fee'];
const maxLines = 200_000;

/**
 * Reads the sandbox provider's settlement file (RFC 4180 with a header row; see demo/src/payment-provider). A file that
 * is not as expected is refused as a whole: half a file would look like missing money.
 * @throws `settlement_malformed`
 */
export function settlementLines(csv: string): SettlementLine[] {
  const [header = '', ...rows] = csv.split('\r\n').filter((row) => row !== '');
  if (header !== columns.join(',')) throw fail('settlement_malformed', { detail: 'the header is another' });
  if (rows.length > maxLines) throw fail('settlement_malformed', { detail: `more than ${maxLines} lines` });
  return rows.map((row, index) => lineOf(cellsOf(row), index + 2));
}

function lineOf(cells: readonly string[], row: number): SettlementLine {
  const [movement_reference = '', kind = '', payment_id = '', , amount = '', currency = '', created_at = ''] = cells;
  const known = kinds.find((each) => each === kind);
  const amount_minor = Number(amount);
  const is_line = cells.length === columns.length && movement_reference !== '' && /^-?\d+$/.test(amount) && Number.isSafeInteger(amount_minor) && /^[A-Z]{3}$/.test(currency) && !Number.isNaN(Date.parse(created_at));
  if (!is_line || known === undefined) throw fail('settlement_malformed', { detail: `row ${row}` });
  return { movement_reference, kind: known, payment_id: payment_id === '' ? null : payment_id, amount_minor, currency, fee_minor: 0, occurred_at: created_at };
}

/** The cells of one row. The file has no line breaks inside quotes. */
function cellsOf(row: string): string[] {
  return [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
}
