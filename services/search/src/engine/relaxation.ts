import type { QueryPlan } from './query-plan.ts';
import { EXACT_BIT, type Candidates } from './score.ts';
import type { TextIndex } from './text-index.ts';

/**
 * Keeps the candidates that hold every word the catalogue knows. While fewer than `enough` do, the least informative
 * word (the one in most documents) is no longer asked for, down to the most informative. Moves the kept to the front
 * of `candidates.documents`; returns how many they are and, when a word was given up, which lack one.
 */
export function keepMatching(candidates: Candidates, plan: QueryPlan, index: TextIndex, enough: number): { count: number; isPartial?: (document: number) => boolean } {
	const { documents, masks, count } = candidates;
	const known = plan.words.map((word, i) => ({ bit: 1 << i, frequency: frequencyOf(word.forms, index) }))
		.filter((word) => word.frequency > 0)
		.sort((a, b) => b.frequency - a.frequency);
	const perMask = new Map<number, number>();
	for (let i = 0; i < count; i++) perMask.set(masks[documents[i]!]!, (perMask.get(masks[documents[i]!]!) ?? 0) + 1);
	const every = known.reduce((bits, word) => bits | word.bit, 0);
	let required = every;
	for (const word of known.slice(0, -1)) {
		if (matching(perMask, required) >= enough) break;
		required &= ~word.bit;
	}
	let kept = 0;
	for (let i = 0; i < count; i++) {
		const document = documents[i]!;
		if (!isAccepted(masks[document]!, required)) continue;
		// Swapped, not overwritten: the scorer clears its columns by this list.
		documents[i] = documents[kept]!;
		documents[kept++] = document;
	}
	return required === every ? { count: kept } : { count: kept, isPartial: (document) => !isAccepted(masks[document]!, every) };
}

function isAccepted(mask: number, required: number): boolean {
	return (mask & required) === required || (mask & EXACT_BIT) !== 0;
}

function matching(perMask: ReadonlyMap<number, number>, required: number): number {
	let total = 0;
	for (const [mask, count] of perMask) if (isAccepted(mask, required)) total += count;
	return total;
}

function frequencyOf(forms: QueryPlan['words'][number]['forms'], { dictionary }: TextIndex): number {
	return forms.reduce((most, form) => Math.max(most, Math.min(...form.terms.map((term) => dictionary.documentCount(term)))), 0);
}
