import { Numbering } from './numbering.ts';
import { PairModel, row_length, type PackedRow, type Snapshot } from './pair-model.ts';
import { Sequences } from './sequences.ts';
import { Together } from './together.ts';
import { topOf } from './top.ts';
import { Trending } from './trending.ts';

export type InteractionKind = 'view' | 'add' | 'purchase';

/** One thing that somebody did, as the engine learns it. `purchase_id` joins what was bought in one go. */
export interface Interaction { readonly origin_id: string; readonly product_id: string; readonly kind: InteractionKind; readonly purchase_id: string | null; readonly occurred_at_ms: number }

export type PairSource = 'also_viewed' | 'also_bought' | 'bought_together';
/** A product with the one that speaks most for it. */
export interface Related { readonly product_id: string; readonly score: number; readonly source: PairSource; readonly because_product_id: string }
/** A product that pulls others in, with how much. */
export interface Pull { readonly product_id: string; readonly weight: number; readonly sources: readonly PairSource[] }

const most_products = 1_000_000;
const most_histories = 100_000;
const most_open_purchases = 5_000;
const trending_weights = { view: 1, add: 3, purchase: 6 } as const;

/**
 * Everything that is recommended from, in memory. It learns one interaction after the other and holds the same after
 * the same interactions in the same order, however they were cut into batches.
 */
export class RecommendationEngine {
  #numbering = new Numbering(most_products);
  #models: Readonly<Record<PairSource, PairModel>> = {
    also_viewed: new PairModel({ exponent: 0.2, shrinkage: 0.5, support: 0 }),
    also_bought: new PairModel({ exponent: 0.2, shrinkage: 0.5, support: 0 }),
    bought_together: new PairModel({ exponent: 0.5, shrinkage: 5, support: 3 }),
  };
  #viewed = new Sequences(this.#models.also_viewed, most_histories);
  #bought = new Sequences(this.#models.also_bought, most_histories);
  #together = new Together(this.#models.bought_together, most_open_purchases);
  #trending = new Trending();
  #scores = new Float64Array(0);
  #best = new Float64Array(0);

  get product_count(): number {
    return this.#numbering.ids.length;
  }

  learn({ origin_id, product_id, kind, purchase_id, occurred_at_ms }: Interaction): void {
    const product = this.#numbering.number(product_id);
    if (product < 0) return;
    if (kind === 'purchase' && purchase_id !== null) this.#together.append(purchase_id, product);
    const is_new = kind === 'add' || (kind === 'view' ? this.#viewed : this.#bought).append(origin_id, product);
    // Reloading a page does not make a trend; buying the same again does.
    if (is_new || kind === 'purchase') this.#trending.add(product, trending_weights[kind], occurred_at_ms);
  }

  /** Makes what was learned since show in `trending`. */
  refresh(): void {
    this.#trending.refresh();
  }

  /** The products that are pulled strongest by all pulls together, best first, without the excluded ones. */
  related(pulls: readonly Pull[], excluded: ReadonlySet<string>, limit: number): Related[] {
    this.#reserve();
    const touched = new Int32Array(Math.min(this.product_count, pulls.length * row_length * 3));
    const because = new Map<number, { product_id: string; source: PairSource }>();
    let count = 0;
    const pull = (row: PackedRow, { product_id, weight }: Pull, source: PairSource) => {
      for (let at = 0; at < row.numbers.length; at++) {
        const number = row.numbers[at]!;
        const share = row.weights[at]! * weight;
        if (this.#scores[number] === 0) touched[count++] = number;
        this.#scores[number]! += share;
        if (share <= this.#best[number]!) continue;
        this.#best[number] = share;
        because.set(number, { product_id, source });
      }
    };
    for (const each of pulls) {
      const number = this.#numbering.find(each.product_id);
      if (number >= 0) for (const source of each.sources) pull(this.#models[source].row(number), each, source);
    }
    for (const product_id of excluded) this.#exclude(product_id);
    const top = topOf(touched, count, (number) => this.#scores[number]!, limit);
    const related = Array.from(top).filter((number) => this.#scores[number]! > 0).map((number) => ({ product_id: this.#numbering.ids[number]!, score: this.#scores[number]!, source: because.get(number)!.source, because_product_id: because.get(number)!.product_id }));
    for (let at = 0; at < count; at++) this.#scores[touched[at]!] = this.#best[touched[at]!] = 0;
    for (const product_id of excluded) this.#forgive(product_id);
    return related;
  }

  /** What is asked for most of late. */
  trending(now_ms: number, limit: number): { readonly product_id: string; readonly score: number }[] {
    return Array.from(this.#trending.top().subarray(0, limit), (number) => ({ product_id: this.#numbering.ids[number]!, score: this.#trending.score(number, now_ms) }));
  }

  /** The rows of every model as they stand, for comparing two engines. */
  snapshot(): Readonly<Record<PairSource, Snapshot>> & { readonly product_ids: readonly string[] } {
    const { also_viewed, also_bought, bought_together } = this.#models;
    return { product_ids: this.#numbering.ids, also_viewed: also_viewed.snapshot(this.product_count), also_bought: also_bought.snapshot(this.product_count), bought_together: bought_together.snapshot(this.product_count) };
  }

  #exclude(product_id: string): void {
    const number = this.#numbering.find(product_id);
    if (number >= 0) this.#scores[number] = -1;
  }

  #forgive(product_id: string): void {
    const number = this.#numbering.find(product_id);
    if (number >= 0) this.#scores[number] = 0;
  }

  #reserve(): void {
    if (this.#scores.length >= this.product_count) return;
    const room = this.product_count + (this.product_count >> 1);
    [this.#scores, this.#best] = [new Float64Array(room), new Float64Array(room)];
  }
}
