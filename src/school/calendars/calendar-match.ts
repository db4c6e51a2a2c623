/**
 * Which session is which event: by UID and occurrence. Where a series was shifted its occurrences have other names, and
 * are found again by their day, their week, or their order.
 */
import { DateTime } from 'luxon';
import type { CalendarEvent } from './calendar-file.ts';
import { groupBy } from './group-by.ts';
import type { KnownEvent } from './imported-events.repo.ts';

type Named = Pick<CalendarEvent, 'uid' | 'recurrence' | 'seriesStart' | 'isEndless' | 'startsAt'>;

/** Occurrences of an endless series are not taken for each other when further apart: more of them come every day. */
const furthestMs = 31 * 24 * 3600_000;

/** @param timeZone in which days and weeks are meant. */
export function matchEvents<Event extends Named>(
  events: readonly Event[],
  known: readonly KnownEvent[],
  timeZone: string,
): Map<Event, KnownEvent> {
  const found = new Map<Event, KnownEvent>();
  const knownOf = groupBy(known, ({ uid }) => uid);
  for (const [uid, ofUid] of groupBy(events, (event) => event.uid)) matchUid(ofUid, knownOf.get(uid) ?? []);
  return found;

  function matchUid(ofUid: readonly Event[], stored: readonly KnownEvent[]): void {
    const byName = new Map(stored.map((one) => [one.recurrence, one]));
    const left = new Set(stored);
    const open = new Set(ofUid);
    const pair = (event: Event | undefined, one: KnownEvent | undefined): void => {
      if (!event || !one) return;
      found.set(event, one);
      open.delete(event);
      left.delete(one);
    };
    for (const event of ofUid) {
      const one = byName.get(event.recurrence);
      if (one && left.has(one)) pair(event, one);
    }
    for (const format of ["yyyy-MM-dd'T'HH:mm", 'yyyy-MM-dd', "kkkk-'W'WW"]) {
      const nameOf = (at: Date): string => DateTime.fromJSDate(at, { zone: timeZone }).toFormat(format);
      const storedIn = groupBy(left, ({ startsAt }) => nameOf(startsAt));
      for (const [name, inIt] of groupBy(inOrder(open), ({ startsAt }) => nameOf(startsAt)))
        for (const [at, event] of inIt.entries()) pair(event, inOrder(storedIn.get(name) ?? [])[at]);
    }
    const movable = inOrder(left).filter(({ session }) => session.status === 'scheduled');
    const shifted = inOrder(open).filter((event) => movable.some((one) => one.seriesStart !== event.seriesStart));
    for (const [at, event] of shifted.entries()) {
      const one = movable[at];
      const isFar = one !== undefined && Math.abs(one.startsAt.getTime() - event.startsAt.getTime()) > furthestMs;
      if (!isFar || !event.isEndless) pair(event, one);
    }
  }
}

const inOrder = <One extends { startsAt: Date }>(some: Iterable<One>): One[] =>
  [...some].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
