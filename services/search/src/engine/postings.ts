import { GrowableInt32 } from './growable.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

const HEADER = 2;
const LARGEST_SLICE = 2048;

/**
 * For every term the documents that hold it, as pairs (document, packed), packed being the term's count in each of four
 * fields, a byte each. All pairs live in one pool, a term's in a chain of slices [capacity, next, pairs ...] that double,
 * because half of the terms of a catalogue occur once and an array each would cost more than their content.
 * Documents are appended in ascending order and never taken out, only skipped by readers.
 */
export class Postings {
  #pool = new GrowableInt32();
  #heads = new GrowableInt32();
  #tails = new GrowableInt32();
  #fills = new GrowableInt32();

  append(term: number, document: number, packed: number): void {
    if (term >= this.#heads.length) this.#startChain(term);
    const tail = this.#tails.values[term]!;
    let fill = this.#fills.values[term]!;
    let slice = tail;
    const capacity = this.#pool.values[tail]!;
    if (fill === capacity) {
      slice = this.#slice(Math.min(capacity * 2, LARGEST_SLICE));
      this.#pool.values[tail + 1] = slice;
      this.#tails.values[term] = slice;
      fill = 0;
    }
    const at = slice + HEADER + fill * 2;
    this.#pool.values[at] = document;
    this.#pool.values[at + 1] = packed;
    this.#fills.values[term] = fill + 1;
  }

  /** Calls back once a slice: `pairs` pairs from `start` of `pool`. No call when the term has none. */
  visit(term: number, slice: (pool: Int32Array, start: number, pairs: number) => void): void {
    if (term >= this.#heads.length) return;
    const pool = this.#pool.values;
    const tail = this.#tails.values[term]!;
    for (let at = this.#heads.values[term]!; ; at = pool[at + 1]!) {
      if (at === tail) {
        slice(pool, at + HEADER, this.#fills.values[term]!);
        return;
      }
      slice(pool, at + HEADER, pool[at]!);
    }
  }

  save(writer: SnapshotWriter): void {
    writer.ints('postings.pool', this.#pool);
    writer.ints('postings.heads', this.#heads);
    writer.ints('postings.tails', this.#tails);
    writer.ints('postings.fills', this.#fills);
  }

  static load(reader: SnapshotReader): Postings {
    const postings = new Postings();
    postings.#pool = reader.ints('postings.pool');
    postings.#heads = reader.ints('postings.heads');
    postings.#tails = reader.ints('postings.tails');
    postings.#fills = reader.ints('postings.fills');
    return postings;
  }

  /** Terms come in the order of their numbers, so a new one is always the next. */
  #startChain(term: number): void {
    const slice = this.#slice(1);
    this.#heads.set(term, slice);
    this.#tails.set(term, slice);
    this.#fills.set(term, 0);
  }

  #slice(capacity: number): number {
    const start = this.#pool.length;
    this.#pool.reserve(start + HEADER + capacity * 2);
    this.#pool.length = start + HEADER + capacity * 2;
    this.#pool.values[start] = capacity;
    this.#pool.values[start + 1] = 0;
    return start;
  }
}
