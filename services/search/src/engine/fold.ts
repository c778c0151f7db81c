const NOT_ASCII = /[^ -~]/;
const ACCENTS = /[\u0300-\u036f]/g;
const UNDECOMPOSED = /[ßæœøđłıþð]/g;
const NOT_WORD = /[^\p{L}\p{N}\p{M}]/gu;
const REPLACEMENTS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ł: 'l', ı: 'i', þ: 'th', ð: 'd' };

/**
 * A word in lower case, without accents and the commas of thousands. Only U+0300..036F go: the other combining marks are letters of their own (Japanese
 * voicing, Indic vowels). Composed again at the end, or Hangul would stay in pieces.
 */
export function fold(word: string): string {
	if (!NOT_ASCII.test(word)) return word.toLowerCase().replaceAll(',', '');
	return word.normalize('NFKD').toLowerCase().replace(ACCENTS, '')
		.replace(UNDECOMPOSED, (letter) => REPLACEMENTS[letter] ?? letter)
		.normalize('NFC').replace(NOT_WORD, '');
}
