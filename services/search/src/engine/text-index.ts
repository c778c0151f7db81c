import { optionText } from '../attribute-pairs.ts';
import { Dictionary } from './dictionary.ts';
import { GrowableInt32 } from './growable.ts';
import { headTokens, typeTokens, type HeadRules } from './heads.ts';
import type { SearchDocument } from '../port.ts';
import { Postings } from './postings.ts';
import type { SnapshotReader, SnapshotWriter } from './snapshot.ts';
import type { Token, Tokenizer } from './tokenizer.ts';
import { WordPairs } from './word-pairs.ts';

const FIELD_COUNT = 4;
const BYTE = 255;
/** In the title's byte of a posting: the term may say what the product is. The other bits count. */
export const HEAD_BIT = 128;
/** In the category's byte of a posting: the category or an attribute says that it is. */
export const TYPE_BIT = 1 << 31;
/** The title's and the category's bytes count no further. */
const MARKED_COUNT = 127;
const TITLE_TOKENS = 200;
const DESCRIPTION_TOKENS = 1000;
const OPTION_TOKENS = 300;

/** The part of the settings that decides how a document is indexed. */
export interface IndexRules extends HeadRules { purpose_words: readonly string[] }

/** Variable-length lists of numbers, one a document, behind each other in one array. */
class NumberLists {
  #starts = new GrowableInt32();
  #values = new GrowableInt32();

  push(list: ArrayLike<number>): void {
    this.#starts.push(this.#values.length);
    for (let i = 0; i < list.length; i++) this.#values.push(list[i]!);
  }

