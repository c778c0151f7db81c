import type { Random } from './random.ts';

const MINIMUM_MINOR = 99;

/** A shelf price near `minor` (US cents): 7.49 or 24.99, whole dollars less a cent from 100, tens less a cent from 1,000. */
export function charmPrice(minor: number, random: Random): number {
  const near = (step: number, ending: number) => Math.max(MINIMUM_MINOR, Math.round((minor - ending) / step) * step + ending);
  if (minor < 1000) return near(50, random.pick([49, 49, 25, 29]));
  if (minor < 10_000) return near(100, random.pick([99, 99, 99, 95, 49, 0]));
  if (minor < 100_000) return near(100, random.pick([99, 99, 0, 95]));
  return near(1000, random.pick([999, 900, 0]));
}
