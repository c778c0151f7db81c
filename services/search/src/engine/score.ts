import { GrowableInt32 } from './growable.ts';
import type { QueryPlan, WordForm } from './query-plan.ts';
import type { SearchSettings } from './settings.ts';
import { HEAD_BIT, type TextIndex } from './text-index.ts';

const BYTE = 255;
const TITLE_COUNT = 127;
const DESCRIPTION_ONCE = 1 << 8;
/** A longer query names features or one product, not a kind: there the bonus for kinds was measured to do harm. */
const HEAD_WORDS = 2;
/** A word that says what the product is in this share of its documents is trusted to mean the kind. */
const CERTAIN_SHARE = .4;
/** In a mask: the document is wanted whatever words it holds. Above the bits of words. */
export const EXACT_BIT = 1 << 30;

/** Documents that hold a word of the query, with what they score. Valid until the next query. */
export interface Candidates {
  /** The first `count` are documents, in no order. */
  documents: Int32Array;
  count: number;
  /** By document number; 0 for others. */
  scores: Float64Array;
  /** By document number: a bit for each query word that matched. */
  masks: Int32Array;
}

/**
 * Scores by BM25F: of a word, the best of its forms counts,
 *   weight * idf * X / (k1 + X) * (k1 + 1), X = sum over fields of boost * tf / (1 - b + b * length / average),
 * and the sum over words is scaled by the share c of words matched, 1 - coverage + coverage * c^2.
 */
export class Scorer {
  #index: TextIndex;
  #settings: SearchSettings;
  #isDead: Int32Array = new Int32Array(0);
  #scores = new Float64Array(0);
  #best = new Float64Array(0);
  #masks = new Int32Array(0);
  #touched = new GrowableInt32();
  /** For each field the factor of a term count, by field length. */
  #norms = [0, 1, 2, 3].map(() => new Float64Array(BYTE + 1));

  constructor(index: TextIndex, settings: SearchSettings) {
    this.#index = index;
    this.#settings = settings;
  }

  /** Starts a query: scores every document that holds one of its words. `isDead` is by document number, 1 for those to skip. */
  score(plan: QueryPlan, isDead: Int32Array): void {
    this.#reset(isDead);
    plan.words.forEach((word, i) => {
      const isHead = plan.head === i && plan.words.length <= HEAD_WORDS;
      const rarity = word.forms.length > 1 ? this.#rarityOf(word.forms[0]!) : Infinity;
      for (const form of word.forms) this.#addForm(form, 1 << i, word.forms.length > 1, isHead, form.weight < 1 ? rarity : Infinity);
      if (word.forms.length > 1) this.#forgetBest();
    });
    this.#scaleByCoverage(plan.words.length);
  }

