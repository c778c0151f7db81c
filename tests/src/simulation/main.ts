import { parseArgs } from 'node:util';
import { playSeeds } from './crew.ts';
import { mutants, type Mutant } from './mutants.ts';
import { plantAll } from './planting.ts';
import type { Outcome } from './run.ts';
import { createTally } from './tally.ts';

/**
 * `npm run simulate -- [--seeds 200] [--from 1] [--workers 2]` plays seeds until one breaks a rule.
 * `--seed S` replays one with its trace; `--mutant NAME` plants a bug first; `--mutants` tells whether each planted bug is found.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' }, from: { type: 'string', default: '1' }, seed: { type: 'string' }, workers: { type: 'string', default: '2' },
    mutant: { type: 'string' }, mutants: { type: 'boolean', default: false }, quiet: { type: 'boolean', default: false },
  },
});
/** From so many seeds on, what takes thousands is hunted too. */
const enough_for_rare = 10_000;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const worker_count = Number(values.workers);
const [from, count] = [Number(values.from), Number(values.seeds)];

function* seeds(): Generator<string, undefined> {
  for (let seed = from; seed < from + count; seed += 1) yield String(seed);
  return undefined;
}

function findMutant(name: string): Mutant {
  const mutant = mutants.find((each) => each.name === name);
  if (!mutant) throw new Error(`No such mutant: ${name}. There are ${mutants.map((each) => each.name).join(', ')}`);
  return mutant;
}

/** Plays until a violation; answers it. */
async function search(mutant: Mutant | undefined, onOutcome: (outcome: Outcome) => void): Promise<Outcome | undefined> {
  const ahead = seeds();
  let broken: Outcome | undefined;
  await playSeeds({
    worker_count, mutations: mutant?.mutations ?? [], nextSeed: () => ahead.next().value,
    onOutcome(outcome) {
      onOutcome(outcome);
      if (outcome.violations.length > 0 && (broken === undefined || Number(outcome.seed) < Number(broken.seed))) broken = outcome;
      return broken === undefined;
    },
  });
  return broken;
}

async function replay(seed: string): Promise<boolean> {
  if (values.mutant !== undefined) plantAll(findMutant(values.mutant).mutations);
  const { openPostgres } = await import('./postgres.ts');
  const { runSeed } = await import('./run.ts');
  const postgres = await openPostgres();
  const outcome = await runSeed(postgres, seed, values.quiet ? undefined : say);
  say(`seed ${seed}: ${outcome.step_count} steps, trace ${outcome.trace}, ${outcome.violations.length} violations`);
  outcome.violations.forEach(say);
  return outcome.violations.length === 0;
}

async function simulate(): Promise<boolean> {
  const tally = createTally();
  const started_at = performance.now();
  const mutant = values.mutant === undefined ? undefined : findMutant(values.mutant);
  const broken = await search(mutant, (outcome) => {
    tally.add(outcome);
    if (tally.seed_count() % 100 === 0) say(`${tally.seed_count()} of ${count} seeds after ${((performance.now() - started_at) / 1000).toFixed(0)} s`);
  });
  tally.lines(performance.now() - started_at).forEach(say);
  const missing = tally.missing();
  if (missing.length > 0) say(`Never met: ${missing.join('; ')}`);
  if (!broken) return missing.length === 0;
  say(`\nSeed ${broken.seed} breaks:`);
  broken.violations.forEach((violation) => say(`  ${violation}`));
  say(`Replay it: npm run simulate -- --seed ${broken.seed}${mutant ? ` --mutant ${mutant.name}` : ''}`);
  return false;
}

/** Each planted bug must be found, or the simulation is blind to its kind. */
async function hunt(): Promise<boolean> {
  const survivors: string[] = [];
  const hunted = mutants.filter((mutant) => !mutant.is_rare || count >= enough_for_rare);
  for (const mutant of hunted) {
    let seed_count = 0;
    const broken = await search(mutant, () => { seed_count += 1; });
    if (!broken) survivors.push(mutant.name);
    say(broken ? `found     ${mutant.name} at seed ${broken.seed} (${seed_count} played): ${broken.violations[0]?.slice(0, 160)}` : `SURVIVED  ${mutant.name}: ${seed_count} seeds, ${mutant.harm}`);
  }
  say(`${hunted.length - survivors.length} of ${hunted.length} mutants found`);
  return survivors.length === 0;
}

const is_well = values.seed !== undefined ? await replay(values.seed) : values.mutants ? await hunt() : await simulate();
// PGlite keeps the process alive.
process.exit(is_well ? 0 : 1);
