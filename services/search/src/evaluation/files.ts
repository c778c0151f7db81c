import { createReadStream } from 'node:fs';
import type { AttributeValue, CategoryStep, SearchDocument } from '../port.ts';
import type { Grades } from './metrics.ts';

const LONGEST_LINE = 1_000_000;

/** A query with what people found of its products. */
export interface JudgedQuery {
  query: string;
  grades: Grades;
  /** `judged`, `misspelled` (made from another query), `known_item` (one product is meant), or the file's own `class`. */
  query_class: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** Reads a file of one JSON object a line. Throws with the line's number when a line is none. */
export async function readRows<T>(path: string, read: (row: Row) => T): Promise<T[]> {
  const rows: T[] = [];
  let number = 0;
  for await (const line of linesOf(path)) {
    number++;
    if (line.trim() === '') continue;
    try {
      if (line.length > LONGEST_LINE) throw new Error('the line is too long');
      const row: unknown = JSON.parse(line);
      if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new Error('not an object');
      rows.push(read(row as Row));
    } catch (error) {
      throw new Error(`${path}:${number}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return rows;
}

/** Lines end with a line feed alone: node:readline also cuts at U+2028, which JSON allows within a string. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

/**
 * Reads products as documents. A row has `id` and `title`; `description`, `brand`, `price` (units of `currency`),
 * `attributes`, `released` and `category_path` (names, root first) are optional. A `category` that is a mere string
 * is left out: in the file at hand it was guessed from the title, so that it would count the title twice, and wrongly.
 */
export function readProducts(path: string): Promise<SearchDocument[]> {
  return readRows(path, documentOf);
}

/** A file of queries with one graded product each holds known-item queries. */
export async function readJudgments(path: string): Promise<JudgedQuery[]> {
  const judged = await readRows(path, judgedQuery);
  const isKnownItem = judged.every(({ grades }) => grades.size === 1);
  return isKnownItem ? judged.map((each) => each.query_class === 'judged' ? { ...each, query_class: 'known_item' } : each) : judged;
}

export function documentOf(row: Row): SearchDocument {
  const brand = textOf(row['brand']);
  const price = typeof row['price'] === 'number' && row['price'] > 0 ? row['price'] : 0;
  const id = typeof row['id'] === 'number' ? String(row['id']) : textOf(row['id']);
  if (id === '') throw new Error('a product has no id');
  return {
    product_id: id, version: 1, handle: id, title: textOf(row['title']), description: textOf(row['description']),
    brand, brand_handle: brand.toLowerCase(), seller_handles: [], category_path: pathOf(row['category_path']), identifiers: [],
    attributes: attributesOf(row['attributes']), price_minor: Math.round(price * 100), currency: textOf(row['currency']) || 'USD',
    is_in_stock: true, popularity: 0, condition: 'new', created_at: textOf(row['released']) || '1970-01-01',
  };
}

export function judgedQuery(row: Row): JudgedQuery {
  const query = textOf(row['query']);
  const given = row['grades'];
  if (query === '' || typeof given !== 'object' || given === null) throw new Error('a judged query has a query and grades');
  const grades = new Map(Object.entries(given).map(([id, grade]) => [id, Number(grade)]));
  for (const grade of grades.values()) if (!Number.isInteger(grade) || grade < 0 || grade > 3) throw new Error('grades are 0 to 3');
  return { query, grades, query_class: textOf(row['class']) || (row['orig'] === undefined ? 'judged' : 'misspelled') };
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function pathOf(value: unknown): CategoryStep[] {
  if (!Array.isArray(value)) return [];
  const names = value.filter((step): step is string => typeof step === 'string');
  return names.map((name, i) => ({ handle: names.slice(0, i + 1).join('/').toLowerCase(), name }));
}

function attributesOf(value: unknown): Record<string, AttributeValue> {
  if (typeof value !== 'object' || value === null) return {};
  const isScalar = (entry: [string, unknown]): entry is [string, AttributeValue] => ['string', 'number', 'boolean'].includes(typeof entry[1]);
  return Object.fromEntries(Object.entries(value).filter(isScalar));
}