  /** Makes a document a candidate of the current query whatever words it holds. */
  include(document: number): void {
    if (this.#masks[document] === 0) this.#touched.push(document);
    this.#masks[document]! |= EXACT_BIT;
  }

  candidates(): Candidates {
    return { documents: this.#touched.values, count: this.#touched.length, scores: this.#scores, masks: this.#masks };
  }

  #reset(isDead: Int32Array): void {
    const size = this.#index.lengths.length;
    if (this.#scores.length < size) {
      const room = size + (size >> 2);
      this.#scores = new Float64Array(room);
      this.#best = new Float64Array(room);
      this.#masks = new Int32Array(room);
    } else for (let i = 0; i < this.#touched.length; i++) {
      const document = this.#touched.values[i]!;
      this.#scores[document] = 0;
      this.#masks[document] = 0;
    }
    this.#touched.length = 0;
    this.#isDead = isDead;
    this.#norms.forEach((norms, field) => {
      const average = this.#index.averageLength(field);
      const b = this.#settings.length_penalties[field]!;
      for (let length = 0; length <= BYTE; length++) norms[length] = this.#settings.boosts[field]! / (1 - b + b * length / average);
    });
  }

  #addForm(form: WordForm, bit: number, hasRivals: boolean, isHead: boolean, rarest: number): void {
    const { postings } = this.#index;
    const [term, ...others] = form.terms;
    if (term === undefined) return;
    const factor = form.weight * Math.min(rarest, this.#idf(form)) * (this.#settings.saturation + 1);
    const certainty = isHead ? Math.min(1, this.#index.headShare(others.at(-1) ?? term) / CERTAIN_SHARE) : 0;
    const headFactor = factor * (1 + this.#settings.head * certainty);
    const typeFactor = factor * (1 + this.#settings.type * certainty);
    if (others.length > 0) {
      const both = others.reduce<Int32Array>((pairs, other) => this.#intersect(pairs, other), this.#postingsOf(term));
      this.#addPairs(both, 0, both.length / 2, factor, headFactor, typeFactor, bit, hasRivals);
    } else postings.visit(term, (pool, start, pairs) => this.#addPairs(pool, start, pairs, factor, headFactor, typeFactor, bit, hasRivals));
  }

  /** How telling the word itself is, or its likeliest correction: a rare synonym must not count for more. */
  #rarityOf(first: WordForm): number {
    return first.terms.length === 1 ? this.#idf(first) : Infinity;
  }

  #idf({ terms }: WordForm): number {
    const { dictionary, live_count } = this.#index;
    const count = Math.min(...terms.map((each) => dictionary.documentCount(each)));
    return Math.log(1 + (live_count - count + .5) / (count + .5));
  }

  #addPairs(pool: Int32Array, start: number, pairs: number, factor: number, headFactor: number, typeFactor: number, bit: number, hasRivals: boolean): void {
    const lengths = this.#index.lengths.values;
    const [scores, best, masks, isDead] = [this.#scores, this.#best, this.#masks, this.#isDead];
    const [title, description, brand, category] = this.#norms as [Float64Array, Float64Array, Float64Array, Float64Array];
    const k1 = this.#settings.saturation;
    for (let at = start, end = start + pairs * 2; at < end; at += 2) {
      const document = pool[at]!;
      if (isDead[document] !== 0) continue;
      const packed = pool[at + 1]!;
      const length = lengths[document]!;
      const x = (packed & TITLE_COUNT) * title[length & BYTE]!
        + ((packed >>> 8) & BYTE) * description[(length >>> 8) & BYTE]!
        + ((packed >>> 16) & BYTE) * brand[(length >>> 16) & BYTE]!
        + ((packed >>> 24) & TITLE_COUNT) * category[length >>> 24]!;
      const score = (packed < 0 ? typeFactor : (packed & HEAD_BIT) === 0 ? factor : headFactor) * x / (k1 + x);
      if (masks[document] === 0) this.#touched.push(document);
      masks[document]! |= bit;
      if (hasRivals) {
        const rival = best[document]!;
        if (score <= rival) continue;
        best[document] = score;
        scores[document]! += score - rival;
      } else scores[document]! += score;
    }
  }

  #postingsOf(term: number): Int32Array {
    const found = new GrowableInt32();
    this.#index.postings.visit(term, (pool, start, pairs) => {
      for (let at = start; at < start + pairs * 2; at++) found.push(pool[at]!);
    });
    return found.values.subarray(0, found.length);
  }

  /** Of pairs (document, packed) those whose document has the term too; a field counts as often as the rarer one is in it. */
  #intersect(pairs: Int32Array, term: number): Int32Array {
    const both = new GrowableInt32();
    let at = 0;
    // Both lists ascend by document.
    this.#index.postings.visit(term, (pool, start, count) => {
      for (let other = start; other < start + count * 2; other += 2) {
        while (at < pairs.length && pairs[at]! < pool[other]!) at += 2;
        if (at >= pairs.length) return;
        if (pairs[at] !== pool[other]) continue;
        const least = leastOfBytes(pairs[at + 1]!, pool[other + 1]!);
        both.push(pairs[at]!);
        // In different fields: no more than a word of the description.
        both.push(least === 0 ? DESCRIPTION_ONCE : least);
      }
    });
    return both.values.subarray(0, both.length);
  }

  #forgetBest(): void {
    for (let i = 0; i < this.#touched.length; i++) this.#best[this.#touched.values[i]!] = 0;
  }

  #scaleByCoverage(wordCount: number): void {
    if (wordCount < 2) return;
    const { coverage } = this.#settings;
    for (let i = 0; i < this.#touched.length; i++) {
      const document = this.#touched.values[i]!;
      let matched = 0;
      for (let mask = this.#masks[document]!; mask !== 0; mask &= mask - 1) matched++;
      const share = matched / wordCount;
      this.#scores[document]! *= 1 - coverage + coverage * share * share;
    }
  }
}

function leastOfBytes(a: number, b: number): number {
  let least = Math.min(a & TITLE_COUNT, b & TITLE_COUNT);
  if (least > 0) least |= (a | b) & HEAD_BIT;
  for (let shift = 8; shift < 32; shift += 8) least |= Math.min((a >>> shift) & BYTE, (b >>> shift) & BYTE) << shift;
  return least;
}

/**
 * The share of neighbouring query words that are neighbours, in this order, in a title. `wordsOf` gives for a term the
 * bits of the query words it is a form of. 0 for a query of one word. The brand that a title begins with and the word
 * behind it are no neighbours: "Acme ink tank" is no more Acme ink than "Acme 7577A ink tank".
 */
export function phraseShare(title: Int32Array, brandLength: number, wordsOf: ReadonlyMap<number, number>, wordCount: number): number {
  if (wordCount < 2) return 0;
  let found = 0;
  let before = 0;
  for (let at = 0; at < title.length; at++) {
    if (at === brandLength) before = 0;
    const words = wordsOf.get(title[at]!) ?? 0;
    found |= before << 1 & words;
    before = words;
  }
  let count = 0;
  for (; found !== 0; found &= found - 1) count++;
  return count / (wordCount - 1);
}

/** For `phraseShare`: which words each term is a form of. A part of a two-term form counts as the word. */
export function wordsByTerm(plan: QueryPlan): Map<number, number> {
  const words = new Map<number, number>();
  plan.words.forEach((word, i) => {
    for (const form of word.forms) for (const term of form.terms) words.set(term, (words.get(term) ?? 0) | (1 << i));
  });
  return words;
}
