import type { Span } from '../port.ts';
import type { Dictionary } from './dictionary.ts';
import type { Tokenizer } from './tokenizer.ts';

const TITLE_TOKENS = 200;

/** Where a title has terms of the query: spans, ascending, overlapping or touching ones joined. */
export function highlightSpans(title: string, terms: { has(term: number): boolean }, dictionary: Dictionary, tokenizer: Tokenizer): Span[] {
  const spans: Span[] = [];
  const matches = tokenizer.tokens(title, TITLE_TOKENS)
    .filter((token) => terms.has(dictionary.known(token.term)))
    .sort((a, b) => a.start - b.start);
  for (const { start, end } of matches) {
    const last = spans.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else spans.push([start, end]);
  }
  return spans;
}
