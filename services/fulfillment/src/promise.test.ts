import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CodedError } from '@orinoco/contract';
import fc from 'fast-check';
import type { Holiday } from './calendar.ts';
import { holidaysOf } from './holidays.ts';
import { deliveryPromise, type PromiseInput } from './promise.ts';

const holidays: Holiday[] = [2025, 2026, 2027].flatMap((year) => (['US', 'DE', 'GB', 'CA'] as const).flatMap((country) => holidaysOf(country, year)));
const weekdays = [1, 2, 3, 4, 5];

const berlin = { time_zone: 'Europe/Berlin', cutoff: '14:00', handling_days: 0, open_weekdays: weekdays, country: 'DE' };
const newYork = { time_zone: 'America/New_York', cutoff: '17:00', handling_days: 1, open_weekdays: weekdays, country: 'US' };
const tokyo = { time_zone: 'Asia/Tokyo', cutoff: '15:00', handling_days: 0, open_weekdays: [1, 2, 3, 4, 5, 6], country: 'JP' };

function input(now: string, changes: Partial<PromiseInput> = {}): PromiseInput {
  return { now: new Date(now), location: berlin, offer_handling_days: 0, transit: { min_days: 1, max_days: 3, delivers_on_weekends: false }, holidays, destination: { country: 'DE' }, ...changes };
}

const toUs = { destination: { country: 'US' }, location: newYork };

const golden: readonly (readonly [what: string, input: PromiseInput, ship_on: string, earliest_on: string, latest_on: string, order_within_minutes: number | null, cutoff_at: string])[] = [
  ['before the cutoff', input('2026-06-16T11:00:00Z'), '2026-06-16', '2026-06-17', '2026-06-19', 60, '2026-06-16T12:00:00.000Z'],
  ['at the cutoff', input('2026-06-16T12:00:00Z'), '2026-06-17', '2026-06-18', '2026-06-22', null, '2026-06-17T12:00:00.000Z'],
  ['Friday after the cutoff', input('2026-06-19T15:00:00Z'), '2026-06-22', '2026-06-23', '2026-06-25', null, '2026-06-22T12:00:00.000Z'],
  ['Saturday', input('2026-06-20T08:00:00Z'), '2026-06-22', '2026-06-23', '2026-06-25', null, '2026-06-22T12:00:00.000Z'],
  ['a carrier that delivers on weekends', input('2026-06-19T08:00:00Z', { transit: { min_days: 1, max_days: 3, delivers_on_weekends: true } }), '2026-06-19', '2026-06-20', '2026-06-22', 240, '2026-06-19T12:00:00.000Z'],
  ['Easter: Good Friday and Easter Monday', input('2026-04-02T13:00:00Z'), '2026-04-07', '2026-04-08', '2026-04-10', null, '2026-04-07T12:00:00.000Z'],
  ['holidays on the way', input('2026-04-02T08:00:00Z'), '2026-04-02', '2026-04-07', '2026-04-09', 240, '2026-04-02T12:00:00.000Z'],
  ['year end', input('2026-12-31T14:00:00Z'), '2027-01-04', '2027-01-05', '2027-01-07', null, '2027-01-04T13:00:00.000Z'],
  ['winter time in Berlin', input('2026-01-15T12:30:00Z'), '2026-01-15', '2026-01-16', '2026-01-20', 30, '2026-01-15T13:00:00.000Z'],
  ['the Monday after clocks went forward', input('2026-03-29T20:00:00Z'), '2026-03-30', '2026-03-31', '2026-04-02', null, '2026-03-30T12:00:00.000Z'],
  ['the night clocks go back', input('2026-10-25T00:30:00Z', { location: { ...berlin, open_weekdays: [7], cutoff: '03:00' } }), '2026-10-25', '2026-10-26', '2026-10-28', 90, '2026-10-25T02:00:00.000Z'],
  ['handling of location and offer', input('2026-06-18T15:00:00Z', { ...toUs, offer_handling_days: 2 }), '2026-06-24', '2026-06-25', '2026-06-29', 360, '2026-06-18T21:00:00.000Z'],
  ['Thanksgiving closes the location and the carrier', input('2026-11-25T15:00:00Z', toUs), '2026-11-27', '2026-11-30', '2026-12-02', 420, '2026-11-25T22:00:00.000Z'],
  ['late evening in New York is still today there', input('2026-06-17T02:00:00Z', { ...toUs, location: { ...newYork, cutoff: '23:30' } }), '2026-06-17', '2026-06-18', '2026-06-23', 90, '2026-06-17T03:30:00.000Z'],
  ['a holiday at the destination only', input('2026-07-02T08:00:00Z', { destination: { country: 'US' } }), '2026-07-02', '2026-07-06', '2026-07-08', 240, '2026-07-02T12:00:00.000Z'],
  ['westward over the date line: it leaves yesterday', input('2026-06-17T01:00:00Z', { location: tokyo, destination: { country: 'US', time_zone: 'America/Los_Angeles' }, transit: { min_days: 2, max_days: 4, delivers_on_weekends: true } }), '2026-06-17', '2026-06-18', '2026-06-21', 300, '2026-06-17T06:00:00.000Z'],
  ['same-day delivery', input('2026-06-16T07:00:00Z', { transit: { min_days: 0, max_days: 0, delivers_on_weekends: false } }), '2026-06-16', '2026-06-16', '2026-06-16', 300, '2026-06-16T12:00:00.000Z'],
  ['same-day delivery from a location that is open when the carrier is not', input('2026-06-20T07:00:00Z', { location: { ...berlin, open_weekdays: [6] }, transit: { min_days: 0, max_days: 1, delivers_on_weekends: false } }), '2026-06-20', '2026-06-22', '2026-06-22', 300, '2026-06-20T12:00:00.000Z'],
];

