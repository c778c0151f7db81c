import type { SearchEngine } from '@orinoco/search/port';
import { cpuMs } from '../cpu.ts';
import type { Case } from './cases.ts';

/** An engine to measure, and the process that works for it beside ours. */
export interface Subject { readonly name: string; readonly engine: SearchEngine; readonly pid: number | null }

export interface Result { readonly subject: string; readonly case_name: string; readonly p50_ms: number; readonly p95_ms: number; readonly cpu_ms: number; readonly count: number }

export interface Plan { readonly round_count: number; readonly round_ms: number; readonly warm_up_ms: number }

interface Round { readonly times_ms: readonly number[]; readonly cpu_ms: number }

/** Every subject in turn, round by round, so that whatever else the machine does meets all of them alike. One request at a time. */
export async function measureCases(subjects: readonly Subject[], cases: readonly Case[], { round_count, round_ms, warm_up_ms }: Plan, tell: (line: string) => void): Promise<Result[]> {
  const results: Result[] = [];
  for (const each of cases) {
    const rounds = new Map<string, Round[]>(subjects.map(({ name }) => [name, []]));
    for (const subject of subjects) await runRound(subject, each, 0, subject.pid === null ? Math.min(warm_up_ms, 1_500) : warm_up_ms);
    for (let round = 0; round < round_count; round++) {
      for (const subject of subjects) rounds.get(subject.name)?.push(await runRound(subject, each, round * 1_009, round_ms));
    }
    for (const { name } of subjects) {
      const result = summary(name, each.name, rounds.get(name) ?? []);
      tell(`${each.name.padEnd(7)} ${name.padEnd(22)} p50 ${result.p50_ms.toFixed(3)}  p95 ${result.p95_ms.toFixed(3)}  CPU ${result.cpu_ms.toFixed(3)} ms  (${result.count})`);
      results.push(result);
    }
  }
  return results;
}

async function runRound({ engine, pid }: Subject, { run }: Case, first: number, for_ms: number): Promise<Round> {
  const times_ms: number[] = [];
  const [own, theirs] = [process.cpuUsage(), pid === null ? 0 : cpuMs(pid)];
  const end = performance.now() + for_ms;
  for (let n = first, at = performance.now(); at < end; n++) {
    await run(engine, n);
    const now = performance.now();
    times_ms.push(now - at);
    at = now;
  }
  const used = process.cpuUsage(own);
  const cpu_ms = (used.user + used.system) / 1_000 + (pid === null ? 0 : cpuMs(pid) - theirs);
  return { times_ms, cpu_ms };
}

/** Times over all rounds. CPU is that of the best round: what others do on the machine can only add to it. */
function summary(subject: string, case_name: string, rounds: readonly Round[]): Result {
  const times = rounds.flatMap(({ times_ms }) => times_ms).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  const cpu = Math.min(...rounds.filter(({ times_ms }) => times_ms.length > 0).map(({ times_ms, cpu_ms }) => cpu_ms / times_ms.length));
  return { subject, case_name, p50_ms: at(.5), p95_ms: at(.95), cpu_ms: cpu, count: times.length };
}
