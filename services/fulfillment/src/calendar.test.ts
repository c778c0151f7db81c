import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dateOf, dayAt, dayOf, easterOf, instantOf, isTimeZone, nthWeekday, offsetMs, parseDay, weekdayOf } from './calendar.ts';
import { holidaysOf, isHolidayCountry, type HolidayCountry } from './holidays.ts';

const at = (text: string) => Date.parse(text);
const instant = (date: string, time: string, zone: string) => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return new Date(instantOf(parseDay(date) ?? NaN, hour * 60 + minute, zone)).toISOString();
};

describe('civil dates', () => {
  it('reads only days that exist', () => {
    assert.equal(parseDay('1970-01-01'), 0);
    assert.equal(parseDay('2028-02-29'), dayOf(2028, 2, 29));
    for (const text of ['2026-02-29', '2026-02-30', '2026-13-01', '2026-1-1', '', '2026-01-01T00:00:00Z']) assert.equal(parseDay(text), undefined, text);
  });

  it('goes to text and back, and the weekday moves on by one', () => {
    fc.assert(fc.property(fc.integer({ min: -100_000, max: 100_000 }), (day) => {
      assert.equal(parseDay(dateOf(day)), day);
      assert.equal(weekdayOf(day + 1), (weekdayOf(day) % 7) + 1);
      assert.equal(weekdayOf(day) % 7, new Date(day * 86_400_000).getUTCDay());
    }));
  });

  it('finds nth weekdays and Easter', () => {
    assert.equal(dateOf(nthWeekday(2026, 11, 4, 4)), '2026-11-26');
    assert.equal(dateOf(nthWeekday(2026, 5, 1, -1)), '2026-05-25');
    assert.equal(dateOf(nthWeekday(2027, 12, 5, -1)), '2027-12-31');
    assert.deepEqual([2000, 2008, 2024, 2025, 2026, 2027, 2038].map((year) => dateOf(easterOf(year))), ['2000-04-23', '2008-03-23', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2038-04-25']);
  });
});

describe('time zones', () => {
  it('knows the day somewhere', () => {
    assert.equal(dateOf(dayAt(at('2026-12-31T23:30:00Z'), 'Asia/Tokyo')), '2027-01-01');
    assert.equal(dateOf(dayAt(at('2026-01-01T04:59:59Z'), 'America/New_York')), '2025-12-31');
    assert.equal(dateOf(dayAt(at('2026-01-01T10:00:00Z'), 'Pacific/Kiritimati')), '2026-01-02');
    assert.equal(offsetMs(at('2026-07-01T00:00:00Z'), 'Asia/Kathmandu'), 20_700_000);
    assert.deepEqual(['Europe/Berlin', 'Mars/Base', ''].map(isTimeZone), [true, false, false]);
  });

  it('knows the instant of a wall time, over both changes of clocks', () => {
    assert.equal(instant('2026-01-15', '14:00', 'Europe/Berlin'), '2026-01-15T13:00:00.000Z');
    assert.equal(instant('2026-07-15', '14:00', 'Europe/Berlin'), '2026-07-15T12:00:00.000Z');
    assert.equal(instant('2026-03-29', '02:30', 'Europe/Berlin'), '2026-03-29T01:00:00.000Z', 'skipped: the change');
    assert.equal(instant('2026-03-29', '14:00', 'Europe/Berlin'), '2026-03-29T12:00:00.000Z');
    assert.equal(instant('2026-10-25', '02:30', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z', 'repeated: the first one');
    assert.equal(instant('2026-03-08', '02:30', 'America/New_York'), '2026-03-08T07:00:00.000Z');
    assert.equal(instant('2026-11-01', '01:30', 'America/New_York'), '2026-11-01T05:30:00.000Z');
    assert.equal(instant('2026-10-04', '02:15', 'Australia/Lord_Howe'), '2026-10-03T15:30:00.000Z', 'half an hour is skipped here');
    assert.equal(instant('2026-03-28', '23:59', 'America/Nuuk'), '2026-03-29T01:00:00.000Z', 'skipped up to midnight: the end of the day');
    assert.equal(instant('2026-04-24', '00:30', 'Africa/Cairo'), '2026-04-23T22:00:00.000Z', 'skipped from midnight: the start of the day');
  });

  it('shows the asked wall time at the instant it answers, but for skipped times', () => {
    const zone = fc.constantFrom('America/New_York', 'Europe/London', 'Australia/Sydney', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Auckland', 'America/Nuuk', 'Africa/Cairo');
    fc.assert(fc.property(zone, fc.integer({ min: dayOf(2024, 1, 1), max: dayOf(2030, 1, 1) }), fc.nat(1439), (time_zone, day, minute) => {
      const answer = instantOf(day, minute, time_zone);
      const shown = answer + offsetMs(answer, time_zone) - day * 86_400_000;
      const isSkipped = shown !== minute * 60_000;
      assert.ok(shown >= minute * 60_000 && shown <= (minute + 60) * 60_000, `${shown / 60_000} for ${minute}`);
      if (isSkipped) assert.ok(dayAt(answer - 1, time_zone) <= day && offsetMs(answer - 1, time_zone) < offsetMs(answer, time_zone), 'the clock jumps here');
      assert.equal(instantOf(day, minute, time_zone) < instantOf(day + 1, minute, time_zone), true);
    }), { numRuns: 2000 });
  });
});

describe('holidays', () => {
  const dates = (country: HolidayCountry, year: number) => holidaysOf(country, year).map((holiday) => holiday.date.slice(5)).join(' ');

  it('has the federal ones of the United States, with the days they are kept on', () => {
    assert.equal(dates('US', 2026), '01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25');
    assert.equal(dates('US', 2021), '01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31');
    assert.ok(dates('US', 2023).startsWith('01-01 01-02 '));
  });

  it('has those of all German states', () => {
    assert.equal(dates('DE', 2026), '01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26');
  });

  it('has the bank holidays of England and Wales with substitute days', () => {
    assert.equal(dates('GB', 2026), '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28');
    assert.equal(dates('GB', 2021), '01-01 04-02 04-05 05-03 05-31 08-30 12-25 12-26 12-27 12-28');
    assert.ok(dates('GB', 2022).startsWith('01-01 01-03 ') && dates('GB', 2022).endsWith('12-25 12-26 12-27'));
  });

  it('has the general holidays of Canada', () => {
    assert.equal(dates('CA', 2026), '01-01 04-03 05-18 07-01 09-07 09-30 10-12 11-11 12-25 12-26 12-28');
    assert.ok(dates('CA', 2020).includes('05-18'), 'the Monday before 25 May, also when that is a Monday');
  });

  it('knows which countries it knows', () => {
    assert.deepEqual(['US', 'FR', 'toString'].map(isHolidayCountry), [true, false, false]);
    assert.deepEqual(holidaysOf('DE', 2026)[1], { country: 'DE', date: '2026-04-03', name: 'Karfreitag' });
  });
});
