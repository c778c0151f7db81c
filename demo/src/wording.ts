import type { AttributeSpec } from './kinds/kind.ts';
import { properNames } from './proper-names.ts';

const SINGULAR_IN_S = /(?:lens|canvas|gas|iris|atlas|ss|us|tennis)$/iu;

/** URL part: lower-case ASCII letters, digits and single hyphens. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’]/gu, '')
    .replace(/&/gu, ' and ')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '');
}

/** Whether a noun phrase takes 'these': judged by its head, the last word before 'for', 'with', 'of' or 'in'. */
export function isPlural(noun: string): boolean {
  const head = noun.split(/ (?:for|with|of|in|to) /iu)[0] ?? noun;
  return /s$/iu.test(head.trim()) && !SINGULAR_IN_S.test(head.trim());
}

/** The noun or value as it stands inside a sentence: capitalised words become lower case, acronyms and proper names stay. */
export function inSentence(noun: string): string {
  return noun.replace(/[\p{L}'’]+/gu, (word, at: number) => {
    const follows = at === 0 || /[\s\-/(“]/u.test(noun.charAt(at - 1));
    return follows && /^\p{Lu}[\p{Ll}'’]+$/u.test(word) && !properNames.has(word) ? word.toLowerCase() : word;
  });
}

/** Upper-cases the first letter, but for words such as 'uPVC' and 'e-ink'. */
export function capitalised(text: string): string {
  if (/^\p{Ll}(?:\p{Lu}|-)/u.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 'a, b and c' */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** A value with its unit as it is printed on a page: '40 h', '90%', '6.1 in'. A true flag prints its label. */
export function printValue(spec: AttributeSpec, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? spec.label : '';
  const number = typeof value === 'number' && value >= 10000 ? value.toLocaleString('en-US') : String(value);
  if (spec.unit === undefined || spec.unit === '') return number;
  return /^[%°"″′’']/u.test(spec.unit) ? `${number}${spec.unit}` : `${number} ${spec.unit}`;
}

/** 'Daily Daily Shampoo' and 'the The Lantern Road' say a word once, where a drawn value repeats its neighbour. */
function withoutEcho(text: string): string {
  return text.replace(/(?<![\p{L}-])(\p{L}{3,}) \1(?![\p{L}-])/giu, '$1');
}

/**
 * Fills {placeholders}. Null when one has no value, so that the caller draws another template. A placeholder that is
 * empty takes its comma with it.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string | null {
  let is_complete = true;
  const filled = template.replace(/\{([^}]*)\}/gu, (_, code: string) => {
    const value = values[code];
    if (value === undefined) is_complete = false;
    return value ?? '';
  });
  if (!is_complete) return null;
  return withoutEcho(filled).replace(/\(\s*\)/gu, '').replace(/([?!])[:.,]/gu, '$1').replace(/\s+,/gu, ',').replace(/,(?:\s*,)+/gu, ',').replace(/\s{2,}/gu, ' ').replace(/[,\s]+$/u, '').trim();
}
