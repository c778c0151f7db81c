import { dateOf, dayOf, easterOf, nthWeekday, weekdayOf, type NamedHoliday, type Weekday } from './calendar.ts';

type Dated = readonly [day: number, name: string];

const holidayCountries = { US: usHolidays, DE: deHolidays, GB: gbHolidays, CA: caHolidays } as const;

/** Countries whose holidays are known without being entered. */
export type HolidayCountry = keyof typeof holidayCountries;

export function isHolidayCountry(country: string): country is HolidayCountry {
  return Object.hasOwn(holidayCountries, country);
}

/**
 * The nationwide public holidays of a year, in order, with the weekday on which one is kept that falls on a weekend
 * where the law moves it. US: federal. DE: those of all states. GB: bank holidays of England and Wales, without
 * one-off ones. CA: the general holidays of the Canada Labour Code.
 */
export function holidaysOf(country: HolidayCountry, year: number): NamedHoliday[] {
  const days = holidayCountries[country](year).filter(([day]) => dateOf(day).startsWith(`${year}-`));
  return days.toSorted((a, b) => a[0] - b[0]).map(([day, name]) => ({ country, date: dateOf(day), name }));
}

/** US federal: Saturday is kept on the Friday before, Sunday on the Monday after (5 U.S.C. 6103). */
function usHolidays(year: number): Dated[] {
  const fixed: Dated[] = [
    [dayOf(year, 1, 1), "New Year's Day"], [dayOf(year, 6, 19), 'Juneteenth'], [dayOf(year, 7, 4), 'Independence Day'],
    [dayOf(year, 11, 11), 'Veterans Day'], [dayOf(year, 12, 25), 'Christmas Day'],
    // When it is a Saturday it is kept in this year.
    [dayOf(year + 1, 1, 1), "New Year's Day"],
  ];
  const observed = fixed.flatMap(([day, name]): Dated[] => {
    const shift = { 6: -1, 7: 1 }[weekdayOf(day) as 6 | 7];
    return shift === undefined ? [[day, name]] : [[day, name], [day + shift, `${name} (observed)`]];
  });
  return [
    ...observed,
    [nthWeekday(year, 1, 1, 3), 'Martin Luther King Jr. Day'],
    [nthWeekday(year, 2, 1, 3), "Washington's Birthday"],
    [nthWeekday(year, 5, 1, -1), 'Memorial Day'],
    [nthWeekday(year, 9, 1, 1), 'Labor Day'],
    [nthWeekday(year, 10, 1, 2), 'Columbus Day'],
    [nthWeekday(year, 11, 4, 4), 'Thanksgiving Day'],
  ];
}

function deHolidays(year: number): Dated[] {
  const easter = easterOf(year);
  return [
    [dayOf(year, 1, 1), 'Neujahr'], [easter - 2, 'Karfreitag'], [easter + 1, 'Ostermontag'], [dayOf(year, 5, 1), 'Tag der Arbeit'],
    [easter + 39, 'Christi Himmelfahrt'], [easter + 50, 'Pfingstmontag'], [dayOf(year, 10, 3), 'Tag der Deutschen Einheit'],
    [dayOf(year, 12, 25), '1. Weihnachtstag'], [dayOf(year, 12, 26), '2. Weihnachtstag'],
  ];
}

function gbHolidays(year: number): Dated[] {
  const easter = easterOf(year);
  return [
    ...withSubstitutes([[dayOf(year, 1, 1), "New Year's Day"]]),
    [easter - 2, 'Good Friday'], [easter + 1, 'Easter Monday'],
    [nthWeekday(year, 5, 1, 1), 'Early May bank holiday'], [nthWeekday(year, 5, 1, -1), 'Spring bank holiday'], [nthWeekday(year, 8, 1, -1), 'Summer bank holiday'],
    ...withSubstitutes([[dayOf(year, 12, 25), 'Christmas Day'], [dayOf(year, 12, 26), 'Boxing Day']]),
  ];
}

function caHolidays(year: number): Dated[] {
  const victoria = dayOf(year, 5, 25);
  return [
    ...withSubstitutes([[dayOf(year, 1, 1), "New Year's Day"]]),
    [easterOf(year) - 2, 'Good Friday'],
    // The last Monday before 25 May.
    [victoria - ((weekdayOf(victoria) + 5) % 7 + 1), 'Victoria Day'],
    ...withSubstitutes([[dayOf(year, 7, 1), 'Canada Day']]),
    [nthWeekday(year, 9, 1, 1), 'Labour Day'],
    ...(year >= 2021 ? withSubstitutes([[dayOf(year, 9, 30), 'National Day for Truth and Reconciliation']]) : []),
    [nthWeekday(year, 10, 1, 2), 'Thanksgiving Day'],
    ...withSubstitutes([[dayOf(year, 11, 11), 'Remembrance Day']]),
    ...withSubstitutes([[dayOf(year, 12, 25), 'Christmas Day'], [dayOf(year, 12, 26), 'Boxing Day']]),
  ];
}

/** A holiday on a weekend is also kept on the next weekday that is not one of the others. */
function withSubstitutes(holidays: readonly Dated[]): Dated[] {
  const isWeekend = (day: number) => weekdayOf(day) >= (6 satisfies Weekday);
  const taken = new Set(holidays.map(([day]) => day));
  return holidays.flatMap(([day, name]): Dated[] => {
    if (!isWeekend(day)) return [[day, name]];
    let substitute = day + 1;
    while (isWeekend(substitute) || taken.has(substitute)) substitute += 1;
    taken.add(substitute);
    return [[day, name], [substitute, `${name} (substitute day)`]];
  });
}
