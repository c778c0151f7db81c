import { json, sql, type Queryable, type Transaction } from '@orinoco/database';
import type { Rule } from './commission.ts';
import type { CommissionRule } from './contract.ts';

export async function loadRules(database: Queryable): Promise<Rule[]> {
  return database.many(sql<Rule>`select commission_rule_id, seller_id, category_id, rate_ppm, fixed_minor, min_minor, currency from commission_rules`);
}

export async function replaceRules(tx: Transaction, rules: readonly CommissionRule[]): Promise<void> {
  await tx.run(sql`delete from commission_rules`);
  await tx.run(sql`insert into commission_rules (commission_rule_id, seller_id, category_id, rate_ppm, fixed_minor, min_minor, currency)
    select coalesce(commission_rule_id, uuidv7()), seller_id, category_id, rate_ppm, fixed_minor, min_minor, currency from jsonb_to_recordset(${json(rules)}::jsonb) as r(commission_rule_id uuid, seller_id uuid, category_id uuid, rate_ppm integer, fixed_minor bigint, min_minor bigint, currency text)`);
}
