import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { isNoticeable, scoreOf } from './score.ts';

it('starts at the base, rises with deliveries, falls with cancellations and stays between 0 and 1', () => {
  assert.equal(scoreOf({ base_score: 0.7, delivered_count: 0, cancelled_count: 0 }), 0.7);
  fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), fc.nat(100_000), fc.nat(100_000), (percent, delivered_count, cancelled_count) => {
    const base_score = percent / 100;
    const score = scoreOf({ base_score, delivered_count, cancelled_count });
    assert.ok(score >= 0 && score <= 1);
    assert.ok(scoreOf({ base_score, delivered_count: delivered_count + 1, cancelled_count }) >= score);
    assert.ok(scoreOf({ base_score, delivered_count, cancelled_count: cancelled_count + 1 }) <= score);
  }));
});

it('is worth telling from .02 on', () => {
  assert.deepEqual([isNoticeable(0.5, 0.52), isNoticeable(0.5, 0.48), isNoticeable(0.5, 0.519)], [true, true, false]);
});
