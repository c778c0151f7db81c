import type { PGlite } from '@electric-sql/pglite';
import { DatabaseError, types } from 'pg';

/** What a statement has answered, with values as the shop's own driver would have them. */
export interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly row_count: number;
}

export interface Wire {
  isPrepared(name: string): boolean;
  /** Runs statements, one round trip for all, and answers the last. Each is prepared at its first use, before the first of them runs. */
  execute(...statements: readonly Wired[]): Answer;
}

/** `name` is what it is prepared as: the same text under two search paths needs two. */
export interface Wired {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Column { readonly name: string; readonly parse: (text: string) => unknown }

/**
 * The extended protocol of PostgreSQL with PGlite, synchronously: a statement is done when the call returns, so nothing
 * but the simulation decides what comes next. A third of the time of `pglite.query`, which describes each statement anew.
 */
export function openWire(pglite: PGlite): Wire {
  const columnsOf = new Map<string, readonly Column[]>();
  const prepare = ({ name, text }: Wired) => {
    const columns: Column[] = [];
    read(exchange(pglite, Buffer.concat([frame('P', text0(name), text0(text), int16(0)), frame('D', Buffer.from('S'), text0(name)), sync])), (type, body) => {
      if (type === 'T') columns.push(...columnsIn(body));
    });
    columnsOf.set(name, columns);
  };
  return {
    isPrepared: (name) => columnsOf.has(name),
    execute(...statements) {
      for (const statement of statements) if (!columnsOf.has(statement.name)) prepare(statement);
      const columns = columnsOf.get(statements.at(-1)?.name ?? '') ?? [];
      const request = Buffer.concat([...statements.flatMap(({ name, values }) => [bind(name, values), run]), sync]);
      const rows: Record<string, unknown>[] = [];
      let row_count = 0;
      let open_count = statements.length;
      read(exchange(pglite, request), (type, body) => {
        if (type === 'D' && open_count === 1) rows.push(rowIn(body, columns));
        if (type !== 'C') return;
        open_count -= 1;
        row_count = Number(/(\d+)\0$/.exec(body.toString('latin1'))?.[1] ?? 0);
      });
      return { rows, row_count };
    },
  };
}

/**
 * Sends a message and answers what came back. The streaming call leaves the bytes unparsed, which the plain one does not;
 * without a file system to sync it has ended when it returns.
 */
function exchange(pglite: PGlite, message: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  void pglite.execProtocolRawStream(message, { syncToFs: false, onRawData: (data) => void parts.push(data.slice()) });
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
}

/** Calls for each message; throws the error that one of them is, after the last. */
function read(answer: Uint8Array, onMessage: (type: string, body: Buffer) => void): void {
  const bytes = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  let problem: Error | undefined;
  for (let offset = 0; offset < bytes.length; ) {
    const end = offset + 1 + bytes.readInt32BE(offset + 1);
    const type = String.fromCharCode(bytes[offset] ?? 0);
    const body = bytes.subarray(offset + 5, end);
    if (type === 'E') problem = errorIn(body);
    else onMessage(type, body);
    offset = end;
  }
  if (problem) throw problem;
}

function errorIn(body: Buffer): Error {
  const fields = new Map(body.toString().split('\0').filter((field) => field !== '').map((field) => [field.slice(0, 1), field.slice(1)] as const));
  const error = new DatabaseError(fields.get('M') ?? 'no message', body.length, 'error');
  return Object.assign(error, { code: fields.get('C'), detail: fields.get('D'), constraint: fields.get('n'), where: fields.get('W') });
}

function columnsIn(body: Buffer): Column[] {
  const columns: Column[] = [];
  for (let offset = 2, left = body.readInt16BE(0); left > 0; left -= 1) {
    const end = body.indexOf(0, offset);
    const oid = body.readInt32BE(end + 7);
    columns.push({ name: body.toString('utf8', offset, end), parse: types.getTypeParser(oid, 'text') as (text: string) => unknown });
    offset = end + 19;
  }
  return columns;
}

function rowIn(body: Buffer, columns: readonly Column[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  let offset = 2;
  for (const { name, parse } of columns) {
    const length = body.readInt32BE(offset);
    offset += 4;
    row[name] = length === -1 ? null : parse(body.toString('utf8', offset, offset + length));
    if (length > 0) offset += length;
  }
  return row;
}

function frame(type: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const text0 = (text: string) => Buffer.from(`${text}\0`);
function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}
const run = frame('E', text0(''), Buffer.alloc(4));
const sync = frame('S');
const noFormats = int16(0);

function bind(name: string, values: readonly unknown[]): Buffer {
  const parts = values.flatMap((value) => {
    const text = textOf(value);
    const bytes = text === null ? Buffer.alloc(0) : Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeInt32BE(text === null ? -1 : bytes.length);
    return [length, bytes];
  });
  return frame('B', text0(''), text0(name), noFormats, int16(values.length), ...parts, noFormats);
}

/** A bound value as the shop's driver writes it. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map((each) => (each === null ? 'NULL' : `"${String(each).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
