import { fold } from './fold.ts';

/** Numbers strings from 0, each with the label it was last given. */
export class Interner {
	keys: string[] = [];
	labels: string[] = [];
	#numbers = new Map<string, number>();
	#folded: (string | undefined)[] = [];

	intern(key: string, label = key): number {
		let number = this.#numbers.get(key);
		if (number === undefined) {
			number = this.keys.length;
			this.#numbers.set(key, number);
			this.keys.push(key);
			this.labels.push(label);
		} else if (this.labels[number] !== label) {
			this.labels[number] = label;
			this.#folded[number] = undefined;
		}
		return number;
	}

	/** The label without case and accents, kept because suggestions compare it with every key stroke. */
	foldedLabel(number: number): string {
		return this.#folded[number] ??= foldWords(this.labels[number]!);
	}

	/** -1 when never seen. */
	find(key: string): number {
		return this.#numbers.get(key) ?? -1;
	}
}

function foldWords(label: string): string {
	return label.split(/\s+/).map(fold).join(' ');
}

/** Numbers lists of numbers, since most documents share theirs with others (a seller, a category path). */
export class ListInterner {
	lists: number[][] = [];
	#numbers = new Map<string, number>();

	intern(list: number[]): number {
		const key = list.join(',');
		let number = this.#numbers.get(key);
		if (number === undefined) {
			number = this.lists.length;
			this.#numbers.set(key, number);
			this.lists.push(list);
		}
		return number;
	}
}
