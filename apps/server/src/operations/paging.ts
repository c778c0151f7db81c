import type { Failure, SagaRun, StuckPayment } from './contract.ts';

/** Some rows of one source, in its order. */
export interface Slice<Row> { readonly rows: readonly Row[]; readonly has_more: boolean }
export interface PageInput { readonly page?: number; readonly page_size?: number }

/** How the rows of a list are told apart and put in order, wherever they come from. */
export interface Ordering<Row> {
  readonly keyOf: (row: Row) => string;
  readonly compare: (a: Row, b: Row) => number;
}

export const usual_page_size = 25;

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export const failureOrdering: Ordering<Failure> = {
  keyOf: ({ service, consumer_group, event_id }) => `${service} ${consumer_group} ${event_id}`,
  compare: (a, b) => byText(a.status, b.status) || Date.parse(b.occurred_at) - Date.parse(a.occurred_at) || byText(a.event_id, b.event_id),
};
export const sagaOrdering: Ordering<SagaRun> = {
  keyOf: ({ service, kind, saga_id }) => `${service} ${kind} ${saga_id}`,
  compare: (a, b) => Number(b.is_stuck) - Number(a.is_stuck) || Date.parse(a.wake_at) - Date.parse(b.wake_at) || byText(a.saga_id, b.saga_id),
};
export const paymentOrdering: Ordering<StuckPayment> = {
  keyOf: ({ operation_key }) => operation_key,
  compare: (a, b) => Date.parse(a.created_at) - Date.parse(b.created_at) || byText(a.operation_key, b.operation_key),
};

/** One page out of several sources of which each has given its first rows, at least as many as up to the end of the page. */
export function pageOf<Row>(slices: readonly Slice<Row>[], { page = 1, page_size = usual_page_size }: PageInput, { keyOf, compare }: Ordering<Row>): { rows: Row[]; page: number; has_more: boolean } {
  // Two processes that share a database answer with the same rows.
  const distinct = new Map(slices.flatMap((slice) => slice.rows).map((row) => [keyOf(row), row]));
  const rows = [...distinct.values()].toSorted(compare);
  const end = page * page_size;
  return { rows: rows.slice(end - page_size, end), page, has_more: rows.length > end || slices.some((slice) => slice.has_more) };
}

/** Counts of several sources, each once, in order of their names. */
export function countsOf<Count extends object>(counts: readonly Count[], keyOf: (count: Count) => string): Count[] {
  return [...new Map(counts.map((count) => [keyOf(count), count]))].toSorted(([a], [b]) => byText(a, b)).map(([, count]) => count);
}
