import { searchLimits, type Synonym } from '../port.ts';
import { clean, identifierKey } from './source.ts';

/** What the standard tokenizer takes for a word: letters and digits, and marks that stand between two of a kind. */
const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_]|(?<=\p{N})[.,](?=\p{N})|(?<=\p{L})['’.](?=\p{L}))*/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const ACCENTS = /[\u0300-\u036f]/g;
const shortest_identifier = 3;
const shortest_identifier_word = 5;

/** A word of a query. */
export interface QueryWord {
  text: string;
  /** Offsets in the query text. */
  start: number;
  end: number;
  /** Texts that do as well, by synonyms and as other corrections. */
  alternatives: string[];
  /** The last one, while the buyer is still typing it. */
  is_unfinished: boolean;
}

/** Query text cut to what is worked on, never within a character. */
export function boundedText(text: string): string {
  return clean(text.slice(0, searchLimits.text_characters)).replace(/\ufffd$/, '').trimStart();
}

export function wordsOf(text: string, isTyping: boolean): QueryWord[] {
  const words = [...text.matchAll(WORD)].slice(0, searchLimits.text_words)
    .map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length, alternatives: [], is_unfinished: false }));
  const last = words.at(-1);
  return words.map((word) => ({ ...word, is_unfinished: isTyping && word === last && word.end === text.length }));
}

export function isUnspaced(word: string): boolean {
  return UNSPACED.test(word);
}

/** Keys that an identifier could have: of the whole text, and of words long enough that hold a digit. */
export function identifierKeys(text: string): string[] {
  const whole = identifierKey(text);
  const words = text.split(/\s+/).map(identifierKey).filter((key) => key.length >= shortest_identifier_word && /\d/.test(key));
  return [...new Set([...whole.length >= shortest_identifier ? [whole] : [], ...words])];
}

/** In lower case and without accents; two words are taken for the same when this is. */
export function folded(word: string): string {
  return word.normalize('NFKD').toLowerCase().replace(ACCENTS, '').normalize('NFC');
}

/** Synonyms by the first word of what they stand for. */
export type SynonymTable = ReadonlyMap<string, readonly SynonymRule[]>;

interface SynonymRule { readonly from: readonly string[]; readonly to: readonly string[] }

export function synonymTable(synonyms: readonly Synonym[]): SynonymTable {
  const rules = synonyms.slice(0, searchLimits.synonyms).flatMap(({ from, to, is_two_way }) => [rule(from, to), ...is_two_way ? to.map((word) => rule(word, [from])) : []]);
  return Map.groupBy(rules.filter(({ from }) => from.length > 0), ({ from }) => from[0] ?? '');
}

function rule(from: string, to: readonly string[]): SynonymRule {
  return { from: wordsOf(from, false).map(({ text }) => singular(text)), to: to.map(clean) };
}

/** Where one or several of the words have synonyms. `end` is excluded. */
export interface Replacement { start: number; end: number; to: readonly string[] }

export function replacementsOf(words: readonly QueryWord[], table: SynonymTable): Replacement[] {
  const keys = words.map(({ text }) => singular(text));
  return keys.flatMap((key, start) => (table.get(key) ?? [])
    .filter(({ from }) => from.every((word, i) => keys[start + i] === word))
    .map(({ from, to }) => ({ start, end: start + from.length, to })));
}

/** Operators write "sneaker", buyers type "sneakers". */
function singular(word: string): string {
  const key = folded(word);
  return key.length > 3 && key.endsWith('s') && !key.endsWith('ss') ? key.slice(0, -1) : key;
}
