import { unit, type PairModel } from './pair-model.ts';

/** How far back in a history products still go together; measured: 20 finds the same as 100. */
export const window = 20;
const backward = 0.3;

const forwards = Array.from({ length: window + 1 }, (_, distance) => (distance === 0 ? 0 : Math.round(unit * distance ** -0.5)));
const backwards = forwards.map((amount) => Math.round(amount * backward));

/**
 * Histories as they grow, and what they teach a model: of every pair i before j at most 20 places apart,
 * C[i][j] += distance^-0.5 and C[j][i] += 0.3 × distance^-0.5. Histories that rest longest are forgotten first.
 */
export class Sequences {
  #model: PairModel;
  #limit: number;
  /** The last products, oldest first, after how many they are. */
  #recent = new Map<string, Int32Array>();

  constructor(model: PairModel, limit: number) {
    this.#model = model;
    this.#limit = limit;
  }

  /** Answers whether it counted: the product that came last, come again, does not. */
  append(origin_id: string, product: number): boolean {
    const recent = this.#recent.get(origin_id) ?? new Int32Array(window + 1);
    const length = recent[0]!;
    if (length > 0 && recent[length] === product) return false;
    this.#model.count(product);
    for (let distance = 1; distance <= length; distance++) {
      const earlier = recent[length + 1 - distance]!;
      if (earlier === product) continue;
      this.#model.add(earlier, product, forwards[distance]!);
      this.#model.add(product, earlier, backwards[distance]!);
    }
    if (length === window) recent.copyWithin(1, 2);
    else recent[0] = length + 1;
    recent[recent[0]!] = product;
    this.#touch(origin_id, recent);
    return true;
  }

  #touch(origin_id: string, recent: Int32Array): void {
    this.#recent.delete(origin_id);
    this.#recent.set(origin_id, recent);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > this.#limit && oldest !== undefined) this.#recent.delete(oldest);
  }
}
