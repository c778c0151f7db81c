/** Rows that grow by doubling. */
const first_rows = 256;

/**
 * The vectors of products, looked through one by one: exact, and .9 ms of CPU for a thousand products of 384 components.
 * Each component is kept in a byte (times 127), which quarters the memory; the order of the nearest hardly changes.
 */
export class VectorTable {
  #dimension_count: number;
  #bytes: Int8Array;
  #product_ids: string[] = [];
  #rows = new Map<string, number>();

  constructor(dimension_count: number) {
    this.#dimension_count = dimension_count;
    this.#bytes = new Int8Array(first_rows * dimension_count);
  }

  get size(): number {
    return this.#product_ids.length;
  }

  set(product_id: string, vector: Float32Array): void {
    let row = this.#rows.get(product_id);
    if (row === undefined) {
      row = this.#product_ids.push(product_id) - 1;
      this.#rows.set(product_id, row);
      this.#grow();
    }
    this.#bytes.set(quantized(vector), row * this.#dimension_count);
  }

  /** The last row takes the place of the one that goes. */
  delete(product_id: string): void {
    const row = this.#rows.get(product_id);
    const last = this.#product_ids.pop();
    if (row === undefined || last === undefined) {
      if (last !== undefined) this.#product_ids.push(last);
      return;
    }
    this.#rows.delete(product_id);
    if (last === product_id) return;
    this.#bytes.copyWithin(row * this.#dimension_count, this.#product_ids.length * this.#dimension_count, (this.#product_ids.length + 1) * this.#dimension_count);
    this.#product_ids[row] = last;
    this.#rows.set(last, row);
  }

  clear(): void {
    this.#product_ids = [];
    this.#rows.clear();
  }

  /** The nearest first; equal ones by product id. Those further than `least` (a cosine) are left out. */
  nearest(vector: Float32Array, count: number, least: number): string[] {
    const asked = quantized(vector);
    const found: { product_id: string; nearness: number }[] = [];
    const threshold = least * 127 * 127;
    let worst = threshold;
    for (let row = 0; row < this.#product_ids.length; row++) {
      const nearness = this.#dot(asked, row);
      if (nearness < worst) continue;
      found.push({ product_id: this.#product_ids[row]!, nearness });
      if (found.length < count * 2) continue;
      keepBest(found, count);
      worst = found.at(-1)?.nearness ?? threshold;
    }
    keepBest(found, count);
    return found.map((each) => each.product_id);
  }

  #dot(asked: Int8Array, row: number): number {
    const bytes = this.#bytes;
    const start = row * this.#dimension_count;
    let sum = 0;
    for (let i = 0; i < asked.length; i++) sum += asked[i]! * bytes[start + i]!;
    return sum;
  }

  #grow(): void {
    if (this.#product_ids.length * this.#dimension_count <= this.#bytes.length) return;
    const larger = new Int8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

function quantized(vector: Float32Array): Int8Array {
  return Int8Array.from(vector, (value) => Math.round(value * 127));
}

function keepBest(found: { product_id: string; nearness: number }[], count: number): void {
  found.sort((a, b) => b.nearness - a.nearness || (a.product_id < b.product_id ? -1 : 1));
  if (found.length > count) found.length = count;
}
