import { json, sql, type Database, type Queryable, type Transaction } from '@orinoco/database';
import type { Synonym } from './port.ts';
import type { Rule, RuleDraft, Weights } from './steering-shapes.ts';

export type SteeringKind = 'synonyms' | 'rules' | 'weights';
export interface SteeringRow { readonly kind: SteeringKind; readonly revision: number; readonly weights: Weights }

export async function readSteering(database: Queryable): Promise<SteeringRow[]> {
  return database.many(sql<SteeringRow>`select kind, revision, weights from search_steering`);
}

/** Takes the next revision of a list; undefined when somebody else has since. */
export async function nextRevision(tx: Queryable, kind: SteeringKind, revision: number): Promise<number | undefined> {
  return (await tx.maybe(sql<{ revision: number }>`update search_steering set revision = revision + 1, saved_at = now() where kind = ${kind} and revision = ${revision}::bigint returning revision`))?.revision;
}

export async function readSynonyms(database: Queryable): Promise<Synonym[]> {
  return database.many(sql<Synonym>`select from_text as "from", to_texts as "to", is_two_way from search_synonyms order by from_text`);
}

export async function replaceSynonyms(tx: Transaction, synonyms: readonly Synonym[], revision: number): Promise<void> {
  await tx.run(sql`delete from search_synonyms`);
  await tx.run(sql`insert into search_synonyms (from_text, to_texts, is_two_way, revision)
    select "from", array(select jsonb_array_elements_text("to")), is_two_way, ${revision}::bigint from jsonb_to_recordset(${json(synonyms)}::jsonb) as s("from" text, "to" jsonb, is_two_way boolean)`);
}

export async function readRules(database: Queryable): Promise<Rule[]> {
  return database.many(sql<Rule>`select rule_id, text, match, pinned_product_ids, boosts, redirect_path, is_enabled, starts_at, ends_at, note, revision from search_rules order by text, match, rule_id`);
}

/** The rules as they are given: new ones get an id, those that are not named go, those that are the same keep their revision. */
export async function replaceRules(tx: Transaction, rules: readonly RuleDraft[], revision: number): Promise<void> {
  await tx.run(sql`delete from search_rules where rule_id <> all(${rules.flatMap(({ rule_id }) => (rule_id === undefined ? [] : [rule_id]))}::uuid[])`);
  await tx.run(sql`insert into search_rules as r (rule_id, text, match, pinned_product_ids, boosts, redirect_path, is_enabled, starts_at, ends_at, note, revision)
    select coalesce(rule_id, uuidv7()), text, match, array(select value::uuid from jsonb_array_elements_text(pinned_product_ids) with ordinality as p(value, place) order by place), boosts, redirect_path, is_enabled, starts_at, ends_at, note, ${revision}::bigint
    from jsonb_to_recordset(${json(rules)}::jsonb) as d(rule_id uuid, text text, match text, pinned_product_ids jsonb, boosts jsonb, redirect_path text, is_enabled boolean, starts_at timestamptz, ends_at timestamptz, note text)
    on conflict (rule_id) do update set text = excluded.text, match = excluded.match, pinned_product_ids = excluded.pinned_product_ids, boosts = excluded.boosts, redirect_path = excluded.redirect_path, is_enabled = excluded.is_enabled, starts_at = excluded.starts_at, ends_at = excluded.ends_at, note = excluded.note, revision = excluded.revision
    where (r.text, r.match, r.pinned_product_ids, r.boosts, r.redirect_path, r.is_enabled, r.starts_at, r.ends_at, r.note) is distinct from (excluded.text, excluded.match, excluded.pinned_product_ids, excluded.boosts, excluded.redirect_path, excluded.is_enabled, excluded.starts_at, excluded.ends_at, excluded.note)`);
}

/** Answers the new revision; undefined when somebody else has saved since. */
export async function saveWeights(database: Database, weights: Weights, revision: number): Promise<number | undefined> {
  return (await database.maybe(sql<{ revision: number }>`update search_steering set weights = ${json(weights)}, revision = revision + 1, saved_at = now() where kind = 'weights' and revision = ${revision}::bigint returning revision`))?.revision;
}