describe('deliveryPromise', () => {
  for (const [what, given, ship_on, earliest_on, latest_on, minutes, cutoff_at] of golden) {
    it(what, () => {
      assert.deepEqual(deliveryPromise(given), { ship_on, earliest_on, latest_on, order_within_ms: minutes === null ? null : minutes * 60_000, cutoff_at });
    });
  }

  const location = fc.record({
    time_zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Pacific/Auckland', 'America/St_Johns', 'Africa/Cairo', 'America/Nuuk'),
    cutoff: fc.constantFrom('00:00', '00:30', '02:30', '14:00', '23:59'),
    handling_days: fc.nat(4), open_weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }), country: fc.constantFrom('US', 'DE', 'JP'),
  });
  const anyInput = fc.record({
    now: fc.date({ min: new Date('2025-12-01T00:00:00Z'), max: new Date('2027-02-01T00:00:00Z'), noInvalidDate: true }),
    location, offer_handling_days: fc.nat(5), holidays: fc.constant(holidays),
    transit: fc.tuple(fc.nat(5), fc.nat(5), fc.boolean()).map(([min_days, more, delivers_on_weekends]) => ({ min_days, max_days: min_days + more, delivers_on_weekends })),
    destination: fc.record({ country: fc.constantFrom('US', 'GB', 'FR'), time_zone: fc.constantFrom(null, 'America/Los_Angeles', 'Asia/Tokyo', 'Europe/London') }),
  });
  const days = (promise: ReturnType<typeof deliveryPromise>) => [promise.ship_on, promise.earliest_on, promise.latest_on] as const;

  it('never promises an earlier day to who orders later, and keeps its word up to the cutoff', () => {
    fc.assert(fc.property(anyInput, fc.integer({ min: 1, max: 4 * 86_400_000 }), (given, later_ms) => {
      const first = deliveryPromise(given);
      const second = deliveryPromise({ ...given, now: new Date(given.now.getTime() + later_ms) });
      days(first).forEach((day, index) => assert.ok(day <= (days(second)[index] ?? ''), `${day} then ${days(second)[index]}`));
      const last = Date.parse(first.cutoff_at) - 1;
      assert.ok(last >= given.now.getTime());
      assert.deepEqual(days(deliveryPromise({ ...given, now: new Date(last) })), days(first));
      assert.ok(deliveryPromise({ ...given, now: new Date(last + 1) }).ship_on > first.ship_on);
    }), { numRuns: 2000 });
  });

  it('never gets faster by more handling, longer transit or more holidays', () => {
    fc.assert(fc.property(anyInput, (given) => {
      const base = days(deliveryPromise({ ...given, holidays: [] }));
      const slower = [
        deliveryPromise(given),
        deliveryPromise({ ...given, holidays: [], offer_handling_days: given.offer_handling_days + 1 }),
        deliveryPromise({ ...given, holidays: [], transit: { ...given.transit, min_days: given.transit.min_days + 1, max_days: given.transit.max_days + 1 } }),
      ];
      for (const each of slower) days(each).forEach((day, index) => assert.ok(day >= (base[index] ?? '')));
      assert.ok(base[1] <= base[2]);
    }), { numRuns: 1000 });
  });

  it('answers with a code where no promise can be made', () => {
    const code = (changes: Partial<PromiseInput>) => {
      try {
        deliveryPromise(input('2026-06-16T11:00:00Z', changes));
      } catch (error) {
        if (error instanceof CodedError) return error.code;
      }
      return 'none';
    };
    assert.equal(code({ location: { ...berlin, open_weekdays: [] } }), 'promise_impossible');
    assert.equal(code({ location: { ...berlin, cutoff: '24:00' } }), 'promise_invalid');
    assert.equal(code({ location: { ...berlin, time_zone: 'Mars/Base' } }), 'promise_invalid');
    assert.equal(code({ destination: { country: 'DE', time_zone: 'x y' } }), 'promise_invalid');
    assert.equal(code({ offer_handling_days: -1 }), 'promise_invalid');
    assert.equal(code({ transit: { min_days: 3, max_days: 1, delivers_on_weekends: true } }), 'promise_invalid');
    assert.equal(code({ now: new Date(NaN) }), 'promise_invalid');
  });
});
