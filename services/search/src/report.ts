import type { Call, OutputOf } from '@orinoco/contract';
import type { Database } from '@orinoco/database';
import { fitClickModel } from './click-model.ts';
import type { ReportPeriod, ReportSort, searchContract } from './contract.ts';
import { judgmentsOf } from './judgments.ts';
import * as store from './report-store.ts';
import { proposeSynonyms } from './synonym-proposals.ts';
import type { Steering } from './steering.ts';

const period_days: Readonly<Record<ReportPeriod, number>> = { day: 1, week: 7, month: 30, quarter: 90, year: 365 };
const default_page_size = 50;
const most_model_texts = 5_000;
const most_model_rows = 100_000;
const proposal_days = 90;
const most_proposal_rows = 20_000;

interface Asked { readonly period?: ReportPeriod; readonly sort?: ReportSort; readonly page?: number; readonly page_size?: number }
type Output<Name extends 'getSearchReport' | 'getSearchJudgments' | 'listSearchSynonymProposals'> = OutputOf<typeof searchContract, Name>;

/** What operators learn from what people search for. */
export function reportMethods(database: Database, clock: () => Date, steering: Steering) {
  const dayBefore = (days: number) => new Date(clock().getTime() - days * 86_400_000).toISOString().slice(0, 10);
  const since = (period: ReportPeriod) => dayBefore(period_days[period] - 1);
  return {
    async getSearchReport({ period = 'month', sort = 'volume', page = 1, page_size = default_page_size }: Asked): Promise<Output<'getSearchReport'>> {
      const [from_on, to_on] = [since(period), dayBefore(0)];
      const [rows, totals] = await Promise.all([store.reportRows(database, { from_on, to_on, sort, offset: (page - 1) * page_size, limit: page_size + 1 }), store.reportTotals(database, from_on, to_on)]);
      return { rows: rows.slice(0, page_size), totals, page, has_more: rows.length > page_size, from_on, to_on };
    },
    async getSearchJudgments({ period = 'quarter' }: Asked): Promise<Output<'getSearchJudgments'>> {
      const { examination, attractions } = fitClickModel(await store.shownSince(database, since(period), most_model_texts, most_model_rows));
      return { judgments: judgmentsOf(attractions), examination: [...examination] };
    },
    async listSearchSynonymProposals(_input: object, _call: Call): Promise<Output<'listSearchSynonymProposals'>> {
      const day = dayBefore(proposal_days);
      const [reformulations, clicks, { synonyms }] = await Promise.all([store.reformulationsSince(database, day, most_proposal_rows), store.clicksSince(database, day, most_proposal_rows), steering.readSynonyms()]);
      return { proposals: proposeSynonyms({ reformulations, clicks, known: synonyms }) };
    },
  };
}
