/** With more neighbours than this a row is cut to the strongest, so that no product costs more than 32 KB. */
const most_neighbours = 800;
const kept_neighbours = 400;
const multiplier = 0x9e3779b1;

/**
 * The neighbours of one product with their counts: open addressing in one Int32Array of pairs (number + 1, count),
 * 8 bytes a slot where a Map takes about 40.
 */
export class CountRow {
  #slots = new Int32Array(8);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(neighbour: number, amount: number): void {
    const at = find(this.#slots, neighbour + 1);
    if (this.#slots[at] === 0) {
      this.#slots[at] = neighbour + 1;
      this.#size++;
    }
    this.#slots[at + 1] = Math.min(2_147_483_647, this.#slots[at + 1]! + amount);
    if (this.#size > most_neighbours) this.#cut();
    else if (this.#size * 4 > this.#slots.length * 1.5) this.#resize(this.#slots.length * 2, this.#slots);
  }

  visit(each: (neighbour: number, count: number) => void): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += 2) if (slots[at] !== 0) each(slots[at]! - 1, slots[at + 1]!);
  }

  #resize(length: number, from: Int32Array): void {
    this.#slots = new Int32Array(length);
    for (let at = 0; at < from.length; at += 2) {
      if (from[at] === 0) continue;
      const to = find(this.#slots, from[at]!);
      this.#slots[to] = from[at]!;
      this.#slots[to + 1] = from[at + 1]!;
    }
  }

  #cut(): void {
    const entries: { neighbour: number; count: number }[] = [];
    this.visit((neighbour, count) => void entries.push({ neighbour, count }));
    const kept = entries.toSorted((a, b) => b.count - a.count || a.neighbour - b.neighbour).slice(0, kept_neighbours);
    this.#size = kept.length;
    this.#resize(2048, Int32Array.from(kept.flatMap(({ neighbour, count }) => [neighbour + 1, count])));
  }
}

/** Where a key is, or the free slot where it belongs. The length is a power of two. */
function find(slots: Int32Array, key: number): number {
  const mask = (slots.length >> 1) - 1;
  let slot = (Math.imul(key, multiplier) >>> 8) & mask;
  while (slots[slot << 1] !== 0 && slots[slot << 1] !== key) slot = (slot + 1) & mask;
  return slot << 1;
}
