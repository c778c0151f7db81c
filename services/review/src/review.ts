/** The name that everybody sees: given name and the initial of the family name, `Maria S.` */
export function shownName(name: string): string {
  const words = cleanText(name).split(/\s+/).filter((word) => word !== '');
  const [given, family] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  if (given === undefined) return 'Customer';
  const initial = family === undefined ? undefined : firstCharacter(family);
  return (initial === undefined ? given : `${given} ${initial.toUpperCase()}.`).slice(0, 100).toWellFormed();
}

const characters = new Intl.Segmenter();

function firstCharacter(word: string): string | undefined {
  return characters.segment(word)[Symbol.iterator]().next().value?.segment;
}

/**
 * Plain text as it is kept: no control characters but line breaks and tabs (PostgreSQL refuses NUL), no half
 * characters, no space around it, at most one empty line in a row. Nothing is read as HTML; pages escape it.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(/(?![\n\t])\p{Cc}/gu, '').replaceAll(/\n{3,}/g, '\n\n').trim();
}

/** How often a product got 1 to 5 stars. */
export type Histogram = readonly [number, number, number, number, number];

/** The average with two decimals, null without ratings. */
export function ratingOf(histogram: Histogram): { readonly rating_average: number | null; readonly rating_count: number } {
  const rating_count = histogram.reduce((sum, count) => sum + count, 0);
  if (rating_count === 0) return { rating_average: null, rating_count };
  const stars = histogram.reduce((sum, count, index) => sum + count * (index + 1), 0);
  return { rating_average: Math.round((stars * 100) / rating_count) / 100, rating_count };
}

/** A time as PostgreSQL takes it, or null for what is no time between 1970 and 2100. */
export function timestampOf(text: string): string | null {
  const time = Date.parse(text);
  return Number.isFinite(time) && time >= 0 && time < Date.UTC(2100) ? new Date(time).toISOString() : null;
}
