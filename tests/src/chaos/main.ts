import { parseArgs } from 'node:util';
import { faultKinds, type FaultKind } from './faults.ts';
import { runChaos, type ChaosReport } from './run.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '50' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) }, faults: { type: 'string', default: faultKinds.join(',') },
    buyers: { type: 'string', default: '12' }, 'rest-every': { type: 'string', default: '10' }, fsync: { type: 'boolean', default: false },
  },
});

const isKind = (name: string): name is FaultKind => (faultKinds as readonly string[]).includes(name);

function natural(name: 'cycles' | 'seed' | 'buyers' | 'rest-every'): number {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`--${name} is a whole number`);
  return number;
}

/** A recovery slower than this is told, and fails the run on a machine that has nothing else to do. */
const slow_ms = 5_000;

function print({ seed, cycle_count, faults, skipped, attempt_count, purchase_count, answers, first_success_ms, first_event_ms, violations }: ChaosReport): void {
  const tell = (line: string) => process.stdout.write(`${line}\n`);
  const slowest = first_success_ms.toSorted((a, b) => b.ms - a.ms);
  tell(`\nseed ${seed}: ${cycle_count} cycles, ${attempt_count} attempts, ${purchase_count} purchases`);
  for (const [name, count] of Object.entries(faults)) tell(`  ${String(count).padStart(4)} × ${name}`);
  for (const [kind, reason] of Object.entries(skipped)) tell(`  skipped: ${kind} (${reason})`);
  tell(`answers: ${Object.entries(answers).toSorted(([, a], [, b]) => b - a).map(([answer, count]) => `${count} ${answer}`).join(', ')}`);
  tell(`first purchase after recovery: median ${slowest[Math.floor(slowest.length / 2)]?.ms ?? 0} ms, slowest ${slowest[0]?.ms ?? 0} ms (${slowest[0]?.fault ?? ''}), ${slowest.filter(({ ms }) => ms > slow_ms).length} over ${slow_ms} ms`);
  tell(`its events: slowest ${Math.max(0, ...first_event_ms)} ms`);
  tell(`${violations.length} violations`);
  for (const violation of violations) tell(`  ${violation}`);
  if (violations.length > 0) tell(`the same plan again: npm run chaos -- --cycles ${cycle_count} --seed ${seed}`);
}

const kinds = values.faults.split(',');
if (!kinds.every(isKind)) throw new RangeError(`--faults are ${faultKinds.join(', ')}`);
const report = await runChaos({
  cycles: natural('cycles'), seed: natural('seed'), buyer_count: natural('buyers'), cycles_between_rests: Math.max(1, natural('rest-every')), faults: kinds, is_fsync: values.fsync,
  tell: (line) => process.stdout.write(`${line}\n`),
});
print(report);
process.exitCode = report.violations.length > 0 ? 1 : 0;
