import { Type, type Static } from 'typebox';
import { shapes as s } from '@orinoco/contract';

export const ReportPeriod = s.choice('day', 'week', 'month', 'quarter', 'year');
export type ReportPeriod = Static<typeof ReportPeriod>;
export const ReportSort = s.choice('volume', 'zero_results', 'low_click_through', 'reformulations');
export type ReportSort = Static<typeof ReportSort>;

/** `click_through` and `conversion` are of the views that browsers reported; null without any. */
const rates = { search_count: Type.Integer(), zero_result_count: Type.Integer(), click_through: s.nullable(Type.Number()), conversion: s.nullable(Type.Number()), reformulation_count: Type.Integer() };
export const ReportRow = s.object({ text: s.text(100), ...rates, top_reformulation: s.nullable(s.text(100)), first_click_position_average: s.nullable(Type.Number()) });
export type ReportRow = Static<typeof ReportRow>;
/** Of all texts, also of those that too few searched to be shown. */
export const ReportTotals = s.object({ text_count: Type.Integer(), ...rates });
export type ReportTotals = Static<typeof ReportTotals>;

/** One line of a file that `npm run search:eval -- --judgments` reads: grades 0 to 3 by product id. */
export const Judgment = s.object({ query: s.text(100), grades: Type.Record(Type.String({ maxLength: 36 }), Type.Integer({ minimum: 0, maximum: 3 })) });
export type Judgment = Static<typeof Judgment>;

const ShownProduct = s.object({ product_id: s.Uuid, position: Type.Integer({ minimum: 1, maximum: 10_000 }) });
/** What a browser tells of a page of results: what it showed, or what was followed. */
export const SearchEvent = s.object({ text: s.text(500, 1), page: Type.Integer({ minimum: 1, maximum: 10_000 }), kind: s.choice('impression', 'click'), total_count: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })), products: s.list(ShownProduct, 100) });
export type SearchEvent = Static<typeof SearchEvent>;
