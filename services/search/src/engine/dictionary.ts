import { GrowableInt32 } from './growable.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

const LAST_CHARACTER = '\uffff';

/** The few numbers with the greatest counts, greatest first; lower numbers first among equals. Counts of 0 do not count. */
export class MostFrequent {
  numbers: number[] = [];
  #counts: number[] = [];
  #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a count could still get in. */
  wants(count: number): boolean {
    return count > 0 && (this.numbers.length < this.#limit || count >= this.#counts.at(-1)!);
  }

  offer(number: number, count: number): void {
    if (!this.wants(count)) return;
    let at = this.numbers.length;
    while (at > 0 && (this.#counts[at - 1]! < count || (this.#counts[at - 1] === count && this.numbers[at - 1]! > number))) at--;
    if (at >= this.#limit) return;
    this.numbers.splice(at, 0, number);
    this.#counts.splice(at, 0, count);
    if (this.numbers.length > this.#limit) {
      this.numbers.pop();
      this.#counts.pop();
    }
  }

  get counts(): readonly number[] {
    return this.#counts;
  }
}

/** New terms wait in a list that is scanned, until they are worth sorting in. */
const UNSORTED_LIMIT = 1024;

/**
 * The terms of the catalogue, numbered as they came. A term stays when its last document goes, with a document count
 * of 0, and counts as unknown; compaction drops it.
 */
export class Dictionary {
  terms: string[] = [];
  /** Documents that hold the term now. */
  document_counts = new GrowableInt32();
  /** A bit a character: two words with few differing bits may be near in spelling. */
  signatures = new GrowableInt32();
  #numbers = new Map<string, number>();
  #surfaces: string[] = [];
  #votes = new GrowableInt32();
  #sorted = new Int32Array(0);
  /** Only filled by a language with compounds. */
  #backwards: { number: number; word: string }[] = [];

  /** The number of a term that documents hold, else -1. */
  known(term: string): number {
    const number = this.#numbers.get(term);
    return number !== undefined && this.document_counts.values[number]! > 0 ? number : -1;
  }

  /** The number of a term whether documents hold it or not, else -1. */
  find(term: string): number {
    return this.#numbers.get(term) ?? -1;
  }

  /** Numbers the term, and lets what was written vote for how the term is shown (majority by Boyer and Moore). */
  intern(term: string, surface: string): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.terms.length;
      this.#numbers.set(term, number);
      this.terms.push(term);
      this.#surfaces.push(surface);
      this.document_counts.push(0);
      this.#votes.push(1);
      this.signatures.push(spellingSignature(term));
    } else if (this.#surfaces[number] === surface) this.#votes.values[number]!++;
    else if (--this.#votes.values[number]! < 0) {
      this.#surfaces[number] = surface;
      this.#votes.values[number] = 1;
    }
    return number;
  }

  documentCount(number: number): number {
    return this.document_counts.values[number]!;
  }

  /** How the catalogue mostly writes the term, in lower case. */
  surface(number: number): string {
    return this.#surfaces[number]!;
  }

  /** The terms in most documents that begin with `prefix`, most frequent first. */
  startingWith(prefix: string, limit: number): number[] {
    this.#sortNew();
    const { terms } = this;
    const counts = this.document_counts.values;
    const best = new MostFrequent(limit);
    // The end is searched for, too: comparing each of thousands of words with one letter is what takes time.
    const end = this.#lowerBound(prefix + LAST_CHARACTER);
    for (let i = this.#lowerBound(prefix); i < end; i++) best.offer(this.#sorted[i]!, counts[this.#sorted[i]!]!);
    for (let number = this.#sorted.length; number < terms.length; number++) {
      if (terms[number]!.startsWith(prefix)) best.offer(number, counts[number]!);
    }
    return best.numbers;
  }

  /** The `limit` of the given terms that are in most documents, most frequent first; older terms first among equals. */
  mostFrequent(numbers: number[], limit: number): number[] {
    const counts = this.document_counts.values;
    return numbers.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, limit);
  }

  /** The terms in most documents that end with `suffix` and are longer, most frequent first. */
  endingWith(suffix: string, limit: number, accepts: (start: string) => boolean): number[] {
    const found: number[] = [];
    const reversed = backwards(suffix);
    const { terms } = this;
    this.#sortNewBackwards();
    const consider = (number: number): void => {
      const term = terms[number]!;
      if (term.length > suffix.length && this.document_counts.values[number]! > 0 && accepts(term.slice(0, -suffix.length))) found.push(number);
    };
    for (let i = this.#lowerBoundBackwards(reversed); i < this.#backwards.length; i++) {
      if (!this.#backwards[i]!.word.startsWith(reversed)) break;
      consider(this.#backwards[i]!.number);
    }
    for (let number = this.#backwards.length; number < terms.length; number++) if (terms[number]!.endsWith(suffix)) consider(number);
    return this.mostFrequent(found, limit);
  }

  save(writer: SnapshotWriter): void {
    writer.json('dictionary.terms', this.terms);
    writer.json('dictionary.surfaces', this.#surfaces.map((surface, number) => surface === this.terms[number] ? 0 : surface));
    writer.ints('dictionary.document_counts', this.document_counts);
    writer.ints('dictionary.signatures', this.signatures);
    writer.ints('dictionary.votes', this.#votes);
    writer.ints('dictionary.sorted', { values: this.#sorted, length: this.#sorted.length });
  }

  static load(reader: SnapshotReader): Dictionary {
    const dictionary = new Dictionary();
    dictionary.terms = reader.json<string[]>('dictionary.terms');
    dictionary.#surfaces = reader.json<(string | 0)[]>('dictionary.surfaces').map((surface, number) => surface === 0 ? dictionary.terms[number]! : surface);
    dictionary.#numbers = new Map(dictionary.terms.map((term, number) => [term, number]));
    dictionary.document_counts = reader.ints('dictionary.document_counts');
    dictionary.signatures = reader.ints('dictionary.signatures');
    dictionary.#votes = reader.ints('dictionary.votes');
    dictionary.#sorted = reader.ints('dictionary.sorted').values;
    return dictionary;
  }

  #lowerBoundBackwards(prefix: string): number {
    let low = 0;
    let high = this.#backwards.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#backwards[middle]!.word < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sortNewBackwards(): void {
    if (this.terms.length - this.#backwards.length <= UNSORTED_LIMIT) return;
    for (let number = this.#backwards.length; number < this.terms.length; number++) this.#backwards.push({ number, word: backwards(this.terms[number]!) });
    this.#backwards.sort((a, b) => (a.word < b.word ? -1 : 1));
  }

  #lowerBound(prefix: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.terms[this.#sorted[middle]!]! < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sortNew(): void {
    const old = this.#sorted;
    const { terms } = this;
    if (terms.length - old.length <= UNSORTED_LIMIT) return;
    const fresh = Int32Array.from({ length: terms.length - old.length }, (_, i) => old.length + i);
    fresh.sort((a, b) => (terms[a]! < terms[b]! ? -1 : 1));
    const merged = new Int32Array(terms.length);
    for (let to = 0, i = 0, j = 0; to < merged.length; to++) {
      const takesOld = j >= fresh.length || (i < old.length && terms[old[i]!]! < terms[fresh[j]!]!);
      merged[to] = takesOld ? old[i++]! : fresh[j++]!;
    }
    this.#sorted = merged;
  }
}

function backwards(word: string): string {
  let reversed = '';
  for (let i = word.length - 1; i >= 0; i--) reversed += word[i]!;
  return reversed;
}

/** One bit a character class: 26 letters, and 6 bits for all others. */
export function spellingSignature(word: string): number {
  let signature = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    signature |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6));
  }
  return signature;
}
