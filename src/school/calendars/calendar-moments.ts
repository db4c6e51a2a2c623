/** The times of an iCalendar file, and the zones in which they are meant. */
import { attach, isDay, type WallTime } from '../../kernel/days.ts';
import { CalendarFault, firstOf, textOf, type Component, type Property } from './calendar-lines.ts';
import { agreesWith, attachBy, readDescribedZone, type OffsetAt } from './described-zones.ts';
import { words } from './words/en.ts';
import { findZoneByName, standardOffsetOf } from './zone-names.ts';

export type Attach = (local: WallTime) => Date;

export interface Moment {
  /** YYYY-MM-DDTHH:MM:SS; midnight for a day. */
  local: WallTime;
  isDay: boolean;
  /** Of no zone: what clocks show, wherever they are. */
  isFloating: boolean;
  attach: Attach;
  instant: Date;
  /** Of a period: when it ends, or after how long. */
  until: string | undefined;
  line: number;
  /** What people should know of how it was read. */
  note: string | null;
}

/** @throws CalendarFault when a time of the property cannot be read. */
export type ReadMoments = (property: Property) => Moment[];

interface Zone {
  attach: Attach;
  note: string | null;
}

const inUtc: Zone = { attach: (local) => new Date(`${local}Z`), note: null };
const shape = /^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?(?:\/(\S+))?$/i;

/** @param timeZone the campus's: in it times without a zone are meant. @param look called for every time that is read. */
export function createMomentReader(
  calendars: readonly Component[],
  { timeZone, now, look }: { timeZone: string; now: Date; look: () => void },
): ReadMoments {
  const known = new Map<string, Zone>();
  const described = calendars.flatMap(({ parts }) => parts).filter((part) => part.name === 'vtimezone');
  const ofCampus: Zone = { attach: (local) => attach(local, timeZone), note: null };

  function zoneOf(tzid: string, line: number): Zone {
    const zone = known.get(tzid) ?? findZone(tzid, line);
    known.set(tzid, zone);
    return zone;
  }

  /**
   * An IANA name is trusted before the file's own description of it. Any other name is, too, when the description says
   * the same; otherwise what the file describes is meant.
   */
  function findZone(tzid: string, line: number): Zone {
    const named = findZoneByName(tzid, now);
    if (named && 'iana' in named && named.isExact) return inZone(named.iana);
    const own = described.find((part) => nameOf(part) === tzid);
    const fromFile = own && readOwn(own, named && 'iana' in named ? named.iana : undefined);
    if (fromFile && !(fromFile instanceof CalendarFault)) return fromFile;
    if (named && 'iana' in named) return inZone(named.iana);
    if (named && 'offsetMinutes' in named) return inOffset(() => named.offsetMinutes);
    if (fromFile) throw fromFile;
    if (named && ('isOwn' in named || named.standardMinutes === standardOffsetOf(timeZone, now)))
      return { ...ofCampus, note: words.isReadByTheCampusClocks(tzid) };
    throw new CalendarFault(line, words.namesATimeZone(tzid));
  }

  function readOwn(own: Component, named: string | undefined): Zone | CalendarFault {
    try {
      const offsetAt = readDescribedZone(own);
      const hint = findZoneByName(textOf(firstOf(own, 'x-lic-location')), now);
      const candidates = [named, hint && 'iana' in hint ? hint.iana : undefined];
      const same = candidates.find((zone) => zone !== undefined && agreesWith(offsetAt, zone, now));
      return same === undefined ? inOffset(offsetAt) : inZone(same);
    } catch (error) {
      if (error instanceof CalendarFault) return error;
      throw error;
    }
  }

  function readMoment(text: string, { name, params, line }: Property): Moment {
    look();
    const [, y, mo, d, h, mi = '00', s = '00', mark, until] = shape.exec(text.trim()) ?? [];
    const day = `${y}-${mo}-${d}`;
    const isLate = h === '24' && mi === '00';
    const time = `${isLate ? '00' : (h ?? '00')}:${mi}:${s === '60' ? '59' : s}`;
    if (y === undefined || !isDay(`${day}T${time}`))
      throw new CalendarFault(line, words.hasNoTimeThatThere(name.toUpperCase()));
    const { tzid } = params;
    const zone = zoneBehind(mark) ?? (h === undefined || !tzid ? ofCampus : zoneOf(tzid, line));
    const local = isLate ? nextMidnight(day) : `${day}T${time}`;
    return {
      local,
      isDay: h === undefined,
      isFloating: zone === ofCampus,
      attach: zone.attach,
      instant: zone.attach(local),
      until,
      line,
      note: zone.note,
    };
  }

  return (property) =>
    property.raw
      .split(',')
      .filter((text) => text.trim() !== '')
      .map((text) => readMoment(text, property));
}

const dayMs = 24 * 3600_000;
const wallMsOf = (local: WallTime): number => Date.parse(`${local}Z`);

/**
 * From one moment to another: between what clocks show where they skip the first, since it is moved forward and what is
 * as long as the clocks say would lose its end.
 */
export function lengthMsBetween(from: Moment, to: Moment): number {
  const isOfOneZone = from.attach === to.attach;
  return isOfOneZone && isSkipped(from)
    ? wallMsOf(to.local) - wallMsOf(from.local)
    : to.instant.getTime() - from.instant.getTime();
}

/** Whether clocks pass over this time: it and one that is later by what they skip are the same instant. */
function isSkipped({ local, attach: at, instant }: Moment): boolean {
  const shifted = (ms: number): WallTime => new Date(wallMsOf(local) + ms).toISOString().slice(0, 19);
  const aheadMs = (ms: number): number => wallMsOf(shifted(ms)) - at(shifted(ms)).getTime();
  const skippedMs = aheadMs(dayMs) - aheadMs(-dayMs);
  return skippedMs > 0 && at(shifted(skippedMs)).getTime() === instant.getTime();
}

const nameOf = (zone: Component): string => textOf(firstOf(zone, 'tzid')).replace(/^"|"$/g, '');
const inZone = (zone: string): Zone => ({ attach: (local) => attach(local, zone), note: null });
const inOffset = (offsetAt: OffsetAt): Zone => ({ attach: (local) => attachBy(offsetAt, local), note: null });
const nextMidnight = (day: string): WallTime =>
  new Date(wallMsOf(`${day}T00:00:00`) + dayMs).toISOString().slice(0, 19);

/** `Z`, or an offset as ISO 8601 has it. */
function zoneBehind(mark: string | undefined): Zone | undefined {
  if (mark === undefined) return undefined;
  return mark.toUpperCase() === 'Z' ? inUtc : { attach: (local) => new Date(`${local}${colon(mark)}`), note: null };
}

const colon = (offset: string): string => offset.replace(/^(...):?(..)$/, '$1:$2');
