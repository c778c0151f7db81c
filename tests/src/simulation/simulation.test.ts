import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createChance } from './chance.ts';
import { mutants } from './mutants.ts';
import { openPostgres } from './postgres.ts';
import { runSeed } from './run.ts';

const postgres = await openPostgres();
after(() => postgres.close());

test('a few seeds of the simulation break no rule', async () => {
  for (const seed of ['1', '2', '3', '4', '5', '6']) assert.deepEqual((await runSeed(postgres, seed)).violations, [], `seed ${seed}`);
});

test('a seed replays to the letter, whatever was played before', async () => {
  const seeds = Array.from({ length: 20 }, (_, index) => `replayed ${index}`);
  const play = async (order: readonly string[]) => {
    const played = new Map<string, object>();
    const traces = new Set<string>();
    for (const seed of order) {
      const { trace, step_count, faults } = await runSeed(postgres, seed);
      played.set(seed, { trace, step_count, faults });
      traces.add(trace);
    }
    assert.equal(traces.size, order.length);
    return played;
  };
  const first = await play(seeds);
  const again = await play(seeds.toReversed());
  assert.deepEqual(seeds.map((seed) => again.get(seed)), seeds.map((seed) => first.get(seed)));
});

test('every planted bug still applies to the sources', () => {
  const broken = mutants.flatMap(({ name, mutations }) => mutations.filter(({ file, find }) => readFileSync(join(import.meta.dirname, '../../..', file), 'utf8').split(find).length !== 2).map(() => name));
  assert.deepEqual(broken, []);
  assert.ok(mutants.filter((mutant) => !mutant.is_rare).length >= 12);
});

test('chance is even, and forks do not follow each other', () => {
  const chance = createChance('even');
  const draws = Array.from({ length: 20_000 }, () => chance.between(0, 9));
  for (let digit = 0; digit < 10; digit += 1) assert.ok(Math.abs(draws.filter((draw) => draw === digit).length - 2_000) < 200, `${digit}`);
  assert.notEqual(chance.fork('a').next(), chance.fork('b').next());
  assert.match(chance.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});
