import { searchLimits } from '../port.ts';
import type { SearchSettings } from './settings.ts';
import { correctionsOf } from './spelling.ts';
import type { TextIndex } from './text-index.ts';
import { characterPairs, type Token, type Tokenizer } from './tokenizer.ts';

const COMPLETIONS = 16;
const CORRECTIONS = 8;
const SHORTEST_PART = 2;

/** One way to match a query word: a document holds all of `terms`. `weight` is 1 for the word itself. */
export interface WordForm { terms: number[]; weight: number }

export interface PlannedWord { text: string; forms: WordForm[] }

/** What a query text means to this catalogue. A word without forms is unknown and cannot be corrected. */
export interface QueryPlan { words: PlannedWord[]; corrected_text?: string }

interface Planning { index: TextIndex; settings: SearchSettings; synonyms: ReadonlyMap<string, readonly string[]>; tokenizer: Tokenizer }

/** Query text cut to what the engine is willing to work on, never within a character. */
export function boundedText(text: string): string {
	return text.length <= searchLimits.text_characters ? text : text.slice(0, searchLimits.text_characters).toWellFormed().replace(/\ufffd$/, '');
}

/** Finds the forms of each word of a bounded text. */
export function planQuery(text: string, isTyping: boolean, planning: Planning): QueryPlan {
	const tokens = queryTokens(text, planning);
	const words = tokens.map((token) => ({ text: token.term, forms: knownForms(token, planning) }));
	addGlued(tokens, words, planning);
	let corrected = '';
	let copied = 0;
	words.forEach((word, i) => {
		const token = tokens[i]!;
		if (isTyping && i === words.length - 1 && token.end === text.length) addCompletions(token, word, planning);
		if (word.forms.length > 0) return;
		const best = correct(token, word, planning);
		if (best === undefined) return;
		corrected += text.slice(copied, token.start) + best;
		copied = token.end;
	});
	return copied === 0 ? { words } : { words, corrected_text: (corrected + text.slice(copied)).trimEnd() };
}

/** The text's words; unknown words of scripts without spaces as their pairs; stop words only when there is nothing else. */
function queryTokens(text: string, { tokenizer, index, settings }: Planning): Token[] {
	const tokens = tokenizer.words(text, searchLimits.text_words).flatMap((token) => {
		if (!token.is_unspaced || index.dictionary.known(token.term) >= 0) return [token];
		const pairs = characterPairs(token.term);
		return pairs.length < 2 ? [token] : pairs.map((pair) => ({ ...token, term: pair, surface: pair, is_pair: true }));
	}).slice(0, searchLimits.text_words);
	const telling = tokens.filter((token) => !settings.stop_words.includes(token.surface));
	return telling.length > 0 ? telling : tokens;
}

function knownForms(token: Token, { index, settings, synonyms, tokenizer }: Planning): WordForm[] {
	const { dictionary } = index;
	const term = dictionary.known(token.term);
	const forms: WordForm[] = term >= 0 ? [{ terms: [term], weight: 1 }] : [];
	for (const synonym of synonyms.get(token.term) ?? []) {
		const terms = tokenizer.words(synonym, 2).map((word) => dictionary.known(word.term));
		if (terms.length > 0 && terms.every((known) => known >= 0)) forms.push({ terms, weight: settings.synonym_weight });
	}
	if (!token.is_unspaced) forms.push(...splitForms(tokenizer.folded(token.surface), index, settings));
	return forms;
}

/** "airconditioner" also as "air conditioner", "500gb" as "500 gb": at the best place where titles have both side by side. */
function splitForms(word: string, { dictionary, pairs }: TextIndex, settings: SearchSettings): WordForm[] {
	let best: number[] | undefined;
	let bestCount = 0;
	for (let cut = SHORTEST_PART; cut <= word.length - SHORTEST_PART; cut++) {
		const first = dictionary.known(word.slice(0, cut));
		if (first < 0) continue;
		const second = dictionary.known(settings.stem(word.slice(cut)));
		if (second < 0) continue;
		const count = pairs.count(first, second);
		if (count > bestCount) [best, bestCount] = [[first, second], count];
	}
	return best ? [{ terms: best, weight: settings.split_weight }] : [];
}

/** "head set" also as "headset": the one word then matches both. */
function addGlued(tokens: Token[], words: PlannedWord[], { index, tokenizer }: Planning): void {
	for (let i = 0; i + 1 < tokens.length; i++) {
		const [first, second] = [tokens[i]!, tokens[i + 1]!];
		if (first.is_unspaced || second.is_unspaced) continue;
		const glued = index.dictionary.known(tokenizer.term(first.surface + second.surface));
		if (glued < 0) continue;
		words[i]!.forms.push({ terms: [glued], weight: 1 });
		words[i + 1]!.forms.push({ terms: [glued], weight: 1 });
	}
}

function addCompletions(token: Token, word: PlannedWord, { index, settings, tokenizer }: Planning): void {
	const prefix = tokenizer.folded(token.surface);
	for (const term of index.dictionary.startingWith(prefix, COMPLETIONS)) {
		if (word.forms.some((form) => form.terms.length === 1 && form.terms[0] === term)) continue;
		word.forms.push({ terms: [term], weight: settings.prefix_weight });
	}
}

/** Gives the word the forms of its likeliest corrections, and returns the best as the catalogue writes it. */
function correct(token: Token, word: PlannedWord, { index }: Planning): string | undefined {
	if (token.is_unspaced) return undefined;
	const corrections = correctionsOf(index.dictionary, token.term, CORRECTIONS);
	for (const { term, distance } of corrections) word.forms.push({ terms: [term], weight: 1 - distance / token.term.length });
	return corrections[0] && index.dictionary.surface(corrections[0].term);
}
