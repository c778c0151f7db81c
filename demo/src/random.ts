import { hash } from 'node:crypto';

/** A seeded source of random numbers. Two forks with different labels are independent of each other and of draws. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer, both ends included. */
  int(min: number, max: number): number;
  /** Uniform in [min, max). */
  between(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** One choice with probability proportional to its weight; weights below zero count as zero. */
  weighted<T>(choices: readonly T[], weights: readonly number[]): T;
  /** Gaussian by Marsaglia's polar method. */
  normal(mean?: number, deviation?: number): number;
  logNormal(median: number, sigma: number): number;
  /** Rank in 1..count with P(rank) proportional to rank^-exponent. */
  zipf(count: number, exponent?: number): number;
  poisson(mean: number): number;
  /** A shuffled copy. */
  shuffle<T>(values: readonly T[]): T[];
  /** Up to `count` different elements in random order. */
  sample<T>(values: readonly T[], count: number): T[];
  fork(label: string): Random;
}

/** cyrb128: spreads a string over four 32-bit words. Good enough to seed sfc32, not a cryptographic hash. */
function spread(text: string): [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  return [(a ^ b ^ c ^ d) >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/** sfc32 by Chris Doty-Humphrey: 128 bits of state, passes PractRand. */
function sfc32(key: string): () => number {
  let [a, b, c, d] = spread(key);
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  return next;
}

function polarNormal(next: () => number): number {
  for (;;) {
    const x = 2 * next() - 1;
    const y = 2 * next() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Rejection from the continuous envelope of x^-s (Devroye, Non-Uniform Random Variate Generation, X.6). */
function zipfRank(next: () => number, count: number, exponent: number): number {
  const power = 1 - exponent;
  const area = (x: number) => (Math.abs(power) < 1e-9 ? 1 + Math.log(x) : (x ** power - exponent) / power);
  const total = area(count);
  for (;;) {
    const p = next() * total;
    const x = p <= 1 ? p : Math.abs(power) < 1e-9 ? Math.exp(p - 1) : (p * power + exponent) ** (1 / power);
    const rank = Math.min(count, Math.floor(x) + 1);
    const envelope = rank === 1 ? 1 : x ** -exponent;
    if (next() * envelope <= rank ** -exponent) return rank;
  }
}

/** Knuth's product below 30, the rounded normal above. */
function poissonCount(next: () => number, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * polarNormal(next)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = next(); product > limit; product *= next()) count += 1;
  return count;
}

function weightedChoice<T>(next: () => number, choices: readonly T[], weights: readonly number[]): T {
  let total = 0;
  for (const weight of weights) total += Math.max(0, weight);
  let left = next() * total;
  for (let at = 0; at < choices.length; at += 1) {
    left -= Math.max(0, weights[at] ?? 0);
    if (left < 0) return choices[at] as T;
  }
  return lastOf(choices);
}

function lastOf<T>(choices: readonly T[]): T {
  if (choices.length === 0) throw new RangeError('cannot choose from nothing');
  return choices[choices.length - 1] as T;
}

function sampleOf<T>(next: () => number, values: readonly T[], count: number): T[] {
  const copy = [...values];
  const size = Math.min(count, copy.length);
  for (let at = 0; at < size; at += 1) {
    const other = at + Math.floor(next() * (copy.length - at));
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy.slice(0, size);
}

/** The same key gives the same numbers on every machine. */
export function createRandom(key: number | string): Random {
  const text = String(key);
  const next = sfc32(text);
  return {
    next,
    int: (min, max) => min + Math.floor(next() * (max - min + 1)),
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    pick: (choices) => (choices.length > 0 ? choices[Math.floor(next() * choices.length)] as (typeof choices)[number] : lastOf(choices)),
    weighted: (choices, weights) => weightedChoice(next, choices, weights),
    normal: (mean = 0, deviation = 1) => mean + deviation * polarNormal(next),
    logNormal: (median, sigma) => median * Math.exp(sigma * polarNormal(next)),
    zipf: (count, exponent = 1) => zipfRank(next, count, exponent),
    poisson: (mean) => poissonCount(next, mean),
    shuffle: (values) => sampleOf(next, values, values.length),
    sample: (values, count) => sampleOf(next, values, count),
    fork: (label) => createRandom(`${text}/${label}`),
  };
}

/** A UUID that depends on its arguments alone: SHA-1 of `namespace:n` with the bits of version 5 (RFC 9562, 5.5). */
export function deterministicUuid(namespace: string, n: number | string): string {
  const hex = hash('sha1', `orinoco/${namespace}:${n}`, 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  // join() makes a flat string; a template would keep a rope of slices, several times as large, for every id.
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20, 32)].join('-');
}
