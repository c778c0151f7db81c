import { joinedMeasure, unitAfter } from './units.ts';

/** Words longer than this are noise (URLs, base64) and would only fill the dictionary. */
const WORD_LIMIT = 48;
const CACHE_LIMIT = 50_000;
/**
 * Letters and digits, the commas of thousands, since who writes 10,000 means the 10000 that others type, and one decimal
 * point or comma.
 */
const WORD = /(?<![\p{L}\p{N}])\d+[.,]\d{1,2}(?!\d|[.,]\d)[\p{L}\p{M}]*|[\p{L}\p{N}][\p{L}\p{N}\p{M}\u0640\u200c\u200d]*(?:(?<=\d),(?=\d{3}(?!\d))[\p{L}\p{N}\p{M}]+)*/gu;
const DECIMAL = /^\d+[.,]\d{1,2}(?!\d)/;
const NUMBER = /^\d+(?:\.\d+)?$/;
/** How far behind a number its unit is looked for. */
const UNIT_WINDOW = 16;
const UNSPACED_SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar'].map((script) => `\\p{Script=${script}}`).join('') + 'ー';
const UNSPACED = new RegExp(`[${UNSPACED_SCRIPTS}]`, 'u');
/** A run of such a script with its marks, or of others. */
const UNSPACED_RUN = new RegExp(`[${UNSPACED_SCRIPTS}\\p{M}]+|[^${UNSPACED_SCRIPTS}]+`, 'gu');

/** A word of a text: what was written, where, and the term it is indexed under. */
export interface Token {
  start: number;
  end: number;
  /** As written, in lower case. */
  surface: string;
  term: string;
  /** A pair of characters inside a run without spaces, or a number with its unit; it overlaps its neighbours. */
  is_pair: boolean;
  /** From a script that is written without spaces. */
  is_unspaced: boolean;
  /** The unit of the number before it. */
  is_unit?: boolean;
  /** Does not make the text longer. */
  is_extra?: boolean;
  /** Worth no more than a word of the description. */
  is_aside?: boolean;
}

/** The part of the settings that words are brought to terms by. */
export interface WordRules {
  stem(word: string): string;
  fold(word: string): string;
  /** For cutting scripts without spaces. */
  locale: string;
}

/** Cuts text into words and brings them to terms. The same for documents and queries. */
export class Tokenizer {
  #rules: WordRules;
  #terms = new Map<string, string>();
  #segmenter: Intl.Segmenter;

  constructor(rules: WordRules) {
    this.#rules = rules;
    this.#segmenter = new Intl.Segmenter(rules.locale, { granularity: 'word' });
  }

  /** A document's tokens, at most `limit`: words, and the pairs of characters of scripts without spaces. */
  tokens(text: string, limit: number): Token[] {
    return this.#cut(text, limit, true);
  }

  /** A query's words, at most `limit`, without pairs. */
  words(text: string, limit: number): Token[] {
    return this.#cut(text, limit, false);
  }