  save(writer: SnapshotWriter, name: string): void {
    writer.ints(`${name}.starts`, this.#starts);
    writer.ints(`${name}.values`, this.#values);
  }

  static load(reader: SnapshotReader, name: string): NumberLists {
    const lists = new NumberLists();
    lists.#starts = reader.ints(`${name}.starts`);
    lists.#values = reader.ints(`${name}.values`);
    return lists;
  }

  list(index: number): Int32Array {
    const end = index + 1 < this.#starts.length ? this.#starts.values[index + 1]! : this.#values.length;
    return this.#values.values.subarray(this.#starts.values[index]!, end);
  }
}

/**
 * The inverted index over the text of documents, which are numbers counted up from 0. A removed document keeps its
 * postings; its share in document counts, average lengths and pairs goes at once, so that ranking never sees it.
 */
export class TextIndex {
  dictionary = new Dictionary();
  postings = new Postings();
  pairs = new WordPairs();
  /** Per document the length of each field, a byte each, 255 at most. */
  lengths = new GrowableInt32();
  /** How many words of its title are the brand that it begins with. */
  brand_lengths = new GrowableInt32();
  live_count = 0;
  #length_sums = new Float64Array(FIELD_COUNT);
  /** The title's terms in order, and every term of the document. */
  #titles = new NumberLists();
  #terms = new NumberLists();
  /** The terms that may say what the document is. */
  #heads = new NumberLists();
  /** By term, in how many documents it does. */
  #head_counts = new GrowableInt32();
  #packed = new GrowableInt32();

  /** Appends a document's text; its number is the count of documents added before. */
  add(document: SearchDocument, tokenizer: Tokenizer, rules: IndexRules): void {
    const number = this.lengths.length;
    const title = tokenizer.tokens(document.title, TITLE_TOKENS);
    const named = nameLength(title, rules.purpose_words, tokenizer);
    const fields = [
      title.slice(0, named).filter((token) => !token.is_aside),
      [...title.filter((token, i) => i >= named || token.is_aside), ...tokenizer.tokens(document.description, DESCRIPTION_TOKENS), ...optionTokens(document, tokenizer)],
      tokenizer.tokens(document.brand, TITLE_TOKENS),
      tokenizer.tokens(document.category_path.map((step) => step.name).join(' '), TITLE_TOKENS),
    ];
    const terms: number[] = [];
    fields.forEach((tokens, field) => this.#countTerms(tokens, field, terms));
    const heads = this.#markHeads(document, fields[0]!, tokenizer, rules);
    for (const term of terms) {
      this.postings.append(term, number, this.#packed.values[term]!);
      this.#packed.values[term] = 0;
    }
    const words = title.filter(isWord);
    const titleTerms = words.map((token) => this.dictionary.intern(token.term, token.surface));
    this.#append(titleTerms, commonStart(words, fields[2]!.filter(isWord)), terms, heads, packLengths(fields.map(lengthOf)));
  }

  save(writer: SnapshotWriter): void {
    this.dictionary.save(writer);
    this.postings.save(writer);
    this.pairs.save(writer);
    writer.ints('text.lengths', this.lengths);
    writer.ints('text.brand_lengths', this.brand_lengths);
    writer.ints('text.head_counts', this.#head_counts);
    writer.json('text.sums', [this.live_count, ...this.#length_sums]);
    this.#titles.save(writer, 'text.titles');
    this.#terms.save(writer, 'text.terms');
    this.#heads.save(writer, 'text.heads');
  }

  static load(reader: SnapshotReader): TextIndex {
    const index = new TextIndex();
    index.dictionary = Dictionary.load(reader);
    index.postings = Postings.load(reader);
    index.pairs = WordPairs.load(reader);
    index.lengths = reader.ints('text.lengths');
    index.brand_lengths = reader.ints('text.brand_lengths');
    index.#head_counts = reader.ints('text.head_counts');
    const [live_count = 0, ...sums] = reader.json<number[]>('text.sums');
    index.live_count = live_count;
    index.#length_sums = Float64Array.from(sums);
    index.#titles = NumberLists.load(reader, 'text.titles');
    index.#terms = NumberLists.load(reader, 'text.terms');
    index.#heads = NumberLists.load(reader, 'text.heads');
    return index;
  }

  remove(number: number): void {
    this.#account(number, -1);
  }

  /** The terms of the title in order, without overlapping pairs of characters. */
  title(number: number): Int32Array {
    return this.#titles.list(number);
  }

  /** The mean length of a field over live documents, at least 1. */
  averageLength(field: number): number {
    return Math.max(1, this.#length_sums[field]! / Math.max(1, this.live_count));
  }

  /** The same index without the documents that `isDead` names and without their words; numbers close up. */
  compacted(isDead: (number: number) => boolean): TextIndex {
    const compact = new TextIndex();
    const documents = renumber(this.lengths.length, isDead);
    const terms = renumber(this.dictionary.terms.length, (term) => this.dictionary.documentCount(term) === 0);
    for (let term = 0; term < terms.length; term++) {
      const target = terms[term]!;
      if (target < 0) continue;
      compact.dictionary.intern(this.dictionary.terms[term]!, this.dictionary.surface(term));
      this.postings.visit(term, (pool, start, pairs) => {
        for (let at = start; at < start + pairs * 2; at += 2) {
          const document = documents[pool[at]!]!;
          if (document >= 0) compact.postings.append(target, document, pool[at + 1]!);
        }
      });
    }
    const moved = (list: Int32Array): Int32Array => list.map((term) => terms[term]!);
    for (let number = 0; number < documents.length; number++) {
      if (documents[number]! < 0) continue;
      compact.#append(moved(this.title(number)), this.brand_lengths.values[number]!, moved(this.#terms.list(number)), moved(this.#heads.list(number)), this.lengths.values[number]!);
    }
    return compact;
  }

  #append(title: ArrayLike<number>, brandLength: number, terms: ArrayLike<number>, heads: ArrayLike<number>, lengths: number): void {
    const number = this.lengths.push(lengths);
    this.brand_lengths.push(brandLength);
    this.#heads.push(heads);
    this.#titles.push(title);
    this.#terms.push(terms);
    this.#account(number, 1);
  }

  #account(number: number, change: 1 | -1): void {
    this.live_count += change;
    const lengths = this.lengths.values[number]!;
    for (let field = 0; field < FIELD_COUNT; field++) this.#length_sums[field]! += change * ((lengths >>> (field * 8)) & BYTE);
    for (const term of this.#terms.list(number)) this.dictionary.document_counts.values[term]! += change;
    for (const term of this.#heads.list(number)) this.#head_counts.add(term, change);
    const title = this.#titles.list(number);
    for (let i = 1; i < title.length; i++) this.pairs.add(title[i - 1]!, title[i]!, change);
  }

  /** Sets the bit of the words that name the product, in its title or in its category, and returns their terms. */
  #markHeads(document: SearchDocument, title: Token[], tokenizer: Tokenizer, rules: IndexRules): number[] {
    const heads = new Set<number>();
    for (const token of headTokens(document, title, rules)) heads.add(this.dictionary.intern(token.term, token.surface));
    for (const head of heads) this.#packed.values[head]! |= HEAD_BIT;
    for (const token of typeTokens(document, tokenizer, rules)) {
      const term = this.dictionary.find(token.term);
      // A type that the text does not name has no posting to mark.
      if (term < 0 || this.#packed.values[term] === 0) continue;
      this.#packed.values[term]! |= TYPE_BIT;
      heads.add(term);
    }
    return [...heads];
  }

  /** The share of the documents with the term in which it may say what they are. */
  headShare(term: number): number {
    return term < this.#head_counts.length ? this.#head_counts.values[term]! / Math.max(1, this.dictionary.documentCount(term)) : 0;
  }

  #countTerms(tokens: Token[], field: number, terms: number[]): void {
    const shift = field * 8;
    for (const token of tokens) {
      const term = this.dictionary.intern(token.term, token.surface);
      this.#packed.reserve(term + 1);
      const packed = this.#packed.values[term]!;
      if (packed === 0) terms.push(term);
      if (((packed >>> shift) & BYTE) < (field === 0 || field === 3 ? MARKED_COUNT : BYTE)) this.#packed.values[term] = packed + (1 << shift);
    }
  }
}

/** The tokens of a title before the word that leads to what the product is for; all when there is none. */
function nameLength(title: readonly Token[], purposeWords: readonly string[], tokenizer: Tokenizer): number {
  const at = title.findIndex((token) => purposeWords.includes(tokenizer.folded(token.surface)));
  return at < 1 ? title.length : at;
}

function isWord({ is_pair }: Token): boolean {
  return !is_pair;
}

/** Of ten colors and sizes none makes a description longer: a product that comes in one would else be found before it. */
function optionTokens(document: SearchDocument, tokenizer: Tokenizer): Token[] {
  return tokenizer.tokens(optionText(document), OPTION_TOKENS).map((token) => ({ ...token, is_extra: true }));
}

/** How many words of the title, from its first, are those of the brand. */
function commonStart(title: readonly Token[], brand: readonly Token[]): number {
  const at = title.findIndex(({ term }, i) => term !== brand[i]?.term);
  return at < 0 ? title.length : at;
}

function lengthOf(tokens: readonly Token[]): number {
  return tokens.reduce((length, token) => token.is_extra ? length : length + 1, 0);
}

function packLengths(lengths: number[]): number {
  return lengths.reduce((packed, length, field) => packed | (Math.min(length, BYTE) << (field * 8)), 0);
}

/** New numbers for what stays, -1 for what goes. */
function renumber(count: number, isDropped: (number: number) => boolean): Int32Array {
  const numbers = new Int32Array(count);
  for (let number = 0, next = 0; number < count; number++) numbers[number] = isDropped(number) ? -1 : next++;
  return numbers;
}
