import type { Planning, WordForm } from './query-plan.ts';
import type { SearchSettings } from './settings.ts';
import type { TextIndex } from './text-index.ts';
import type { Token } from './tokenizer.ts';

const SHORTEST_PART = 2;
/** Where words are joined freely, shorter parts are mostly endings that happen to be words. */
const SHORTEST_JOINED = 3;
const SHORTEST_SUFFIX = 4;
const COMPOUNDS = 24;
/** What is left of a compound may be a word the catalogue lacks; then it is only half believed. */
const UNKNOWN_START = .6;
const VOWEL = /[aeiouyäöü]/;

/**
 * Other ways to write a word as a compound or a part of one. Every language: "airconditioner" as "air conditioner".
 * Languages that join words: "Kaffeebeutel" as "Beutel ... Kaffee", and for "Schuhe" what ends in it, "Laufschuhe".
 */
export function compoundForms(token: Token, { index, settings, tokenizer }: Planning): WordForm[] {
  const word = tokenizer.folded(token.surface);
  if (settings.compound_links.length === 0) return splitForms(word, index, settings);
  return [...joinedForms(word, index, settings), ...endingForms(token.term, index, settings)];
}

/** At the best place where titles have both parts side by side. */
function splitForms(word: string, { dictionary, pairs }: TextIndex, settings: SearchSettings): WordForm[] {
  let best: number[] | undefined;
  let bestCount = 0;
  for (let cut = SHORTEST_PART; cut <= word.length - SHORTEST_PART; cut++) {
    const first = dictionary.known(word.slice(0, cut));
    if (first < 0) continue;
    const second = dictionary.known(settings.stem(word.slice(cut)));
    if (second < 0) continue;
    const count = pairs.count(first, second);
    if (count > bestCount) [best, bestCount] = [[first, second], count];
  }
  return best ? [{ terms: best, weight: settings.split_weight }] : [];
}

/** At the place whose rarer part is the most frequent: a chance cut has a rare word in it. */
function joinedForms(word: string, index: TextIndex, settings: SearchSettings): WordForm[] {
  const { dictionary } = index;
  let best: number[] | undefined;
  let bestCount = 0;
  for (let cut = SHORTEST_JOINED; cut <= word.length - SHORTEST_JOINED; cut++) {
    const second = dictionary.known(settings.stem(word.slice(cut)));
    if (second < 0) continue;
    const first = knownStart(word.slice(0, cut), index, settings);
    if (first < 0 || first === second) continue;
    const count = Math.min(dictionary.documentCount(first), dictionary.documentCount(second));
    if (count > bestCount) [best, bestCount] = [[first, second], count];
  }
  return best ? [{ terms: best, weight: settings.split_weight }] : [];
}

function endingForms(term: string, index: TextIndex, settings: SearchSettings): WordForm[] {
  if (term.length < SHORTEST_SUFFIX || /\p{N}/u.test(term)) return [];
  const { dictionary } = index;
  return dictionary.endingWith(term, COMPOUNDS, (start) => start.length >= SHORTEST_JOINED && VOWEL.test(start)).map((compound) => {
    const start = dictionary.terms[compound]!.slice(0, -term.length);
    const isKnown = knownStart(start, index, settings) >= 0;
    return { terms: [compound], weight: settings.compound_weight * (isKnown ? 1 : UNKNOWN_START) };
  });
}

/** The first part of a compound without the letters that join it; -1 when the catalogue lacks it. */
function knownStart(start: string, { dictionary }: TextIndex, settings: SearchSettings): number {
  for (const link of settings.compound_links) {
    if (!start.endsWith(link) || start.length - link.length < SHORTEST_JOINED) continue;
    const bare = start.slice(0, start.length - link.length);
    for (const part of [bare, settings.stem(bare)]) {
      const number = dictionary.known(part);
      if (number >= 0) return number;
    }
  }
  return -1;
}
