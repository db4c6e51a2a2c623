/** The times of an iCalendar file, and the zones in which they are meant. */
import ICAL from 'ical.js';
import { IANAZone } from 'luxon';
import { allOf, faultAt, firstOf, toJCal, type Component, type Property } from './calendar-lines.ts';
import { attach, isDay, type WallTime } from '../../kernel/days.ts';
import { words } from './words/en.ts';

export type Attach = (local: WallTime) => Date;

export interface Moment {
  /** YYYY-MM-DDTHH:MM:SS; midnight for a day. */
  local: WallTime;
  isDay: boolean;
  attach: Attach;
  instant: Date;
  line: number;
}

export type ReadMoments = (property: Property) => Moment[];

const inUtc: Attach = (local) => new Date(`${local}Z`);

/** @param timeZone in which times without a zone are meant. @param look called for every time that is read. */
export function createMomentReader(calendar: Component, timeZone: string, look: () => void): ReadMoments {
  const known = new Map<string, Attach>();

  function zoneOf(tzid: string, line: number): Attach {
    const zone = known.get(tzid) ?? findZone(calendar, tzid, line);
    known.set(tzid, zone);
    return zone;
  }

  return ({ name, values, params, line }) =>
    values.map((value) => {
      look();
      const [, day, time, utc] =
        (typeof value === 'string' && /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(Z?))?$/.exec(value)) || [];
      if (day === undefined || !isDay(`${day}T${time ?? '00:00:00'}`))
        throw faultAt(line, words.hasNoTimeThatThere(name.toUpperCase()));
      const { tzid } = params;
      const zone: Attach = utc
        ? inUtc
        : typeof tzid === 'string'
          ? zoneOf(tzid, line)
          : (local) => attach(local, timeZone);
      const local = `${day}T${time ?? '00:00:00'}`;
      return { local, isDay: time === undefined, attach: zone, instant: zone(local), line };
    });
}

/** An IANA name is trusted before the file's own description of it; some programs put a path in front of the name. */
function findZone(calendar: Component, tzid: string, line: number): Attach {
  const names = [tzid, /[A-Z][A-Za-z_]+\/[A-Za-z_/+-]+$/.exec(tzid)?.[0] ?? ''];
  const iana = names.find((name) => name !== '' && IANAZone.isValidZone(name));
  if (iana !== undefined) return (local) => attach(local, iana);
  const described = calendar.parts.find(
    (part) => part.name === 'vtimezone' && firstOf(part, 'tzid')?.values[0] === tzid,
  );
  if (!described) throw faultAt(line, words.namesATimeZone(tzid));
  const changes = calendar.parts.filter((part) => part.name === 'vtimezone').flatMap((part) => part.parts);
  if (changes.length > mostChanges)
    throw faultAt(changes[mostChanges]?.line ?? line, words.describesYetAnotherChangeOfClocks(mostChanges));
  return readDescribedZone(described);
}

/** Changes of clocks that a file may describe, which have to be laid out over the years. */
const mostChanges = 50;
/** Clocks change once a year, on a weekday or a day of a month: any other rule would keep ical.js counting. */
const yearly =
  /^FREQ=YEARLY(;(BYMONTH=\d{1,2}|INTERVAL=1|WKST=\w\w|UNTIL=\d{8}(T\d{6}Z?)?))*(;(BYDAY=[+-]?[1-5]?(SU|MO|TU|WE|TH|FR|SA)|BYMONTHDAY=\d{1,2}))?(;(BYMONTH=\d{1,2}|INTERVAL=1|WKST=\w\w|UNTIL=\d{8}(T\d{6}Z?)?))*$/i;

function readDescribedZone(described: Component): Attach {
  for (const part of described.parts) {
    for (const rule of allOf(part, 'rrule'))
      if (!yearly.test(rule.raw.trim())) throw faultAt(rule.line, words.describesAChangeOfClocks);
  }
  const broken = faultAt(described.line, words.beginsATimeZoneThatCannot);
  const isWhole =
    described.parts.length > 0 &&
    described.parts.every((part) => ['dtstart', 'tzoffsetfrom', 'tzoffsetto'].every((name) => firstOf(part, name)));
  if (!isWhole) throw broken;
  const zone = new ICAL.Timezone(new ICAL.Component(toJCal(described)));
  return (local) => {
    const instant = attachTo(zone, local);
    if (!instant) throw broken;
    return instant;
  };
}

/** @returns undefined when the zone's own times are none; ical.js says so by an error, or by no number. */
function attachTo(zone: ICAL.Timezone, local: WallTime): Date | undefined {
  try {
    const time = ICAL.Time.fromDateTimeString(local);
    time.zone = zone;
    const instant = time.toJSDate();
    return Number.isNaN(instant.getTime()) ? undefined : instant;
  } catch {
    return undefined;
  }
}
