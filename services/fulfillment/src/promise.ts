import { fail } from '@orinoco/contract';
import { dateOf, dayAt, instantOf, isTimeZone, weekdayOf, type CivilDate, type Holiday, type Weekday } from './calendar.ts';

export interface PromiseInput {
  readonly now: Date;
  readonly location: {
    /** IANA, for example `Europe/Berlin`. */
    readonly time_zone: string;
    /** `HH:MM` on the location's wall clock; an order at that minute is too late. */
    readonly cutoff: string;
    /** Open days between the order's day and its shipping: 0 ships the same day. */
    readonly handling_days: number;
    /** ISO weekdays, Monday 1 to Sunday 7, on which parcels leave. */
    readonly open_weekdays: readonly number[];
    readonly country: string;
  };
  /** Open days that the offer needs beyond the location's, for example made to order. */
  readonly offer_handling_days: number;
  readonly transit: { readonly min_days: number; readonly max_days: number; readonly delivers_on_weekends: boolean };
  readonly holidays: readonly Holiday[];
  readonly destination: { readonly country: string; readonly time_zone?: string | null };
}

export interface DeliveryPromise {
  readonly ship_on: CivilDate;
  /** In the destination's calendar. */
  readonly earliest_on: CivilDate;
  readonly latest_on: CivilDate;
  /** Time left to today's cutoff; null when today's is past or nothing ships today. */
  readonly order_within_ms: number | null;
  /** The instant (RFC 3339, UTC) up to which this promise holds. */
  readonly cutoff_at: string;
}

/** Beyond this many days nobody is promised anything; also what ends the search for an open day. */
const maxDays = 730;

/**
 * When a parcel leaves and arrives if it is ordered now. Handling counts the location's open days, transit the
 * carrier's days at the destination; holidays of the one country stop the one, of the other the other. Ordering later
 * never gives an earlier day. Throws `promise_invalid` for settings that are none, `promise_impossible` when no day is open.
 */
export function deliveryPromise(input: PromiseInput): DeliveryPromise {
  const { now, location, transit, destination } = input;
  const cutoff_minute = check(input);
  const holidays = holidaySet(input.holidays);
  const weekdays = new Set(location.open_weekdays);
  const isOpen = (day: number) => weekdays.has(weekdayOf(day)) && !holidays.has(`${location.country}:${dateOf(day)}`);
  const isDelivered = (day: number) => (transit.delivers_on_weekends || weekdayOf(day) < (6 satisfies Weekday)) && !holidays.has(`${destination.country}:${dateOf(day)}`);

  const today = dayAt(now.getTime(), location.time_zone);
  const todays_cutoff_ms = instantOf(today, cutoff_minute, location.time_zone);
  const isInTime = isOpen(today) && now.getTime() < todays_cutoff_ms;
  const accepted = isInTime ? today : advance(today, 1, isOpen);
  const ship = advance(accepted, location.handling_days + input.offer_handling_days, isOpen);

  // Across the date line the parcel leaves on another day than the one it is there.
  const ship_ms = instantOf(ship, cutoff_minute, location.time_zone);
  const departed = destination.time_zone == null ? ship : dayAt(ship_ms, destination.time_zone);
  const arrive = (days: number) => advance(days === 0 ? departed - 1 : departed, Math.max(days, 1), isDelivered);
  return {
    ship_on: dateOf(ship),
    earliest_on: dateOf(arrive(transit.min_days)),
    latest_on: dateOf(arrive(transit.max_days)),
    order_within_ms: isInTime ? todays_cutoff_ms - now.getTime() : null,
    cutoff_at: new Date(isInTime ? todays_cutoff_ms : instantOf(accepted, cutoff_minute, location.time_zone)).toISOString(),
  };
}

/** The day that is `count` counted days after `day`; `day` itself for 0. */
function advance(day: number, count: number, isCounted: (day: number) => boolean): number {
  let left = count;
  let at = day;
  while (left > 0) {
    at += 1;
    if (at - day > maxDays) throw fail('promise_impossible', { detail: `No open day within ${maxDays} days` });
    if (isCounted(at)) left -= 1;
  }
  return at;
}

/** Minutes of the cutoff, after everything else was found to make sense. */
function check({ now, location, offer_handling_days, transit, destination }: PromiseInput): number {
  const cutoff = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(location.cutoff);
  const isCount = (value: number) => Number.isInteger(value) && value >= 0 && value <= 365;
  const wrong = Number.isNaN(now.getTime()) ? 'now is no time'
    : cutoff === null ? 'the cutoff is no HH:MM'
    : !isTimeZone(location.time_zone) || !isTimeZone(destination.time_zone ?? 'UTC') ? 'the time zone is not known'
    : ![location.handling_days, offer_handling_days, transit.min_days, transit.max_days].every(isCount) ? 'days are whole numbers from 0 to 365'
    : transit.min_days > transit.max_days ? 'the shortest transit is longer than the longest'
    : undefined;
  if (wrong !== undefined || cutoff === null) throw fail('promise_invalid', { detail: wrong ?? '' });
  return Number(cutoff[1]) * 60 + Number(cutoff[2]);
}

// The same list comes with every offer of a page.
const holidaySets = new WeakMap<readonly Holiday[], ReadonlySet<string>>();

function holidaySet(holidays: readonly Holiday[]): ReadonlySet<string> {
  const known = holidaySets.get(holidays);
  if (known !== undefined) return known;
  const set = new Set(holidays.map(({ country, date }) => `${country}:${date}`));
  holidaySets.set(holidays, set);
  return set;
}
