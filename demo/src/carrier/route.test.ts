import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code39Bars } from './label-svg.ts';
import { hubsBetween, planRoute } from './route.ts';

const newYork = { city: 'New York', country: 'US', postal_code: '10003' };
const sanFrancisco = { city: 'San Francisco', country: 'US', postal_code: '94103' };

test('hubs lie on the way, in order, and the way back is the same way', () => {
  const there = hubsBetween(newYork, sanFrancisco);
  assert.equal(there.length, 2);
  assert.deepEqual(hubsBetween(sanFrancisco, newYork), there.toReversed());
});

test('a border adds a hub', () => {
  assert.equal(hubsBetween({ city: 'Hamburg', country: 'DE', postal_code: '20095' }, { city: 'Paris', country: 'FR', postal_code: '75001' }).length, 3);
});

test('every route has two or three scans on the way and ends at the door', () => {
  for (const to of [sanFrancisco, newYork, { city: 'Berlin', country: 'DE' }, { city: 'Nowhere', country: 'ZZ' }, { city: 'Brooklyn', country: 'US', postal_code: null }]) {
    const steps = planRoute(newYork, to);
    const count = steps.filter((step) => step.status === 'in_transit').length;
    assert.ok(count === 2 || count === 3);
    assert.deepEqual([steps[0]?.status, steps.at(-1)?.status, steps.at(-1)?.city], ['label_created', 'delivered', to.city]);
  }
  assert.equal(planRoute({ city: 'A', country: 'ZZ' }, { city: 'B', country: 'ZZ' }).length, 6);
});

test('Code 39: five bars a character, three of nine elements wide', () => {
  const { bars, width } = code39Bars('OR0123456789');
  const characters = 14;
  assert.equal(bars.length, characters * 5);
  assert.equal(width, characters * (6 + 3 * 3 + 1) - 1);
});
