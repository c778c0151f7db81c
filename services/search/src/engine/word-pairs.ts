import { MostFrequent } from './dictionary.ts';
import { GrowableInt32 } from './growable.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

const EMPTY = -1;

/**
 * How often one term directly follows another in titles. Says which two words a glued compound may be cut into, and
 * which word comes next in a suggestion. An open-addressed hash table over typed arrays, chained by first term:
 * maps of maps took ten times the memory.
 */
export class WordPairs {
  #firsts = new GrowableInt32();
  #seconds = new GrowableInt32();
  #counts = new GrowableInt32();
  /** The next pair with the same first term, plus 1. */
  #nexts = new GrowableInt32();
  /** The newest pair of a first term, plus 1. */
  #heads = new GrowableInt32();
  #slots = new Int32Array(1024).fill(EMPTY);

  add(first: number, second: number, change: 1 | -1): void {
    const slot = this.#slotOf(first, second);
    const pair = this.#slots[slot]!;
    if (pair !== EMPTY) {
      this.#counts.values[pair]! += change;
      return;
    }
    if (change < 0) return;
    this.#slots[slot] = this.#firsts.push(first);
    this.#seconds.push(second);
    this.#counts.push(1);
    this.#heads.add(first, 0);
    this.#nexts.push(this.#heads.values[first]!);
    this.#heads.values[first] = this.#firsts.length;
    if (this.#firsts.length * 2 > this.#slots.length) this.#rehash();
  }

  count(first: number, second: number): number {
    const pair = this.#slots[this.#slotOf(first, second)]!;
    return pair === EMPTY ? 0 : this.#counts.values[pair]!;
  }

  /** The terms that follow `first`, most often first. */
  following(first: number, limit: number, accepts: (second: number) => boolean): { second: number; count: number }[] {
    if (first >= this.#heads.length) return [];
    const best = new MostFrequent(limit);
    for (let at = this.#heads.values[first]!; at !== 0; at = this.#nexts.values[at - 1]!) {
      const count = this.#counts.values[at - 1]!;
      if (!best.wants(count)) continue;
      const second = this.#seconds.values[at - 1]!;
      if (accepts(second)) best.offer(second, count);
    }
    return best.numbers.map((second, i) => ({ second, count: best.counts[i]! }));
  }

  save(writer: SnapshotWriter): void {
    writer.ints('pairs.firsts', this.#firsts);
    writer.ints('pairs.seconds', this.#seconds);
    writer.ints('pairs.counts', this.#counts);
    writer.ints('pairs.nexts', this.#nexts);
    writer.ints('pairs.heads', this.#heads);
    writer.ints('pairs.slots', { values: this.#slots, length: this.#slots.length });
  }

  static load(reader: SnapshotReader): WordPairs {
    const pairs = new WordPairs();
    pairs.#firsts = reader.ints('pairs.firsts');
    pairs.#seconds = reader.ints('pairs.seconds');
    pairs.#counts = reader.ints('pairs.counts');
    pairs.#nexts = reader.ints('pairs.nexts');
    pairs.#heads = reader.ints('pairs.heads');
    pairs.#slots = reader.ints('pairs.slots').values;
    return pairs;
  }

  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const pair = this.#slots[slot]!;
      if (pair === EMPTY || (this.#firsts.values[pair] === first && this.#seconds.values[pair] === second)) return slot;
    }
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    for (let pair = 0; pair < this.#firsts.length; pair++) {
      this.#slots[this.#slotOf(this.#firsts.values[pair]!, this.#seconds.values[pair]!)] = pair;
    }
  }
}
