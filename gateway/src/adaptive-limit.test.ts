import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAdaptiveLimit, type AdaptiveLimit } from './adaptive-limit.ts';

/** A machine in virtual time: two cores that share what is in work, and lose a little to every switch between it. */
interface Machine { readonly answered: number; readonly in_time: number; readonly refused: number; readonly slowest_refusal_ms: number; readonly most_in_work: number }

const work_ms = 5;
const timeout_ms = 1_000;

function run(offered_per_s: number, seconds: number, admission: 'adaptive' | 'none'): Machine {
  let now = 0;
  const limit: AdaptiveLimit | undefined = admission === 'none' ? undefined : createAdaptiveLimit({ target_ms: 100, late_ms: 100, least: 4, most: 400, patience_ms: [150, 20], clock: () => now, defer: (work) => work() });
  const inWork: { arrived_at: number; started_at: number; left_ms: number }[] = [];
  const counts = { answered: 0, in_time: 0, refused: 0, slowest_refusal_ms: 0, most_in_work: 0 };
  let owed = 0;
  for (; now < seconds * 1_000; now += 1) {
    for (owed += offered_per_s / 1_000; owed >= 1; owed -= 1) {
      const arrived_at = now;
      const start = () => void inWork.push({ arrived_at, started_at: now, left_ms: work_ms });
      if (!limit) start();
      else limit.enter(start, () => { counts.refused += 1; counts.slowest_refusal_ms = Math.max(counts.slowest_refusal_ms, now - arrived_at); });
    }
    counts.most_in_work = Math.max(counts.most_in_work, inWork.length);
    const share_ms = Math.min(1, 2 / inWork.length) / (1 + inWork.length / 200);
    for (const each of inWork) each.left_ms -= share_ms;
    for (const done of inWork.filter((each) => each.left_ms <= 0)) {
      inWork.splice(inWork.indexOf(done), 1);
      counts.answered += 1;
      if (now - done.arrived_at <= timeout_ms) counts.in_time += 1;
      limit?.leave(now - done.started_at);
    }
    if (now % 50 === 0) limit?.expire();
  }
  return counts;
}

test('five times what the machine can do leaves it doing most of what it can, and tells the others quickly', () => {
  const peak = run(350, 10, 'adaptive');
  assert.equal(peak.refused, 0);
  const flooded = run(1_750, 10, 'adaptive');
  assert.ok(flooded.in_time >= peak.in_time * 0.7, `${flooded.in_time} of ${peak.in_time}`);
  assert.ok(flooded.slowest_refusal_ms <= 200, `refused after ${flooded.slowest_refusal_ms} ms`);
  const unprotected = run(1_750, 10, 'none');
  assert.ok(unprotected.in_time < peak.in_time * 0.3, 'the model would show it without protection');
});

test('the limit falls while work is slow and rises again when every place is taken and work is quick', () => {
  let now = 0;
  const limit = createAdaptiveLimit({ target_ms: 50, late_ms: 50, least: 2, most: 20, patience_ms: [100, 20], clock: () => now, defer: (work) => work() });
  const fill = () => { while (limit.in_flight < limit.limit) limit.enter(() => undefined, () => undefined); };
  const round = (took_ms: number) => {
    fill();
    limit.enter(() => undefined, () => undefined);
    now += 300;
    for (let left = limit.in_flight; left > 0; left -= 1) limit.leave(took_ms);
    limit.expire();
  };
  for (let i = 0; i < 100; i += 1) round(200);
  assert.equal(limit.limit, 2);
  for (let i = 0; i < 100; i += 1) round(5);
  assert.equal(limit.limit, 20);
  now += 1_000;
  limit.note(500);
  assert.ok(limit.limit < 20, 'a process that is late has too much to do, however quick the work looks');
});

test('the queue is bounded, serves the newest first, and forgets who gave up', () => {
  let now = 0;
  const limit = createAdaptiveLimit({ target_ms: 50, late_ms: 50, least: 1, most: 1, patience_ms: [100, 20], clock: () => now, defer: (work) => work() });
  const said: string[] = [];
  const ask = (name: string) => limit.enter(() => said.push(`${name} in`), () => said.push(`${name} out`));
  ask('a');
  ask('b');
  const giveUp = ask('c');
  assert.deepEqual(said, ['a in', 'b out']);
  giveUp();
  ask('d');
  limit.leave(1);
  assert.deepEqual(said, ['a in', 'b out', 'd in']);
  ask('e');
  now = 101;
  assert.equal(limit.expire(), false);
  assert.deepEqual(said.slice(3), ['e out']);
  assert.deepEqual([limit.in_flight, limit.waiting], [1, 0]);
});
