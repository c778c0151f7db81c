import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShipmentStatus } from '@orinoco/fulfillment/contract';
import { trackingSteps } from './tracking-steps.ts';

const event = (status: ShipmentStatus, hour: number) => ({ status, description: `It is ${status}`, city: hour > 9 ? 'Austin' : null, occurred_at: `2026-11-20T${String(hour).padStart(2, '0')}:00:00Z` });
const states = (status: ShipmentStatus, ...events: ReturnType<typeof event>[]) => trackingSteps({ status, events }, 'en-US').map((step) => `${step.label}: ${step.state}`);

test('a parcel is where its status says, whatever order its events came in', () => {
  assert.deepEqual(states('in_transit', event('in_transit', 12), event('pending', 8)), ['Ordered: done', 'Being prepared: done', 'Shipped: now', 'Out for delivery: next', 'Delivered: next']);
  assert.deepEqual(states('delivered').map((step) => step.split(': ')[1]), ['done', 'done', 'done', 'done', 'done']);
  const [, , shipped] = trackingSteps({ status: 'in_transit', events: [event('in_transit', 12), event('shipped', 10)] }, 'en-US');
  assert.deepEqual([shipped?.detail, shipped?.at_label], ['It is in_transit, Austin', 'Fri, Nov 20, 12:00 PM']);
});

test('a cancelled parcel ends where it was', () => {
  assert.deepEqual(states('cancelled', event('pending', 8)), ['Ordered: done', 'Cancelled: now']);
});
