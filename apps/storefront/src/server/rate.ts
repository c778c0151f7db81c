import { createRateLimiter, type RateLimiter } from '@orinoco/auth';
import { fail } from '@orinoco/contract';

/** Forms a minute from one address, the same as the gateway lets through for the API. */
const per_minute = { account: 300, checkout: 600 } as const;
export type RateClass = keyof typeof per_minute;

/** Lets a request of an address through, or throws `rate_limited`. `rate_factor` 0 turns the limits off. */
export function createTurns(rate_factor: number, clock: () => Date = () => new Date()): (rate_class: RateClass | undefined, address: string) => void {
  const limiterOf = (limit: number): RateLimiter => createRateLimiter({ limit: Math.max(1, Math.round(limit * rate_factor)), window_ms: 60_000, max_keys: 100_000, clock });
  const limiters: Readonly<Record<RateClass, RateLimiter>> = { account: limiterOf(per_minute.account), checkout: limiterOf(per_minute.checkout) };
  return (rate_class, address) => {
    if (rate_class === undefined || rate_factor === 0) return;
    const { is_allowed, retry_after_s } = limiters[rate_class].take(address);
    if (!is_allowed) throw fail('rate_limited', { retry_after_s, detail: `There were too many attempts from your address, so this one was not looked at and nothing was changed. Wait ${retry_after_s === 1 ? 'a second' : `${retry_after_s} seconds`}, then try again.` });
  };
}
