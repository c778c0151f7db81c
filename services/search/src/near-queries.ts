/** Popular texts that look like a given one. */
export interface NearQueries { near(text: string, limit: number): string[] }

const least_alike = 0.3;

/** Finds texts that share groups of three letters (Dice's coefficient), so that what nobody finds leads to what others do. */
export function createNearQueries(texts: readonly string[]): NearQueries {
  const byGroup = new Map<string, number[]>();
  const sizes = texts.map((text, place) => {
    const groups = groupsOf(text);
    for (const group of groups) {
      const places = byGroup.get(group);
      if (places) places.push(place);
      else byGroup.set(group, [place]);
    }
    return groups.size;
  });
  return {
    near(text, limit) {
      const groups = groupsOf(text);
      const shared = new Map<number, number>();
      for (const group of groups) for (const place of byGroup.get(group) ?? []) shared.set(place, (shared.get(place) ?? 0) + 1);
      return [...shared].map(([place, count]) => ({ text: texts[place] ?? '', alike: (2 * count) / (groups.size + (sizes[place] ?? 0)) }))
        .filter((each) => each.alike >= least_alike && each.text !== text).toSorted((a, b) => b.alike - a.alike || (a.text < b.text ? -1 : 1)).slice(0, limit).map((each) => each.text);
    },
  };
}

function groupsOf(text: string): Set<string> {
  const padded = `  ${text} `;
  return new Set(Array.from({ length: padded.length - 2 }, (_, start) => padded.slice(start, start + 3)));
}
