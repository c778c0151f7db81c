import type { Comparison, PairedDifference } from './compare.ts';
import type { Latency, Quality, Report } from './measure.ts';

const CHANGES_SHOWN = 60;
const NAME_WIDTH = 14;

/** A report as a table for people. */
export function reportText({ engine, classes, queries, ...total }: Report): string {
  const columns = ['queries', 'NDCG@10', 'judged', 'MRR@10', 'recall@100', 'zero', 'p50 ms', 'p95 ms', 'CPU ms'];
  const rows: [string, Quality & Latency][] = [...Object.entries(classes), ['all', total]];
  const cells = rows.map(([name, row]) => [
    name, String(row.query_count), ...[row.ndcg_at_10, row.ndcg_at_10_judged, row.mrr, row.recall_at_100, row.zero_result_rate, row.p50_ms, row.p95_ms, row.cpu_ms_per_query].map((value) => value.toFixed(3)),
  ]);
  const zero = queries.filter((query) => !query.has_results).map((query) => query.query);
  return `${[[engine, ...columns], ...cells].map(line).join('\n')}\n${zero.length > 0 ? `nothing found: ${zero.slice(0, CHANGES_SHOWN).join(', ')}\n` : ''}`;
}

function line([name = '', ...cells]: string[]): string {
  return name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(11)).join('');
}

/** What changed, class by class and then query by query, the greatest change of NDCG@10 first. */
export function comparisonText({ classes, changes, ...all }: Comparison): string {
  const byClass = [...Object.entries(classes), ['all', all] as const].map(([name, each]) =>
    `${name.padEnd(NAME_WIDTH)}NDCG@10 ${interval(each.ndcg_at_10)}, judged only ${interval(each.ndcg_at_10_judged)}, MRR@10 ${interval(each.mrr)}, recall@100 ${interval(each.recall_at_100)}`);
  const lines = changes.slice(0, CHANGES_SHOWN).map(({ query, class: name, before, after, before_judged, after_judged }) =>
    `${signed(after - before)}  ${before.toFixed(3)} -> ${after.toFixed(3)}  judged ${before_judged.toFixed(3)} -> ${after_judged.toFixed(3)}  ${name}: ${query}`);
  const rest = changes.length > CHANGES_SHOWN ? [`and ${changes.length - CHANGES_SHOWN} more`] : [];
  return `\nchange of\n${[...byClass, ...lines, ...rest].join('\n')}\n`;
}

function interval({ mean, low, high }: PairedDifference): string {
  return `${signed(mean)} [${signed(low)}, ${signed(high)}]`;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
}
