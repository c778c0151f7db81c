/**
 * Civil dates without a time: text `YYYY-MM-DD`, counted as days since 1970-01-01. Only the step between an instant
 * and a civil date needs the IANA time zones, and takes them from Intl.
 */
export type CivilDate = string;

/** ISO 8601: Monday is 1, Sunday is 7. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface Holiday {
  readonly country: string;
  readonly date: CivilDate;
}

export interface NamedHoliday extends Holiday {
  readonly name: string;
}

const dayMs = 86_400_000;

/** Days since 1970-01-01 of a civil date; `undefined` when there is no such day. */
export function parseDay(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const ms = Date.parse(`${date}T00:00:00Z`);
  // 30 February parses in some engines and lands in March.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date ? undefined : ms / dayMs;
}

export function dayOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / dayMs;
}

export function dateOf(day: number): CivilDate {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

export function weekdayOf(day: number): Weekday {
  // 1970-01-01 was a Thursday.
  return ((((day + 3) % 7) + 7) % 7 + 1) as Weekday;
}

const maxZones = 600;
const zoneFormats = new Map<string, Intl.DateTimeFormat>();

/** Whether the runtime knows the IANA time zone. */
export function isTimeZone(time_zone: string): boolean {
  try {
    return formatFor(time_zone) !== undefined;
  } catch {
    return false;
  }
}

const quarterMs = 900_000;
const maxOffsets = 20_000;
const offsets = new Map<string, number>();

/**
 * Milliseconds that the zone's wall clock is ahead of UTC at an instant. Kept per quarter of an hour, since asking Intl
 * costs microseconds and a page asks a hundred times; every zone has changed its clocks on a quarter since 2012.
 */
export function offsetMs(instant_ms: number, time_zone: string): number {
  const quarter = Math.floor(instant_ms / quarterMs);
  const key = `${quarter} ${time_zone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = readOffset(quarter * quarterMs, time_zone);
  if (offsets.size >= maxOffsets) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

function readOffset(whole_ms: number, time_zone: string): number {
  const field: Record<string, number> = {};
  for (const part of formatFor(time_zone).formatToParts(whole_ms)) field[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = field;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole_ms;
}

/** The civil day at an instant, as seen from a time zone. */
export function dayAt(instant_ms: number, time_zone: string): number {
  return Math.floor((instant_ms + offsetMs(instant_ms, time_zone)) / dayMs);
}

/**
 * The instant at which a zone's wall clock shows a time of a day. Of a time that an autumn change repeats it is the
 * first; for one that a spring change skips it is the change itself. Moving it on by the gap instead would put 23:59
 * into the next day where clocks change at midnight, as in Greenland.
 */
export function instantOf(day: number, minute_of_day: number, time_zone: string): number {
  const wall_ms = day * dayMs + minute_of_day * 60_000;
  const before = offsetMs(wall_ms - dayMs, time_zone);
  const after = offsetMs(wall_ms + dayMs, time_zone);
  // At most one change falls into two days, so the true offset is one of these.
  const early_ms = wall_ms - Math.max(before, after);
  if (offsetMs(early_ms, time_zone) === Math.max(before, after)) return early_ms;
  const late_ms = wall_ms - Math.min(before, after);
  if (offsetMs(late_ms, time_zone) === Math.min(before, after)) return late_ms;
  let change_ms = Math.ceil(early_ms / quarterMs) * quarterMs;
  while (change_ms < late_ms && offsetMs(change_ms, time_zone) === before) change_ms += quarterMs;
  return change_ms;
}

function formatFor(time_zone: string): Intl.DateTimeFormat {
  const known = zoneFormats.get(time_zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: time_zone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn',
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  });
  if (zoneFormats.size >= maxZones) zoneFormats.clear();
  zoneFormats.set(time_zone, format);
  return format;
}

/** Easter Sunday of the western churches, by the anonymous Gregorian algorithm (Meeus, Jones, Butcher). */
export function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = Math.floor((a + 11 * d + 22 * e) / 451);
  const n = d + e - 7 * f + 114;
  return dayOf(year, Math.floor(n / 31), (n % 31) + 1);
}

/** The nth weekday of a month (n from 1), or the last one for -1. */
export function nthWeekday(year: number, month: number, weekday: Weekday, n: 1 | 2 | 3 | 4 | -1): number {
  if (n === -1) {
    const last = dayOf(year, month + 1, 1) - 1;
    return last - ((weekdayOf(last) - weekday + 7) % 7);
  }
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (n - 1) * 7;
}
