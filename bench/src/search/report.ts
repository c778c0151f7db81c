import type { Result } from './measure.ts';

/** What building and keeping the index takes. Memory of the server is its whole process, the index on disk is its own. */
export interface Keep { readonly subject: string; readonly build_cpu_ms: number; readonly bytes: number; readonly where: string; readonly resident_mb: number | null }

export interface SearchReport { readonly measured_at: string; readonly machine: string; readonly load: number; readonly product_count: number; readonly results: readonly Result[]; readonly keeps: readonly Keep[] }

const most_cpu = 1 / 20;
const most_p95 = 1 / 5;

export function searchMarkdown({ measured_at, machine, load, product_count, results, keeps }: SearchReport): string {
  const [own] = results;
  const ownOf = (case_name: string) => results.find((result) => result.case_name === case_name && result.subject === own?.subject);
  const rows = results.map((result) => {
    const mine = ownOf(result.case_name);
    const ratio = (of: (result: Result) => number) => (mine && mine !== result ? `1/${(of(result) / of(mine)).toFixed(1)}` : '');
    return [result.case_name, result.subject, number(result.p50_ms), number(result.p95_ms), number(result.cpu_ms), String(result.count), ratio((each) => each.cpu_ms), ratio((each) => each.p95_ms)];
  });
  const kept = keeps.map(({ subject, build_cpu_ms, bytes, where, resident_mb }) => [subject, (build_cpu_ms / 1_000).toFixed(1), `${Math.round(bytes / product_count)} (${where})`, resident_mb === null ? '' : resident_mb.toFixed(0)]);
  return [
    `# Search, ${product_count.toLocaleString('en')} products`,
    `${measured_at}, ${machine}, load ${load.toFixed(1)}. One request at a time, engines in turn, one run, the same documents. CPU is that of both processes; its ratio to the embedded engine's is aimed at ${fraction(most_cpu)}, that of p95 at ${fraction(most_p95)}. Requests come again in every round, so that OpenSearch answers a part of its first request (which words are known) from its cache.`,
    table(['case', 'engine', 'p50 ms', 'p95 ms', 'CPU ms', 'requests', 'own CPU to this', 'own p95 to this'], rows),
    '## The index',
    table(['engine', 'build CPU s', 'bytes a product', 'process MB'], kept),
  ].join('\n\n') + '\n';
}

/** The aims with what came out, for each case of searching and each form of the other engine. */
export function searchAims({ results }: SearchReport): string[] {
  const [own] = results;
  return results.filter((result) => result.subject !== own?.subject && result.case_name !== 'update').map((result) => {
    const mine = results.find((other) => other.case_name === result.case_name && other.subject === own?.subject) ?? result;
    const [cpu, p95] = [mine.cpu_ms / result.cpu_ms, mine.p95_ms / result.p95_ms];
    return `${result.case_name.padEnd(7)} ${result.subject.padEnd(22)} CPU 1/${(1 / cpu).toFixed(1)} ${cpu <= most_cpu ? 'met' : 'missed'}, p95 1/${(1 / p95).toFixed(1)} ${p95 <= most_p95 ? 'met' : 'missed'}`;
  });
}

function fraction(share: number): string {
  return `1/${Math.round(1 / share)} at most`;
}

function number(value: number): string {
  return value.toFixed(value < 1 ? 3 : 2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
