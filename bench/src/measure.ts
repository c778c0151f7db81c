import { setTimeout as sleep } from 'node:timers/promises';
import { readCpu, usedBetween, type Admin, type Owner } from './database.ts';
import type { Load, LoadResult } from './load.ts';
import { startWorker } from './processes.ts';

export const connections = 10;

/** CPU ms a second of a server and its backends at rest. */
export interface Idle { readonly server_ms: number; readonly postgres_ms: number }

/** Something that answers requests, and which processes work for it. */
export interface Target {
  readonly name: string;
  readonly pid: number;
  readonly owners: readonly Owner[];
  /** The load of a round. Rounds get other paths, so that the last round's answers are not kept. */
  readonly loadOf: (round: number, duration_s: number) => Load;
  /** How long work goes on behind the answers, which counts as theirs. */
  readonly settle_ms?: number;
  /** CPU that the target uses a second when nobody asks. It is taken off, or the busier the machine the dearer a request would look. */
  readonly idle?: Idle;
}

export interface Round extends LoadResult {
  readonly per_second: number;
  /** CPU ms an operation: the server's process and its PostgreSQL backends. */
  readonly server_ms: number;
  readonly postgres_ms: number;
}

export interface Measured {
  readonly target: string;
  readonly rounds: readonly Round[];
  /** Rates and times are medians over the rounds. CPU is the least: what others do on the machine can only add to it. */
  readonly typical: Omit<Round, 'first_failure'>;
  readonly first_failure: string | null;
}

export interface Plan { readonly round_count: number; readonly duration_s: number; readonly warm_up_s: number }

/** Loads every target in turn, round by round, so that whatever else the machine does meets all of them alike. */
export async function measure(admin: Admin, targets: readonly Target[], plan: Plan, tell: (line: string) => void): Promise<Measured[]> {
  for (const target of targets) await startWorker<LoadResult>('load.ts', target.loadOf(0, plan.warm_up_s)).answer;
  const rounds = new Map<string, Round[]>(targets.map((target) => [target.name, []]));
  for (let round = 1; round <= plan.round_count; round++) {
    for (const target of targets) {
      const result = await measureRound(admin, target, target.loadOf(round, plan.duration_s));
      rounds.get(target.name)?.push(result);
      tell(`${target.name.padEnd(34)} round ${round}: ${result.per_second.toFixed(0).padStart(6)} a second, ${(result.server_ms + result.postgres_ms).toFixed(3)} ms CPU${result.failure_count > 0 ? `, ${result.failure_count} failed: ${result.first_failure}` : ''}`);
    }
  }
  return targets.map(({ name }) => summary(name, rounds.get(name) ?? []));
}

async function measureRound(admin: Admin, target: Target, load: Load): Promise<Round> {
  const { pid, owners, settle_ms = 0, idle = { server_ms: 0, postgres_ms: 0 } } = target;
  const before = await readCpu(admin, pid, owners);
  const started_at = performance.now();
  const result = await startWorker<LoadResult>('load.ts', load).answer;
  await sleep(settle_ms);
  const after = await readCpu(admin, pid, owners);
  const seconds = (performance.now() - started_at) / 1000;
  const count = Math.max(1, result.operation_count);
  return {
    ...result,
    per_second: result.operation_count / result.seconds,
    server_ms: Math.max(0, after.server - before.server - idle.server_ms * seconds) / count,
    postgres_ms: Math.max(0, usedBetween(before.backends, after.backends) - idle.postgres_ms * seconds) / count,
  };
}

function summary(target: string, rounds: readonly Round[]): Measured {
  const median = (pick: (round: Round) => number) => rounds.map(pick).toSorted((a, b) => a - b)[Math.floor((rounds.length - 1) / 2)] ?? 0;
  const sum = (pick: (round: Round) => number) => rounds.reduce((total, round) => total + pick(round), 0);
  const cheapest = rounds.toSorted((a, b) => a.server_ms + a.postgres_ms - b.server_ms - b.postgres_ms)[0];
  return {
    target,
    rounds,
    typical: {
      operation_count: sum((round) => round.operation_count), failure_count: sum((round) => round.failure_count), seconds: sum((round) => round.seconds),
      per_second: median((round) => round.per_second), p50_ms: median((round) => round.p50_ms), p95_ms: median((round) => round.p95_ms), p99_ms: median((round) => round.p99_ms),
      server_ms: cheapest?.server_ms ?? 0, postgres_ms: cheapest?.postgres_ms ?? 0,
    },
    first_failure: rounds.find((round) => round.first_failure !== null)?.first_failure ?? null,
  };
}

export function cpuOf({ typical }: Measured): number {
  return typical.server_ms + typical.postgres_ms;
}
