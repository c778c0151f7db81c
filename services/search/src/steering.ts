import { asService, fail, failField, type Call, type Client } from '@orinoco/contract';
import type { catalogContract } from '@orinoco/catalog/contract';
import type { Database, Transaction } from '@orinoco/database';
import type { Synonym } from './port.ts';
import { normalQuery } from './query-log.ts';
import { checkedRule, createRuleBook, type Resolved } from './rules.ts';
import type { RuleDraft, RuleList, SynonymList, Weights } from './steering-shapes.ts';
import * as store from './steering-store.ts';

/** As many as getListings takes by id. */
const products_at_once = 200;

interface SavedWeights { readonly weights: Weights; readonly revision: number }

/** What operators have decided about searches: kept in the database, in force in memory. */
export interface Steering {
  /** What the rules make of a text now. */
  resolve(text: string): Resolved;
  weights(): Weights;
  /** Reads what was saved since the last time, here or by another process. */
  refresh(): Promise<void>;
  readSynonyms(): Promise<SynonymList>;
  saveSynonyms(list: SynonymList): Promise<SynonymList>;
  readRules(): Promise<RuleList>;
  saveRules(list: { readonly rules: readonly RuleDraft[]; readonly revision: number }, call: Call): Promise<RuleList>;
  readWeights(): Promise<SavedWeights>;
  saveWeights(saved: SavedWeights): Promise<SavedWeights>;
}

export interface SteeringDependencies {
  readonly database: Database;
  readonly catalog: Client<typeof catalogContract>;
  readonly clock: () => Date;
  /** Puts the synonyms in force. */
  readonly configure: (synonyms: readonly Synonym[]) => Promise<void>;
}

export function createSteering({ database, catalog, clock, configure }: SteeringDependencies): Steering {
  const seen = new Map<store.SteeringKind, number>();
  let book = createRuleBook([]);
  let weights: Weights = {};
  const revisionOf = async (kind: store.SteeringKind) => (await store.readSteering(database)).find((row) => row.kind === kind)?.revision ?? 0;

  const refresh = async () => {
    for (const row of await store.readSteering(database)) {
      if (seen.get(row.kind) === row.revision) continue;
      if (row.kind === 'weights') weights = row.weights;
      else if (row.kind === 'rules') book = createRuleBook(await store.readRules(database));
      else await configure(await store.readSynonyms(database));
      seen.set(row.kind, row.revision);
    }
  };
  const replace = async (kind: store.SteeringKind, revision: number, write: (tx: Transaction, next: number) => Promise<void>) => {
    await database.transaction(async (tx) => {
      const next = await store.nextRevision(tx, kind, revision);
      if (next === undefined) throw stale();
      await write(tx, next);
    });
    await refresh();
  };
  const readSynonyms = async () => ({ revision: await revisionOf('synonyms'), synonyms: await store.readSynonyms(database) });
  const readRules = async () => ({ revision: await revisionOf('rules'), rules: await store.readRules(database) });
  const readWeights = async () => {
    const row = (await store.readSteering(database)).find((each) => each.kind === 'weights');
    return { weights: row?.weights ?? {}, revision: row?.revision ?? 0 };
  };
  return {
    resolve: (text) => book.resolve(text, clock().getTime()),
    weights: () => weights,
    refresh, readSynonyms, readRules, readWeights,
    async saveSynonyms({ synonyms, revision }) {
      const checked = checkedSynonyms(synonyms);
      await replace('synonyms', revision, (tx, next) => store.replaceSynonyms(tx, checked, next));
      return readSynonyms();
    },
    async saveRules({ rules, revision }, call) {
      const checked = rules.map(checkedRule);
      const ids = checked.flatMap(({ rule_id }) => (rule_id === undefined ? [] : [rule_id.toLowerCase()]));
      if (new Set(ids).size < ids.length) throw failField('/rules', 'rule_repeated', 'Name each rule once');
      await checkPins(checked, await store.readRules(database), catalog, call);
      await replace('rules', revision, (tx, next) => store.replaceRules(tx, checked, next));
      return readRules();
    },
    async saveWeights(saved) {
      if ((await store.saveWeights(database, saved.weights, saved.revision)) === undefined) throw stale();
      await refresh();
      return readWeights();
    },
  };
}

function stale() {
  return fail('conflict', { detail: 'Somebody else has saved since this list was read. Look at it again and save once more' });
}

/** Texts in their one spelling, each with its own alternatives. Throws `invalid_request` at `/synonyms/<index>/…`. */
function checkedSynonyms(synonyms: readonly Synonym[]): Synonym[] {
  const seen = new Set<string>();
  return synonyms.map(({ from, to, is_two_way }, index) => {
    const normal = { from: normalQuery(from), to: [...new Set(to.map(normalQuery))], is_two_way };
    if (normal.from === '') throw failField(`/synonyms/${index}/from`, 'missing', 'Write what people type');
    const wrong = normal.to.findIndex((each) => each === '' || each === normal.from);
    if (wrong >= 0) throw failField(`/synonyms/${index}/to/${wrong}`, 'synonym_invalid', 'Write other words that mean the same');
    if (seen.has(normal.from)) throw failField(`/synonyms/${index}/from`, 'synonym_repeated', `“${normal.from}” is in the list already; add the words there`);
    seen.add(normal.from);
    return normal;
  });
}

/** Products that are pinned anew must be shown in the shop; those that were and have gone since do not hold up other changes. */
async function checkPins(rules: readonly RuleDraft[], saved: readonly RuleDraft[], catalog: Client<typeof catalogContract>, call: Call): Promise<void> {
  const known = new Set(saved.flatMap((rule) => rule.pinned_product_ids));
  const asked = [...new Set(rules.flatMap((rule) => rule.pinned_product_ids))].filter((product_id) => !known.has(product_id));
  for (let first = 0; first < asked.length; first += products_at_once) {
    const { listings } = await catalog.getListings({ product_ids: asked.slice(first, first + products_at_once) }, asService(call, 'search'));
    for (const { product_id } of listings) known.add(product_id);
  }
  rules.forEach((rule, index) => rule.pinned_product_ids.forEach((product_id, place) => {
    if (!known.has(product_id)) throw failField(`/rules/${index}/pinned_product_ids/${place}`, 'product_unknown', `No product of the shop has the id ${product_id}`);
  }));
}
