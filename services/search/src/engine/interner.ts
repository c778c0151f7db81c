import { fold } from './fold.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';

/** Numbers strings from 0, each with the label it was last given. */
export class Interner {
  keys: string[] = [];
  labels: string[] = [];
  #numbers = new Map<string, number>();
  #folded: (string | undefined)[] = [];

  intern(key: string, label = key): number {
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.keys.length;
      this.#numbers.set(key, number);
      this.keys.push(key);
      this.labels.push(label);
    } else if (this.labels[number] !== label) {
      this.labels[number] = label;
      this.#folded[number] = undefined;
    }
    return number;
  }

  /** The label without case and accents, kept because suggestions compare it with every key stroke. */
  foldedLabel(number: number): string {
    return this.#folded[number] ??= foldWords(this.labels[number]!);
  }

  save(writer: SnapshotWriter, name: string): void {
    writer.json(name, this.keys.every((key, i) => key === this.labels[i]) ? [this.keys] : [this.keys, this.labels]);
  }

  static load(reader: SnapshotReader, name: string): Interner {
    const [keys, labels = keys] = reader.json<[string[], string[]?]>(name);
    const interner = new Interner();
    keys.forEach((key, i) => interner.intern(key, labels[i]!));
    return interner;
  }

  /** -1 when never seen. */
  find(key: string): number {
    return this.#numbers.get(key) ?? -1;
  }
}

function foldWords(label: string): string {
  return label.split(/\s+/).map(fold).join(' ');
}

/** Numbers lists of numbers, since most documents share theirs with others (a seller, a category path). */
export class ListInterner {
  lists: number[][] = [];
  #numbers = new Map<string, number>();

  save(writer: SnapshotWriter, name: string): void {
    writer.json(name, this.lists);
  }

  static load(reader: SnapshotReader, name: string): ListInterner {
    const interner = new ListInterner();
    for (const list of reader.json<number[][]>(name)) interner.intern(list);
    return interner;
  }

  intern(list: number[]): number {
    const key = list.join(',');
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.lists.length;
      this.#numbers.set(key, number);
      this.lists.push(list);
    }
    return number;
  }
}
