import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runChaos } from './run.ts';
import { hasToxiproxy } from './toxiproxy.ts';

const cycles = 5;

/** A few faults of each kind that needs nothing but npm; `npm run chaos` goes on for as long as it is told to. */
test(`a shop that is broken ${cycles} times while it sells keeps every promise and loses nothing`, { timeout: 300_000 }, async (t) => {
  const seed = Date.now() % 1_000_000;
  const report = await runChaos({ cycles, seed, faults: hasToxiproxy() ? ['app', 'postgres', 'network'] : ['app', 'postgres'], buyer_count: 8, cycles_between_rests: cycles, is_fsync: false, tell: (line) => t.diagnostic(line) });
  assert.deepEqual(report.violations, [], `npm run chaos -- --cycles ${cycles} --seed ${seed}`);
  assert.equal(report.cycle_count, cycles);
  assert.ok(report.purchase_count > cycles, `${report.purchase_count} purchases of ${report.attempt_count} attempts went through`);
});
