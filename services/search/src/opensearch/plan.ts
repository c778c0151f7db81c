import type { Json } from './connection.ts';
import { every, some } from './filters.ts';
import { identifierKeys, isUnspaced, replacementsOf, wordsOf, type QueryWord, type SynonymTable } from './words.ts';

const shortest_corrected = 3;
const long_word = 6;
const corrections = 5;
const variants = 6;
const synonym_weight = .8;

/** What a query text means to this catalogue. */
export interface Plan {
  /** With misspelled words replaced. */
  text: string;
  corrected_text?: string;
  /** Those the catalogue has, or has something for. */
  words: QueryWord[];
  /** How many products have the word, by position in `words`. */
  counts: number[];
  /** Neighbours written as one that the catalogue has too, by the position of the first in `words`. */
  glued: ReadonlyMap<number, string>;
  /** Other texts that mean the same, with what they are worth. */
  variants: { text: string; weight: number }[];
  identifiers: string[];
}

/** What is asked before a search: which words the catalogue has, and what is spelled like those it lacks. */
export interface Probe { readonly text: string; readonly words: readonly QueryWord[]; readonly body: Json }

export interface ProbeAnswer {
  aggregations?: { known: { buckets: Record<string, { doc_count: number } | undefined> } };
  suggest?: Record<string, { options: { text: string }[] }[] | undefined>;
}

/** `prefix_length` is how many first letters of a word must be right. Undefined when the text has no words. */
export function probeOf(text: string, given: { isTyping: boolean; isVerbatim: boolean; synonyms: SynonymTable; prefix_length: number }): Probe | undefined {
  const words = wordsOf(text, given.isTyping);
  if (words.length === 0) return undefined;
  addSynonyms(words, given.synonyms);
  const clauses = words.map((word) => wordClause(word));
  const glued = words.slice(0, -1).map((word, i) => ({ match: { all: word.text + (words[i + 1]?.text ?? '') } }));
  const filters = Object.fromEntries([...clauses.map((clause, i) => [`w${i}`, clause]), ...glued.map((clause, i) => [`g${i}`, clause])]);
  const suggest = given.isVerbatim ? {} : Object.fromEntries(words.flatMap((word, i) => (isCorrectable(word.text) ? [[`w${i}`, spelledLike(word.text, given.prefix_length)]] : [])));
  return {
    text, words,
    body: { size: 0, track_total_hits: false, query: some([...words.map((word) => wordClause(word, 'none')), ...glued]), aggs: { known: { filters: { filters } } }, ...(Object.keys(suggest).length > 0 && { suggest }) },
  };
}

/** Numbers are never taken for misspelled ones: one model is not another. */
function isCorrectable(word: string): boolean {
  return word.length >= shortest_corrected && !/\p{N}/u.test(word) && !isUnspaced(word);
}

function spelledLike(text: string, prefix_length: number): Json {
  return { text, term: { field: 'spelling', analyzer: 'plain', suggest_mode: 'missing', sort: 'score', size: corrections, max_edits: text.length < long_word ? 1 : 2, prefix_length, min_word_length: shortest_corrected } };
}

/** Whether a word stayed without products and without a correction. */
export function hasUnknown(probe: Probe, answer: ProbeAnswer): boolean {
  return probe.words.some((word, i) => isCorrectable(word.text) && countOf(answer, `w${i}`) === 0 && optionsOf(answer, i).length === 0);
}

export function planOf(probe: Probe, answer: ProbeAnswer, synonyms: SynonymTable): Plan {
  let text = '';
  let copied = 0;
  const known: QueryWord[] = [];
  const counts: number[] = [];
  const glued = new Map<number, string>();
  probe.words.forEach((word, i) => {
    const count = countOf(answer, `w${i}`);
    const [best, ...others] = count === 0 ? optionsOf(answer, i) : [];
    const next = probe.words[i + 1];
    if (next && countOf(answer, `g${i}`) > 0) glued.set(known.length, word.text + next.text);
    if (best !== undefined) {
      text += probe.text.slice(copied, word.start) + best;
      copied = word.end;
      known.push({ ...word, text: best, alternatives: others, is_unfinished: false });
      counts.push(1);
    } else if (count > 0 || glued.has(known.length) || glued.has(known.length - 1)) {
      known.push({ ...word, alternatives: [] });
      counts.push(count);
    }
  });
  text = (text + probe.text.slice(copied)).trimEnd();
  const plan = { text, words: known, counts, glued, variants: variantsOf(known, synonyms), identifiers: identifierKeys(probe.text) };
  addSynonyms(known, synonyms);
  return copied === 0 ? plan : { ...plan, corrected_text: text };
}

function countOf(answer: ProbeAnswer, name: string): number {
  return answer.aggregations?.known.buckets[name]?.doc_count ?? 0;
}

function optionsOf({ suggest }: ProbeAnswer, word: number): string[] {
  const parts = suggest?.[`w${word}`] ?? [];
  return parts.length === 1 ? (parts[0]?.options ?? []).map((option) => option.text).filter(isCorrectable) : [];
}

function addSynonyms(words: QueryWord[], synonyms: SynonymTable): void {
  for (const { start, end, to } of replacementsOf(words, synonyms)) {
    for (const word of words.slice(start, end)) word.alternatives.push(...to);
  }
}

/** The known words, then with one of them replaced at a time. */
function variantsOf(words: readonly QueryWord[], synonyms: SynonymTable): Plan['variants'] {
  const written = words.map(({ text }) => text);
  const replaced = (start: number, end: number, to: string) => [...written.slice(0, start), to, ...written.slice(end)].join(' ');
  const corrected = words.flatMap(({ alternatives }, i) => alternatives.map((to) => ({ text: replaced(i, i + 1, to), weight: synonym_weight })));
  const meant = replacementsOf(words, synonyms).flatMap(({ start, end, to }) => to.map((other) => ({ text: replaced(start, end, other), weight: synonym_weight })));
  return [{ text: written.join(' '), weight: 1 }, ...[...corrected, ...meant].slice(0, variants)];
}

/** Products that have a word, in whatever form. A word that the analyzer drops (a stop word) is in all of them. */
export function wordClause(word: QueryWord, dropped: 'all' | 'none' = 'all', neighbours: readonly string[] = []): Json {
  const match = (text: string, zero_terms_query = 'none'): Json => ({ match: { all: { query: text, operator: 'and', zero_terms_query } } });
  return some([
    match(word.text, dropped),
    ...isUnspaced(word.text) ? [] : [{ match: { 'title.glued': { query: word.text, operator: 'and' } } }],
    ...[...word.alternatives, ...neighbours].map((text) => match(text)),
    ...word.is_unfinished ? [{ match_bool_prefix: { typing: { query: word.text, operator: 'and' } } }] : [],
  ]);
}

/** Products that have all of these words, by their positions in the plan. */
export function matchingClause(plan: Plan, positions: readonly number[]): Json {
  return every(positions.flatMap((i) => {
    const word = plan.words[i];
    return word ? [wordClause(word, 'all', [plan.glued.get(i) ?? '', plan.glued.get(i - 1) ?? ''].filter(Boolean))] : [];
  }));
}