  #cut(text: string, limit: number, has_pairs: boolean): Token[] {
    const tokens: Token[] = [];
    let unitAt = -1;
    for (const match of text.matchAll(WORD)) {
      if (tokens.length >= limit) break;
      const word = match[0];
      if (match.index === unitAt) continue;
      if (isPossessive(text, match.index, word)) continue;
      if (UNSPACED.test(word)) this.#addUnspaced(tokens, word, match.index, has_pairs);
      else if (isDigit(word.charCodeAt(0))) unitAt = this.#addNumber(tokens, text, word, match.index, has_pairs);
      else this.#add(tokens, word, match.index, false, false);
    }
    if (tokens.length > limit) tokens.length = limit;
    return tokens;
  }

  /** The term of one word; empty when it is not one. */
  term(word: string): string {
    let term = this.#terms.get(word);
    if (term === undefined) {
      term = this.#rules.stem(this.folded(word)).slice(0, WORD_LIMIT);
      if (this.#terms.size >= CACHE_LIMIT) this.#terms.clear();
      this.#terms.set(word, term);
    }
    return term;
  }

  /** The word without case and accents, its ending kept. */
  folded(word: string): string {
    return this.#rules.fold(word);
  }

  #add(tokens: Token[], word: string, start: number, is_pair: boolean, is_unspaced: boolean): void {
    const term = this.term(word);
    if (term === '') return;
    tokens.push({ start, end: start + word.length, surface: word.toLowerCase(), term, is_pair, is_unspaced });
  }

  /**
   * "128 GB" and "128GB" alike: the number, the unit and the two as one, which in a query they stay where they were
   * joined, or it would find every 128 and every GB. Who types the 5 of 1.5 finds it, but as an aside.
   * Returns where a unit stands that was taken along, else -1.
   */
  #addNumber(tokens: Token[], text: string, word: string, start: number, isDocument: boolean): number {
    const folded = this.folded(word);
    const end = start + word.length;
    const joined = joinedMeasure(folded);
    const push = (from: number, to: number, term: string, given: Partial<Token> = {}): void => {
      tokens.push({ start: from, end: to, surface: text.slice(from, to).toLowerCase(), term, is_pair: false, is_unspaced: false, ...given });
    };
    if (isDocument && DECIMAL.test(word)) this.#addParts(tokens, word, start);
    if (joined) {
      push(start, end, joined.number + joined.unit);
      if (!isDocument) return -1;
      const cut = start + word.search(/\p{L}/u);
      push(start, cut, joined.number, { is_pair: true, is_extra: true });
      push(cut, end, joined.unit, { is_pair: true, is_extra: true });
      return -1;
    }
    this.#add(tokens, word, start, false, false);
    const after = NUMBER.test(folded) ? unitAfter(text.slice(end, end + UNIT_WINDOW), this.#rules.fold) : undefined;
    if (!after) return -1;
    const unitStart = end + after.skipped;
    const unitEnd = unitStart + after.length;
    if (isDocument) push(start, unitEnd, folded + after.unit, { is_pair: true, is_extra: true });
    // A quotation mark is no word of the title.
    push(unitStart, unitEnd, after.unit, /\p{L}/u.test(text[unitStart]!) ? { is_unit: true } : { is_unit: true, is_pair: isDocument, is_extra: true });
    return unitStart;
  }

  #addParts(tokens: Token[], word: string, start: number): void {
    for (const { 0: part, index } of word.matchAll(/[^.,]+/g)) {
      const term = this.term(part);
      tokens.push({ start: start + index, end: start + index + part.length, surface: part.toLowerCase(), term, is_pair: true, is_unspaced: false, is_extra: true, is_aside: true });
    }
  }

  /** The words that the segmenter finds, and every pair of characters, because it cuts a query otherwise than a title. */
  #addUnspaced(tokens: Token[], word: string, offset: number, has_pairs: boolean): void {
    for (const run of word.matchAll(UNSPACED_RUN)) {
      const start = offset + run.index;
      if (!UNSPACED.test(run[0])) {
        this.#add(tokens, run[0], start, false, false);
        continue;
      }
      const pairsThatAreWords = new Set<number>();
      for (const { segment, index } of this.#segmenter.segment(run[0])) {
        this.#add(tokens, segment, start + index, false, true);
        if (characterPairs(segment).length === 1) pairsThatAreWords.add(start + index);
      }
      if (!has_pairs) continue;
      let at = start;
      for (const pair of characterPairs(run[0])) {
        if (!pairsThatAreWords.has(at)) this.#add(tokens, pair, at, true, true);
        at += pair.codePointAt(0)! > 0xffff ? 2 : 1;
      }
    }
  }
}

/** Every two neighbouring characters. */
export function characterPairs(word: string): string[] {
  const characters = [...word];
  return characters.slice(1).map((character, i) => characters[i]! + character);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isPossessive(text: string, start: number, word: string): boolean {
  return (word === 's' || word === 'S') && (text[start - 1] === "'" || text[start - 1] === '’');
}
