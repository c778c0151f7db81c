import type { SearchEngine } from '../port.ts';
import type { JudgedQuery } from './files.ts';
import { isAnswerable, ndcgAt10, recallAt100, reciprocalRank } from './metrics.ts';

const DEPTH = 100;
const SHOWN = 20;
const WARM_UP_MS = 500;
const MEASURED_MS = 1500;
const DIGITS = 1e4;

/** The numbers of a set of queries. Shares are 0 to 1, times are of a page of 20 without facets. */
export interface Quality {
  query_count: number;
  ndcg_at_10: number;
  ndcg_at_10_judged: number;
  mrr: number;
  recall_at_100: number;
  zero_result_rate: number;
}

export interface QueryQuality {
  query: string;
  class: string;
  ndcg_at_10: number;
  ndcg_at_10_judged: number;
  mrr: number;
  recall_at_100: number;
  has_results: boolean;
  corrected_text?: string;
  top_ids: string[];
}

export interface Latency { p50_ms: number; p95_ms: number; cpu_ms_per_query: number }

export interface Report extends Quality, Latency {
  engine: string;
  classes: Record<string, Quality & Latency>;
  queries: QueryQuality[];
}

/** Asks the engine every answerable query (one with a product of grade 2 or more) and scores what it answers. */
export async function measureQuality(engine: SearchEngine, judged: readonly JudgedQuery[]): Promise<QueryQuality[]> {
  const queries: QueryQuality[] = [];
  for (const { query, grades, query_class } of judged) {
    if (!isAnswerable(grades)) continue;
    const { hits, corrected_text } = await engine.search({ text: query, page: 1, page_size: DEPTH, sort: 'relevance', filters: [] });
    const ranked = hits.map((hit) => hit.product_id);
    const { nd, judged_only } = ndcgAt10(ranked, grades);
    queries.push({
      query, class: query_class, ndcg_at_10: nd, ndcg_at_10_judged: judged_only, mrr: reciprocalRank(ranked, grades),
      recall_at_100: recallAt100(ranked, grades), has_results: ranked.length > 0, top_ids: ranked.slice(0, 10),
      ...(corrected_text !== undefined && { corrected_text }),
    });
  }
  return queries;
}

/** Times a first page over and over for 1.5 s after a warm-up. CPU is that of this process, not of a server it asks. */
export async function measureLatency(engine: SearchEngine, texts: readonly string[]): Promise<Latency> {
  if (texts.length === 0) return { p50_ms: 0, p95_ms: 0, cpu_ms_per_query: 0 };
  await askFor(engine, texts, WARM_UP_MS);
  const before = process.cpuUsage();
  const times = await askFor(engine, texts, MEASURED_MS);
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  const percentile = (share: number): number => rounded(times[Math.min(times.length - 1, Math.floor(share * times.length))]!);
  return { p50_ms: percentile(.5), p95_ms: percentile(.95), cpu_ms_per_query: rounded((user + system) / 1000 / times.length) };
}

/** Whole rounds over the texts, so that each weighs the same. */
async function askFor(engine: SearchEngine, texts: readonly string[], least_ms: number): Promise<number[]> {
  const times: number[] = [];
  for (const end = performance.now() + least_ms; performance.now() < end;) {
    for (const text of texts) {
      const start = performance.now();
      await engine.search({ text, page: 1, page_size: SHOWN, sort: 'relevance', filters: [] });
      times.push(performance.now() - start);
    }
  }
  return times;
}

export async function report(engine: SearchEngine, name: string, judged: readonly JudgedQuery[]): Promise<Report> {
  const queries = await measureQuality(engine, judged);
  const classes: Report['classes'] = {};
  for (const name of new Set(queries.map((each) => each.class))) {
    const members = queries.filter((each) => each.class === name);
    classes[name] = { ...summarize(members), ...await measureLatency(engine, members.map(({ query }) => query)) };
  }
  const latency = await measureLatency(engine, queries.map(({ query }) => query));
  return { engine: name, ...summarize(queries), ...latency, classes, queries };
}

export function summarize(queries: readonly QueryQuality[]): Quality {
  const mean = (value: (query: QueryQuality) => number): number => rounded(queries.reduce((sum, query) => sum + value(query), 0) / Math.max(1, queries.length));
  return {
    query_count: queries.length,
    ndcg_at_10: mean((query) => query.ndcg_at_10),
    ndcg_at_10_judged: mean((query) => query.ndcg_at_10_judged),
    mrr: mean((query) => query.mrr),
    recall_at_100: mean((query) => query.recall_at_100),
    zero_result_rate: mean((query) => query.has_results ? 0 : 1),
  };
}

function rounded(value: number): number {
  return Math.round(value * DIGITS) / DIGITS;
}
