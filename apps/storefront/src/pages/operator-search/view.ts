import type { ReportPeriod, ReportRow, ReportSort, ReportTotals, Rule, SynonymProposal, Weights } from '@orinoco/search/contract';
import type { Notice } from '../../cart-types.ts';

export const tab_names = ['report', 'rules', 'synonyms', 'weights'] as const;
export type TabName = (typeof tab_names)[number];
export const periods = ['day', 'week', 'month', 'quarter', 'year'] as const satisfies readonly ReportPeriod[];
export const report_sorts = ['volume', 'zero_results', 'low_click_through', 'reformulations'] as const satisfies readonly ReportSort[];

export type Choice = { label: string; url: string; is_selected: boolean };
type Named = { product_id: string; title: string; media_key: string; price_minor: number | null; currency: string };

/** A product that can be pinned; `place` is what stands in its field, empty when it is not pinned. */
export type Pick = Named & { place: string };

/** A rule as it stands in its form: times as `YYYY-MM-DDThh:mm` in UTC, boosts and further pins one a line. */
export type RuleForm = {
  rule_id: string | null; text: string; match: string; is_enabled: boolean; redirect_path: string; starts_at: string; ends_at: string; note: string; boosts: string; other_pins: string;
  picks: Pick[];
};

export type SynonymForm = { from: string; to: string; is_two_way: boolean };
export type WeightName = keyof Weights;
export const weight_names = ['popularity', 'rating', 'conversion', 'freshness'] as const satisfies readonly WeightName[];

export type Report = { rows: (ReportRow & { search_url: string; rule_url: string })[]; totals: ReportTotals; from_on: string; to_on: string; periods: Choice[]; sorts: Choice[]; base_url: string; page: number; page_count: number };
export type Rules = { rules: Rule[]; titles: Record<string, string>; form: RuleForm | null; revision: number };
export type Synonyms = { synonyms: { from: string; to: string[]; is_two_way: boolean }[]; proposals: SynonymProposal[]; form: SynonymForm; revision: number };

/** One tab's part is there, the others are null. `errors` are by field of its form. */
export type OperatorSearchView = {
  tab: TabName; notices: Notice[]; errors: Record<string, string>;
  report: Report | null; rules: Rules | null; synonyms: Synonyms | null; weights: { values: Record<WeightName, string>; revision: number } | null;
};

const root = '/operator/search';

/** Every address of the page. */
export const searchUrls = {
  tab: (name: TabName) => (name === 'report' ? root : `${root}/${name}`),
  new_rule: (text = '') => `${root}/rules?edit=new${text === '' ? '' : `&text=${encodeURIComponent(text)}`}`,
  edit_rule: (rule_id: string) => `${root}/rules?edit=${rule_id}`,
  rule_removal: (rule_id: string) => `${root}/rules/${rule_id}/removal`,
  synonym_removal: `${root}/synonyms/removal`,
} as const;

/** `12.3 %`, or a dash while nobody knows. */
export function shareOf(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)}%`;
}
