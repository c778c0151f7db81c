import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { Coupon } from './contract.ts';

export type CouponRow = { readonly [Field in keyof Required<Coupon>]: Exclude<Coupon[Field], undefined> };

export interface RedeemableRow {
  readonly coupon_id: string;
  readonly code: string;
  readonly starts_at: string | null;
  readonly ends_at: string | null;
  readonly usage_limit: number | null;
  readonly used_count: number;
  readonly usage_limit_per_customer: number | null;
  readonly customer_used_count: number;
  /** What this purchase has done with it before. */
  readonly redemption_status: 'used' | 'released' | null;
}

/** Keeps others from using these codes until the transaction ends. In order, so that two carts with the same codes do not block each other. */
export async function lockCoupons(tx: Transaction, codes: readonly string[]): Promise<void> {
  await tx.run(sql`select from coupons where code = any(${codes}::text[]) order by coupon_id for update`);
}

/** The counts of locked codes. Its own statement: one that had waited for the lock would still see the counts from before. */
export async function readRedeemable(tx: Transaction, codes: readonly string[], purchase_id: string, customer_id: string | null): Promise<RedeemableRow[]> {
  return tx.many(sql<RedeemableRow>`select c.coupon_id, c.code, c.starts_at, c.ends_at, c.usage_limit, c.used_count, c.usage_limit_per_customer, mine.status as redemption_status,
      (select count(*) from coupon_redemptions r where r.customer_id = ${customer_id}::uuid and r.coupon_id = c.coupon_id and r.status = 'used') as customer_used_count
    from coupons c left join coupon_redemptions mine on mine.coupon_id = c.coupon_id and mine.purchase_id = ${purchase_id}
    where c.code = any(${codes}::text[])`);
}

/** Uses locked codes up where their limit allows. Answers how many that were. */
export async function useCoupons(tx: Transaction, coupon_ids: readonly string[], purchase_id: string, customer_id: string | null): Promise<number> {
  return tx.run(sql`with used as (
      update coupons set used_count = used_count + 1 where coupon_id = any(${coupon_ids}::uuid[]) and (usage_limit is null or used_count < usage_limit) returning coupon_id
    )
    insert into coupon_redemptions (coupon_id, purchase_id, customer_id) select coupon_id, ${purchase_id}, ${customer_id}::uuid from used`);
}

/** Keeps others from a purchase's codes until the transaction ends, in the same order as `lockCoupons`. */
export async function lockCouponsOf(tx: Transaction, purchase_id: string): Promise<void> {
  await tx.run(sql`select from coupons where coupon_id in (select coupon_id from coupon_redemptions where purchase_id = ${purchase_id}) order by coupon_id for update`);
}

/** Gives a purchase's codes back, each once. */
export async function freeCoupons(tx: Transaction, purchase_id: string): Promise<void> {
  await tx.run(sql`with freed as (
      update coupon_redemptions set status = 'released' where purchase_id = ${purchase_id} and status = 'used' returning coupon_id
    )
    update coupons set used_count = used_count - 1 from freed where coupons.coupon_id = freed.coupon_id`);
}

/** Throws the unique violation of `coupons_code_key` when the code exists. */
export async function insertCoupon(database: Queryable, coupon: CouponRow): Promise<CouponRow> {
  return database.one(sql<CouponRow>`insert into coupons (code, kind, percent_ppm, amount_minor, currency, min_subtotal_minor, seller_id, category_ids, is_first_order_only, funded_by, usage_limit, usage_limit_per_customer, starts_at, ends_at)
    select code, kind, percent_ppm, amount_minor, currency, min_subtotal_minor, seller_id, category_ids, is_first_order_only, funded_by, usage_limit, usage_limit_per_customer, starts_at, ends_at
    from jsonb_to_record(${json(coupon)}::jsonb) as c(code text, kind text, percent_ppm integer, amount_minor bigint, currency char(3), min_subtotal_minor bigint, seller_id uuid, category_ids uuid[], is_first_order_only boolean, funded_by text, usage_limit integer, usage_limit_per_customer integer, starts_at timestamptz, ends_at timestamptz)
    returning code, kind, percent_ppm, amount_minor, currency, min_subtotal_minor, seller_id, category_ids, is_first_order_only, funded_by, usage_limit, usage_limit_per_customer, starts_at, ends_at`);
}

/** Newest first. */
export async function readCoupons(database: Queryable, page: number, page_size: number): Promise<CouponRow[]> {
  return database.many(sql<CouponRow>`select code, kind, percent_ppm, amount_minor, currency, min_subtotal_minor, seller_id, category_ids, is_first_order_only, funded_by, usage_limit, usage_limit_per_customer, starts_at, ends_at
    from coupons order by coupon_id desc limit ${page_size} offset ${(page - 1) * page_size}`);
}
