import { spellingSignature, type Dictionary } from './dictionary.ts';

const LONGEST = 64;
const rows = [new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1), new Uint8Array(LONGEST + 1)] as const;

/** In shorter words the first letter is taken as meant, or swapped with the second: "dad" is not "had". */
const FREE_START = 6;

/** How many edits a word of this length may be off. */
export function allowedEdits(length: number): number {
  if (length < 3) return 0;
  return length < 6 ? 1 : 2;
}

/**
 * Optimal string alignment distance (insert, delete, replace, swap of neighbours), or `limit` + 1 when it is more.
 * Words longer than 64 units are never near.
 */
export function spellingDistance(a: string, b: string, limit: number): number {
  if (a.length > LONGEST || b.length > LONGEST || Math.abs(a.length - b.length) > limit) return limit + 1;
  let [before, above, row]: [Uint8Array, Uint8Array, Uint8Array] = [rows[0], rows[1], rows[2]];
  for (let j = 0; j <= b.length; j++) above[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    const code = a.charCodeAt(i - 1);
    for (let j = 1; j <= b.length; j++) {
      const other = b.charCodeAt(j - 1);
      let edits = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (code === other ? 0 : 1));
      if (i > 1 && j > 1 && code === b.charCodeAt(j - 2) && other === a.charCodeAt(i - 2)) edits = Math.min(edits, before[j - 2]! + 1);
      row[j] = edits;
      if (edits < least) least = edits;
    }
    // One row back can still lead here through a swap, so stop only a whole edit later.
    if (least > limit + 1) return limit + 1;
    [before, above, row] = [above, row, before];
  }
  return Math.min(above[b.length]!, limit + 1);
}

export interface Correction { term: number; distance: number }

/**
 * The words of the catalogue nearest to one it does not hold: those at the smallest distance, most frequent first.
 * Words with digits are neither corrected nor offered, since one model number is not another's misspelling.
 */
export function correctionsOf(dictionary: Dictionary, word: string, limit: number): Correction[] {
  let allowed = allowedEdits(word.length);
  if (allowed === 0 || /\p{N}/u.test(word)) return [];
  const signature = spellingSignature(word);
  const signatures = dictionary.signatures.values;
  const counts = dictionary.document_counts.values;
  const { terms } = dictionary;
  let nearest: number[] = [];
  for (let number = 0; number < terms.length; number++) {
    // Each edit changes two bits at most: a replaced character clears one and sets one.
    if (bitCount(signatures[number]! ^ signature) > 2 * allowed || counts[number] === 0) continue;
    const term = terms[number]!;
    if (word.length < FREE_START && !beginsAlike(word, term)) continue;
    const distance = spellingDistance(word, term, allowed);
    if (distance > allowed || /\p{N}/u.test(term)) continue;
    if (distance < allowed) nearest = [];
    allowed = distance;
    nearest.push(number);
  }
  const distance = allowed;
  return dictionary.mostFrequent(nearest, limit).map((term) => ({ term, distance }));
}

function beginsAlike(word: string, term: string): boolean {
  return term[0] === word[0] || (term[0] === word[1] && term[1] === word[0]);
}

function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return (((count + (count >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
