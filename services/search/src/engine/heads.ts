import type { SearchDocument } from '../port.ts';
import type { Token, Tokenizer } from './tokenizer.ts';

/** Where a language puts the word that says what a thing is: "notebook case" last, "housse de notebook" first. */
export type HeadPosition = 'first' | 'last';

/** The part of the settings that heads are found by. */
export interface HeadRules {
  head_position: HeadPosition;
  fold(word: string): string;
  /** Never a head. */
  stop_words: readonly string[];
  /** What follows one of these in a title are features: "with", "to". */
  feature_words: readonly string[];
}

const DIGIT = /\p{N}/u;
/** Between two words: a new part of the title begins. */
const BREAK = /[()[\]{}|:;•–—"“”]|\s-\s/u;
/** After these a title lists features, and a word among them is not what the product is. */
const LIST = /[,;]/u;
const NUMBER = /^\p{N}[\p{N}.,/]*["'”″]?$/u;
/** "43.2 cm": a short word after a mere number is its unit. */
const LONGEST_UNIT = 3;
/** An attribute that holds what the product is. */
export const TYPE_CODE = /^product[ _-]?type$/i;
const TYPE_WORDS = 20;
const KEPT_VALUES = 20_000;
const partsByValue = new Map<string, readonly string[]>();
const LONGEST_VALUE = 60;

/**
 * Values of a document's own attributes that its title repeats ("Black", "USB Type-A"), in lower case: those words
 * describe the product and do not name it.
 */
export function repeatedValues({ title, attributes }: SearchDocument): string[] {
  const lower = title.toLowerCase();
  const found = new Set<string>();
  for (const [code, value] of Object.entries(attributes)) {
    if (TYPE_CODE.test(code) || typeof value !== 'string' || value.length < 2 || value.length > LONGEST_VALUE) continue;
    for (const part of partsOf(value)) if (lower.includes(part)) found.add(part);
  }
  return [...found].sort();
}

/**
 * Which tokens of a title may say what the product is: in each part between numbers and punctuation the last word (or
 * first, by language) that is neither brand nor a value of an attribute. "Acme TV cart 20 kg" is a cart, no TV.
 * Parts after a comma, once something was found, are lists of features. Cheap and fallible: who reads the marks has to
 * ask how often the word is marked over the whole catalogue.
 */
export function headTokens(document: SearchDocument, tokens: readonly Token[], { head_position, stop_words, feature_words, fold }: HeadRules): Set<Token> {
  const { title } = document;
  const covered = coveredCharacters(title, repeatedValues(document));
  const brand = new Set(document.brand.toLowerCase().split(/\s+/));
  const heads = new Set<Token>();
  let part: Token[] = [];
  let isAfterBrand = false;
  const close = (): void => {
    const head = head_position === 'last' ? part.at(-1) : part[0];
    if (head) heads.add(head);
    part = [];
  };
  let end = 0;
  let chunkBefore = '';
  for (const token of tokens) {
    if (token.is_pair) continue;
    const between = title.slice(end, token.start);
    end = token.end;
    if (BREAK.test(between) || LIST.test(between)) close();
    if (heads.size > 0 && LIST.test(between)) break;
    const chunk = chunkAround(title, token);
    const isUnit = NUMBER.test(chunkBefore) && token.surface.length <= LONGEST_UNIT;
    chunkBefore = chunk;
    // A brand leads a title. Further on its words are words: "Case Logic camera case".
    isAfterBrand ||= !brand.has(token.surface);
    const folded = fold(token.surface);
    if (DIGIT.test(chunk)) close();
    else if (feature_words.includes(folded)) {
      close();
      if (heads.size > 0) break;
    } else if (!isUnit && token.surface.length > 1 && isAfterBrand && !covered[token.start] && !stop_words.includes(folded)) part.push(token);
  }
  close();
  return heads;
}

/** "Black, Gray" are two values. Kept, because a catalogue repeats few values in all its products. */
function partsOf(value: string): readonly string[] {
  let parts = partsByValue.get(value);
  if (!parts) {
    if (partsByValue.size >= KEPT_VALUES) partsByValue.clear();
    parts = value.toLowerCase().split(/[,;/]/).map((part) => part.trim()).filter((part) => part.length > 1);
    partsByValue.set(value, parts);
  }
  return parts;
}

/** The words that stand for the product's type by other evidence than its title: its category, an attribute for it. */
export function typeTokens({ category_path, attributes }: SearchDocument, tokenizer: Tokenizer, { head_position }: HeadRules): Set<Token> {
  const names = Object.entries(attributes).flatMap(([code, value]) => TYPE_CODE.test(code) && typeof value === 'string' ? [value.slice(0, LONGEST_VALUE)] : []);
  const leaf = category_path.at(-1);
  if (leaf) names.push(leaf.name);
  const found = new Set<Token>();
  for (const name of names) {
    const tokens = tokenizer.words(name, TYPE_WORDS);
    const head = head_position === 'last' ? tokens.at(-1) : tokens[0];
    if (head) found.add(head);
  }
  return found;
}

/** The token with what is joined to it by anything but a space: "LC-20SD4E" is one model number, not a word and a number. */
function chunkAround(title: string, { start, end, is_unspaced, surface }: Token): string {
  if (is_unspaced) return surface;
  let [from, to] = [start, end];
  while (from > 0 && !/[\s,(]/.test(title[from - 1]!)) from--;
  while (to < title.length && !/[\s,)]/.test(title[to]!)) to++;
  return title.slice(from, to);
}

function coveredCharacters(title: string, values: readonly string[]): Uint8Array {
  const covered = new Uint8Array(title.length);
  const lower = title.toLowerCase();
  // Lower case is longer than the original in a few scripts; then positions would lie.
  if (lower.length !== title.length) return covered;
  for (const value of values) {
    for (let at = lower.indexOf(value); at >= 0; at = lower.indexOf(value, at + value.length)) covered.fill(1, at, at + value.length);
  }
  return covered;
}
