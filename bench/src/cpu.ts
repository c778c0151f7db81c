import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ticks_per_second = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU time of a process with all its threads, user and system, in ms; 0 for one that has ended. Linux alone tells. */
export function cpuMs(pid: number): number {
  try {
    // The name in brackets may hold spaces, so fields are counted from behind it: utime and stime are the 12th and 13th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks_per_second;
  } catch {
    return 0;
  }
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, 'VmRSS') / 1024;
}

/** Proportional memory in MB: pages that processes share are divided among them. What a group of backends really takes. */
export function proportionalMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss'), 0) / 1024;
}

function kilobytes(file: string, name: string): number {
  try {
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
