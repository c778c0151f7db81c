import { createHash } from 'node:crypto';

/** A statement with bound values. `Row` is the shape of its rows, stated where the statement is written. */
export interface Sql<Row> {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Exists for the type checker alone. */
  readonly row?: Row;
}

const prepared = new WeakMap<TemplateStringsArray, { name: string; text: string }>();

/**
 * `sql<Row>` before a template literal makes a statement that PostgreSQL prepares once per connection. Values are
 * always bound, never pasted, and a template cannot be nested in another: a condition that may be absent is written
 * `${x}::text is null or …`, so that a statement's text is a constant that a test can prepare.
 */
export function sql<Row = never>(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql<Row> {
  let statement = prepared.get(strings);
  if (!statement) {
    const text = strings.reduce((joined, part, index) => (index === 0 ? part : `${joined}$${index}${part}`), '');
    statement = { name: createHash('sha1').update(text).digest('base64url').slice(0, 20), text };
    prepared.set(strings, statement);
  }
  return { name: statement.name, text: statement.text, values };
}

/** A value bound as `json` or `jsonb`. Arrays need it: the driver would send them as PostgreSQL arrays. */
export function json(value: unknown): string {
  return JSON.stringify(value);
}
