import { json, sql, type Queryable } from '@orinoco/database';
import type { Flag } from './contract.ts';

/** As many as one list shows. */
export const max_flag_count = 500;

export async function listFlags(queryable: Queryable): Promise<Flag[]> {
  return queryable.many(sql<Flag>`select key, description, is_enabled, default_variation, variations, weights, remove_by from flags order by key limit ${max_flag_count}`);
}

/** Undefined when there are too many flags for another one. */
export async function saveFlag(queryable: Queryable, flag: Flag, now: Date): Promise<Flag | undefined> {
  return queryable.maybe(sql<Flag>`
    insert into flags (key, description, is_enabled, default_variation, variations, weights, remove_by, updated_at)
    select ${flag.key}, ${flag.description}, ${flag.is_enabled}, ${flag.default_variation}, ${json(flag.variations)}::jsonb, ${json(flag.weights)}::jsonb, ${flag.remove_by}::date, ${now}
    where (select count(*) from flags where key <> ${flag.key}) < ${max_flag_count}
    on conflict (key) do update set description = excluded.description, is_enabled = excluded.is_enabled, default_variation = excluded.default_variation,
      variations = excluded.variations, weights = excluded.weights, remove_by = excluded.remove_by, updated_at = excluded.updated_at
    returning key, description, is_enabled, default_variation, variations, weights, remove_by`);
}

export interface Exposure {
  readonly key: string;
  readonly unit_id: string;
  readonly variation: string;
  readonly exposed_at: string;
}

/** The first exposure of a unit counts; later ones are ignored. */
export async function insertExposures(queryable: Queryable, exposures: readonly Exposure[]): Promise<void> {
  await queryable.run(sql`insert into exposures (key, unit_id, variation, exposed_at)
    select key, unit_id, variation, exposed_at from jsonb_to_recordset(${json(exposures)}::jsonb) as e(key text, unit_id text, variation text, exposed_at timestamptz)
    order by key, unit_id on conflict do nothing`);
}
