import { searchLimits } from '../port.ts';
import { compoundForms } from './compounds.ts';
import { isQuoted, quotedSpans, type QuotedSpan } from './phrases.ts';
import type { SearchSettings } from './settings.ts';
import { correctionsOf } from './spelling.ts';
import type { SynonymTable } from './synonyms.ts';
import type { TextIndex } from './text-index.ts';
import { characterPairs, type Token, type Tokenizer } from './tokenizer.ts';
import { joinedMeasure, type Measure } from './units.ts';

const COMPLETIONS = 16;
/** One letter begins words of nearly every product; to score them all tells nothing and takes milliseconds. */
const COMPLETED_DOCUMENTS = 8000;
const CORRECTIONS = 8;
/** Of words equally near, the one that more products have is likelier meant, but not by much. */
const CORRECTION_FREQUENCY = .1;
const LONGEST_PART = 12;

/** One way to match a query word: a document holds all of `terms`. `weight` is 1 for the word itself. */
export interface WordForm { terms: number[]; weight: number }

export interface PlannedWord { text: string; forms: WordForm[] }

/** What a query text means to this catalogue. A word without forms is unknown and cannot be corrected. */
export interface QueryPlan {
  words: PlannedWord[];
  /** The word that says what is looked for. */
  head: number;
  /** Terms that were asked for in quotation marks; -1 for one the catalogue lacks. */
  phrases: number[][];
  corrected_text?: string;
}

export interface Planning { index: TextIndex; settings: SearchSettings; synonyms: SynonymTable; isVerbatim: boolean; tokenizer: Tokenizer }

/** Query text cut to what the engine is willing to work on, never within a character. */
export function boundedText(text: string): string {
  return text.length <= searchLimits.text_characters ? text : text.slice(0, searchLimits.text_characters).toWellFormed().replace(/\ufffd$/, '');
}

/** Finds the forms of each word of a bounded text. */
export function planQuery(text: string, isTyping: boolean, planning: Planning): QueryPlan {
  const tokens = queryTokens(text, planning);
  const spans = quotedSpans(text);
  const words = tokens.map((token) => ({ text: token.term, forms: isQuoted(token, spans) ? exactForms(token, planning) : knownForms(token, planning) }));
  addGlued(tokens, words, planning);
  addSynonyms(tokens, words, planning);
  let corrected = '';
  let copied = 0;
  words.forEach((word, i) => {
    const token = tokens[i]!;
    if (isTyping && i === words.length - 1 && token.end === text.length) addCompletions(token, word, planning);
    if (word.forms.length > 0 || planning.isVerbatim || isQuoted(token, spans)) return;
    const best = correct(token, word, planning);
    if (best === undefined) return;
    corrected += text.slice(copied, token.start) + best;
    copied = token.end;
  });
  const head = headWord(words, planning.index);
  const phrases = phrasesOf(tokens, spans, planning.index);
  return copied === 0 ? { words, head, phrases } : { words, head, phrases, corrected_text: (corrected + text.slice(copied)).trimEnd() };
}

/** The word that most often says what a product is. */
function headWord(words: readonly PlannedWord[], index: TextIndex): number {
  const shares = words.map(({ forms }) => Math.max(0, ...forms.map(({ terms, weight }) => index.headShare(terms.at(-1)!) * weight)));
  return shares.indexOf(Math.max(...shares));
}

/** The text's words; unknown words of scripts without spaces as their pairs; stop words only when there is nothing else. */
function queryTokens(text: string, { tokenizer, index, settings }: Planning): Token[] {
  const tokens = withMeasures(tokenizer.words(text, searchLimits.text_words)).flatMap((token) => {
    if (!token.is_unspaced || index.dictionary.known(token.term) >= 0) return [token];
    const parts = knownParts(token.term, index);
    if (parts) return parts.map((part) => ({ ...token, term: part, surface: part }));
    const pairs = characterPairs(token.term);
    // Half of an unknown word is no word: ガラス is not カラス.
    if (pairs.length < 2 || pairs.some((pair) => index.dictionary.known(pair) < 0)) return [token];
    return pairs.map((pair) => ({ ...token, term: pair, surface: pair, is_pair: true }));
  }).slice(0, searchLimits.text_words);
  const spans = quotedSpans(text);
  const telling = tokens.filter((token) => !settings.stop_words.includes(tokenizer.folded(token.surface)) || isQuoted(token, spans));
  return telling.length > 0 ? telling : tokens;
}

/** A word without spaces cut into words the catalogue has, the longest first from the left; undefined when something is left over. */
function knownParts(word: string, { dictionary }: TextIndex): string[] | undefined {
  const parts: string[] = [];
  for (let at = 0; at < word.length;) {
    let end = Math.min(word.length, at + LONGEST_PART);
    while (end - at > 1 && dictionary.known(word.slice(at, end)) < 0) end--;
    if (end - at < 2) return undefined;
    parts.push(word.slice(at, end));
    at = end;
  }
  return parts.length > 1 ? parts : undefined;
}

