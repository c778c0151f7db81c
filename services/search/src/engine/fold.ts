const NOT_ASCII = /[^ -~]/;
/** Latin accents, Arabic vowel signs and tatweel, Devanagari nukta. Not Cyrillic й, whose sign is composed again first. */
const ACCENTS = /[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u093c\u200c\u200d]/g;
const SHORT_I = /[иИ]\u0306/g;
const REPLACED = /[ßæœøđłıþðςأإآٱىةؤئکیە]/g;
const NOT_WORD = /[^\p{L}\p{N}\p{M}.]/gu;
const REPLACEMENTS: Readonly<Record<string, string>> = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i', þ: 'th', ð: 'd', ς: 'σ',
  أ: 'ا', إ: 'ا', آ: 'ا', ٱ: 'ا', ى: 'ي', ة: 'ه', ؤ: 'و', ئ: 'ي', ک: 'ك', ی: 'ي', ە: 'ه',
};
const THOUSANDS = /(?<=\d),(?=\d{3}(?!\d))/g;
const DECIMAL_COMMA = /(?<=\d),(?=\d)/g;
const IDLE_ZEROS = /\.0+(?!\d)|(?<=\.\d*[1-9])0+(?!\d)/;

/**
 * A word in lower case, without accents and the commas of thousands; 1,5 and 1.50 alike. Only marks that people leave
 * out go: the other combining marks are letters of their own (Japanese voicing, Indic vowels). Composed again at the
 * end, or Hangul would stay in pieces.
 */
export function fold(word: string): string {
  const lower = NOT_ASCII.test(word) ? foldMarks(word) : word.toLowerCase();
  return isNumeric(lower) ? foldNumber(lower) : lower;
}

function foldMarks(word: string): string {
  return word.normalize('NFKD').toLowerCase().replace(SHORT_I, 'й').replace(ACCENTS, '')
    .replace(REPLACED, (letter) => REPLACEMENTS[letter] ?? letter)
    .normalize('NFC').replace(NOT_WORD, '');
}

function isNumeric(word: string): boolean {
  const first = word.charCodeAt(0);
  return first >= 48 && first <= 57;
}

function foldNumber(word: string): string {
  const plain = word.replace(THOUSANDS, '').replace(DECIMAL_COMMA, '.');
  return plain.includes('.') ? plain.replace(IDLE_ZEROS, '') : plain;
}

/** German writes ä as ae where there is no ä: both become a. Not after a vowel or q, where u and e are two sounds ("neue"). */
export function foldGerman(word: string): string {
  return fold(word).replace(/(?<![aeiouyq])([aou])e/g, '$1');
}
