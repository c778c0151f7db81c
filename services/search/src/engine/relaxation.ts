import { holdsPhrase } from './phrases.ts';
import type { QueryPlan } from './query-plan.ts';
import { EXACT_BIT, type Candidates } from './score.ts';
import type { TextIndex } from './text-index.ts';

/** Of what lacks a word so few are no choice. */
const FEW = 3;
/** What a word counts that never says what a product is. */
const LEAST_SALIENCE = .2;
/** Numbers are what they are: of "2 person tent" the 2 is given up after the person. */
const NUMBER_SALIENCE = .5;
const DIGIT = /\p{N}/u;

/**
 * Keeps the candidates that hold every word the catalogue knows. While fewer than `enough` do, the least salient word
 * is no longer asked for, down to the most salient: of "red dress" the dress. Where none holds them all, what lacks but
 * one of three or more is kept whichever it is, and where that is next to nothing, any word will do. Moves the kept to
 * the front of `candidates.documents`; returns how many they are and, when a word was given up, which lack one.
 */
export function keepMatching(candidates: Candidates, plan: QueryPlan, index: TextIndex, enough: number): { count: number; isPartial?: (document: number) => boolean } {
  const { documents, masks, count } = candidates;
  // A candidate holds one of the words, so that of one word all do.
  if (plan.words.length === 1 && plan.phrases.length === 0) return { count };
  const known = plan.words.map((word, i) => ({ bit: 1 << i, salience: salienceOf(word.forms, index) }))
    .filter((word) => word.salience > 0)
    .sort((a, b) => a.salience - b.salience);
  const perMask = new Int32Array(1 << plan.words.length);
  let wanted = 0;
  for (let i = 0; i < count; i++) {
    const mask = masks[documents[i]!]!;
    if ((mask & EXACT_BIT) !== 0) wanted++;
    else perMask[mask]!++;
  }
  const every = known.reduce((bits, word) => bits | word.bit, 0);
  let required = every;
  for (const word of known.slice(0, -1)) {
    if (wanted + matching(perMask, required) >= enough) break;
    required &= ~word.bit;
  }
  const has_full = wanted + matching(perMask, every) > 0;
  if (required !== every && !has_full && matching(perMask, required) < FEW) required = 0;
  const isAnyOther = required !== every && !has_full && known.length > 2;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const document = documents[i]!;
    if (!isAccepted(masks[document]!, required) && !(isAnyOther && lacksOne(masks[document]!, every))) continue;
    // Swapped, not overwritten: the scorer clears its columns by this list.
    documents[i] = documents[kept]!;
    documents[kept++] = document;
  }
  const phrased = keepPhrases(documents, kept, plan, index);
  // Nowhere side by side in a title: better the words apart than nothing.
  if (phrased === 0 && kept > 0 && plan.phrases.length > 0) return { count: kept, isPartial: () => true };
  kept = phrased;
  return required === every ? { count: kept } : { count: kept, isPartial: (document) => !isAccepted(masks[document]!, every) };
}

/** Moves documents whose title holds every phrase to the front, and returns how many they are. */
function keepPhrases(documents: Int32Array, count: number, { phrases }: QueryPlan, index: TextIndex): number {
  if (phrases.length === 0) return count;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const document = documents[i]!;
    if (!phrases.every((phrase) => holdsPhrase(index.title(document), phrase))) continue;
    documents[i] = documents[kept]!;
    documents[kept++] = document;
  }
  return kept;
}

function isAccepted(mask: number, required: number): boolean {
  return (mask & required) === required || (mask & EXACT_BIT) !== 0;
}

function lacksOne(mask: number, every: number): boolean {
  const lacking = every & ~mask;
  return (lacking & (lacking - 1)) === 0;
}

function matching(perMask: Int32Array, required: number): number {
  let total = 0;
  for (let mask = 0; mask < perMask.length; mask++) if ((mask & required) === required) total += perMask[mask]!;
  return total;
}

/** How telling a word is, by how rare it is and how often it says what a product is; 0 when the catalogue lacks it. */
function salienceOf(forms: QueryPlan['words'][number]['forms'], index: TextIndex): number {
  const { dictionary, live_count } = index;
  return forms.reduce((most, { terms, weight }) => {
    const count = Math.min(...terms.map((term) => dictionary.documentCount(term)));
    return count === 0 ? most : Math.max(most, weight * Math.log(1 + live_count / count) * (DIGIT.test(dictionary.terms[terms[0]!]!) ? NUMBER_SALIENCE : LEAST_SALIENCE + index.headShare(terms.at(-1)!)));
  }, 0);
}
