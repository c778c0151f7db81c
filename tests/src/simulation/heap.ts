import type { Happening } from './scheduler.ts';

const isBefore = (a: Happening, b: Happening) => a.time < b.time || (a.time === b.time && a.tie < b.tie);

/** A binary heap of what will happen, the earliest first. */
export function createHeap() {
  const all: Happening[] = [];
  const at = (index: number) => all[index] as Happening;
  const swap = (a: number, b: number) => {
    const kept = at(a);
    all[a] = at(b);
    all[b] = kept;
  };
  return {
    peek: (): Happening | undefined => all[0],
    push(happening: Happening): void {
      all.push(happening);
      for (let index = all.length - 1; index > 0; ) {
        const parent = (index - 1) >> 1;
        if (!isBefore(at(index), at(parent))) return;
        swap(index, parent);
        index = parent;
      }
    },
    pop(): Happening | undefined {
      const first = all[0];
      const last = all.pop();
      if (last === undefined || all.length === 0) return first;
      all[0] = last;
      for (let index = 0; ; ) {
        const left = 2 * index + 1;
        if (left >= all.length) return first;
        const least = left + 1 < all.length && isBefore(at(left + 1), at(left)) ? left + 1 : left;
        if (!isBefore(at(least), at(index))) return first;
        swap(least, index);
        index = least;
      }
    },
  };
}
