import { holdsPhrase } from './phrases.ts';
import type { QueryPlan } from './query-plan.ts';
import { EXACT_BIT, type Candidates } from './score.ts';
import type { TextIndex } from './text-index.ts';

/**
 * Keeps the candidates that hold every word the catalogue knows. While fewer than `enough` do, the least informative
 * word (the one in most documents) is no longer asked for, down to the most informative. Moves the kept to the front
 * of `candidates.documents`; returns how many they are and, when a word was given up, which lack one.
 */
export function keepMatching(candidates: Candidates, plan: QueryPlan, index: TextIndex, enough: number): { count: number; isPartial?: (document: number) => boolean } {
  const { documents, masks, count } = candidates;
  // A candidate holds one of the words, so that of one word all do.
  if (plan.words.length === 1 && plan.phrases.length === 0) return { count };
  const known = plan.words.map((word, i) => ({ bit: 1 << i, frequency: frequencyOf(word.forms, index) }))
    .filter((word) => word.frequency > 0)
    .sort((a, b) => b.frequency - a.frequency);
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
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const document = documents[i]!;
    if (!isAccepted(masks[document]!, required)) continue;
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

function matching(perMask: Int32Array, required: number): number {
  let total = 0;
  for (let mask = 0; mask < perMask.length; mask++) if ((mask & required) === required) total += perMask[mask]!;
  return total;
}

function frequencyOf(forms: QueryPlan['words'][number]['forms'], { dictionary }: TextIndex): number {
  return forms.reduce((most, form) => Math.max(most, Math.min(...form.terms.map((term) => dictionary.documentCount(term)))), 0);
}
