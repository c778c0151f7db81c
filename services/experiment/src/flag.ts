import { createHash } from 'node:crypto';
import { fail, failField } from '@orinoco/contract';
import type { Flag } from './contract.ts';

export const bucket_count = 10_000;

export interface Evaluation {
  readonly variation: string;
  readonly value: Flag['variations'][string];
  /** OpenFeature's words: `SPLIT` by weights, `DISABLED`: everybody gets the default. */
  readonly reason: 'SPLIT' | 'DISABLED';
}

/**
 * Where a unit falls for a flag: 0 to 9,999, the first 48 bits of SHA-256 over key and unit. The key is in it, so that
 * the same people are not the test group of every flag.
 */
export function bucketOf(key: string, unit_id: string): number {
  return createHash('sha256').update(`${key}:${unit_id}`).digest().readUIntBE(0, 6) % bucket_count;
}

/** The same flag and unit always give the same variation; raising the weight of the first one by name moves nobody out of it. */
export function evaluateFlag(flag: Flag, unit_id: string): Evaluation {
  const variation = flag.is_enabled ? variationAt(flag, bucketOf(flag.key, unit_id)) : flag.default_variation;
  const value = flag.variations[variation];
  if (value === undefined) throw new Error(`Flag ${flag.key} has no variation ${variation}`);
  return { variation, value, reason: flag.is_enabled ? 'SPLIT' : 'DISABLED' };
}

/** Variations lie side by side in the order of their names, each as wide as its weight. */
function variationAt({ weights, default_variation }: Flag, bucket: number): string {
  let end = 0;
  for (const name of Object.keys(weights).toSorted()) {
    end += weights[name] ?? 0;
    if (bucket < end) return name;
  }
  return default_variation;
}

/** Throws `weights_wrong`, or 422 that names what else is wrong, so that a stored flag can always be evaluated. */
export function checkFlag({ variations, weights, default_variation, remove_by }: Flag): void {
  if (!Object.hasOwn(variations, default_variation)) throw failField('/default_variation', 'unknown_variation', 'The default is one of the variations');
  const unknown = Object.keys(weights).find((name) => !Object.hasOwn(variations, name));
  if (unknown !== undefined) throw fail('weights_wrong', { detail: `There is no variation ${unknown}`, errors: [{ pointer: '/weights', code: 'unknown_variation', detail: `There is no variation ${unknown}` }] });
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  if (sum !== bucket_count) throw fail('weights_wrong', { detail: `The weights add up to ${sum}`, errors: [{ pointer: '/weights', code: 'sum_wrong', detail: `The weights add up to ${sum}` }] });
  if (remove_by !== null && !isDate(remove_by)) throw failField('/remove_by', 'date_unknown', 'There is no such day');
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
