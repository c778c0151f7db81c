import { GrowableInt32 } from './growable.ts';

/** New terms wait in a list that is scanned, until they are worth sorting in. */
const UNSORTED_LIMIT = 1024;

/**
 * The terms of the catalogue, numbered as they came. A term stays when its last document goes, with a document count
 * of 0, and counts as unknown; compaction drops it.
 */
export class Dictionary {
	terms: string[] = [];
	/** Documents that hold the term now. */
	document_counts = new GrowableInt32();
	/** A bit a character: two words with few differing bits may be near in spelling. */
	signatures = new GrowableInt32();
	#numbers = new Map<string, number>();
	#surfaces: string[] = [];
	#votes = new GrowableInt32();
	#sorted = new Int32Array(0);

	/** The number of a term that documents hold, else -1. */
	known(term: string): number {
		const number = this.#numbers.get(term);
		return number !== undefined && this.document_counts.values[number]! > 0 ? number : -1;
	}

	/** Numbers the term, and lets what was written vote for how the term is shown (majority by Boyer and Moore). */
	intern(term: string, surface: string): number {
		let number = this.#numbers.get(term);
		if (number === undefined) {
			number = this.terms.length;
			this.#numbers.set(term, number);
			this.terms.push(term);
			this.#surfaces.push(surface);
			this.document_counts.push(0);
			this.#votes.push(1);
			this.signatures.push(spellingSignature(term));
		} else if (this.#surfaces[number] === surface) this.#votes.values[number]!++;
		else if (--this.#votes.values[number]! < 0) {
			this.#surfaces[number] = surface;
			this.#votes.values[number] = 1;
		}
		return number;
	}

	documentCount(number: number): number {
		return this.document_counts.values[number]!;
	}

	/** How the catalogue mostly writes the term, in lower case. */
	surface(number: number): string {
		return this.#surfaces[number]!;
	}

	/** The terms in most documents that begin with `prefix`, most frequent first. */
	startingWith(prefix: string, limit: number): number[] {
		this.#sortNew();
		const found: number[] = [];
		const { terms } = this;
		for (let i = this.#lowerBound(prefix); i < this.#sorted.length; i++) {
			const number = this.#sorted[i]!;
			if (!terms[number]!.startsWith(prefix)) break;
			if (this.document_counts.values[number]! > 0) found.push(number);
		}
		for (let number = this.#sorted.length; number < terms.length; number++) {
			if (terms[number]!.startsWith(prefix) && this.document_counts.values[number]! > 0) found.push(number);
		}
		return this.mostFrequent(found, limit);
	}

	/** The `limit` of the given terms that are in most documents, most frequent first; older terms first among equals. */
	mostFrequent(numbers: number[], limit: number): number[] {
		const counts = this.document_counts.values;
		return numbers.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, limit);
	}

	#lowerBound(prefix: string): number {
		let low = 0;
		let high = this.#sorted.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.terms[this.#sorted[middle]!]! < prefix) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	#sortNew(): void {
		const old = this.#sorted;
		const { terms } = this;
		if (terms.length - old.length <= UNSORTED_LIMIT) return;
		const fresh = Int32Array.from({ length: terms.length - old.length }, (_, i) => old.length + i);
		fresh.sort((a, b) => (terms[a]! < terms[b]! ? -1 : 1));
		const merged = new Int32Array(terms.length);
		for (let to = 0, i = 0, j = 0; to < merged.length; to++) {
			const takesOld = j >= fresh.length || (i < old.length && terms[old[i]!]! < terms[fresh[j]!]!);
			merged[to] = takesOld ? old[i++]! : fresh[j++]!;
		}
		this.#sorted = merged;
	}
}

/** One bit a character class: 26 letters, and 6 bits for all others. */
export function spellingSignature(word: string): number {
	let signature = 0;
	for (let i = 0; i < word.length; i++) {
		const code = word.charCodeAt(i);
		signature |= 1 << (code >= 97 && code <= 122 ? code - 97 : 26 + (code % 6));
	}
	return signature;
}
