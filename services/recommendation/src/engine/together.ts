import { unit, type PairModel } from './pair-model.ts';

/** A purchase of more products teaches with its first ones: 20 pairs an event are enough. */
const most_products = 21;

/** What was bought in one go: every pair of a purchase counts once in both directions. */
export class Together {
  #model: PairModel;
  #limit: number;
  #purchases = new Map<string, number[]>();

  constructor(model: PairModel, limit: number) {
    this.#model = model;
    this.#limit = limit;
  }

  append(purchase_id: string, product: number): void {
    const products = this.#purchases.get(purchase_id) ?? [];
    if (products.length >= most_products || products.includes(product)) return;
    this.#model.count(product);
    for (const other of products) {
      this.#model.add(other, product, unit);
      this.#model.add(product, other, unit);
    }
    products.push(product);
    this.#purchases.set(purchase_id, products);
    const [oldest] = this.#purchases.keys();
    if (this.#purchases.size > this.#limit && oldest !== undefined) this.#purchases.delete(oldest);
  }
}
