import { fold } from './fold.ts';

/** Words longer than this are noise (URLs, base64) and would only fill the dictionary. */
const WORD_LIMIT = 48;
const CACHE_LIMIT = 50_000;
/** Letters and digits, and the commas of thousands, since who writes 10,000 means the 10000 that others type. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:(?<=\d),(?=\d{3}(?!\d))[\p{L}\p{N}\p{M}]+)*/gu;
const UNSPACED_SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar'].map((script) => `\\p{Script=${script}}`).join('') + 'ー';
const UNSPACED = new RegExp(`[${UNSPACED_SCRIPTS}]`, 'u');
/** A run of such a script with its marks, or of others. */
const UNSPACED_RUN = new RegExp(`[${UNSPACED_SCRIPTS}\\p{M}]+|[^${UNSPACED_SCRIPTS}]+`, 'gu');

/** A word of a text: what was written, where, and the term it is indexed under. */
export interface Token {
	start: number;
	end: number;
	/** As written, in lower case. */
	surface: string;
	term: string;
	/** A pair of characters inside a run without spaces; it overlaps its neighbours. */
	is_pair: boolean;
	/** From a script that is written without spaces. */
	is_unspaced: boolean;
}

/** Cuts text into words and brings them to terms. The same for documents and queries. */
export class Tokenizer {
	#stem: (word: string) => string;
	#terms = new Map<string, string>();
	#segmenter = new Intl.Segmenter('en', { granularity: 'word' });

	constructor(stem: (word: string) => string) {
		this.#stem = stem;
	}

	/** A document's tokens, at most `limit`: words, and the pairs of characters of scripts without spaces. */
	tokens(text: string, limit: number): Token[] {
		return this.#cut(text, limit, true);
	}

	/** A query's words, at most `limit`, without pairs. */
	words(text: string, limit: number): Token[] {
		return this.#cut(text, limit, false);
	}

	#cut(text: string, limit: number, has_pairs: boolean): Token[] {
		const tokens: Token[] = [];
		for (const match of text.matchAll(WORD)) {
			if (tokens.length >= limit) break;
			const word = match[0];
			if (isPossessive(text, match.index, word)) continue;
			if (UNSPACED.test(word)) this.#addUnspaced(tokens, word, match.index, has_pairs);
			else this.#add(tokens, word, match.index, false, false);
		}
		if (tokens.length > limit) tokens.length = limit;
		return tokens;
	}

	/** The term of one word; empty when it is not one. */
	term(word: string): string {
		let term = this.#terms.get(word);
		if (term === undefined) {
			term = this.#stem(this.folded(word)).slice(0, WORD_LIMIT);
			if (this.#terms.size >= CACHE_LIMIT) this.#terms.clear();
			this.#terms.set(word, term);
		}
		return term;
	}

	/** The word without case and accents, its ending kept. */
	folded(word: string): string {
		return fold(word);
	}

	#add(tokens: Token[], word: string, start: number, is_pair: boolean, is_unspaced: boolean): void {
		const term = this.term(word);
		if (term === '') return;
		tokens.push({ start, end: start + word.length, surface: word.toLowerCase(), term, is_pair, is_unspaced });
	}

	/** The words that the segmenter finds, and every pair of characters, because it cuts a query otherwise than a title. */
	#addUnspaced(tokens: Token[], word: string, offset: number, has_pairs: boolean): void {
		for (const run of word.matchAll(UNSPACED_RUN)) {
			const start = offset + run.index;
			if (!UNSPACED.test(run[0])) {
				this.#add(tokens, run[0], start, false, false);
				continue;
			}
			const pairsThatAreWords = new Set<number>();
			for (const { segment, index } of this.#segmenter.segment(run[0])) {
				this.#add(tokens, segment, start + index, false, true);
				if (characterPairs(segment).length === 1) pairsThatAreWords.add(start + index);
			}
			if (!has_pairs) continue;
			let at = start;
			for (const pair of characterPairs(run[0])) {
				if (!pairsThatAreWords.has(at)) this.#add(tokens, pair, at, true, true);
				at += pair.codePointAt(0)! > 0xffff ? 2 : 1;
			}
		}
	}
}

/** Every two neighbouring characters. */
export function characterPairs(word: string): string[] {
	const characters = [...word];
	return characters.slice(1).map((character, i) => characters[i]! + character);
}

function isPossessive(text: string, start: number, word: string): boolean {
	return (word === 's' || word === 'S') && (text[start - 1] === "'" || text[start - 1] === '’');
}
