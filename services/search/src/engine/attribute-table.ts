import { GrowableInt32 } from './growable.ts';
import { Interner } from './interner.ts';
import type { AttributePair } from '../attribute-pairs.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

/** How many documents have each pair, and each code. */
export interface AttributeCounts { readonly pairs: Int32Array; readonly codes: Int32Array }

/**
 * Attributes as numbered (code, value) pairs: a document has a list of pair numbers. A list is
 * rewritten in place unless it grows; compaction drops what growing left behind.
 */
export class AttributeTable {
  codes = new Interner();
  /** Per pair: its attribute and its value as text. */
  pair_codes = new GrowableInt32();
  pair_values: string[] = [];
  /** Per attribute its pairs. */
  pairs_by_code: number[][] = [];
  #pairs = new Interner();
  #starts = new GrowableInt32();
  #counts = new GrowableInt32();
  #lists = new GrowableInt32();

  get pair_count(): number {
    return this.pair_values.length;
  }

  write(document: number, values: readonly AttributePair[]): void {
    const pairs = values.map(([code, value]) => this.#pair(code, String(value)));
    const room = document < this.#counts.length ? this.#counts.values[document]! : 0;
    if (pairs.length > room) {
      this.#starts.set(document, this.#lists.length);
      this.#lists.reserve(this.#lists.length + pairs.length);
      this.#lists.length += pairs.length;
    } else if (room === 0) this.#starts.set(document, 0);
    this.#counts.set(document, pairs.length);
    this.#lists.values.set(pairs, this.#starts.values[document]!);
  }

  list(document: number): Int32Array {
    const start = this.#starts.values[document]!;
    return this.#lists.values.subarray(start, start + this.#counts.values[document]!);
  }

  /** Adds 1 to the count of each of the document's pairs, and of each of its codes. */
  count(document: number, { pairs, codes }: AttributeCounts): void {
    const [lists, codeOf] = [this.#lists.values, this.pair_codes.values];
    const start = this.#starts.values[document]!;
    for (let at = start, before = -1, end = start + this.#counts.values[document]!; at < end; at++) {
      const pair = lists[at]!;
      pairs[pair]!++;
      const code = codeOf[pair]!;
      // Values of one option stand side by side.
      if (code !== before) codes[code]!++;
      before = code;
    }
  }

  noCounts(): AttributeCounts {
    return { pairs: new Int32Array(this.pair_count), codes: new Int32Array(this.codes.keys.length) };
  }

  /** Appends the attributes of another table's document. */
  copy(from: AttributeTable, source: number, target: number): void {
    this.write(target, Array.from(from.list(source), (pair) => [from.codes.keys[from.pair_codes.values[pair]!]!, from.pair_values[pair]!] as const));
  }

  save(writer: SnapshotWriter): void {
    this.codes.save(writer, 'attributes.codes');
    writer.ints('attributes.pair_codes', this.pair_codes);
    writer.json('attributes.pair_values', this.pair_values);
    writer.ints('attributes.starts', this.#starts);
    writer.ints('attributes.counts', this.#counts);
    writer.ints('attributes.lists', this.#lists);
  }

  static load(reader: SnapshotReader): AttributeTable {
    const table = new AttributeTable();
    table.codes = Interner.load(reader, 'attributes.codes');
    const codes = reader.ints('attributes.pair_codes').values;
    reader.json<string[]>('attributes.pair_values').forEach((value, pair) => table.#pair(table.codes.keys[codes[pair]!]!, value));
    table.#starts = reader.ints('attributes.starts');
    table.#counts = reader.ints('attributes.counts');
    table.#lists = reader.ints('attributes.lists');
    return table;
  }

  #pair(code: string, value: string): number {
    const number = this.#pairs.intern(`${code}\n${value}`);
    if (number === this.pair_values.length) {
      const attribute = this.codes.intern(code);
      this.pair_codes.push(attribute);
      this.pair_values.push(value);
      (this.pairs_by_code[attribute] ??= []).push(number);
    }
    return number;
  }
}
