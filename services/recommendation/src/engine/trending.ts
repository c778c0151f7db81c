import { GrowableFloat64 } from './growable.ts';
import { topOf } from './top.ts';

const half_life_ms = 7 * 86_400_000;
/** A fixed point in time: sums grow by 2 a week from here, which doubles hold for 19 years, and need no decay job. */
const epoch_ms = Date.UTC(2026, 0, 1);
const shown = 200;

/** What is asked for most of late: every interaction weighs half as much a week later. */
export class Trending {
  #sums = new GrowableFloat64();
  #product_count = 0;
  #top: Int32Array = new Int32Array(0);
  #is_stale = false;

  add(product: number, weight: number, at_ms: number): void {
    this.#sums.add(product, weight * 2 ** ((at_ms - epoch_ms) / half_life_ms));
    this.#product_count = Math.max(this.#product_count, product + 1);
    this.#is_stale = true;
  }

  /** Looks for the top anew; requests only read it. */
  refresh(): void {
    if (!this.#is_stale) return;
    this.#is_stale = false;
    const all = Int32Array.from({ length: this.#product_count }, (_, product) => product);
    this.#top = topOf(all, all.length, (product) => this.#sums.get(product), shown);
  }

  top(): Int32Array {
    return this.#top;
  }

  /** The weight of everything that happened, as of a time. */
  score(product: number, now_ms: number): number {
    return this.#sums.get(product) * 2 ** ((epoch_ms - now_ms) / half_life_ms);
  }
}
