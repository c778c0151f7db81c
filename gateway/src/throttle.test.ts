import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createThrottle } from './throttle.ts';

/** A machine on virtual time: so many connections, each of which asks again as soon as it is answered, and looks every 50 ms. */
function open(connections: number, answer_ms: number) {
  const due: { at: number; work: () => void }[] = [];
  let now = 0;
  const after = (work: () => void, ms: number) => {
    due.push({ at: now + ms, work });
    due.sort((a, b) => a.at - b.at);
  };
  const throttle = createThrottle({ least: 1, least_share: 0.4, clock: () => now, defer: after });
  let answered = 0;
  const ask = (): void => throttle.pass(() => {
    answered += 1;
    after(ask, answer_ms);
  });
  const advance = (until: number) => {
    for (let job = due[0]; job && job.at <= until; job = due[0]) {
      due.shift();
      now = Math.max(now, job.at);
      job.work();
    }
    now = until;
  };
  for (let index = 0; index < connections; index += 1) ask();
  return {
    throttle,
    /** Answers a second over that time. */
    play(seconds: number, is_pressed: boolean): number {
      const before = answered;
      for (let look = 0; look < seconds * 20; look += 1) {
        advance(now + 50);
        throttle.look(is_pressed);
      }
      return (answered - before) / seconds;
    },
  };
}

for (const connections of [20, 400]) {
  test(`while others wait, ${connections} connections are answered more and more slowly, but never below their share; and at once when nobody does`, () => {
    const { throttle, play } = open(connections, 10);
    const free = play(3, false);
    assert.equal(throttle.rate, Infinity);
    const soon = play(0.5, true);
    assert.ok(soon < free && soon > 0.5 * free, `${soon} of ${free}`);
    play(3, true);
    const least = play(3, true);
    assert.ok(Math.abs(least / free - 0.4) < 0.02, `${least} of ${free}`);
    play(3, false);
    assert.equal(throttle.rate, Infinity);
    assert.equal(throttle.waiting, 0);
    assert.ok(play(2, false) > 0.95 * free);
  });
}

test('where few come, each is answered soon', () => {
  const { throttle, play } = open(1, 500);
  assert.equal(play(10, false), 2);
  assert.ok(play(20, true) > 0.4);
  assert.ok(throttle.rate < 2 && throttle.rate >= 0.8, `${throttle.rate}`);
});

test('who waits is answered in the order of coming, and nobody is forgotten when the rate rises', () => {
  let now = 0;
  let turn: (() => void) | undefined;
  const throttle = createThrottle({ least: 1, least_share: 0.1, clock: () => now, defer: (work) => { turn = work; } });
  for (let index = 0; index < 50; index += 1) throttle.pass(() => undefined);
  now = 50;
  throttle.look(true);
  const order: number[] = [];
  for (let index = 0; index < 30; index += 1) throttle.pass(() => void order.push(index));
  assert.equal(throttle.waiting, 30);
  while (throttle.waiting > 0) {
    now += 5;
    turn?.();
  }
  assert.deepEqual(order, Array.from({ length: 30 }, (_, index) => index));
});
