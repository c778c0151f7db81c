/** Numbers product ids from 0 in the order in which they are first seen. Past its limit it knows no new ones. */
export class Numbering {
  readonly ids: string[] = [];
  #numbers = new Map<string, number>();
  #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** -1 when there is no room for another. */
  number(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    if (this.ids.length >= this.#limit) return -1;
    this.#numbers.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }

  /** -1 when never seen. */
  find(id: string): number {
    return this.#numbers.get(id) ?? -1;
  }
}
