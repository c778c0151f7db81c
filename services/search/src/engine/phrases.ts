import type { Token } from './tokenizer.ts';

/** A pair of quotation marks with something in between, at the beginning of a word: the inches of 17" open nothing. */
const QUOTED = /(?<![^\s(])["“”„«]([^"“”„«»]{1,200})["“”»]/gu;

export interface QuotedSpan { start: number; end: number }

export function quotedSpans(text: string): QuotedSpan[] {
  return Array.from(text.matchAll(QUOTED), (match) => ({ start: match.index, end: match.index + match[0].length }));
}

export function isQuoted(token: Token, spans: readonly QuotedSpan[]): boolean {
  return spans.some(({ start, end }) => token.start >= start && token.end <= end);
}

/** Whether the terms stand in the title one after the other. */
export function holdsPhrase(title: Int32Array, phrase: readonly number[]): boolean {
  for (let at = 0; at + phrase.length <= title.length; at++) {
    if (phrase.every((term, i) => title[at + i] === term)) return true;
  }
  return false;
}
