import { fail, type FieldError, type Service } from '@orinoco/contract';
import { violatedConstraint, type Database } from '@orinoco/database';
import { isCurrency } from '@orinoco/money';
import { codeOf } from './cart-quote.ts';
import type { Coupon, pricingContract } from './contract.ts';
import { freeCoupons, insertCoupon, lockCoupons, lockCouponsOf, readCoupons, readRedeemable, useCoupons, type CouponRow, type RedeemableRow } from './coupon-store.ts';

type CouponMethods = Pick<Service<typeof pricingContract>, 'redeemCoupons' | 'releaseCoupons' | 'createCoupon' | 'listCoupons'>;

export function couponMethods(database: Database, clock: () => Date): CouponMethods {
  return {
    async redeemCoupons({ purchase_id, codes, customer_id }) {
      const wanted = [...new Set(codes.map(codeOf))];
      if (wanted.length > 0) await redeem(database, wanted, purchase_id, customer_id, clock());
      return { is_done: true };
    },
    async releaseCoupons({ purchase_id }) {
      await database.transaction(async (tx) => {
        await lockCouponsOf(tx, purchase_id);
        await freeCoupons(tx, purchase_id);
      });
      return { is_done: true };
    },
    async createCoupon(input) {
      const errors = problemsOf(input);
      if (errors.length > 0) throw fail('invalid_request', { detail: 'This code cannot work', errors });
      try {
        return shown(await insertCoupon(database, completed(input)));
      } catch (error) {
        throw violatedConstraint(error) === 'coupons_code_key' ? fail('coupon_exists') : error;
      }
    },
    async listCoupons({ page = 1, page_size = 50 }) {
      return { coupons: (await readCoupons(database, page, page_size)).map(shown) };
    },
  };
}

/** Uses all codes or throws `coupon_refused` with the reason for each; what this purchase has used already stays used. */
async function redeem(database: Database, codes: readonly string[], purchase_id: string, customer_id: string | null, now: Date): Promise<void> {
  await database.transaction(async (tx) => {
    await lockCoupons(tx, codes);
    const rows = await readRedeemable(tx, codes, purchase_id, customer_id);
    const refused = codes.flatMap((code) => {
      const reason_code = reasonAgainst(rows.find((row) => row.code === code), customer_id, now);
      return reason_code === null ? [] : [{ code, reason_code }];
    });
    if (refused.length > 0) throw refusal(refused);
    const fresh = rows.filter((row) => row.redemption_status === null);
    const used_count = fresh.length === 0 ? 0 : await useCoupons(tx, fresh.map((row) => row.coupon_id), purchase_id, customer_id);
    if (used_count < fresh.length) throw refusal(fresh.map(({ code }) => ({ code, reason_code: 'used_up' })));
  });
}

function refusal(coupons: readonly { readonly code: string; readonly reason_code: string }[]): Error {
  return fail('coupon_refused', { detail: `${coupons.map((coupon) => coupon.code).join(', ')} can no longer be used`, extra: { coupons } });
}

/** Why a locked code cannot be used by this purchase, in the words of a quote, or null. */
function reasonAgainst(row: RedeemableRow | undefined, customer_id: string | null, now: Date): string | null {
  if (!row) return 'coupon_not_found';
  if (row.redemption_status === 'used') return null;
  // A purchase that was undone must not use a code up through a call that comes late.
  if (row.redemption_status === 'released') return 'purchase_undone';
  if (row.starts_at !== null && now.getTime() < Date.parse(row.starts_at)) return 'not_started';
  if (row.ends_at !== null && now.getTime() >= Date.parse(row.ends_at)) return 'expired';
  if (row.usage_limit !== null && row.used_count >= row.usage_limit) return 'used_up';
  if (row.usage_limit_per_customer === null) return null;
  if (customer_id === null) return 'sign_in_required';
  return row.customer_used_count >= row.usage_limit_per_customer ? 'customer_used_up' : null;
}

function problemsOf(coupon: Coupon): FieldError[] {
  const errors: FieldError[] = [];
  const check = (is_right: boolean, pointer: string, code: string, detail: string) => { if (!is_right) errors.push({ pointer, code, detail }); };
  const { kind, percent_ppm = null, amount_minor = null, currency = null, min_subtotal_minor = 0, starts_at = null, ends_at = null } = coupon;
  check(/^[A-Z0-9_-]{3,32}$/.test(coupon.code), '/code', 'code_invalid', 'A code has 3 to 32 capital letters, digits, - and _');
  if (kind === 'percent') check(percent_ppm !== null && percent_ppm > 0, '/percent_ppm', 'required', 'A percentage needs to be more than 0');
  else check(percent_ppm === null, '/percent_ppm', 'not_for_kind', 'Only a code of kind percent takes a percentage');
  if (kind === 'amount') check(amount_minor !== null && amount_minor > 0, '/amount_minor', 'required', 'An amount needs to be more than 0');
  else check(amount_minor === null, '/amount_minor', 'not_for_kind', 'Only a code of kind amount takes an amount');
  if (currency === null) check(kind !== 'amount' && min_subtotal_minor === 0, '/currency', 'required', 'Amounts need their currency');
  else check(isCurrency(currency), '/currency', 'currency_unknown', 'This is no ISO 4217 currency in use');
  check(coupon.funded_by !== 'seller' || (coupon.seller_id ?? null) !== null, '/seller_id', 'required', 'A code that a seller pays for needs the seller');
  for (const [field, time] of [['starts_at', starts_at], ['ends_at', ends_at]] as const) {
    check(time === null || Number.isFinite(Date.parse(time)), `/${field}`, 'time_invalid', 'This is no RFC 3339 time');
  }
  if (starts_at !== null && ends_at !== null) check(!(Date.parse(starts_at) >= Date.parse(ends_at)), '/ends_at', 'ends_before_start', 'A code ends after it starts');
  return errors;
}

function completed(coupon: Coupon): CouponRow {
  const time = (text: string | null | undefined) => (text == null ? null : new Date(text).toISOString());
  return {
    code: coupon.code, kind: coupon.kind, percent_ppm: coupon.percent_ppm ?? null, amount_minor: coupon.amount_minor ?? null, currency: coupon.currency ?? null, min_subtotal_minor: coupon.min_subtotal_minor ?? 0,
    seller_id: coupon.seller_id ?? null, category_ids: coupon.category_ids ?? [], is_first_order_only: coupon.is_first_order_only ?? false, funded_by: coupon.funded_by ?? 'marketplace',
    usage_limit: coupon.usage_limit ?? null, usage_limit_per_customer: coupon.usage_limit_per_customer ?? null, starts_at: time(coupon.starts_at), ends_at: time(coupon.ends_at),
  };
}

const shown = (row: CouponRow): Coupon => ({ ...row });
