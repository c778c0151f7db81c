/** A stream of chance that a seed decides wholly. */
export interface Chance {
  /** From 0 to below 1. */
  next(): number;
  /** Whether something of this probability happens. */
  happens(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T;
  /** A waiting time in ms: mostly short, sometimes many times the mean. */
  delay(mean_ms: number): number;
  uuid(): string;
  /** A stream of its own, so that one part's draws do not shift another's. */
  fork(name: string): Chance;
}

/** Four 32-bit words from a text (cyrb128), the state of a generator. */
function wordsOf(text: string): [number, number, number, number] {
  let [a, b, c, d] = [1_779_033_703, 3_144_134_277, 1_013_904_242, 2_773_480_762];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = b ^ Math.imul(a ^ code, 597_399_067);
    b = c ^ Math.imul(b ^ code, 2_869_860_233);
    c = d ^ Math.imul(c ^ code, 951_274_213);
    d = a ^ Math.imul(d ^ code, 2_716_044_179);
  }
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

/** The generator sfc32: small, fast, and without the patterns of a linear one. */
export function createChance(seed: string): Chance {
  let [a, b, c, d] = wordsOf(seed);
  const word = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) word();
  const next = () => word() / 4_294_967_296;
  const hex = () => word().toString(16).padStart(8, '0');
  return {
    next,
    happens: (probability) => probability > 0 && next() < probability,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick<T>(from: readonly T[]): T {
      const chosen = from[Math.floor(next() * from.length)];
      if (chosen === undefined) throw new RangeError('Nothing to pick from');
      return chosen;
    },
    delay: (mean_ms) => Math.min(-Math.log(1 - next()) * mean_ms, mean_ms * 12),
    uuid() {
      const [first, second, third, fourth] = [hex(), hex(), hex(), hex()];
      return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-8${third.slice(1, 4)}-${third.slice(4)}${fourth}`;
    },
    fork: (name) => createChance(`${seed}/${name}`),
  };
}
