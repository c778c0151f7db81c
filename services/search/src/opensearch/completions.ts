import { folded, wordsOf } from './words.ts';

/** Words that end no suggestion. */
const joining: ReadonlySet<string> = new Set(['a', 'an', 'and', 'at', 'by', 'for', 'from', 'in', 'of', 'on', 'or', 'the', 'to', 'with']);

/**
 * Texts that begin like `text`: its unfinished last word completed to words that follow the one before it in the titles,
 * or else to any, the frequent ones first; then each with the word that comes next.
 */
export function completionsOf(text: string, titles: readonly string[], limit: number): string[] {
  const words = wordsOf(text, false);
  const last = words.at(-1);
  if (!last) return [];
  const is_complete = last.end < text.length;
  const prefix = is_complete ? '' : folded(last.text);
  const before = is_complete ? last : words.at(-2);
  const kept = text.slice(0, is_complete ? last.end : last.start).trim().toLowerCase();
  const split = titles.map((title) => wordsOf(title, false).map((word) => ({ shown: word.text.toLowerCase(), key: folded(word.text) })));
  const following = counted(split, prefix, before && folded(before.text), kept);
  const found = following.length > 0 || prefix === '' ? following : counted(split, prefix, undefined, kept);
  const typed = text.trim().toLowerCase();
  return [...new Set(found)].filter((completion) => completion !== typed).slice(0, limit);
}

interface TitleWord { shown: string; key: string }

function counted(titles: readonly TitleWord[][], prefix: string, before: string | undefined, kept: string): string[] {
  const [single, double] = [new Map<string, number>(), new Map<string, number>()];
  const add = (counts: Map<string, number>, ...parts: string[]) => {
    const phrase = [kept, ...parts].filter(Boolean).join(' ');
    counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  };
  for (const words of titles) {
    words.forEach((word, i) => {
      if (!word.key.startsWith(prefix) || !isTelling(word.key) || (before !== undefined && words[i - 1]?.key !== before)) return;
      add(single, word.shown);
      const next = words[i + 1];
      if (next && isTelling(next.key) && next.key !== word.key) add(double, word.shown, next.shown);
    });
  }
  const byCount = (counts: Map<string, number>) => [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([phrase]) => phrase);
  const starts = byCount(single).slice(0, 8);
  return [...starts, ...byCount(double)];
}

function isTelling(key: string): boolean {
  return key.length > 1 && !/^\d/.test(key) && !joining.has(key);
}
