import { Type, type Static } from 'typebox';
import { shapes as s } from '@orinoco/contract';

/** Grows with every save of a list. Who saves says which one it saw; an older one is refused with `conflict`. */
const Revision = Type.Integer({ minimum: 0, maximum: 9_007_199_254_740_991 });

export const Synonym = s.object({ from: s.text(100, 1), to: Type.Array(s.text(100, 1), { minItems: 1, maxItems: 20 }), is_two_way: Type.Boolean() });
export const SynonymList = s.object({ synonyms: s.list(Synonym, 2_000), revision: Revision });
export type SynonymList = Static<typeof SynonymList>;

/** Why two texts may mean the same: how often people went from one to the other, and what both led to. */
export const SynonymProposal = s.object({
  ...Synonym.properties,
  evidence: s.object({ reformulation_count: Type.Integer(), shared_product_count: Type.Integer(), shared_click_count: Type.Integer(), similarity: Type.Number({ minimum: 0, maximum: 1, description: 'Cosine of what was clicked for both' }), examples: s.list(s.text(250), 3) }),
});
export type SynonymProposal = Static<typeof SynonymProposal>;

const Boost = s.object({ filter: s.text(300, 1), factor: Type.Number({ minimum: 0.01, maximum: 100, description: 'Above 1 lifts, below 1 buries' }) });
const rule = {
  text: s.text(100, 1), match: s.choice('exact', 'contains'), pinned_product_ids: s.list(s.Uuid, 50), boosts: s.list(Boost, 50), redirect_path: s.nullable(s.text(500)),
  is_enabled: Type.Boolean(), starts_at: s.nullable(s.Timestamp), ends_at: s.nullable(s.Timestamp), note: s.text(500),
};
/** What happens to one query, or to every query that contains the words. Words count whole. */
export const Rule = s.object({ rule_id: s.Uuid, ...rule, revision: Revision });
export type Rule = Static<typeof Rule>;
export const RuleDraft = s.object({ rule_id: Type.Optional(s.Uuid), ...rule });
export type RuleDraft = Static<typeof RuleDraft>;
export const RuleList = s.object({ rules: s.list(Rule, 500), revision: Revision });
export type RuleList = Static<typeof RuleList>;
export const RuleDrafts = s.object({ rules: s.list(RuleDraft, 500), revision: Revision });

const Weight = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }));
/** How much each property weighs in the order of results, 0 to 1; one that is absent keeps the engine's own weight. */
export const Weights = s.object({ popularity: Weight, rating: Weight, conversion: Weight, freshness: Weight });
export type Weights = Static<typeof Weights>;
export const SavedWeights = s.object({ weights: Weights, revision: Revision });
