import { fold } from './fold.ts';
import type { DocumentTable } from './document-table.ts';
import type { Interner } from './interner.ts';
import type { SuggestResult } from '../port.ts';
import type { SearchSettings } from './settings.ts';
import type { TextIndex } from './text-index.ts';
import type { Tokenizer } from './tokenizer.ts';

const STARTS = 8;
const WORDS = 6;

export interface SuggestScope { index: TextIndex; table: DocumentTable; tokenizer: Tokenizer; settings: SearchSettings }

/**
 * Texts that begin like `text`: the unfinished last word completed to words that follow the one before it in titles,
 * or else to frequent words, each also with the word that most often comes next.
 */
export function suggestQueries(text: string, size: number, { index, tokenizer, settings }: SuggestScope): string[] {
  const tokens = tokenizer.words(text, WORDS);
  const last = tokens.at(-1);
  if (last === undefined) return [];
  const { dictionary, pairs } = index;
  const isComplete = last.end < text.length;
  const prefix = isComplete ? '' : tokenizer.folded(last.surface);
  const before = (isComplete ? last : tokens.at(-2))?.term;
  const kept = text.slice(0, isComplete ? last.end : last.start).trim().toLowerCase();
  const isShown = (term: number): boolean => isTelling(dictionary.terms[term]!, settings);
  const previous = before === undefined ? -1 : dictionary.known(before);
  if (before !== undefined && previous < 0) return [];
  let starts = previous < 0 ? [] : pairs.following(previous, STARTS, (second) => dictionary.terms[second]!.startsWith(prefix) && isShown(second)).map(({ second }) => second);
  if (starts.length === 0 && prefix !== '') starts = dictionary.startingWith(prefix, STARTS).filter(isShown);
  const join = (...words: string[]): string => [kept, ...words].filter(Boolean).join(' ');
  const queries = new Set(starts.map((term) => join(dictionary.surface(term))));
  for (const term of starts) {
    // One more than asked for, since the text itself is left out below.
    if (queries.size > size) break;
    for (const { second } of pairs.following(term, 2, (next) => isShown(next) && next !== term)) {
      queries.add(join(dictionary.surface(term), dictionary.surface(second)));
    }
  }
  queries.delete(text.trim().toLowerCase());
  return [...queries].slice(0, size);
}

function isTelling(term: string, settings: SearchSettings): boolean {
  return term.length > 1 && !/^\d/.test(term) && !settings.stop_words.includes(term);
}

/** Categories with a word for each word of the text, most documents first. */
export function suggestCategories(text: string, size: number, scope: SuggestScope): SuggestResult['categories'] {
  const { table } = scope;
  const found = matchingLabels(text, table.categories.nodes, scope.tokenizer);
  if (found.length === 0) return [];
  const counts = new Int32Array(table.categories.nodes.keys.length);
  const pathCounts = table.path_counts.values;
  table.categories.paths.lists.forEach((path, i) => { for (const node of path) counts[node]! += pathCounts[i]!; });
  return mostFrequentLabels(found, counts, table.categories.nodes, size);
}

export function suggestBrands(text: string, size: number, { table, tokenizer }: SuggestScope): SuggestResult['brands'] {
  const found = matchingLabels(text, table.brands, tokenizer);
  if (found.length === 0) return [];
  return mostFrequentLabels(found, table.brand_counts.values, table.brands, size);
}

/** Labels in which every word of the text begins a word. */
function matchingLabels(text: string, interner: Interner, tokenizer: Tokenizer): number[] {
  const tokens = tokenizer.words(text, WORDS);
  if (tokens.length === 0) return [];
  const words = tokens.map((token) => ({ folded: fold(token.surface), isAnywhere: token.is_unspaced }));
  return interner.labels.flatMap((_, number) => hasEveryWord(interner.foldedLabel(number), words) ? [number] : []);
}

function hasEveryWord(label: string, words: readonly { folded: string; isAnywhere: boolean }[]): boolean {
  return words.every(({ folded, isAnywhere }) => {
    for (let at = label.indexOf(folded); at >= 0; at = label.indexOf(folded, at + 1)) {
      if (at === 0 || isAnywhere || !/[\p{L}\p{N}]/u.test(label[at - 1]!)) return true;
    }
    return false;
  });
}

function mostFrequentLabels(found: number[], counts: Int32Array, interner: Interner, size: number): SuggestResult['brands'] {
  return found.filter((number) => counts[number]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || (interner.keys[a]! < interner.keys[b]! ? -1 : 1))
    .slice(0, size)
    .map((number) => ({ handle: interner.keys[number]!, name: interner.labels[number]!, count: counts[number]! }));
}
