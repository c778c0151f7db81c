import { createHash } from 'node:crypto';

/**
 * Says which of several places a key lives at, so that one place more or less moves only its share of the keys
 * (consistent hashing, Karger et al., STOC 1997). Each place stands at many points of the ring, which evens the shares.
 */
export interface HashRing {
  /** The place of a key; the same for everybody who knows the same places, in whatever order. */
  placeOf(key: string): string;
  readonly places: readonly string[];
}

/** With 160 points a place, shares differ by less than a tenth between few places. */
export function createHashRing(places: readonly string[], points_per_place = 160): HashRing {
  if (places.length === 0 || new Set(places).size !== places.length) throw new Error('A ring needs places that differ');
  const points = places.flatMap((place) => Array.from({ length: points_per_place }, (_, i) => ({ at: pointOf(`${place} ${i}`), place })));
  points.sort((a, b) => a.at - b.at || (a.place < b.place ? -1 : 1));
  const at = Uint32Array.from(points, (point) => point.at);
  return {
    places,
    placeOf(key) {
      const point = pointOf(key);
      let [low, high] = [0, at.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (at[middle]! < point) low = middle + 1;
        else high = middle;
      }
      return points[low % points.length]!.place;
    },
  };
}

/** The first 32 bits of the SHA-256: alike everywhere, and spread whatever the keys look like. */
function pointOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0);
}
