import { CountRow } from './count-row.ts';
import { GrowableFloat64 } from './growable.ts';
import { topOf } from './top.ts';

/** Counts are whole numbers of this part of a co-occurrence: sums of whole numbers are the same in every order. */
export const unit = 1024;
/** Neighbours a row serves; measured on four sets, more do not change what is found. */
export const row_length = 100;

export interface PairModelOptions {
  /** How strongly frequent products are held back: weight × count_i^-exponent × count_j^-exponent. */
  readonly exponent: number;
  /** Weight × C / (C + shrinkage): what was seen once or twice counts for less. */
  readonly shrinkage: number;
  /** Pairs seen less often than this are chance. */
  readonly support: number;
}

/** A row as it is served: the strongest neighbours, best first. */
export interface PackedRow { readonly numbers: Int32Array; readonly weights: Float32Array }

/** All rows in compressed sparse form: row i is `numbers` and `weights` from `starts[i]` to `starts[i + 1]`. */
export interface Snapshot { readonly starts: Int32Array; readonly numbers: Int32Array; readonly weights: Float32Array }

const no_row: PackedRow = { numbers: new Int32Array(0), weights: new Float32Array(0) };

/**
 * How strongly products go with each other, C × count_i^-e × count_j^-e × C/(C+s), from counts that events add to.
 * A row is packed for serving when it is first asked for after a change.
 */
export class PairModel {
  #options: PairModelOptions;
  #rows: (CountRow | undefined)[] = [];
  #packed: (PackedRow | undefined)[] = [];
  #counts = new GrowableFloat64();
  #total = 0;
  #changes_since_pack = 0;
  #scratch = new Int32Array(1024);
  #scratchWeights = new Map<number, number>();

  constructor(options: PairModelOptions) {
    this.#options = options;
  }

  /** One more occurrence of a product. */
  count(product: number): void {
    this.#counts.add(product, 1);
    this.#total++;
    this.#changes_since_pack++;
    // Counts of others weigh in every row: with 2 % more of them all rows are packed anew as they are asked for.
    if (this.#changes_since_pack * 50 > this.#total + 50_000) {
      this.#packed = [];
      this.#changes_since_pack = 0;
    }
  }

  /** `amount` in parts of `unit`, from one product to the other. */
  add(from: number, to: number, amount: number): void {
    (this.#rows[from] ??= new CountRow()).add(to, amount);
    this.#packed[from] = undefined;
  }

  row(product: number): PackedRow {
    const known = this.#packed[product];
    if (known) return known;
    const packed = this.#pack(product);
    if (this.#rows[product]) this.#packed[product] = packed;
    return packed;
  }

  /** Every row packed with the counts of now. */
  snapshot(product_count: number): Snapshot {
    const rows = Array.from({ length: product_count }, (_, product) => this.#pack(product));
    const starts = new Int32Array(product_count + 1);
    rows.forEach((row, product) => { starts[product + 1] = starts[product]! + row.numbers.length; });
    const [numbers, weights] = [new Int32Array(starts[product_count]!), new Float32Array(starts[product_count]!)];
    rows.forEach((row, product) => {
      numbers.set(row.numbers, starts[product]!);
      weights.set(row.weights, starts[product]!);
    });
    return { starts, numbers, weights };
  }

  #pack(product: number): PackedRow {
    const row = this.#rows[product];
    if (!row) return no_row;
    const { exponent, shrinkage, support } = this.#options;
    const own = this.#counts.get(product) ** -exponent;
    const weights = this.#scratchWeights;
    weights.clear();
    let count = 0;
    row.visit((neighbour, parts) => {
      const pairs = parts / unit;
      if (pairs < support) return;
      this.#scratch[count++] = neighbour;
      weights.set(neighbour, pairs * own * this.#counts.get(neighbour) ** -exponent * (pairs / (pairs + shrinkage)));
    });
    const numbers = topOf(this.#scratch, count, (neighbour) => weights.get(neighbour)!, row_length);
    return { numbers, weights: Float32Array.from(numbers, (neighbour) => weights.get(neighbour)!) };
  }
}
