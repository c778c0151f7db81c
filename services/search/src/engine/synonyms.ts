import { searchLimits, type Synonym } from '../port.ts';
import type { Token, Tokenizer } from './tokenizer.ts';

const WORDS = 6;
const ALTERNATIVES = 20;

const oneWay = (from: string, ...to: string[]): Synonym => ({ from, to, is_two_way: false });
const twoWay = (from: string, ...to: string[]): Synonym => ({ from, to, is_two_way: true });

/** A start for English shops. What operators keep comes on top. */
export const englishSynonyms: readonly Synonym[] = [
  twoWay('tv', 'television'), twoWay('laptop', 'notebook'), twoWay('fridge', 'refrigerator'),
  oneWay('cellphone', 'smartphone'), oneWay('mobile', 'smartphone'), oneWay('phone', 'smartphone'),
  oneWay('earphone', 'headphone'), oneWay('earbud', 'headphone'), oneWay('headphone', 'headset'),
  oneWay('screen', 'monitor'), oneWay('display', 'monitor'), twoWay('couch', 'sofa'), twoWay('sneaker', 'trainer'),
  twoWay('vacuum', 'hoover'), oneWay('ps4', 'playstation 4'), oneWay('ps5', 'playstation 5'), oneWay('pc', 'computer'),
  oneWay('ssd', 'solid state'), oneWay('hdd', 'hard drive'), twoWay('jumper', 'sweater'), oneWay('pants', 'trousers'),
];

/** What a part of a query may be replaced by: tokens `start` to `end` (excluded) by all of the terms of one alternative. */
export interface Replacement { start: number; end: number; terms: readonly string[] }

/** Synonyms by the first term of what they replace. Several words on either side are terms in a row. */
export class SynonymTable {
  #rules = new Map<string, { from: string[]; to: string[] }[]>();

  constructor(synonyms: readonly Synonym[], tokenizer: Tokenizer) {
    for (const { from, to, is_two_way } of synonyms.slice(0, searchLimits.synonyms)) {
      const terms = termsOf(from, tokenizer);
      for (const other of to.slice(0, ALTERNATIVES)) {
        const others = termsOf(other, tokenizer);
        this.#add(terms, others);
        if (is_two_way) this.#add(others, terms);
      }
    }
  }

  /** The replacements that apply to a query. */
  replacements(tokens: readonly Token[]): Replacement[] {
    return tokens.flatMap(({ term }, start) => (this.#rules.get(term) ?? []).flatMap(({ from, to }) => {
      const isHere = from.every((each, i) => tokens[start + i]?.term === each);
      return isHere ? [{ start, end: start + from.length, terms: to }] : [];
    }));
  }

  #add(from: string[], to: string[]): void {
    const [first] = from;
    if (first === undefined || to.length === 0 || from.join(' ') === to.join(' ')) return;
    const rules = this.#rules.get(first);
    if (rules) rules.push({ from, to });
    else this.#rules.set(first, [{ from, to }]);
  }
}

function termsOf(text: string, tokenizer: Tokenizer): string[] {
  return tokenizer.words(text.slice(0, searchLimits.text_characters), WORDS).map((token) => token.term);
}
