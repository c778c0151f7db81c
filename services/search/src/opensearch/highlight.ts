import type { Span } from '../port.ts';
import type { Json } from './connection.ts';
import { some } from './filters.ts';
import type { Plan } from './plan.ts';

/** Marks around matching words that no seller can write, since they hold a random part. */
export interface Marks { readonly open: string; readonly close: string }

export function marksOf(nonce: string): Marks {
  return { open: `\ue000${nonce}\ue001`, close: `\ue001${nonce}\ue000` };
}

/** Asks for the whole title with its matching words marked. */
export function highlightBody(plan: Plan, { open, close }: Marks): Json {
  const texts = plan.words.flatMap((word, i) => [word.text, ...word.alternatives, ...[plan.glued.get(i)].filter((glued) => glued !== undefined)]);
  const unfinished = plan.words.filter((word) => word.is_unfinished).map(({ text }) => ({ prefix: { title: { value: text.toLowerCase() } } }));
  const query = some([...texts.map((text) => ({ match: { title: text } })), ...unfinished]);
  return { type: 'unified', number_of_fragments: 0, pre_tags: [open], post_tags: [close], fields: { title: { highlight_query: query } } };
}

/** The seed's query with its own highlighter, for the sake of comparison. */
export function plainHighlightBody({ open, close }: Marks): Json {
  return { number_of_fragments: 0, pre_tags: [open], post_tags: [close], fields: { title: {}, description: {} } };
}

/** Where the marks stand in the title without them; spans that overlap or touch are joined. */
export function spansOf(marked: string, { open, close }: Marks): Span[] {
  const spans: Span[] = [];
  let removed = 0;
  for (let at = marked.indexOf(open); at >= 0; ) {
    const end = marked.indexOf(close, at + open.length);
    if (end < 0) break;
    const start = at - removed;
    const length = end - at - open.length;
    removed += open.length + close.length;
    const last = spans.at(-1);
    if (last && start <= last[1]) last[1] = start + length;
    else spans.push([start, start + length]);
    at = marked.indexOf(open, end + close.length);
  }
  return spans;
}
