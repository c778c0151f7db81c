import type { Coupon } from './marketplace.ts';
import { deterministicUuid } from './random.ts';

const DAY_MS = 86_400_000;

/** One of each sort that a checkout must handle: first order only, a minimum, a usage limit, and one that is over. */
export function generateCoupons(seed: number, now: Date): Coupon[] {
  const at = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString();
  const coupon = (code: string, terms: Partial<Coupon> & Pick<Coupon, 'description'>): Coupon => ({
    coupon_id: deterministicUuid(`${seed}/coupon`, code), code, percent_off_bp: null, amount_off_minor: null, currency: 'USD',
    minimum_subtotal_minor: 0, is_first_order_only: false, usage_limit: null, starts_at: at(-60), ends_at: null, ...terms,
  });
  return [
    coupon('WELCOME10', { description: '10% off your first order of $30 or more', percent_off_bp: 1000, minimum_subtotal_minor: 3000, is_first_order_only: true }),
    coupon('SAVE5', { description: '$5 off orders of $50 or more', amount_off_minor: 500, minimum_subtotal_minor: 5000 }),
    coupon('FIRST100', { description: '15% off for the first 100 customers who use it', percent_off_bp: 1500, minimum_subtotal_minor: 2000, usage_limit: 100, ends_at: at(30) }),
    coupon('SPRING20', { description: '20% off in our spring sale', percent_off_bp: 2000, starts_at: at(-75), ends_at: at(-20) }),
  ];
}