function exactForms(token: Token, { index }: Planning): WordForm[] {
  const term = index.dictionary.known(token.term);
  return term < 0 ? [] : [{ terms: [term], weight: 1 }];
}

function phrasesOf(tokens: readonly Token[], spans: readonly QuotedSpan[], { dictionary }: TextIndex): number[][] {
  return spans.map((span) => tokens.filter((token) => isQuoted(token, [span])).map((token) => dictionary.known(token.term))).filter((phrase) => phrase.length > 0);
}

function knownForms(token: Token, planning: Planning): WordForm[] {
  const { index, settings } = planning;
  const { dictionary } = index;
  const term = dictionary.known(token.term);
  const forms: WordForm[] = term >= 0 ? [{ terms: [term], weight: 1 }] : [];
  const measure = joinedMeasure(token.term);
  if (measure) forms.push(...measureForms(measure, index, settings));
  else if (token.is_unspaced) forms.push(...characterForms(token.term, planning));
  else forms.push(...compoundForms(token, planning));
  return forms;
}

/** One character of a script without spaces is seldom a word of its own in a title: words that begin or end with it. */
function characterForms(term: string, { index: { dictionary }, settings }: Planning): WordForm[] {
  if ([...term].length !== 1) return [];
  const around = new Set([...dictionary.startingWith(term, COMPLETIONS), ...dictionary.endingWith(term, COMPLETIONS, () => true)]);
  return [...around].filter((other) => dictionary.terms[other] !== term).map((other) => ({ terms: [other], weight: settings.compound_weight }));
}

function measureForms({ number, unit }: Measure, { dictionary }: TextIndex, settings: SearchSettings): WordForm[] {
  const terms = [dictionary.known(number), dictionary.known(unit)];
  return terms.every((term) => term >= 0) ? [{ terms, weight: settings.split_weight }] : [];
}

/** "5 ft" is one word like "5ft": half of it says nothing. The tokenizer has brought the unit to its one name. */
function withMeasures(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    if (before && token.is_unit) joined[joined.length - 1] = { ...before, end: token.end, surface: before.surface + token.surface, term: before.term + token.term };
    else joined.push(token);
  }
  return joined;
}

/** "head set" also as "headset": the one word then matches both. */
function addGlued(tokens: Token[], words: PlannedWord[], { index, tokenizer }: Planning): void {
  for (let i = 0; i + 1 < tokens.length; i++) {
    const [first, second] = [tokens[i]!, tokens[i + 1]!];
    if (first.is_unspaced || second.is_unspaced) continue;
    const glued = index.dictionary.known(tokenizer.term(first.surface + second.surface));
    if (glued < 0) continue;
    words[i]!.forms.push({ terms: [glued], weight: 1 });
    words[i + 1]!.forms.push({ terms: [glued], weight: 1 });
  }
}

function addSynonyms(tokens: readonly Token[], words: PlannedWord[], { index, settings, synonyms }: Planning): void {
  for (const { start, end, terms } of synonyms.replacements(tokens)) {
    const known = terms.map((term) => index.dictionary.known(term));
    if (known.some((term) => term < 0)) continue;
    for (let i = start; i < end; i++) words[i]!.forms.push({ terms: known, weight: settings.synonym_weight });
  }
}

function addCompletions(token: Token, word: PlannedWord, { index, settings, tokenizer }: Planning): void {
  const prefix = tokenizer.folded(token.surface);
  let documents = 0;
  for (const term of index.dictionary.startingWith(prefix, COMPLETIONS)) {
    documents += index.dictionary.documentCount(term);
    if (documents > COMPLETED_DOCUMENTS && word.forms.length > 0) break;
    if (word.forms.some((form) => form.terms.length === 1 && form.terms[0] === term)) continue;
    word.forms.push({ terms: [term], weight: settings.prefix_weight });
  }
}

/** Gives the word the forms of its likeliest corrections, and returns the best as the catalogue writes it. */
function correct(token: Token, word: PlannedWord, { index }: Planning): string | undefined {
  if (token.is_unspaced) return undefined;
  const corrections = correctionsOf(index.dictionary, token.term, CORRECTIONS);
  const most = index.dictionary.documentCount(corrections[0]?.term ?? 0);
  for (const { term, distance } of corrections) word.forms.push({ terms: [term], weight: (1 - distance / token.term.length) * (index.dictionary.documentCount(term) / most) ** CORRECTION_FREQUENCY });
  return corrections[0] && index.dictionary.surface(corrections[0].term);
}
