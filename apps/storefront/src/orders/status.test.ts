import { test } from 'node:test';
import assert from 'node:assert/strict';
import { arrivalWords, orderSteps, statusTone } from './status.ts';

const promise = { earliest_on: '2026-11-24', latest_on: '2026-11-24' };

test('an order that does not come promises nothing', () => {
  assert.equal(arrivalWords({ status: 'placed', promise }, 'en-US'), 'Arrives Tue, Nov 24');
  assert.equal(arrivalWords({ status: 'delivered', promise }, 'en-US'), 'Delivered Tue, Nov 24');
  for (const status of ['cancelling', 'cancelled']) assert.equal(arrivalWords({ status, promise }, 'en-US'), null);
  assert.equal(arrivalWords({ status: 'shipped', promise: null }, 'en-US'), null);
});

test('the way of an order has one present at most, after what is done and before what is to come', () => {
  for (const status of ['placed', 'preparing', 'shipped', 'delivered']) {
    const states = orderSteps(status).map((step) => step.state);
    assert.deepEqual(states, states.toSorted((a, b) => ['done', 'now', 'next'].indexOf(a) - ['done', 'now', 'next'].indexOf(b)));
    assert.equal(states.filter((state) => state === 'now').length, status === 'delivered' ? 0 : 1);
  }
  assert.deepEqual(orderSteps('cancelled'), []);
  assert.equal(statusTone('unheard of'), 'neutral');
});
